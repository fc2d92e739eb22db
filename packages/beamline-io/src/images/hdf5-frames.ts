import type { NamedSource, OperandoWarning } from '@operando/core';
import { inFile } from '../bytes/file-error.js';
import type { Hdf5File } from '../hdf5/file.js';
import { said } from '../text/said.js';
import { volumeIn } from '../volumes/volume-in.js';
import type { FrameRole, FrameRoleCounts } from './frame-role.js';

/** Which frames of a file are asked for. */
export interface WantedFrames {
  readonly role: FrameRole;
  /** Path of the dataset; where a file has no such dataset, frames of the open beam and dark ones are found as without. */
  readonly dataset?: string | undefined;
}

/** Frames of a file that are asked for. */
export interface FoundFrames {
  readonly path: string;
  /** Numbers of the frames in the dataset. */
  readonly at: readonly number[];
  /** Where the file says what its frames are of. */
  readonly roles?: FrameRoleCounts;
}

/** Keys of NXtomo; 3 is for frames that are not to be used. */
const keyOf: { readonly [role in FrameRole]: number } = { sample: 0, open: 1, dark: 2 };

/** A dataset for each role, as the Advanced Photon Source writes them (Data Exchange). */
const exchangePaths: { readonly [role in FrameRole]: string } = {
  sample: '/exchange/data',
  open: '/exchange/data_white',
  dark: '/exchange/data_dark',
};

/** Whether the sample was turned between frames: they are of a tomogram. */
function turns(file: Hdf5File, at: readonly number[], frames: number, angle: string): boolean {
  const path = file.columns.find((each) => each.endsWith(angle));
  if (path === undefined) return false;
  const angles = file.dataset(path).readAll();
  if (angles.length !== frames) return false;
  return at.some((k) => Math.abs(angles[k]! - angles[at[0]!]!) > 1e-3);
}

function turning(name: string, angle: string): OperandoWarning {
  return {
    code: 'sample-turns',
    message: said`${name}: the sample was turned between frames (${angle}), as for a tomogram; they are taken as a series in time.`,
  };
}

/** Frames by the keys of an NXtomo file; undefined for others. */
function keyedFrames(
  file: Hdf5File,
  { role, dataset }: WantedFrames,
  name: string,
  warnings: OperandoWarning[],
): FoundFrames | undefined {
  const keyPath = file.columns.find((path) => path.endsWith('/image_key'));
  if (keyPath === undefined) return undefined;
  const keys = file.dataset(keyPath).readAll();
  const beside = `${keyPath.slice(0, keyPath.lastIndexOf('/'))}/data`;
  const isOfKeys = (path: string): boolean => {
    const { shape } = file.dataset(path);
    return shape.length === 3 && shape[0] === keys.length;
  };
  const usual = [beside, ...file.datasets];
  const path = (dataset === undefined ? usual : [dataset]).find(
    (each) => file.datasets.includes(each) && isOfKeys(each),
  );
  if (path === undefined)
    throw inFile(
      name,
      'shape-mismatch',
      said`${dataset ?? 'no dataset'} has ${dataset === undefined ? 'as' : 'not as'} many frames as ${keyPath} has keys (${keys.length}).`,
      dataset === undefined
        ? 'Write the file again: its frames and keys do not belong together.'
        : 'Leave dataset out: the keys say which frames are of the sample.',
    );
  const of = (each: FrameRole): number[] => [...keys.keys()].filter((k) => keys[k] === keyOf[each]);
  const at = of(role);
  if (role === 'sample' && turns(file, at, keys.length, '/rotation_angle'))
    warnings.push(turning(name, 'rotation_angle'));
  const between = at.length === 0 ? 0 : at.at(-1)! - at[0]! + 1 - at.length;
  if (role === 'sample' && between > 0)
    warnings.push({
      code: 'frames-between',
      message: said`${name}: ${between} ${between === 1 ? 'frame lies' : 'frames lie'} between those of the sample (image_key: open beam, dark, or not to be used); where the file states no times, those of the sample count as taken at even distances.`,
    });
  return { path, at, roles: { sample: of('sample').length, open: of('open').length, dark: of('dark').length } };
}

/** Frames of a file of the Data Exchange, a picture by itself as one; undefined for others. */
function exchangedFrames(
  file: Hdf5File,
  { role, dataset }: WantedFrames,
  name: string,
  warnings: OperandoWarning[],
): FoundFrames | undefined {
  const count = (each: FrameRole): number => {
    const path = exchangePaths[each];
    if (!file.datasets.includes(path)) return 0;
    const { shape } = file.dataset(path);
    return shape.length === 3 ? shape[0]! : shape.length === 2 ? 1 : 0;
  };
  if (dataset !== undefined && dataset !== exchangePaths.sample) return undefined;
  const roles = { sample: count('sample'), open: count('open'), dark: count('dark') };
  if (roles.sample === 0 || roles.open + roles.dark === 0) return undefined;
  const at = Array.from({ length: roles[role] }, (_, k) => k);
  if (role === 'sample' && turns(file, at, at.length, '/exchange/theta')) warnings.push(turning(name, 'theta'));
  return { path: exchangePaths[role], at, roles };
}

/** All that a file of pictures holds that does not say what they are of. */
function allFrames(
  file: Hdf5File,
  { dataset: wanted }: WantedFrames,
  source: NamedSource,
  warnings: OperandoWarning[],
): FoundFrames {
  const { dataset } = volumeIn(file, source, wanted, warnings);
  return { path: dataset.path, at: Array.from({ length: dataset.shape[0]! }, (_, k) => k) };
}

/**
 * The frames of a file that are asked for: by the keys of NXtomo, by the names of the Data Exchange, else all of one dataset.
 *
 * @throws OperandoError `column-missing` where it is not clear which dataset; `shape-mismatch` for keys of other frames.
 */
export function findFrames(
  file: Hdf5File,
  { role, dataset: given }: WantedFrames,
  source: NamedSource,
  warnings: OperandoWarning[],
): FoundFrames {
  const path = given === undefined || given.startsWith('/') ? given : `/${given}`;
  // Files of open beam and dark frames need not be like those of the sample.
  const dataset = role === 'sample' || file.datasets.includes(path ?? '') ? path : undefined;
  const wanted = { role, dataset };
  return (
    keyedFrames(file, wanted, source.name, warnings) ??
    exchangedFrames(file, wanted, source.name, warnings) ??
    allFrames(file, wanted, source, warnings)
  );
}
