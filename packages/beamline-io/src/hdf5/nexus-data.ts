import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { parseDateTime } from '../text/date-time.js';
import type { ReadMoment } from '../text/date-time.js';
import type { Hdf5Dataset, Hdf5File } from './file.js';
import type { Hdf5Attributes } from './values.js';

/** One coordinate of plottable data. */
export interface NexusAxis {
  /** Name of the dataset. */
  readonly name: string;
  /** What the file says it is (`2th`, `Diffraction radial direction`), else its name. */
  readonly meaning: string;
  readonly unit?: string;
  readonly dataset: Hdf5Dataset;
}

/** Plottable data of a NeXus file: a signal and its axes. */
export interface NexusData {
  /** Path of the group, as reached. */
  readonly path: string;
  readonly name: string;
  readonly signal: Hdf5Dataset;
  /** Standard uncertainties of the signal. */
  readonly errors?: Hdf5Dataset;
  /** Dimension by dimension; undefined where the file gives no coordinate. */
  readonly axes: readonly (NexusAxis | undefined)[];
  readonly title?: string;
  /** Start of the entry. */
  readonly start?: ReadMoment;
  /** The entry above it. */
  readonly entry: string;
  readonly warnings: readonly OperandoWarning[];
}

/** Which data of a file. */
export interface NexusChoice {
  /** Path of a dataset, or of a group of plottable data. @default the file's default */
  readonly dataset?: string | undefined;
}

const deepestDefault = 12;
const mostSearched = 400;

const word = (value: Hdf5Attributes[string] | undefined): string | undefined => (typeof value === 'string' ? value : Array.isArray(value) && typeof value[0] === 'string' ? value[0] : undefined);
/** A member's path; a path from the root stays what it is. */
export function memberPath(group: string, name: string): string {
  return name.startsWith('/') ? name : `${group === '/' ? '' : group}/${name}`;
}
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/'))) || '/';
const classOf = (file: Hdf5File, path: string): string => word(file.attributes(path)['NX_class']) ?? '';

/** Name of the signal in a group: the attribute of the group, or the dataset that says it is one (before 2014). */
function signalName(file: Hdf5File, group: string): string | undefined {
  const stated = word(file.attributes(group)['signal']);
  if (stated !== undefined) return stated;
  return file.children(group).find((name) => {
    if (file.kind(memberPath(group, name)) !== 'numbers') return false;
    const mark = file.attributes(memberPath(group, name))['signal'];
    return mark === 1 || mark === '1' || mark === name;
  });
}

/** Names as people number them: 2.1 before 10.1. */
const natural = new Intl.Collator('en', { numeric: true });

/** A member of the group that leads nowhere, as an error that says where to. */
function danglingIn(file: Hdf5File, group: string): OperandoError | undefined {
  for (const name of file.children(group)) {
    if (file.kind(memberPath(group, name)) !== undefined) continue;
    try {
      file.dataset(memberPath(group, name));
    } catch (error) {
      if (error instanceof OperandoError && error.code !== 'column-missing') return error;
    }
  }
  return undefined;
}

/** The group of plottable data that the file itself points to, following `default` from the root, then by looking. */
function defaultGroup(file: Hdf5File, warnings: OperandoWarning[]): string {
  let at = '/';
  for (let depth = 0; depth < deepestDefault; depth++) {
    const next = word(file.attributes(at)['default']);
    if (next === undefined || file.kind(memberPath(at, next)) !== 'group') break;
    at = memberPath(at, next);
  }
  const queue = [at];
  let dangling: OperandoError | undefined;
  for (let searched = 0; queue.length > 0 && searched < mostSearched; searched++) {
    const group = queue.shift()!;
    const isData = classOf(file, group) === 'NXdata' || word(file.attributes(group)['signal']) !== undefined;
    const name = isData ? signalName(file, group) : undefined;
    if (name !== undefined && file.kind(memberPath(group, name)) === 'numbers') return group;
    if (isData) dangling ??= danglingIn(file, group);
    // Entries and data before instruments, samples and processes.
    const rank = (path: string): number => ({ NXdata: 0, NXentry: 1 })[classOf(file, path)] ?? 2;
    const groups = file.children(group).toSorted((a, b) => natural.compare(a, b)).map((child) => memberPath(group, child)).filter((path) => file.kind(path) === 'group');
    const entries = groups.filter((path) => rank(path) === 1);
    if (group === '/' && entries.length > 1) {
      warnings.push({ code: 'several-entries', message: `The file has ${entries.length} entries; the first with data was taken. They are ${entries.slice(0, 12).join(', ')}${entries.length > 12 ? ', …' : ''}. Choose with dataset.` });
    }
    queue.push(...groups.toSorted((a, b) => rank(a) - rank(b)));
  }
  if (dangling !== undefined) throw dangling;
  throw new OperandoError('column-missing', 'the HDF5 file names no plottable data (NXdata with a signal).', {
    cure: file.datasets.length === 0 ? 'Give the path of a dataset.' : `Give the path of a dataset: ${file.datasets.slice(0, 12).join(', ')}.`,
  });
}

