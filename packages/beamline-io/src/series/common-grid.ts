import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { Frame } from './frame.js';
import { said } from '../text/said.js';
import { ownValues } from './own-values.js';

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
 * instead of as many as there are. Any other is kept without the rest of its table.
 */
export function withSharedGrid<F extends Frame>(frame: F, before: Float64Array | undefined): F {
  const x = before !== undefined && isSameGrid(frame.x, before) ? before : ownValues(frame.x);
  return x === frame.x ? frame : { ...frame, x };
}

/** Linear interpolation on to a grid; outside the frame's range, as where its last row was left out, there is no number. */
function interpolateOnto(grid: Float64Array, { x, y }: Frame): Float64Array {
  let i = 0;
  return grid.map((value) => {
    if (value < x[0]! || value > x[x.length - 1]!) return Number.NaN;
    while (i + 2 < x.length && x[i + 1]! <= value) i++;
    const t = (value - x[i]!) / (x[i + 1]! - x[i]!);
    return (1 - t) * y[i]! + t * y[i + 1]!;
  });
}

/** The values of a frame on a grid, NaN where rows were left out; undefined where it has other coordinates. */
function withGaps(grid: Float64Array, { x, y, lost = 0 }: Pick<Frame, 'x' | 'y' | 'lost'>): Float64Array | undefined {
  if (lost === 0 || x.length + lost < grid.length || x.length > grid.length) return undefined;
  const values = new Float64Array(grid.length).fill(Number.NaN);
  let at = 0;
  for (let i = 0; i < grid.length && at < x.length; i++) if (grid[i] === x[at]) values[i] = y[at++]!;
  return at === x.length ? values : undefined;
}

/** Whether a frame is on a grid, but perhaps for rows that were left out. */
export function isOnGrid(grid: Float64Array, frame: Pick<Frame, 'x' | 'y' | 'lost'>): boolean {
  return isSameGrid(frame.x, grid) || withGaps(grid, frame) !== undefined;
}

/** The values of a frame on a grid that all frames share. */
export function rowOn(grid: Float64Array, frame: Frame): Float64Array {
  return isSameGrid(frame.x, grid) ? frame.y : (withGaps(grid, frame) ?? interpolateOnto(grid, frame));
}

/** A frame of which rows may have been left out. */
interface MayHaveGaps {
  readonly lost?: number | undefined;
}

/** Frames of which no row was left out, or all where there are none. */
export function withoutGaps<F extends MayHaveGaps>(frames: readonly F[]): readonly F[] {
  const whole = frames.filter(({ lost = 0 }) => lost === 0);
  return whole.length === 0 ? frames : whole;
}

/** The first frame of which no row was left out: its grid is that of the others. */
export function wholeOf<F extends MayHaveGaps>(frames: readonly F[]): F {
  return frames.find(({ lost = 0 }) => lost === 0) ?? frames[0]!;
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

/** Part of the widest range that may be cut off without a word: scans never end at the same energy to the digit. */
const unsaidCut = 0.01;

/** A range with the name of the frame that has it. */
interface NamedRange extends SharedRange {
  readonly note: { readonly name: string };
}

/** That the range all frames share is notably shorter than the longest, with the frames that end first; nothing where it is not. */
export function cutShort(ranges: readonly NamedRange[], shared: SharedRange): readonly OperandoWarning[] {
  const low = ranges.reduce((least, range) => Math.min(least, range.low), Infinity);
  const high = ranges.reduce((most, range) => Math.max(most, range.high), -Infinity);
  const allowed = unsaidCut * (high - low);
  const ends = [
    shared.low - low > allowed && said`${nameAt(ranges, 'low', shared)} begins at ${shared.low}, others at ${low}`,
    high - shared.high > allowed && said`${nameAt(ranges, 'high', shared)} ends at ${shared.high}, others at ${high}`,
  ].filter((each) => each !== false);
  if (ends.length === 0) return [];
  return [
    {
      code: 'range-cut',
      message: said`of all frames only what they share was taken, from ${shared.low} to ${shared.high}: ${ends.join('; ')}. Leave out the short ones to keep the rest.`,
    },
  ];
}

function nameAt(ranges: readonly NamedRange[], end: 'low' | 'high', shared: SharedRange): string {
  return ranges.find((range) => range[end] === shared[end])?.note.name ?? 'a frame';
}
