import { fwhmPerSigma } from '@operando/core';

/** Where a peak may stand. */
export interface FoundStart {
  /** keV. */
  readonly center: number;
  readonly significance: number;
}

/**
 * Where in a stretch of counts a Gaussian of this width stands out most: matched filter over the noise, above a
 * straight line through the ends of the stretch.
 *
 * @returns Undefined for a stretch too short, or one that has masked channels (NaN) everywhere.
 */
export function findStart(
  energy: ArrayLike<number>,
  counts: ArrayLike<number>,
  range: readonly [number, number],
  fwhm: number,
): FoundStart | undefined {
  const n = counts.length;
  const step = n > 1 ? (energy[n - 1]! - energy[0]!) / (n - 1) : 0;
  const sigma = fwhm / fwhmPerSigma;
  const half = Math.ceil((2 * fwhm) / step);
  if (!(step > 0) || n < 2 * half + 1) return undefined;
  // A filter without response to a straight background: the Gaussian less its mean.
  const filter = Float64Array.from({ length: 2 * half + 1 }, (_, k) =>
    Math.exp(-0.5 * (((k - half) * step) / sigma) ** 2),
  );
  const mean = filter.reduce((sum, value) => sum + value, 0) / filter.length;
  let best: FoundStart | undefined;
  for (let i = half; i < n - half; i++) {
    if (energy[i]! < range[0] || energy[i]! > range[1]) continue;
    let sum = 0;
    let variance = 0;
    for (let k = 0; k < filter.length; k++) {
      const weight = filter[k]! - mean;
      const value = counts[i + k - half]!;
      sum += weight * value;
      variance += weight * weight * Math.max(1, value);
    }
    const significance = sum / Math.sqrt(variance);
    if (significance > (best?.significance ?? -Infinity)) best = { center: energy[i]!, significance };
  }
  return best;
}
