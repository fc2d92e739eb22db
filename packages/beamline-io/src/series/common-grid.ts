import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { Frame } from './frame.js';
import { said } from '../text/said.js';

/** First point in which two grids differ; -1 for the same. */
function firstDifference(a: Float64Array, b: Float64Array): number {
  if (a === b) return -1;
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return i;
  return a.length === b.length ? -1 : n;
}

/** Whether two grids are the same. */
export function isSameGrid(a: Float64Array, b: Float64Array): boolean {
  return firstDifference(a, b) < 0;
}

/**
 * A frame that shares its grid with the one before, where both are the same: of a hundred thousand frames one grid is kept
 * instead of as many as there are.
 */
export function withSharedGrid<F extends Frame>(frame: F, before: Float64Array | undefined): F {
  return before === undefined || !isSameGrid(frame.x, before) ? frame : { ...frame, x: before };
}

/** Linear interpolation on to a grid inside the frame's range. */
function interpolateOnto(grid: Float64Array, { x, y }: Frame): Float64Array {
  let i = 0;
  return grid.map((value) => {
    while (i + 2 < x.length && x[i + 1]! <= value) i++;
    const t = (value - x[i]!) / (x[i + 1]! - x[i]!);
    return (1 - t) * y[i]! + t * y[i + 1]!;
  });
}

/** The values of a frame on a grid that all frames share. */
export function rowOn(grid: Float64Array, frame: Frame): Float64Array {
  return isSameGrid(frame.x, grid) ? frame.y : interpolateOnto(grid, frame);
}

/** That a file is on another grid than the first. */
export function otherGrid(first: Pick<Frame, 'name' | 'x'>, other: Pick<Frame, 'name' | 'x'>): OperandoError {
  const at = firstDifference(first.x, other.x);
  return new OperandoError(
    'shape-mismatch',
    said`the grid differs from that of ${first.name}: point ${at + 1} is ${other.x[at] ?? 'missing'}, there ${first.x[at] ?? 'missing'}.`,
    {
      where: { file: other.name },
      cure: "Pass grid: 'interpolate' (command: --grid interpolate) to bring all on to the first.",
    },
  );
}

/** The range of coordinates that all frames have. */
export interface SharedRange {
  readonly low: number;
  readonly high: number;
}

/** The range that some frames share. */
export function sharedRange(ranges: Iterable<SharedRange>): SharedRange {
  let low = -Infinity;
  let high = Infinity;
  for (const range of ranges) {
    low = Math.max(low, range.low);
    high = Math.min(high, range.high);
  }
  return { low, high };
}

/** First and last coordinate of a frame. */
export function rangeOf({ x }: Pick<Frame, 'x'>): SharedRange {
  return { low: x[0]!, high: x[x.length - 1]! };
}

/**
 * The part of the first grid that all frames reach.
 * @param other Name of the first file on another grid.
 * @throws OperandoError `shape-mismatch` for fewer than two points.
 */
export function cutGrid(first: Float64Array, { low, high }: SharedRange, other: string): Float64Array {
  const grid = first.filter((value) => value >= low && value <= high);
  if (grid.length >= 2) return grid;
  throw new OperandoError('shape-mismatch', 'the files have no range in common.', { where: { file: other } });
}

/** That frames were interpolated. */
export function interpolated(
  count: number,
  frames: number,
  first: string,
  { low, high }: SharedRange,
): OperandoWarning {
  return {
    code: 'interpolated',
    message: said`${count} of ${frames} files were interpolated linearly on to the grid of ${first}, from ${low} to ${high}; neighbouring values are no longer independent.`,
  };
}
