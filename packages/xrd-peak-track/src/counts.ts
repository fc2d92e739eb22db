import { groundNoise, scatterErrors, varianceLaw } from './scatter-errors.js';
import type { VarianceLaw } from './scatter-errors.js';

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
  return lookAt(stack, points, mask).counts;
}

/**
 * Where the errors of patterns that bring none come from: `'counts'` where they are counts ({@link areCounts}), else standard
 * deviations by the scatter of neighbouring points, where there is any. Rates are no counts, however they are written: their variance
 * is theirs over the counting time.
 */
export function errorsOf(
  stack: Float64Array,
  points: number,
  mask?: Uint8Array,
  areRates = false,
): Float64Array | 'counts' {
  const { counts, law } = areRates ? { counts: false } : lookAt(stack, points, mask);
  return counts ? 'counts' : (scatterErrors(stack, points, mask, law) ?? 'counts');
}

/** Relative difference of a variance from the number of its counts that rounding makes. */
const rounding = 0.02;

/** Whether standard deviations that come with patterns are those of whole counts: the roots of the intensities, 1 for none. */
export function areRootsOfCounts(stack: Float64Array, sigma: Float64Array, mask?: Uint8Array): boolean {
  if (sigma.length !== stack.length) return false;
  const step = Math.max(1, Math.floor(stack.length / mostLooked));
  let looked = 0;
  for (let i = 0; i < stack.length; i += step) {
    if (mask?.[i] === 1) continue;
    const counts = stack[i]!;
    const expected = Math.max(1, counts);
    if (!Number.isInteger(counts) || counts < 0 || Math.abs(sigma[i]! ** 2 - expected) > rounding * expected)
      return false;
    looked++;
  }
  return looked > 0;
}

/** Whether intensities are counts, and the law of their variance where it had to be known. */
function lookAt(
  stack: Float64Array,
  points: number,
  mask: Uint8Array | undefined,
): { readonly counts: boolean; readonly law?: VarianceLaw | undefined } {
  const step = Math.max(1, Math.floor(stack.length / mostLooked));
  let divisor = 0;
  let isWhole = true;
  for (let i = 0; i < stack.length; i += step) {
    const value = stack[i]!;
    if (mask?.[i] === 1 || !Number.isFinite(value)) continue;
    if (value < 0) return { counts: false };
    if (!Number.isInteger(value)) isWhole = false;
    else if (divisor !== 1) divisor = greatestCommonDivisor(divisor, value);
  }
  if (isWhole && divisor > 1) return { counts: false };
  const law = varianceLaw(stack, points, mask);
  if (law === undefined) return { counts: isWhole };
  const usual = meanLevel(stack, step, mask);
  const variance = law.offset + law.gain * usual;
  const counts = isWhole
    ? variance < widest * Math.max(1, usual)
    : variance > corrected.least * usual && variance < corrected.most * usual;
  return { counts: counts || isGroundOfCounts(stack, points, mask), law };
}

/** Mean of the ground from which on its scatter tells counts from other numbers. */
const leastGround = 5;

/** Whether the ground between peaks scatters as counts do, though peaks as narrow as their points hide it elsewhere. */
function isGroundOfCounts(stack: Float64Array, points: number, mask: Uint8Array | undefined): boolean {
  const ground = groundNoise(stack, points, mask);
  if (ground === undefined || ground.level < leastGround) return false;
  const { level, variance } = ground;
  return variance > corrected.least * level && variance < corrected.most * level;
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
