import type { OperandoWarning } from '@operando/core';
import type { Hdf5Dataset, Hdf5File } from './file.js';
import { fieldOf } from './nexus-field.js';
import type { NexusGroup } from './nexus-field.js';
import { memberPath, unitOf, whyNoNumbers, word } from './nexus-members.js';
import type { Hdf5Attributes } from './values.js';

/** One coordinate of plottable data. */
export interface NexusAxis {
  /** Name of the dataset. */
  readonly name: string;
  /** What the file says it is (`2th`, `Diffraction radial direction`), else its name. */
  readonly meaning: string;
  readonly unit?: string;
  /** In physical values. Of two dimensions where each frame has coordinates of its own. */
  readonly dataset: Hdf5Dataset;
}

/** A name in the list of axes, and the dimensions of the signal that are claimed for it. */
interface Named {
  readonly name: string;
  /** Where it stands in a list of as many names as the signal has dimensions. */
  readonly position: number | undefined;
}

const fits = (length: number | undefined, size: number | undefined): boolean => length !== undefined && size !== undefined && (length === size || length === size + 1);

/** Integers of an attribute: 0, [0, 1], `0,1`. */
function indicesOf(value: Hdf5Attributes[string] | undefined): readonly number[] | undefined {
  if (value === undefined) return undefined;
  const list = [value].flat().flatMap((each) => (typeof each === 'string' ? each.replace(/^\[|\]$/g, '').split(/[:,]/).map((part) => (part.trim() === '' ? Number.NaN : Number(part))) : [each]));
  return list.length > 0 && list.every((each) => Number.isInteger(each)) ? list : undefined;
}

/** Names in the attribute `axes`: a list, or a text with colons or commas (before 2014); `.` stands for none. */
function namesOf(stated: Hdf5Attributes[string] | undefined): readonly string[] {
  const list = typeof stated === 'string' ? stated.replace(/^\[|\]$/g, '').split(/[:,]/) : Array.isArray(stated) ? stated.map(String) : [];
  return list.map((each) => each.trim());
}

/** Axes by the numbers on the datasets themselves, as before 2014; of several for a dimension the one marked primary. */
function numbered(file: Hdf5File, { path, members }: NexusGroup, rank: number): (string | undefined)[] {
  const names: (string | undefined)[] = Array.from({ length: rank }, () => undefined);
  const primary = new Set<number>();
  for (const child of members) {
    if (file.kind(memberPath(path, child)) !== 'numbers') continue;
    const attributes = file.attributes(memberPath(path, child));
    const number = Number(attributes['axis']);
    if (!(Number.isInteger(number) && number >= 1 && number <= rank)) continue;
    const first = Number(attributes['primary']) === 1 && !primary.has(number);
    if (first) primary.add(number);
    if (first || names[number - 1] === undefined) names[number - 1] = child;
  }
  return names;
}

/** Dimensions of the signal that an axis runs along, or why none. */
function dimensionsOf({ name, position }: Named, shape: readonly number[], sizes: readonly number[], stated: readonly number[] | undefined, warnings: OperandoWarning[]): readonly number[] | string {
  const spans = (dimensions: readonly number[]): boolean => dimensions.length === shape.length && dimensions.every((d, i) => fits(shape[i], sizes[d]));
  const spansExactly = (dimensions: readonly number[]): boolean => dimensions.length === shape.length && dimensions.every((d, i) => shape[i] === sizes[d]);
  const described = `is ${shape.join(' x ') || 'a single number'}, where the signal is ${sizes.join(' x ')}`;
  if (stated !== undefined) {
    const agrees = position === undefined || stated.includes(position);
    const doubt = (instead: string): void => {
      warnings.push({ code: 'axis-indices', message: `${name}_indices says that ${name} runs along dimension ${stated.join(' and ')} (from 0) of the signal, ${agrees ? `but it ${described}` : `the list of axes ${position}`}; ${instead}.`, where: { column: name } });
    };
    const rather = !agrees && !spansExactly(stated) && spansExactly([position]);
    if (spans(stated) && !rather) {
      if (!agrees) doubt(`${stated.join(' and ')} was taken`);
      return stated;
    }
    if (position !== undefined && spans([position])) {
      doubt(`dimension ${position}, where it stands in the list and which it fits, was taken`);
      return [position];
    }
    return `${described} and ${name}_indices says dimension ${stated.join(' and ')} (from 0)`;
  }
  if (position !== undefined && spans([position])) return [position];
  // One of all dimensions has a coordinate for each value.
  const all = sizes.map((_, d) => d);
  if (shape.length > 1 && spans(all)) return all;
  // Programs make room for the whole scan before it is measured.
  const cutShort = (): readonly number[] | string => {
    if ((position ?? sizes.length - 1) !== 0 || shape.length !== 1 || shape[0]! < sizes[0]!) return described;
    warnings.push({ code: 'axis-longer', message: `${name} has ${shape[0]} values, the signal ${sizes[0]}: the scan seems to be cut short, and the first ${sizes[0]} of ${name} were taken.`, where: { column: name } });
    return [0];
  };
  if (position !== undefined) return cutShort();
  // Fewer names than dimensions: the last, along which a spectrum runs, else the only one that it fits.
  const exact = all.filter((d) => spansExactly([d]));
  const fitting = exact.length > 0 ? exact : all.filter((d) => spans([d]));
  const last = sizes.length - 1;
  if (fitting.length > 1) warnings.push({ code: 'axis-assumed', message: `${name} fits several dimensions of the signal (${sizes.join(' x ')}) and the file does not say which; the ${fitting.includes(last) ? 'last' : 'first of them'} was taken.`, where: { column: name } });
  if (fitting.includes(last)) return [last];
  return fitting.length > 0 ? [fitting[0]!] : cutShort();
}

