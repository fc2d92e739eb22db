import type { OperandoWarning } from '@operando/core';
import type { Hdf5Attributes } from './values.js';
import { said, shown } from '../text/said.js';

/** An axis, and what the file says of where it belongs. */
export interface AxisClaim {
  readonly name: string;
  readonly shape: readonly number[];
  /** Where it stands in a list of as many names as the signal has dimensions. */
  readonly position: number | undefined;
  /** What `AXISNAME_indices` says. */
  readonly indices: readonly number[] | undefined;
}

/** Dimensions of the signal that an axis runs along. */
export interface AxisDimensions {
  readonly dimensions: readonly number[];
  /** Whether they are those of its place in the list. */
  readonly inPlace: boolean;
}

/** Integers of an attribute: 0, [0, 1], `0,1`. */
export function indicesOf(value: Hdf5Attributes[string] | undefined): readonly number[] | undefined {
  if (value === undefined) return undefined;
  const list = [value].flat().flatMap((each) =>
    typeof each === 'string'
      ? each
          .replace(/^\[|\]$/g, '')
          .split(/[:,]/)
          .map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
      : [each],
  );
  return list.length > 0 && list.every((each) => Number.isInteger(each)) ? list : undefined;
}

/** Whether an axis has as many values along these dimensions, or one more: the edges of bins. */
function spans({ shape }: AxisClaim, sizes: readonly number[], dimensions: readonly number[], more: 0 | 1): boolean {
  return (
    dimensions.length === shape.length &&
    dimensions.every((d, i) => sizes[d] !== undefined && shape[i]! - sizes[d] >= 0 && shape[i]! - sizes[d] <= more)
  );
}

/** Programs make room for the whole scan, along the first dimension, before it is measured. */
function isCutShort({ shape }: AxisClaim, sizes: readonly number[], dimensions: readonly number[]): boolean {
  return dimensions.join() === '0' && shape.length === 1 && shape[0]! > sizes[0]! + 1;
}

function cutShort({ name, shape }: AxisClaim, sizes: readonly number[]): OperandoWarning {
  return {
    code: 'axis-longer',
    message: said`${name} has ${shape[0]} values, the signal ${sizes[0]}: the scan seems to be cut short, and the first ${sizes[0]} of ${name} were taken.`,
    where: { column: shown(name) },
  };
}

const numbered = (dimensions: readonly number[]): string =>
  said`${dimensions.length === 1 ? 'dimension' : 'dimensions'} ${dimensions.slice(0, 4).join(' and ')} (from 0)`;

/** By what the file says: the indices, else the place in the list; where the two differ, what fits, with a warning. */
function statedDimensions(
  claim: AxisClaim,
  sizes: readonly number[],
  warnings: OperandoWarning[],
): AxisDimensions | undefined {
  const { name, position, indices } = claim;
  const place = position === undefined ? undefined : [position];
  const agree = indices === undefined || position === undefined || indices.includes(position);
  const choices = [indices, place].filter((each) => each !== undefined);
  const chosen =
    choices.find((each) => spans(claim, sizes, each, 0)) ??
    choices.find((each) => spans(claim, sizes, each, 1)) ??
    choices.find((each) => isCutShort(claim, sizes, each));
  if (chosen === undefined) return undefined;
  if (isCutShort(claim, sizes, chosen)) warnings.push(cutShort(claim, sizes));
  if (indices !== undefined && (!agree || chosen !== indices)) {
    const contradicted = agree
      ? `but it is ${claim.shape.join(' x ')} and the signal ${sizes.join(' x ')}`
      : `but it stands at ${position} in the list of axes`;
    warnings.push({
      code: 'axis-indices',
      message: said`${name}_indices says that ${name} runs along ${numbered(indices)} of the signal, ${contradicted}; ${numbered(chosen)} was taken.`,
      where: { column: shown(name) },
    });
  }
  return { dimensions: chosen, inPlace: position === undefined || chosen.includes(position) };
}

/** By what fits, where the file says less: the last dimension, along which a spectrum runs, before others. */
function assumedDimensions(
  claim: AxisClaim,
  sizes: readonly number[],
  warnings: OperandoWarning[],
): readonly number[] | undefined {
  const all = sizes.map((_, d) => d);
  const exact = all.filter((d) => spans(claim, sizes, [d], 0));
  const fitting = exact.length > 0 ? exact : all.filter((d) => spans(claim, sizes, [d], 1));
  const chosen = fitting.includes(sizes.length - 1) ? sizes.length - 1 : fitting[0];
  if (fitting.length > 1)
    warnings.push({
      code: 'axis-assumed',
      message: said`${claim.name} fits several dimensions of the signal (${sizes.join(' x ')}) and the file does not say which; ${numbered([chosen!])} was taken.`,
      where: { column: shown(claim.name) },
    });
  if (chosen !== undefined) return [chosen];
  if (!(sizes.length === 1 && isCutShort(claim, sizes, [0]))) return undefined;
  warnings.push(cutShort(claim, sizes));
  return [0];
}

/**
 * The dimensions of the signal that an axis runs along, or why none is known.
 * @param sizes Of the signal.
 */
export function dimensionsOf(
  claim: AxisClaim,
  sizes: readonly number[],
  warnings: OperandoWarning[],
): AxisDimensions | string {
  const { name, shape, position, indices } = claim;
  const stated = statedDimensions(claim, sizes, warnings);
  if (stated !== undefined) return stated;
  const all = sizes.map((_, d) => d);
  if (indices === undefined) {
    // One of all dimensions has a coordinate for each value.
    if (shape.length > 1 && spans(claim, sizes, all, 1)) return { dimensions: all, inPlace: true };
    const assumed = position === undefined ? assumedDimensions(claim, sizes, warnings) : undefined;
    if (assumed !== undefined) return { dimensions: assumed, inPlace: true };
  }
  return said`is ${shape.join(' x ') || 'a single number'}, where the signal is ${sizes.join(' x ')}${indices === undefined ? '' : ` and ${name}_indices says ${numbered(indices)}`}`;
}
