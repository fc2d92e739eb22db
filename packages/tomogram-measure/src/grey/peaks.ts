import type { GreySteps } from './level-counts.js';

/** A peak of a histogram of grey values. */
export interface GreyPeak {
  readonly level: number;
  /** Scatter of the grey values of one material. */
  readonly sigma: number;
  /** Voxels within one and a half sigma. */
  readonly voxels: number;
}

/** Standard deviation of a normal distribution that is cut off 1.5 sigma on either side. */
const cutSigma = 0.7427;
const cut = 1.5;

/** Level about which the voxels within 1.5 sigma lie evenly. @param isWidthFree The width is fitted too. */
export function settlePeak(
  counts: Float64Array,
  offset: number,
  { from, step, count }: GreySteps,
  start: { readonly level: number; readonly sigma: number },
  isWidthFree: boolean,
): GreyPeak {
  let { level, sigma } = start;
  let voxels = 0;
  for (let round = 0; round < 60; round++) {
    const low = (level - cut * sigma - from) / step;
    const high = (level + cut * sigma - from) / step;
    let [sum, first, second] = [0, 0, 0];
    for (let k = Math.max(0, Math.floor(low)); k <= Math.min(count - 1, Math.ceil(high)); k++) {
      // A step counts by its share between the cuts, so that the level does not jump with the steps.
      const share = Math.max(0, Math.min(k + 0.5, high) - Math.max(k - 0.5, low));
      const own = counts[offset + k]! * Math.min(1, share);
      const distance = k - (low + high) / 2;
      sum += own;
      first += own * distance;
      second += own * distance * distance;
    }
    if (sum === 0) return { level, sigma, voxels: 0 };
    voxels = sum;
    const shift = (first / sum) * step;
    const spread = Math.sqrt(Math.max(0, second / sum - (first / sum) ** 2)) * step;
    const width = isWidthFree ? Math.max(step / 2, spread / cutSigma) : sigma;
    // The mean between the cuts follows a level by 0.55 of its distance, the variance there over that of all.
    level += Math.max(-sigma, Math.min(sigma, shift / cutSigma ** 2));
    const isSettled = Math.abs(shift) < 1e-4 * sigma && Math.abs(width - sigma) < 1e-3 * sigma;
    sigma = isWidthFree ? (sigma + width) / 2 : sigma;
    if (isSettled) break;
  }
  return { level, sigma, voxels };
}

/** Counts of all rings together. */
export function totalCounts(counts: Float64Array, steps: number): Float64Array {
  const total = new Float64Array(steps);
  for (let i = 0; i < counts.length; i++) total[i % steps]! += counts[i]!;
  return total;
}
