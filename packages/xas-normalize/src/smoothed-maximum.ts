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
  /** The same for each block of {@link blockSize} rows: first and last block of columns of their bands, largest weight outside. */
  readonly blockFrom: Int32Array;
  readonly blockTo: Int32Array;
  readonly blockTail: Float64Array;
  readonly scratch: { readonly highest: Float64Array; readonly bound: Float64Array; readonly done: Uint8Array };
}

const blockSize = 8;

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
  const blocks = Math.ceil(size / blockSize);
  const blockFrom = new Int32Array(blocks).fill(blocks);
  const blockTo = new Int32Array(blocks);
  const blockTail = new Float64Array(blocks);
  for (let i = 0; i < size; i++) {
    const b = Math.floor(i / blockSize);
    blockFrom[b] = Math.min(blockFrom[b]!, Math.floor(from[i]! / blockSize));
    blockTo[b] = Math.max(blockTo[b]!, Math.floor((to[i]! - 1) / blockSize));
    blockTail[b] = Math.max(blockTail[b]!, tail[i]!);
  }
  const scratch = { highest: new Float64Array(blocks), bound: new Float64Array(blocks), done: new Uint8Array(blocks) };
  return { full, from, to, tail, blockFrom, blockTo, blockTail, scratch };
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
  const { full, from, to, tail, blockFrom, blockTo, blockTail } = banded;
  const { highest: blockHighest, bound, done } = banded.scratch;
  const { size, matrix } = full;
  const blocks = blockFrom.length;
  let lowest = Infinity;
  let highest = -Infinity;
  let steepest = 0;
  for (let b = 0; b < blocks; b++) {
    let top = -Infinity;
    const end = Math.min(size, (b + 1) * blockSize);
    for (let j = b * blockSize; j < end; j++) {
      const value = values[j]!;
      if (value < lowest) lowest = value;
      if (value > top) top = value;
    }
    blockHighest[b] = top;
    done[b] = 0;
    if (top > highest) {
      highest = top;
      steepest = b;
    }
  }
  const first = Math.max(margin, 1);
  const last = Math.min(size - margin, size - 2);
  // What the smoothed values of a block of rows can be at most, by the highest values within reach of their bands.
  let calmest = -1;
  for (let b = 0; b < blocks; b++) {
    let top = -Infinity;
    for (let c = blockFrom[b]!; c <= blockTo[b]!; c++) if (blockHighest[c]! > top) top = blockHighest[c]!;
    bound[b] = top + (blockTail[b]! + 1e-12) * (highest - top) + 1e-12 * Math.abs(highest);
    if (b * blockSize >= margin && (b + 1) * blockSize <= size - margin && (calmest < 0 || bound[b]! < bound[calmest]!))
      calmest = b;
  }
  let surelyReached = -Infinity;
  let lowestUpper = Infinity;
  const lookAt = (b: number): void => {
    done[b] = 1;
    const end = Math.min(last + 1, (b + 1) * blockSize);
    for (let i = Math.max(margin, b * blockSize); i < end; i++) {
      const near = dotProduct(matrix, i * size + from[i]!, values, from[i]!, to[i]! - from[i]!);
      const lower = near + tail[i]! * lowest;
      const upper = near + tail[i]! * highest;
      scratch[i] = upper;
      if (lower > surelyReached && i >= first) surelyReached = lower;
      if (upper < lowestUpper && i < size - margin) lowestUpper = upper;
    }
  };
  // The steepest block tells which others need no look; the calmest one how low the derivative gets.
  lookAt(steepest);
  if (calmest >= 0) lookAt(calmest);
  for (let b = 0; b < blocks; b++) if (done[b] === 0 && bound[b]! >= surelyReached) lookAt(b);
  let best = -Infinity;
  let found = -1;
  for (let i = first; i <= last; i++) {
    if (done[Math.floor(i / blockSize)] === 0 || scratch[i]! < surelyReached) continue;
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
