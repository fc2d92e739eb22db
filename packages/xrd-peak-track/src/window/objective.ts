import type { Doublet } from '@operando/peak-fit';
import { addPeak, slots } from './peak-columns.js';
import type { Room, Running } from './room.js';
import type { KnownRatio, WindowData } from './types.js';

/** Least expected counts: below, a count would be infinitely surprising. */
const leastCounts = 0.02;

/** Model, derivatives, weights and weighted residuals at p. @returns What is minimised. */
export function evaluate(
  { model, jacobian, weights, pulls }: Room,
  { x, y, ground }: WindowData,
  fit: Running,
  p: Float64Array,
  doublet: Doublet | undefined,
  poisson: boolean,
  ratios: readonly KnownRatio[],
): number {
  const points = x.length;
  const first = slots.count * fit.peaks.length;
  for (let i = 0; i < points; i++) {
    let value = ground === undefined ? p[first]! : p[first]! + ground[i]!;
    for (let j = 1; j <= fit.degree; j++) value += p[first + j]! * jacobian[(first + j) * points + i]!;
    model[i] = value;
  }
  const { isSplit } = fit;
  for (let k = 0; k < fit.peaks.length; k++) addPeak(x, points, p, slots.count * k, doublet, isSplit, model, jacobian);
  let value = penaltyOf(fit, p, ratios);
  if (poisson) {
    for (let i = 0; i < points; i++) {
      const counts = y[i]!;
      const expected = Math.max(leastCounts, model[i]!);
      weights[i] = 1 / expected;
      pulls[i] = counts / expected - 1;
      value += 2 * (expected - counts + (counts > 0 ? counts * Math.log(counts / expected) : 0));
      // Below the least counts it grows on, so that the way back is seen.
      if (model[i]! < leastCounts) value += ((leastCounts - model[i]!) / leastCounts) * 2;
    }
  } else {
    for (let i = 0; i < points; i++) {
      const residual = y[i]! - model[i]!;
      pulls[i] = residual * weights[i]!;
      value += residual * pulls[i]!;
    }
  }
  return value;
}

/** Squares of the distances to what is known. */
export function penaltyOf({ known, peaks }: Running, p: Float64Array, ratios: readonly KnownRatio[]): number {
  let sum = 0;
  peaks.forEach((peak, k) => {
    const at = slots.count * k;
    sum += squareOf((p[at]! - peak.center) / known[at]!);
    sum += squareOf((p[at + slots.fwhm]! - peak.fwhm) / known[at + slots.fwhm]!);
    sum += squareOf((p[at + slots.eta]! - peak.eta) / known[at + slots.eta]!);
    sum += squareOf((p[at + slots.skew]! - peak.skew) / known[at + slots.skew]!);
  });
  for (const ratio of ratios) sum += squareOf(ratioPull(ratio, p));
  return sum;
}

/** 0 for what is held. */
const squareOf = (value: number): number => (Number.isFinite(value) ? value * value : 0);

export const areaAt = (peak: number): number => slots.count * peak + slots.area;
/** Standard deviation of a known area: of what the two had before, scaled to what they have together now. */
export function ratioSpread({ peak, to, ratio, sigma }: KnownRatio, p: Float64Array): number {
  return sigma * Math.max(1e-12, (ratio * Math.abs(p[areaAt(peak)]! + p[areaAt(to)]!)) / (1 + ratio));
}
export function ratioPull(known: KnownRatio, p: Float64Array): number {
  return (p[areaAt(known.peak)]! - known.ratio * p[areaAt(known.to)]!) / ratioSpread(known, p);
}