/**
 * Axes of a signal, dimension by dimension: those that the group or the signal lists (`axes`), along the dimensions that
 * `AXISNAME_indices` says; without a list those that say so themselves (`axis`). What is not there, does not fit, or has two dimensions
 * and no frames to go with is left out with a warning; so is a second one along the same dimension.
 * Source: base class NXdata of the NeXus definitions.
 */
export function axesOf(file: Hdf5File, group: NexusGroup, signal: Hdf5Dataset, warnings: OperandoWarning[]): readonly (NexusAxis | undefined)[] {
  const rank = signal.shape.length;
  const attributes = file.attributes(group.path);
  const listed = namesOf(attributes['axes'] ?? signal.attributes['axes']);
  const names = listed.length > 0 ? listed : numbered(file, group, rank).map((name) => name ?? '.');
  if (names.length > rank && rank > 0) warnings.push({ code: 'axis-assumed', message: `The file lists ${names.length} axes (${names.slice(0, 12).join(', ')}) of a signal of ${rank} dimensions.` });
  const axes: (NexusAxis | undefined)[] = Array.from({ length: rank }, () => undefined);
  const leftOut = (name: string, why: string): void => {
    warnings.push({ code: 'axis-left-out', message: `The axis ${name} ${why}; it was not used.`, where: { column: name } });
  };
  for (const [i, name] of names.entries()) {
    if (name === '.' || name === '' || names.indexOf(name) < i) continue;
    const path = memberPath(group.path, name);
    if (file.kind(path) !== 'numbers') {
      leftOut(name, whyNoNumbers(file, path));
      continue;
    }
    const { shape } = file.dataset(path);
    const dimensions = dimensionsOf({ name, position: names.length === rank ? i : undefined }, shape, signal.shape, indicesOf(attributes[`${name}_indices`]), warnings);
    if (typeof dimensions === 'string') {
      leftOut(name, dimensions);
      continue;
    }
    const along = dimensions.length === 1 ? dimensions[0]! : rank - 1;
    const perFrame = dimensions.length === 2 && rank === 2 && dimensions[0] === 0 && dimensions[1] === 1 && shape[0] === signal.shape[0] && names.lastIndexOf(name) === (names.length === rank ? 1 : 0);
    if (dimensions.length > 1 && !perFrame) leftOut(name, `runs along dimensions ${dimensions.join(' and ')} of the signal`);
    else if (axes[along] !== undefined) leftOut(name, `runs along the same dimension as ${axes[along].name}`);
    else {
      const dataset = fieldOf(file, group, name, warnings);
      if (shape.at(-1) === signal.shape[along]! + 1) warnings.push({ code: 'bin-edges', message: `${name} has one value more than the signal: they were taken for the edges of bins.`, where: { column: name } });
      const unit = unitOf(dataset.attributes);
      axes[along] = { name, meaning: word(dataset.attributes['name']) ?? name, dataset, ...(unit === undefined ? {} : { unit }) };
    }
  }
  return axes;
}

/**
 * Positions of the points along an axis: its values, or the centres of the bins whose edges it gives.
 * @param frame Of axes that each frame has its own of.
 */
export function pointsOf({ dataset }: NexusAxis, size: number, frame = 0): Float64Array {
  const values = dataset.shape.length === 2 ? dataset.read(frame, frame + 1) : dataset.readAll();
  return values.length === size + 1 ? Float64Array.from({ length: size }, (_, i) => (values[i]! + values[i + 1]!) / 2) : values.subarray(0, size);
}
