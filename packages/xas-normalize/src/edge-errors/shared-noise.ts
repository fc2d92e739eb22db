import { sigmaFromMedian } from '@operando/numerics';
import { indexOf } from '../grid-search.js';

/** Points over which noise may be shared: spectra brought to a finer grid, or smoothed. */
export const sharedOver = 4;
/** Differences of points so many places apart are by so much the larger, in variance, that the noise of neighbours must be shared. */
const clearly = 6;
/** The pre-edge ends so far below e0, eV: above begin pre-edge peaks. */
const below = 25;
/** Points that share noise lie within this share of e0, 1.7 eV at 8.3 keV: what changes over more is the spectrum itself. */
const reach = 2e-4;
/** Differences that tell a scatter. */
const enough = 20;

/** Standard deviation from the fourth differences of points `stride` apart, on a grid that is nearly even there. */
function scatter(
  energy: Float64Array,
  values: Float64Array,
  offset: number,
  to: number,
  stride: number,
  widest: number,
): number {
  const differences: number[] = [];
  for (let i = 0; i + 4 * stride < to; i++) {
    if (energy[i + sharedOver]! - energy[i]! > widest) continue;
    const [a, b, c, d, e] = [0, 1, 2, 3, 4].map((k) => values[offset + i + k * stride]!) as [
      number,
      number,
      number,
      number,
      number,
    ];
    differences.push((a - 4 * b + 6 * c - 4 * d + e) / Math.sqrt(70));
  }
  return differences.length < enough ? Number.NaN : sigmaFromMedian(differences);
}

/**
 * By how much the noise is larger than neighbouring points show, in variance, because they share it: 1 where it is white. Found in
 * the pre-edge, where differences of points that are some places apart hold nothing else.
 */
export function sharedNoise(energy: Float64Array, values: Float64Array, offset: number, e0: number): number {
  const to = indexOf(energy, e0 - below) + 1;
  const near = scatter(energy, values, offset, to, 1, reach * e0);
  const apart = scatter(energy, values, offset, to, sharedOver, reach * e0);
  const ratio = (apart / near) ** 2;
  return ratio > clearly && Number.isFinite(ratio) ? ratio : 1;
}

/** Variance of a weighted sum of values whose noise is shared by up to {@link sharedOver} neighbours, less and less. */
export function sharedVariance(weights: Float64Array, variances: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const own = weights[i]! * Math.sqrt(variances[i]!);
    if (own === 0) continue;
    sum += own * own;
    for (let k = 1; k < sharedOver && i + k < weights.length; k++) {
      sum += 2 * (1 - k / sharedOver) * own * weights[i + k]! * Math.sqrt(variances[i + k]!);
    }
  }
  return sum;
}
