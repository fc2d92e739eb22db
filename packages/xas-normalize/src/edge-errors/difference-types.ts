import type { LawSums } from './variance-law.js';

/**
 * Work on the differences of the values of a spectrum that vanish for every cubic, all of unit variance where the values have it:
 * in loops of JavaScript or of a kernel, with the same numbers.
 */
export interface FourthDifferences extends LawSums {
  readonly count: number;
  /** Means of the values that each is of. */
  readonly level: Float64Array;
  /** Room for laws by which variances change. */
  readonly growth: Float64Array;
  readonly variance: Float64Array;
  /** Take those of the next spectrum, at `offset`. */
  take(this: void, values: Float64Array, offset: number): void;
  /** Standard deviations at low levels and at high ones, but for outliers; NaN for too few. */
  scatters(this: void): readonly [low: number, high: number];
  /** The same of all. */
  scatter(this: void): number;
  /** Fill `variance` from `low` to `high`, with the absorption. */
  expectBetween(this: void, low: number, high: number, lowest: number): void;
}
