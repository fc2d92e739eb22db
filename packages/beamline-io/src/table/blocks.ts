/** Rows of one scan: from the first to one past the last. */
export interface Block {
  readonly from: number;
  readonly to: number;
}

/** What stands between two rows of a table. */
export type Gap = 'none' | 'comment' | 'blank' | 'header';

/** Fewer rows are no scan after which an axis could begin again; the last may be shorter. */
const leastRows = 5;
const leastLastRows = 3;
/** So much of its way an axis goes back where it begins again. */
const wayBack = 0.5;
/** A step over blank lines that is so many times as long as those beside it goes on with nothing. */
const longestStep = 3;

/** Whether the axis goes on over blank lines as it does on both sides of them. */
function goesOn(x: Float64Array, row: number): boolean {
  const step = x[row]! - x[row - 1]!;
  const beside = [x[row - 1]! - x[row - 2]!, x[row + 1]! - x[row]!].filter((value) => !Number.isNaN(value));
  return (
    step !== 0 &&
    beside.every((value) => Math.sign(value) === Math.sign(step)) &&
    (beside.length === 0 || Math.abs(step) <= longestStep * Math.max(...beside.map(Math.abs)))
  );
}

/** Whether the axis goes one way, without a stop, over some rows. */
function isOneWay(x: Float64Array, { from, to }: Block, way: number): boolean {
  for (let row = from + 1; row < to; row++) if (Math.sign(x[row]! - x[row - 1]!) !== way) return false;
  return true;
}

const blocksAt = (cuts: readonly number[], from: number, to: number): Block[] =>
  [from, ...cuts].map((at, i) => ({ from: at, to: cuts[i] ?? to }));

/**
 * Scans in which the axis begins again, without blank lines between them: each goes one way, the same one, and each begins far back
 * (or behind a comment, back at all) from where the one before ended. One block where that does not hold for all of them.
 */
function restarts(x: Float64Array, { from, to }: Block, gapBefore: (row: number) => Gap): Block[] {
  const whole = [{ from, to }];
  const way = Math.sign(x[from + 1]! - x[from]!);
  if (to - from <= leastRows || !(way === 1 || way === -1)) return whole;
  const cuts: number[] = [];
  let first = from;
  for (let row = from + 1; row < to; row++) {
    const step = (x[row]! - x[row - 1]!) * way;
    if (step > 0) continue;
    const least = gapBefore(row) === 'comment' ? 0 : wayBack * (x[row - 1]! - x[first]!) * way;
    if (row - first < leastRows || !(-step >= least && step < 0)) return whole;
    cuts.push(row);
    first = row;
  }
  const found = blocksAt(cuts, from, to);
  return to - first >= leastLastRows && found.every((block) => isOneWay(x, block, way)) ? found : whole;
}

/**
 * The scans that the rows of one table are: parted by headers that are repeated, by blank lines over which the axis does not go on,
 * and where the axis begins again.
 *
 * @param x The axis: the first column.
 * @param gapBefore What stands before a row (from 1 on).
 */
export function blocksOf(x: Float64Array, gapBefore: (row: number) => Gap): Block[] {
  const cuts: number[] = [];
  for (let row = 1; row < x.length; row++) {
    const gap = gapBefore(row);
    if (gap === 'header' || (gap === 'blank' && !goesOn(x, row))) cuts.push(row);
  }
  return blocksAt(cuts, 0, x.length).flatMap((block) => restarts(x, block, gapBefore));
}
