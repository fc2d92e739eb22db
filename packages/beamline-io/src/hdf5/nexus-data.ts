import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { TableTime } from '../table/column-table.js';
import { entryTime } from './entry-time.js';
import type { Hdf5Dataset, Hdf5File } from './file.js';
import { axesOf } from './nexus-axes.js';
import type { NexusAxis } from './nexus-axes.js';
import { fieldOf, nexusGroup } from './nexus-field.js';
import type { NexusGroup } from './nexus-field.js';
import { findDefaultGroup, giveDataset } from './nexus-find.js';
import { entryOf, memberPath, parentOf, textAt, unitOf, whyNoNumbers, word } from './nexus-members.js';
import { said, shown } from '../text/said.js';

export type { NexusAxis } from './nexus-axes.js';

/** Plottable data of a NeXus file: a signal and its axes. */
export interface NexusData {
  /** Path of the group, as reached. */
  readonly path: string;
  /** Of the signal in the group. */
  readonly name: string;
  /** In physical values, NaN where the file says that there is none. */
  readonly signal: Hdf5Dataset;
  /** Standard uncertainties of the signal. */
  readonly errors?: Hdf5Dataset;
  /** 0 where a value may be used; of the signal's shape. */
  readonly mask?: Hdf5Dataset;
  /** Dimension by dimension; undefined where the file gives no coordinate. */
  readonly axes: readonly (NexusAxis | undefined)[];
  /** Names in the group that are part of these data: signal, errors, mask. */
  readonly parts: readonly string[];
  /** What the entry or the data are called. */
  readonly title?: string;
  /** When the entry began, and how long it took. */
  readonly time?: TableTime;
  /** The entry above it. */
  readonly entry: string;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/** Which data of a file. */
export interface NexusChoice {
  /** Path of a dataset, or of a group of plottable data or above some. @default the file's default */
  readonly dataset?: string | undefined;
}

const shapeText = (shape: readonly number[]): string => shape.join(' x ') || 'a single number';

/** Names under which uncertainties may stand: named by an attribute, by the name of the signal, or (before 2018) as those of the group's signal. */
function errorNames(
  file: Hdf5File,
  group: NexusGroup,
  name: string,
  signal: Hdf5Dataset,
): readonly { readonly name: string; readonly stated: boolean }[] {
  const attributes = file.attributes(group.path);
  const isSignal = group.signal === undefined || group.signal === name;
  const stated = [
    ...['uncertainties', 'uncertainty', 'uncertainity'].map((key) => signal.attributes[key]),
    attributes[`${name}_uncertainties`],
    ...(isSignal ? [attributes['uncertainties']] : []),
  ].map(word);
  return [
    ...stated.flatMap((each) => (each === undefined ? [] : [{ name: each, stated: true }])),
    ...[`${name}_errors`, ...(isSignal ? ['errors'] : []), `${name}_error`].map((each) => ({
      name: each,
      stated: false,
    })),
  ];
}

/** The uncertainties of a signal; what cannot be them is left out with a warning. */
function errorsOf(
  file: Hdf5File,
  group: NexusGroup,
  name: string,
  signal: Hdf5Dataset,
  warnings: OperandoWarning[],
): { readonly name: string; readonly dataset: Hdf5Dataset } | undefined {
  const leftOut = (which: string, why: string): void => {
    warnings.push({
      code: 'errors-left-out',
      message: said`${which} ${why}; it was not used.`,
      where: { column: shown(which) },
    });
  };
  for (const { name: each, stated } of errorNames(file, group, name, signal)) {
    const path = memberPath(group.path, each);
    if (file.kind(path) !== 'numbers') {
      if (stated || group.members.has(each))
        leftOut(each, said`is named as the uncertainties of ${name}, but ${whyNoNumbers(file, path)}`);
      continue;
    }
    const dataset = fieldOf(file, group, each, warnings);
    const [unit, own] = [unitOf(signal.attributes), unitOf(dataset.attributes)];
    if (dataset.shape.join() !== signal.shape.join())
      leftOut(each, `is ${shapeText(dataset.shape)}, the signal ${shapeText(signal.shape)}`);
    else if (unit !== undefined && own !== undefined && unit.toLowerCase() !== own.toLowerCase())
      leftOut(each, said`is in ${own.slice(0, 30)}, the signal in ${unit.slice(0, 30)}`);
    else return { name: each, dataset };
  }
  return undefined;
}

/** One row for every frame. */
function repeated(dataset: Hdf5Dataset, shape: readonly number[]): Hdf5Dataset {
  const read = (from: number, to: number): Float64Array => {
    const row = dataset.readAll();
    const out = new Float64Array((to - from) * row.length);
    for (let at = 0; at < out.length; at += row.length) out.set(row, at);
    return out;
  };
  return {
    ...dataset,
    shape,
    type: 'float64',
    chunkDepth: 1,
    read,
    readStored: read,
    readAll: () => read(0, shape[0]!),
  };
}

/** The mask of a signal, of its shape or for the points of every frame alike. */
function maskOf(
  file: Hdf5File,
  group: NexusGroup,
  name: string,
  signal: Hdf5Dataset,
  warnings: OperandoWarning[],
): { readonly name: string; readonly dataset: Hdf5Dataset } | undefined {
  const isSignal = group.signal === undefined || group.signal === name;
  const found = [`${name}_mask`, ...(isSignal ? ['mask'] : [])].find(
    (each) => each !== name && file.kind(memberPath(group.path, each)) === 'numbers',
  );
  if (found === undefined) return undefined;
  const dataset = file.dataset(memberPath(group.path, found));
  const { shape } = signal;
  if (dataset.shape.join() === shape.join()) return { name: found, dataset };
  if (shape.length === 2 && dataset.shape.length === 1 && dataset.shape[0] === shape[1])
    return { name: found, dataset: repeated(dataset, shape) };
  warnings.push({
    code: 'mask-left-out',
    message: said`${found} is ${shapeText(dataset.shape)}, the signal ${shapeText(shape)}; it was not used.`,
    where: { column: shown(found) },
  });
  return undefined;
}

/** The group and the name of what was asked for; the name is missing for a group without plottable data. */
function chosen(
  file: Hdf5File,
  { dataset }: NexusChoice,
  warnings: OperandoWarning[],
): { readonly path: string; readonly name?: string } | undefined {
  const wanted = memberPath('/', dataset ?? '/').replace(/(.)\/+$/, '$1');
  if (file.kind(wanted) !== 'group') {
    // What is not there is named as it was asked for.
    file.dataset(wanted);
    return { path: parentOf(wanted), name: wanted.slice(wanted.lastIndexOf('/') + 1) };
  }
  const path = findDefaultGroup(file, wanted, warnings);
  return path === undefined ? undefined : { path };
}

/**
 * The plottable data of a NeXus file, if there are any: see {@link findNexusData}.
 * @param warnings Those of the data; without data, what of the file was not looked through.
 * @throws OperandoError as {@link findNexusData}, but for a file or group without such data.
 */
export function lookForNexusData(
  file: Hdf5File,
  choice: NexusChoice = {},
  warnings: OperandoWarning[] = [],
): NexusData | undefined {
  const found = chosen(file, choice, warnings);
  if (found === undefined) return undefined;
  const group = nexusGroup(file, found.path);
  const name = found.name ?? group.signal!;
  const signal = fieldOf(file, group, name, warnings);
  if (signal.shape.length === 2 && word(signal.attributes['interpretation']) === 'image')
    warnings.push({
      code: 'image-rows',
      message: said`${memberPath(group.path, name)} is an image by its interpretation: its rows are taken for spectra.`,
    });
  const axes = axesOf(file, group, { name, ...signal }, warnings);
  const errors = errorsOf(file, group, name, signal, warnings);
  const mask = maskOf(file, group, name, signal, warnings);
  const entry = entryOf(file, group.path);
  const title = textAt(file, memberPath(group.path, 'title')) ?? textAt(file, memberPath(entry, 'title'));
  const time = entryTime(file, entry, warnings);
  return {
    path: group.path,
    name,
    signal,
    axes,
    entry,
    warnings,
    parts: [name, ...(errors === undefined ? [] : [errors.name]), ...(mask === undefined ? [] : [mask.name])],
    ...(errors === undefined ? {} : { errors: errors.dataset }),
    ...(mask === undefined ? {} : { mask: mask.dataset }),
    ...(title === undefined ? {} : { title }),
    ...(time === undefined ? {} : { time }),
  };
}

/**
 * The plottable data of a NeXus file: by the chain of `default` attributes (root, entry, data; pyFAI's and silx's too), by
 * `signal` and `axes` in the group or, as before 2014, on the datasets, else the first NXdata of the first entry that has any. Axes
 * run along the dimensions that `AXISNAME_indices` says. What cannot be used, or is taken instead of what the file names, is a warning.
 *
 * @throws OperandoError `column-missing` without such data, listing what there is; as `openHdf5`.
 */
export function findNexusData(file: Hdf5File, choice: NexusChoice = {}): NexusData {
  const warnings: OperandoWarning[] = [];
  const data = lookForNexusData(file, choice, warnings);
  if (data !== undefined) return data;
  const problem =
    choice.dataset === undefined
      ? 'the HDF5 file names no plottable data (NXdata with a signal).'
      : said`${memberPath('/', choice.dataset)} has no signal.`;
  throw new OperandoError(
    'column-missing',
    [problem, ...warnings.filter(({ code }) => code === 'too-many-nodes').map(({ message }) => message)].join(' '),
    { cure: giveDataset(file) },
  );
}
