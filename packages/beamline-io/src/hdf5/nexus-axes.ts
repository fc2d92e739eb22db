import type { OperandoWarning } from '@operando/core';
import { dimensionsOf, indicesOf } from './axis-dimensions.js';
import type { AxisDimensions } from './axis-dimensions.js';
import type { Hdf5Dataset, Hdf5File } from './file.js';
import { fieldOf } from './nexus-field.js';
import type { NexusGroup } from './nexus-field.js';
import { memberPath, unitOf, whyNoNumbers, word } from './nexus-members.js';
import type { Hdf5Attributes } from './values.js';
import { said, shown } from '../text/said.js';

/** One coordinate of plottable data. */
export interface NexusAxis {
  /** Name of the dataset. */
  readonly name: string;
  /** What the file says it is (`2th`, `Diffraction radial direction`), else its name. */
  readonly meaning: string;
  /** As the file spells it; absent where it states none. */
  readonly unit?: string;
  /** In physical values. Of two dimensions where each frame has coordinates of its own. */
  readonly dataset: Hdf5Dataset;
}

/** Names in the attribute `axes`: a list, or a text with colons or commas (before 2014); `.` stands for none. */
function namesOf(stated: Hdf5Attributes[string] | undefined): readonly string[] {
  const list =
    typeof stated === 'string'
      ? stated.replace(/^\[|\]$/g, '').split(/[:,]/)
      : Array.isArray(stated)
        ? stated.map(String)
        : [];
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

/** What the axes of a signal are looked up by. */
export interface AxedSignal {
  readonly name: string;
  readonly shape: readonly number[];
  readonly attributes: Hdf5Attributes;
}

/** An axis of the list that can be read, and the dimensions that it runs along. */
interface Candidate extends AxisDimensions {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The dimension that an axis is given for; one of two dimensions is for the points, where each frame has its own. Undefined where that cannot be. */
function dimensionFor(
  { name, shape, dimensions }: Candidate,
  names: readonly string[],
  sizes: readonly number[],
): number | undefined {
  if (dimensions.length === 1) return dimensions[0];
  const last = names.length === sizes.length ? names.lastIndexOf(name) : sizes.length - 1;
  return dimensions.join() === '0,1' && sizes.length === 2 && last === 1 && shape[0] === sizes[0] ? 1 : undefined;
}

/**
 * Axes of a signal, dimension by dimension: those that the group or the signal lists (`axes`, `SIGNAL_axes`), along the dimensions that
 * `AXISNAME_indices` says; without a list those that say so themselves (`axis`). What is not there, does not fit, or has two dimensions
 * and no frames to go with is left out with a warning; so is a second one along the same dimension.
 * Source: base class NXdata and application definition NXcanSAS of the NeXus definitions.
 */
export function axesOf(
  file: Hdf5File,
  group: NexusGroup,
  signal: AxedSignal,
  warnings: OperandoWarning[],
): readonly (NexusAxis | undefined)[] {
  const rank = signal.shape.length;
  const attributes = file.attributes(group.path);
  // NXcanSAS names the axes of its signal I in `I_axes`.
  const listed = namesOf(attributes['axes'] ?? attributes[`${signal.name}_axes`] ?? signal.attributes['axes']);
  const names = listed.length > 0 ? listed : numbered(file, group, rank).map((name) => name ?? '.');
  if (names.length > rank && rank > 0)
    warnings.push({
      code: 'axis-assumed',
      message: said`The file lists ${names.length} axes (${names.slice(0, 12).join(', ')}) of a signal of ${rank} dimensions.`,
    });
  const leftOut = (name: string, why: string): void => {
    warnings.push({
      code: 'axis-left-out',
      message: said`The axis ${name} ${why}; it was not used.`,
      where: { column: shown(name) },
    });
  };
  const candidates: Candidate[] = [];
  for (const name of new Set(names)) {
    if (name === '.' || name === '') continue;
    const path = memberPath(group.path, name);
    if (name === signal.name) leftOut(name, 'is the signal itself');
    else if (file.kind(path) !== 'numbers') leftOut(name, whyNoNumbers(file, path));
    else {
      const { shape } = file.dataset(path);
      const position = names.length === rank ? names.indexOf(name) : undefined;
      const found = dimensionsOf(
        { name, shape, position, indices: indicesOf(attributes[`${name}_indices`]) },
        signal.shape,
        warnings,
      );
      if (typeof found === 'string') leftOut(name, found);
      else candidates.push({ name, shape, ...found });
    }
  }
  const axes: (NexusAxis | undefined)[] = Array.from({ length: rank }, () => undefined);
  // Of two for one dimension, what also stands in its place comes first.
  for (const candidate of candidates.toSorted((a, b) => Number(b.inPlace) - Number(a.inPlace))) {
    const { name, shape, dimensions } = candidate;
    const along = dimensionFor(candidate, names, signal.shape);
    if (along === undefined) leftOut(name, said`runs along dimensions ${dimensions.join(' and ')} of the signal`);
    else if (axes[along] !== undefined) leftOut(name, said`runs along the same dimension as ${axes[along].name}`);
    else {
      const dataset = fieldOf(file, group, name, warnings);
      if (shape.at(-1) === signal.shape[along]! + 1)
        warnings.push({
          code: 'bin-edges',
          message: said`${name} has one value more than the signal: they were taken for the edges of bins.`,
          where: { column: shown(name) },
        });
      const unit = unitOf(dataset.attributes);
      axes[along] = {
        name,
        meaning: word(dataset.attributes['name']) ?? name,
        dataset,
        ...(unit === undefined ? {} : { unit }),
      };
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
  return values.length === size + 1
    ? Float64Array.from({ length: size }, (_, i) => (values[i]! + values[i + 1]!) / 2)
    : values.subarray(0, size);
}