/** Axis names of the dimensions; `.` stands for none. */
function axisNames(file: Hdf5File, group: string, name: string, dimensions: number): (string | undefined)[] {
  const stated = file.attributes(group)['axes'] ?? file.attributes(memberPath(group, name))['axes'];
  const list = typeof stated === 'string' ? stated.replace(/^\[|\]$/g, '').split(/[:,]/) : Array.isArray(stated) ? stated.map(String) : [];
  if (list.length > 0) {
    // One axis of several dimensions belongs to the last, along which a spectrum runs.
    const lead = list.length < dimensions ? Array.from({ length: dimensions - list.length }, () => undefined) : [];
    return [...lead, ...list.map((each) => (each.trim() === '.' || each.trim() === '' ? undefined : each.trim()))];
  }
  const names: (string | undefined)[] = Array.from({ length: dimensions }, () => undefined);
  for (const child of file.children(group)) {
    if (file.kind(memberPath(group, child)) !== 'numbers') continue;
    const number = Number(file.attributes(memberPath(group, child))['axis']);
    if (Number.isInteger(number) && number >= 1 && number <= dimensions) names[number - 1] ??= child;
  }
  return names;
}

/** The unit that a dataset's attributes give. */
export function unitOf(attributes: Hdf5Attributes): string | undefined {
  return word(attributes['units']) || word(attributes['unit']) || undefined;
}

/** Positions of the points along an axis: its values, or the centres of the bins whose edges it gives. */
export function pointsOf(axis: NexusAxis, size: number): Float64Array {
  const values = axis.dataset.readAll();
  return values.length === size + 1 ? Float64Array.from({ length: size }, (_, i) => (values[i]! + values[i + 1]!) / 2) : values;
}

function axisOf(file: Hdf5File, group: string, name: string | undefined, size: number, warnings: OperandoWarning[]): NexusAxis | undefined {
  if (name === undefined || file.kind(memberPath(group, name)) !== 'numbers') return undefined;
  const dataset = file.dataset(memberPath(group, name));
  const length = dataset.shape.length === 1 ? dataset.shape[0]! : undefined;
  if (length !== size && length !== size + 1) {
    warnings.push({ code: 'axis-left-out', message: `The axis ${name} is ${dataset.shape.join(' x ') || 'a single number'}, where the signal has ${size} values; it was not used.`, where: { column: name } });
    return undefined;
  }
  const unit = unitOf(dataset.attributes);
  return { name, meaning: word(dataset.attributes['name']) ?? name, dataset, ...(unit === undefined ? {} : { unit }) };
}

/** The entry above a group: the nearest group of class NXentry, else the first part of the path. */
function entryOf(file: Hdf5File, group: string): string {
  for (let at = group; at !== '/'; at = parentOf(at)) if (classOf(file, at) === 'NXentry') return at;
  const first = group.split('/')[1];
  return first === undefined || first === '' ? '/' : `/${first}`;
}

/** The text, or first of several, at a path. */
export function textAt(file: Hdf5File, path: string): string | undefined {
  return file.kind(path) === 'text' ? file.text(path, 1)?.[0] : undefined;
}

/**
 * The plottable data of a NeXus file: by the chain of `default` attributes (root, entry, data; pyFAI's and silx's too), by
 * `signal` and `axes` in the group or, as before 2014, on the datasets, else the first NXdata of the first entry.
 *
 * @throws OperandoError `column-missing` without such data, listing what there is; as `openHdf5`.
 */
export function findNexusData(file: Hdf5File, choice: NexusChoice = {}): NexusData {
  const wanted = choice.dataset === undefined ? undefined : memberPath('/', choice.dataset);
  const isGroup = wanted !== undefined && file.kind(wanted) === 'group';
  const warnings: OperandoWarning[] = [];
  const group = wanted === undefined ? defaultGroup(file, warnings) : isGroup ? wanted : parentOf(wanted);
  const name = wanted === undefined || isGroup ? signalName(file, group) : wanted.slice(wanted.lastIndexOf('/') + 1);
  if (name === undefined) throw new OperandoError('column-missing', `${group} has no signal.`, { cure: `Give the path of a dataset: ${file.datasets.slice(0, 12).join(', ')}.` });
  const signal = file.dataset(memberPath(group, name));
  const names = axisNames(file, group, name, signal.shape.length);
  const axes = signal.shape.map((size, d) => axisOf(file, group, names[d], size, warnings));
  const errorsPath = [`${name}_errors`, 'errors', `${name}_error`].map((each) => memberPath(group, each)).find((path) => file.kind(path) === 'numbers');
  const errors = errorsPath === undefined ? undefined : file.dataset(errorsPath);
  const usable = errors !== undefined && errors.shape.join() === signal.shape.join();
  if (errors !== undefined && !usable) warnings.push({ code: 'errors-left-out', message: `${errorsPath} is ${errors.shape.join(' x ')}, the signal ${signal.shape.join(' x ')}; it was not used.` });
  const entry = entryOf(file, group);
  const title = textAt(file, memberPath(group, 'title')) ?? textAt(file, memberPath(entry, 'title'));
  const began = textAt(file, memberPath(entry, 'start_time'));
  const start = began === undefined ? undefined : parseDateTime(began);
  return { path: group, name, signal, axes, entry, warnings, ...(usable ? { errors } : {}), ...(title === undefined ? {} : { title }), ...(start === undefined ? {} : { start }) };
}
