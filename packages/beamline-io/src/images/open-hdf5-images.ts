import type { NamedSource, OperandoWarning } from '@operando/core';
import { inFile, placed } from '../bytes/file-error.js';
import type { Hdf5File } from '../hdf5/file.js';
import { openHdf5Source, withHdf5 } from '../hdf5/open-source.js';
import { isHdf5 } from '../hdf5/signature.js';
import { said } from '../text/said.js';
import { volumeIn } from '../volumes/volume-in.js';
import type { FrameRole, FrameRoleCounts } from './frame-role.js';
import type { ImageFile } from './image-file.js';
import { nexusDetector } from './nexus-detector.js';
import type { Samples } from './samples.js';

/** Bytes that are asked for the signature. */
const signatureRange = 4096;
/** Values that the library gives at once. */
const mostValues = 32 * 2 ** 20;

/** Frames of a file that are asked for. */
interface FoundFrames {
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
  role: FrameRole,
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
  const path = [beside, ...file.datasets].find((each) => file.datasets.includes(each) && isOfKeys(each));
  if (path === undefined)
    throw inFile(
      name,
      'shape-mismatch',
      said`no dataset has as many frames as ${keyPath} has keys (${keys.length}).`,
      'Write the file again: its frames and keys do not belong together.',
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

/** Frames of a file of the Data Exchange; undefined for others. */
function exchangedFrames(
  file: Hdf5File,
  role: FrameRole,
  name: string,
  warnings: OperandoWarning[],
): FoundFrames | undefined {
  const count = (each: FrameRole): number => {
    const path = exchangePaths[each];
    if (!file.datasets.includes(path)) return 0;
    const { shape } = file.dataset(path);
    return shape.length === 3 ? shape[0]! : 0;
  };
  const roles = { sample: count('sample'), open: count('open'), dark: count('dark') };
  if (roles.sample === 0 || roles.open + roles.dark === 0) return undefined;
  const at = Array.from({ length: roles[role] }, (_, k) => k);
  if (role === 'sample' && turns(file, at, at.length, '/exchange/theta')) warnings.push(turning(name, 'theta'));
  return { path: exchangePaths[role], at, roles };
}

/** All that a file of pictures holds that does not say what they are of. */
function allFrames(file: Hdf5File, source: NamedSource, warnings: OperandoWarning[]): FoundFrames {
  const { dataset } = volumeIn(file, source, undefined, warnings);
  return { path: dataset.path, at: Array.from({ length: dataset.shape[0]! }, (_, k) => k) };
}

/**
 * Pictures in an HDF5 (NeXus) file: frames of one role of NXtomo (`image_key`) or of the Data Exchange, else all of its one dataset of
 * three dimensions. The file is open only while it is read; frames that are stored together are unpacked once.
 *
 * @returns undefined for other files.
 * @throws OperandoError `too-few-points` without frames of the role; `shape-mismatch`, `column-missing`; as `openHdf5`.
 */
export async function openHdf5Images(source: NamedSource, role: FrameRole = 'sample'): Promise<ImageFile | undefined> {
  if (!isHdf5(await source.bytes.slice(0, Math.min(source.bytes.byteLength, signatureRange)))) return undefined;
  const { name } = source;
  const file = await openHdf5Source(source);
  try {
    const warnings: OperandoWarning[] = [];
    const found =
      keyedFrames(file, role, name, warnings) ??
      exchangedFrames(file, role, name, warnings) ??
      allFrames(file, source, warnings);
    const { path, at, roles } = found;
    if (at.length === 0)
      throw inFile(
        name,
        'too-few-points',
        roles === undefined
          ? said`${path} is empty.`
          : `the file has no frames of the ${role === 'sample' ? 'sample' : role === 'open' ? 'open beam' : 'camera without beam'}: ${roles.sample} of the sample, ${roles.open} of the open beam, ${roles.dark} dark.`,
        'Give a file that has some.',
      );
    const { shape, type, chunkDepth } = file.dataset(path);
    const [height, width] = [shape[1]!, shape[2]!];
    const depth = Math.max(1, Math.min(chunkDepth, Math.floor(mostValues / (height * width))));
    let last: { readonly layer: number; readonly values: Samples } | undefined;
    const read = async (k: number): Promise<Samples> => {
      const frame = at[k];
      if (frame === undefined)
        throw inFile(name, 'outside-range', `there are ${at.length} pictures, none with number ${k}.`);
      const layer = Math.floor(frame / depth);
      if (last?.layer !== layer) {
        const to = Math.min(shape[0]!, (layer + 1) * depth);
        const values = await withHdf5(source, {}, (open) => open.dataset(path).readStored(layer * depth, to));
        last = { layer, values };
      }
      const from = (frame - layer * depth) * height * width;
      return last.values.slice(from, from + height * width);
    };
    return {
      name: said`${name}:${path}`,
      count: at.length,
      width,
      height,
      type,
      warnings,
      ...(roles === undefined ? {} : { roles }),
      detector: nexusDetector(file, path),
      read,
      time: async () => undefined,
    };
  } catch (error) {
    throw placed(error, name);
  } finally {
    file.close();
  }
}
