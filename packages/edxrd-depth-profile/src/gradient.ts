import { OperandoError } from '@operando/core';

/** How lithium differs over the depth of an electrode in one frame. */
export interface LithiationGradient {
  /** Largest content less smallest, as it stands. Noise makes it too large. */
  readonly largest: number;
  /** The same, less what noise adds: spread shrunk to what chi2 leaves above chance. */
  readonly corrected: number;
  /** Standard error of `corrected`. */
  readonly stderr: number;
  /** Of the slices against their weighted mean. */
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** Chance of a chi2 as large or larger if all slices held the same. */
  readonly probability: number;
  /** Slices with the smallest and the largest content. */
  readonly slices: readonly [number, number];
}

/** Upper tail of chi2 with k degrees of freedom: Lentz's continued fraction and the series for the incomplete gamma function (Abramowitz and Stegun 6.5). */
function chi2Tail(chiSquare: number, degreesOfFreedom: number): number {
  const a = degreesOfFreedom / 2;
  const x = chiSquare / 2;
  if (x <= 0) return 1;
  const scale = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 1000 && term > 1e-16 * sum; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return Math.max(0, 1 - sum * scale);
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 1000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return scale * h;
}

/** Stirling's series, shifted up where it would be inexact. */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  while (at < 10) shift += Math.log(at++);
  const i = 1 / (at * at);
  return (
    (at - 0.5) * Math.log(at) -
    at +
    0.5 * Math.log(2 * Math.PI) +
    (1 / at) * (1 / 12 - i * (1 / 360 - i * (1 / 1260 - i / 1680))) -
    shift
  );
}

/**
 * The largest difference in lithium content over the slices of a frame.
 *
 * Of pure noise the largest difference is some three standard errors, more for more slices; `corrected` multiplies it by
 * sqrt(1 - dof / chi2), 0 where chi2 is no larger than chance makes it (the constrained empirical Bayes estimate of Louis,
 * J. Am. Stat. Assoc. 79 (1984) 393). Slices without content (NaN) are left out.
 *
 * @throws OperandoError `too-few-points` for fewer than two slices.
 */
export function lithiationGradient(x: ArrayLike<number>, stderr: ArrayLike<number>): LithiationGradient {
  const usable = Array.from({ length: x.length }, (_, i) => i).filter((i) => Number.isFinite(x[i]!) && stderr[i]! > 0);
  if (usable.length < 2)
    throw new OperandoError('too-few-points', `${usable.length} slices have a lithium content with an error.`, {
      cure: 'A gradient needs two or more.',
    });
  const total = usable.reduce((sum, i) => sum + stderr[i]! ** -2, 0);
  const mean = usable.reduce((sum, i) => sum + x[i]! / stderr[i]! ** 2, 0) / total;
  const chiSquare = usable.reduce((sum, i) => sum + ((x[i]! - mean) / stderr[i]!) ** 2, 0);
  const degreesOfFreedom = usable.length - 1;
  const low = usable.reduce((best, i) => (x[i]! < x[best]! ? i : best));
  const high = usable.reduce((best, i) => (x[i]! > x[best]! ? i : best));
  const largest = x[high]! - x[low]!;
  const shrink = Math.sqrt(Math.max(0, 1 - degreesOfFreedom / chiSquare));
  return {
    largest,
    corrected: chiSquare > 0 ? shrink * largest : 0,
    stderr: Math.hypot(stderr[low]!, stderr[high]!),
    chiSquare,
    degreesOfFreedom,
    probability: chi2Tail(chiSquare, degreesOfFreedom),
    slices: [low, high],
  };
}
