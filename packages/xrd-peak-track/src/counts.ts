import { varianceLaw } from './scatter-errors.js';

/** Values that are looked at, at most. */
const mostLooked = 200_000;
/** Variance in units of the intensity beyond which whole numbers are no counts: those of counts have 1. */
const widest = 4;
/** The same of numbers that are not whole: counts that were corrected or divided by about a second still scatter as their number. */
const corrected = { least: 0.4, most: 2.5 };

function greatestCommonDivisor(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small > 0) [large, small] = [small, large % small];
  return large;
}

/**
 * Whether intensities are counts, whose variance is their number: none below 0, whole, not all multiples of one number, and no more
 * than twice as scattered as counts are; or not whole, but scattered as their number is (within a factor of 1.6), as counts are that
 * were corrected for a detector. Numbers on another scale, averages and differences are none.
 *
 * @param stack Frames x points. @param mask 1 where a point must not be used.
 */
export function areCounts(stack: Float64Array, points: number, mask?: Uint8Array): boolean {
  const step = Math.max(1, Math.floor(stack.length / mostLooked));
  let divisor = 0;
  let isWhole = true;
  for (let i = 0; i < stack.length; i += step) {
    const value = stack[i]!;
    if (mask?.[i] === 1 || !Number.isFinite(value)) continue;
    if (value < 0) return false;
    if (!Number.isInteger(value)) isWhole = false;
    else if (divisor !== 1) divisor = greatestCommonDivisor(divisor, value);
  }
  if (isWhole && divisor > 1) return false;
  const law = varianceLaw(stack, points, mask);
  if (law === undefined) return isWhole;
  const usual = meanLevel(stack, step, mask);
  const variance = law.offset + law.gain * usual;
  return isWhole
    ? variance < widest * Math.max(1, usual)
    : variance > corrected.least * usual && variance < corrected.most * usual;
}

function meanLevel(stack: Float64Array, step: number, mask: Uint8Array | undefined): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < stack.length; i += step) {
    if (mask?.[i] === 1 || !Number.isFinite(stack[i]!)) continue;
    sum += stack[i]!;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
