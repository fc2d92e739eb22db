import { fwhmPerSigma } from '@operando/core';
import { choleskyInPlace, choleskyQuadraticForm, choleskySolveInPlace } from '@operando/numerics';

/** Where a curve has its highest hump. */
export interface CurvePeak {
  /** 1/angstrom; NaN, with the others, where no point within the range stands out. */
  readonly position: number;
  /** Standard error of it, 1/angstrom. */
  readonly stderr: number;
  /** Full width at half height of a Gaussian of the curvature at the top. */
  readonly width: number;
}

/** Points to each side that are added up to find the top. */
const smoothing = 2;
/** Share of the height down to which a parabola is fitted to the logarithm. */
const top = 0.8;
const nowhere: CurvePeak = { position: Number.NaN, stderr: Number.NaN, width: Number.NaN };

/**
 * The highest hump inside a curve, by a parabola through the logarithm about its top. 2 pi over its position is 5 to 15 % off
 * the distance of a paracrystal.
 *
 * @param q Increasing, above 0.
 */
export function correlationPeak(
  q: ArrayLike<number>,
  intensity: ArrayLike<number>,
  sigma: ArrayLike<number>,
): CurvePeak {
  const { length } = q;
  const smooth = Float64Array.from({ length }, (_, i) => {
    let sum = 0;
    for (let j = Math.max(0, i - smoothing); j <= Math.min(length - 1, i + smoothing); j++) sum += intensity[j]!;
    return sum / (Math.min(length - 1, i + smoothing) - Math.max(0, i - smoothing) + 1);
  });
  let best = -1;
  for (let i = smoothing + 1; i < length - smoothing - 1; i++) {
    const isTop = smooth[i]! >= smooth[i - 1]! && smooth[i]! > smooth[i + 1]!;
    // What stands before it must be lower by more than noise.
    if (!isTop || !(best < 0 || smooth[i]! > smooth[best]!)) continue;
    let lowest = Infinity;
    for (let j = 0; j < i; j++) lowest = Math.min(lowest, smooth[j]!);
    if (smooth[i]! - lowest > 4 * sigma[i]!) best = i;
  }
  if (best < 0) return nowhere;
  let [from, to] = [best, best];
  while (from > 0 && smooth[from - 1]! > top * smooth[best]!) from--;
  while (to < length - 1 && smooth[to + 1]! > top * smooth[best]!) to++;
  return to - from < 4 ? nowhere : vertex(q, intensity, sigma, from, to, q[best]!);
}

/** The vertex of a weighted parabola through the logarithm of points. */
function vertex(
  q: ArrayLike<number>,
  intensity: ArrayLike<number>,
  sigma: ArrayLike<number>,
  from: number,
  to: number,
  about: number,
): CurvePeak {
  const normal = new Float64Array(9);
  const right = new Float64Array(3);
  const scale = q[to]! - q[from]!;
  for (let i = from; i <= to; i++) {
    if (!(intensity[i]! > 0)) continue;
    const weight = (intensity[i]! / sigma[i]!) ** 2;
    const x = (q[i]! - about) / scale;
    const powers = [1, x, x * x];
    for (let a = 0; a < 3; a++) {
      right[a]! += weight * powers[a]! * Math.log(intensity[i]!);
      for (let b = 0; b < 3; b++) normal[3 * a + b]! += weight * powers[a]! * powers[b]!;
    }
  }
  if (!choleskyInPlace(normal, 3)) return nowhere;
  choleskySolveInPlace(normal, 3, right);
  const [, slope = 0, curvature = 0] = right;
  if (!(curvature < 0)) return nowhere;
  const x = -slope / (2 * curvature);
  const along = Float64Array.of(0, -1 / (2 * curvature), slope / (2 * curvature * curvature));
  const variance = choleskyQuadraticForm(normal, 3, along);
  return {
    position: about + scale * x,
    stderr: scale * Math.sqrt(variance),
    width: fwhmPerSigma * scale * Math.sqrt(-1 / (2 * curvature)),
  };
}
