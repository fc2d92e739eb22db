import type { GreySteps } from './level-counts.js';
import { settlePeak } from './peaks.js';
import type { GreyPeak } from './peaks.js';

function smoothed(counts: Float64Array, half: number): Float64Array {
  const out = new Float64Array(counts.length);
  for (let k = 0; k < counts.length; k++) {
    for (let j = -half; j <= half; j++) out[k]! += (counts[k + j] ?? 0) * (half + 1 - Math.abs(j));
  }
  return out;
}

/**
 * Peaks of a histogram from the most voxels to the fewest: places that rise above all others as near as `apart`, and by a
 * tenth above what lies between them and anything higher.
 */
export function greyPeaks(counts: Float64Array, steps: GreySteps, apart: number): GreyPeak[] {
  const half = Math.max(1, Math.round(apart / steps.step / 4));
  const smooth = smoothed(counts, half);
  const total = smooth.reduce((sum, value) => sum + value, 0);
  const reach = Math.max(1, Math.round(apart / steps.step / 2));
  const peaks: GreyPeak[] = [];
  smooth.forEach((value, k) => {
    if (value < 1e-5 * total) return;
    for (let j = Math.max(0, k - reach); j <= Math.min(smooth.length - 1, k + reach); j++) {
      if (smooth[j]! > value || (smooth[j] === value && j < k)) return;
    }
    const start = { level: steps.from + k * steps.step, sigma: apart / 4 };
    const peak = settlePeak(counts, 0, steps, start, true);
    if (Math.abs(peak.level - start.level) < apart / 2) peaks.push(peak);
  });
  return peaks.toSorted((a, b) => b.voxels - a.voxels);
}
