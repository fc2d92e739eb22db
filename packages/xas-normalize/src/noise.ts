import { sigmaFromMedian } from '@operando/numerics';

/**
 * Standard deviation of white noise on one spectrum, from how far each point
 * lies off the line through its two neighbours (for a line and equal steps that
 * difference has variance 1.5 sigma^2). The median makes it blind to the edge
 * and to spikes; values interpolated from a coarser grid look quieter than they are.
 *
 * @returns NaN for fewer than 8 points, 0 for values without scatter.
 */
export function estimateSpectrumNoise(
  energy: Float64Array,
  values: Float64Array,
  offset = 0,
  points: number = energy.length,
): number {
  if (points < 8) return Number.NaN;
  const deviation = new Float64Array(points - 2);
  for (let i = 1; i < points - 1; i++) {
    const t = (energy[i]! - energy[i - 1]!) / (energy[i + 1]! - energy[i - 1]!);
    const line = (1 - t) * values[offset + i - 1]! + t * values[offset + i + 1]!;
    deviation[i - 1] = (values[offset + i]! - line) / Math.sqrt(1 + t * t + (1 - t) * (1 - t));
  }
  return sigmaFromMedian(deviation);
}
