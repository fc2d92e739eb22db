import { dotProduct } from '@operando/numerics';
import type { SmoothingOperator } from './lorentzian-smoothing.js';

/**
 * The part of a smoothing matrix that matters near its diagonal, and how much
 * weight lies outside it. The Lorentzian's tails are long but nowhere negative,
 * so the neglected part of a smoothed value lies between the tail's weight
 * times the lowest and times the highest value: a bound, not a guess.
 */
export interface BandedSmoothing {
  readonly full: SmoothingOperator;
  /** First column of each row's band, and one past the last. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Weight of each row outside its band. */
  readonly tail: Float64Array;
}

/** @param tolerance Weight that may lie outside the band of a row. */
export function bandedSmoothing(full: SmoothingOperator, tolerance = 0.06): BandedSmoothing {
  const { size, matrix } = full;
  const from = new Int32Array(size);
  const to = new Int32Array(size);
  const tail = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    let rest = 0;
    for (let j = 0; j < size; j++) rest += matrix[row + j]!;
    let left = i;
    let right = i + 1;
    rest -= matrix[row + i]!;
    while (rest > tolerance && (left > 0 || right < size)) {
      const before = left > 0 ? matrix[row + left - 1]! : -1;
      const after = right < size ? matrix[row + right]! : -1;
      if (before >= after) {
        left--;
        rest -= before;
      } else {
        right++;
        rest -= after;
      }
    }
    from[i] = left;
    to[i] = right;
    // Rounding of the running difference must not make the bound too tight.
    tail[i] = Math.max(0, rest) + 1e-14;
  }
  return { full, from, to, tail };
}

/**
 * Index of the highest smoothed value within [margin, size - margin], computing
 * exactly only the rows that could be it; -1 when its neighbours do not surely
 * lie above `threshold` of the smoothed span, so that the caller must look at all of them.
 *
 * @param scratch At least `size` values; overwritten.
 */
export function smoothedMaximum(
  banded: BandedSmoothing,
  values: Float64Array,
  margin: number,
  threshold: number,
  scratch: Float64Array,
): number {
  const { full, from, to, tail } = banded;
  const { size, matrix } = full;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let j = 0; j < size; j++) {
    const value = values[j]!;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const first = Math.max(margin, 1);
  const last = Math.min(size - margin, size - 2);
  let surelyReached = -Infinity;
  let lowestUpper = Infinity;
  for (let i = margin; i <= last; i++) {
    const near = dotProduct(matrix, i * size + from[i]!, values, from[i]!, to[i]! - from[i]!);
    const lower = near + tail[i]! * lowest;
    const upper = near + tail[i]! * highest;
    scratch[i] = upper;
    if (lower > surelyReached && i >= first) surelyReached = lower;
    if (upper < lowestUpper && i < size - margin) lowestUpper = upper;
  }
  let best = -Infinity;
  let found = -1;
  for (let i = first; i <= last; i++) {
    if (scratch[i]! < surelyReached) continue;
    const value = dotProduct(matrix, i * size, values, 0, size);
    if (value > best) {
      best = value;
      found = i;
    }
  }
  if (found < 1) return -1;
  const cut = lowestUpper + threshold * Math.max(1e-10, best - lowestUpper);
  const before = dotProduct(matrix, (found - 1) * size, values, 0, size);
  const after = dotProduct(matrix, (found + 1) * size, values, 0, size);
  return best > cut && before > cut && after > cut ? found : -1;
}
