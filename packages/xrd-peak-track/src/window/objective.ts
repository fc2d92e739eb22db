import type { Optics } from '../optics.js';
import { addPeak, slots } from './peak-columns.js';
import { pairPenalty } from './pair-terms.js';
import { addPlainPeak, plainColumns } from './plain-peak.js';
import type { Room, Running } from './room.js';
import type { KnownRatio, WindowData } from './types.js';

/** Least expected counts: below, a count would be infinitely surprising. */
const leastCounts = 0.02;
/** Difference of counts and expectation over their sum up to which eight terms of a series are exact. */
const near = 0.1;

/** Model, weights and weighted residuals at p, and derivatives or what {@link fillColumns} makes them of. @returns What is minimised. */
export function evaluate(
  { model, jacobian, parts, weights, pulls }: Room,
  { x, y, ground }: WindowData,
  fit: Running,
  p: Float64Array,
  optics: Optics,
  poisson: boolean,
  ratios: readonly KnownRatio[],
): number {
  const points = x.length;
  const first = slots.count * fit.peaks.length;
  const { degree } = fit;
  const [level, slope] = [p[first]!, degree > 0 ? p[first + 1]! : 0];
  const [bend, turn] = [degree > 1 ? p[first + 2]! : 0, degree > 2 ? p[first + 3]! : 0];
  const line = (first + 1) * points;
  for (let i = 0; i < points; i++) {
    const t = jacobian[line + i]!;
    model[i] = level + t * (slope + t * (bend + t * turn));
  }
  if (ground !== undefined) addGround(model, ground, points);
  for (let k = 0; k < fit.peaks.length; k++) {
    const at = slots.count * k;
    if (fit.isPlain) addPlainPeak(x, points, p, at, model, parts, 2 * k * points);
    else addPeak(x, points, p, at, optics, model, jacobian);
  }
  const distance = poisson ? deviance(y, points, model, weights, pulls) : squares(y, points, model, weights, pulls);
  return penaltyOf(fit, p, ratios) + distance;
}

function addGround(model: Float64Array, ground: Float64Array, points: number): void {
  for (let i = 0; i < points; i++) model[i]! += ground[i]!;
}

/** Columns of derivatives at the parameters that were evaluated last. */
export function fillColumns(
  { jacobian, parts }: Room,
  { x }: WindowData,
  { isPlain, peaks }: Running,
  p: Float64Array,
): void {
  if (!isPlain) return;
  for (let k = 0; k < peaks.length; k++)
    plainColumns(x, x.length, p, slots.count * k, parts, 2 * k * x.length, jacobian);
}

/** Squares of the residuals in standard deviations; fills the pulls. */
function squares(
  y: Float64Array,
  points: number,
  model: Float64Array,
  weights: Float64Array,
  pulls: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < points; i++) {
    const residual = y[i]! - model[i]!;
    const pull = residual * weights[i]!;
    pulls[i] = pull;
    sum += residual * pull;
  }
  return sum;
}

/** Deviance of counts; fills weights and pulls. */
function deviance(
  y: Float64Array,
  points: number,
  model: Float64Array,
  weights: Float64Array,
  pulls: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < points; i++) {
    const counts = y[i]!;
    const free = model[i]!;
    const expected = free < leastCounts ? leastCounts : free;
    const weight = 1 / expected;
    weights[i] = weight;
    const ratio = counts * weight;
    pulls[i] = ratio - 1;
    const off = counts - expected;
    const v = off / (counts + expected);
    if (v < near && v > -near) {
      // Counts near to what is expected: the series of the logarithm loses nothing where both nearly cancel (Loader 2000).
      const s = v * v;
      const series = s * (1 / 3 + s * (1 / 5 + s * (1 / 7 + s * (1 / 9 + s * (1 / 11 + s * (1 / 13 + s * (1 / 15)))))));
      sum += v * (off + 2 * counts * series);
    } else sum += (counts > 0 ? counts * Math.log(ratio) : 0) - off;
    // Below the least counts it grows on, so that the way back is seen.
    if (free < leastCounts) sum += (leastCounts - free) / leastCounts;
  }
  return 2 * sum;
}

/** Squares of the distances to what is known. */
export function penaltyOf(fit: Running, p: Float64Array, ratios: readonly KnownRatio[]): number {
  const { known, peaks } = fit;
  let sum = pairPenalty(fit, p);
  for (let k = 0; k < peaks.length; k++) {
    const peak = peaks[k]!;
    const at = slots.count * k;
    sum += squareOf((p[at]! - peak.center) / known[at]!);
    sum += squareOf((p[at + slots.fwhm]! - peak.fwhm) / known[at + slots.fwhm]!);
    sum += squareOf((p[at + slots.eta]! - peak.eta) / known[at + slots.eta]!);
    sum += squareOf((p[at + slots.skew]! - peak.skew) / known[at + slots.skew]!);
  }
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
