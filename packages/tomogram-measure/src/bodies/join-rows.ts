import { rootOf, unite } from './forest.js';
import type { Forest } from './forest.js';
import type { SliceRuns } from './runs.js';
import { sumAt, sumsPerBody } from './sums.js';

/** A row of runs beside another. */
export interface RowPair {
  readonly own: SliceRuns;
  readonly row: number;
  readonly other: SliceRuns;
  readonly otherRow: number;
}

/** Label of a run that is not joined to any body yet. */
export const unlabelled = -1;

/**
 * Join the runs of a row to those of a row beside it.
 *
 * @param reach How far along x two runs may lie apart and still be joined: 0 where they must share a face of the rows, 1 with corners.
 */
export function joinRows(forest: Forest, { own, row, other, otherRow }: RowPair, reach: number): void {
  const end = own.rows[row + 1]!;
  const otherEnd = other.rows[otherRow + 1]!;
  let begin = other.rows[otherRow]!;
  for (let i = own.rows[row]!; i < end; i++) {
    const from = own.start[i]! - reach;
    const to = own.end[i]! + reach;
    while (begin < otherEnd && other.end[begin]! <= from) begin++;
    for (let j = begin; j < otherEnd && other.start[j]! < to; j++) {
      if (other.group[j] !== own.group[i]) continue;
      const label = own.label[i]!;
      own.label[i] = label === unlabelled ? rootOf(forest, other.label[j]!) : unite(forest, label, other.label[j]!);
    }
  }
}

/** Pairs of neighbouring voxels of two bodies that may yet turn out to be one. */
export interface OpenPairs {
  readonly a: number[];
  readonly b: number[];
  readonly direction: number[];
  readonly pairs: number[];
}

/**
 * Count the pairs of neighbours of one body between a row and a row beside it.
 *
 * @param first Place of the first of the three directions to that row.
 */
export function countPairs(forest: Forest, rows: RowPair, first: number, open: OpenPairs): void {
  const { own, row, other, otherRow } = rows;
  const { values } = forest.sums;
  const end = own.rows[row + 1]!;
  const otherEnd = other.rows[otherRow + 1]!;
  let begin = other.rows[otherRow]!;
  for (let i = own.rows[row]!; i < end; i++) {
    const from = own.start[i]!;
    const to = own.end[i]!;
    while (begin < otherEnd && other.end[begin]! < from) begin++;
    for (let j = begin; j < otherEnd && other.start[j]! <= to; j++) {
      if (other.group[j] !== own.group[i]) continue;
      const start = other.start[j]!;
      const stop = other.end[j]!;
      const a = rootOf(forest, own.label[i]!);
      const b = rootOf(forest, other.label[j]!);
      const at = forest.row[a]! * sumsPerBody + sumAt.pairs + first;
      for (let k = 0; k < 3; k++) {
        const pairs = Math.min(to + k - 1, stop) - Math.max(from + k - 1, start);
        if (pairs <= 0) continue;
        if (a === b) {
          values[at + k]! += pairs;
        } else {
          open.a.push(a);
          open.b.push(b);
          open.direction.push(first + k);
          open.pairs.push(pairs);
        }
      }
    }
  }
}

/** Pairs of bodies that became one after their pairs were counted. */
export function settlePairs(forest: Forest, { a, b, direction, pairs }: OpenPairs): void {
  pairs.forEach((count, k) => {
    const root = rootOf(forest, a[k]!);
    if (root !== rootOf(forest, b[k]!)) return;
    forest.sums.values[forest.row[root]! * sumsPerBody + sumAt.pairs + direction[k]!]! += count;
  });
}
