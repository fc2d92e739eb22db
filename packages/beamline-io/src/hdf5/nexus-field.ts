import { isOperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { Hdf5Dataset, Hdf5File } from './file.js';
import { memberPath, signalName } from './nexus-members.js';
import type { Hdf5Attributes } from './values.js';
import { said, shown } from '../text/said.js';

/** A group whose members are read, looked through once. */
export interface NexusGroup {
  readonly path: string;
  readonly members: ReadonlySet<string>;
  readonly signal: string | undefined;
}

/** What stored numbers mean: factor * value + offset. */
interface Scaling {
  readonly factor: number;
  readonly offset: number;
  /** Where it stands, for the message. */
  readonly from: string;
}

const finite = (value: Hdf5Attributes[string] | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** A scale among the members of a group: a single number, finite and, of factors, not 0. */
function scaleIn(
  file: Hdf5File,
  { path, members }: NexusGroup,
  name: string,
  warnings: OperandoWarning[],
): number | undefined {
  if (!members.has(name) || file.kind(memberPath(path, name)) !== 'numbers') return undefined;
  const dataset = file.dataset(memberPath(path, name));
  if (!dataset.shape.every((size) => size === 1)) return undefined;
  const value = dataset.readAll()[0]!;
  if (Number.isFinite(value) && !(value === 0 && name.endsWith('scaling_factor'))) return value;
  warnings.push({
    code: 'scale-left-out',
    message: said`${memberPath(path, name)} is ${value}; it was not used.`,
    where: { column: shown(name) },
  });
  return undefined;
}

/** NeXus adds before it multiplies: (value + offset) * scaling_factor, in its definition of FIELDNAME_scaling_factor. */
function nexusScaling(factor: number | undefined, offset: number | undefined, from: string): Scaling | undefined {
  return factor === undefined && offset === undefined
    ? undefined
    : { factor: factor ?? 1, offset: (factor ?? 1) * (offset ?? 0), from };
}

function scalingOf(
  file: Hdf5File,
  group: NexusGroup,
  name: string,
  attributes: Hdf5Attributes,
  warnings: OperandoWarning[],
): Scaling | undefined {
  const among = (prefix: string): Scaling | undefined => {
    const [factor, offset] = [`${prefix}scaling_factor`, `${prefix}offset`];
    return nexusScaling(
      scaleIn(file, group, factor, warnings),
      scaleIn(file, group, offset, warnings),
      `${factor} and ${offset}`,
    );
  };
  const stated = among(`${name}_`) ?? (name === group.signal ? among('') : undefined);
  if (stated !== undefined) return stated;
  // Attributes: NeXus names, where a bare offset may be one of a transformation, and those of netCDF, which multiplies before it adds.
  const factor = finite(attributes['scaling_factor']);
  if (factor !== undefined)
    return nexusScaling(factor, finite(attributes['offset']), 'the attributes scaling_factor and offset');
  const [scale, add] = [finite(attributes['scale_factor']), finite(attributes['add_offset'])];
  return scale === undefined && add === undefined
    ? undefined
    : { factor: scale ?? 1, offset: add ?? 0, from: 'the attributes scale_factor and add_offset' };
}

/** Values that stand for none, after netCDF. */
function fillsOf(attributes: Hdf5Attributes): readonly number[] {
  const stated = [attributes['_FillValue'], attributes['missing_value']]
    .flat()
    .filter((value) => typeof value === 'number' && !Number.isNaN(value)) as number[];
  return [...new Set(stated.flatMap((value) => [value, Math.fround(value)]))];
}

/** What values may be, as stored, after netCDF: from the first to the last. */
function rangeOf(attributes: Hdf5Attributes): readonly [number, number] {
  const both = attributes['valid_range'];
  const [low, high] =
    Array.isArray(both) && both.length === 2 ? [both[0], both[1]] : [attributes['valid_min'], attributes['valid_max']];
  return [typeof low === 'number' ? low : -Infinity, typeof high === 'number' ? high : Infinity];
}

function changed(dataset: Hdf5Dataset, change: (value: number) => number): Hdf5Dataset {
  const read = (from: number, to: number): Float64Array => {
    const values = dataset.read(from, to);
    for (let i = 0; i < values.length; i++) values[i] = change(values[i]!);
    return values;
  };
  return { ...dataset, type: 'float64', read, readStored: read, readAll: () => read(0, dataset.shape[0] ?? 1) };
}

/**
 * A numeric member of a group in physical values: scaled as the group (`NAME_scaling_factor`, `NAME_offset`; `scaling_factor`, `offset`
 * for the signal) or its attributes say, with a warning; what stands for no value (`_FillValue`, `missing_value`, beyond `valid_range`) is NaN.
 * @throws OperandoError as `Hdf5File.dataset`.
 */
export function fieldOf(file: Hdf5File, group: NexusGroup, name: string, warnings: OperandoWarning[]): Hdf5Dataset {
  const dataset = file.dataset(memberPath(group.path, name));
  const { factor, offset, from } = scalingOf(file, group, name, dataset.attributes, warnings) ?? {
    factor: 1,
    offset: 0,
    from: '',
  };
  const fills = fillsOf(dataset.attributes);
  const [low, high] = rangeOf(dataset.attributes);
  const isNone = (value: number): boolean => value < low || value > high || fills.includes(value);
  const scaled = factor !== 1 || offset !== 0;
  if (scaled)
    warnings.push({
      code: 'values-scaled',
      message: said`${name} was scaled: stored values times ${factor} plus ${offset}, as ${from} say.`,
      where: { column: shown(name) },
    });
  return scaled || fills.length > 0 || low > -Infinity || high < Infinity
    ? changed(dataset, (value) => (isNone(value) ? Number.NaN : factor * value + offset))
    : dataset;
}

/**
 * The same for one of many columns: what cannot be read, such as images in files that were not copied, is left out with a warning.
 * @returns Undefined for what is no numbers, too.
 */
export function columnFieldOf(
  file: Hdf5File,
  group: NexusGroup,
  name: string,
  warnings: OperandoWarning[],
): Hdf5Dataset | undefined {
  if (file.kind(memberPath(group.path, name)) !== 'numbers') return undefined;
  try {
    return fieldOf(file, group, name, warnings);
  } catch (error) {
    if (!isOperandoError(error)) throw error;
    warnings.push({
      code: 'columns-left-out',
      message: said`${memberPath(group.path, name)} was left out: ${error.problem}`,
      where: { column: shown(name) },
    });
    return undefined;
  }
}

/** Members of a group, for {@link fieldOf}. */
export function nexusGroup(file: Hdf5File, path: string): NexusGroup {
  return { path, members: new Set(file.children(path)), signal: signalName(file, path) };
}
