import { OperandoError } from '@operando/core';
import { median } from '@operando/numerics';
import { checkedIntensities } from './background-checks.js';
import { savitzkyGolay, smoothedVariance } from './savitzky-golay.js';

/** Options of {@link findPeaks}. */
export interface FindPeaksOptions {
  /** Half window of a quadratic Savitzky-Golay smoothing, points; about half the width of the narrowest peak. 0 for none. @default 2 */
  readonly smoothing?: number | undefined;
  /** Standard deviation of each y, or `'counts'`: sqrt(max(smoothed y, 1)). @default one value, from the second differences of y */
  readonly sigma?: ArrayLike<number> | 'counts' | undefined;
  /** Least prominence in standard deviations of the smoothed noise. The highest and lowest of hundreds of noisy points are five apart. @default 7 */
  readonly threshold?: number | undefined;
  /** Least prominence in units of y. @default 0 */
  readonly prominence?: number | undefined;
  /** Least width at half prominence, points. @default 2 */
  readonly width?: number | undefined;
  /** Peaks closer than this share of the wider one's width are one. @default 0.7 */
  readonly separation?: number | undefined;
  /** Keep this many, the most significant. @default all */
  readonly most?: number | undefined;
}

/** A peak as found, a start for `fitPeaks`. */
export interface FoundPeak {
  /** Point of the maximum. */
  readonly index: number;
  /** Position between the points: vertex of a parabola through the logarithms of three. */
  readonly center: number;
  /** Smoothed value at the maximum. */
  readonly top: number;
  /** Height above the higher of the two saddles to higher ground. */
  readonly prominence: number;
  /** Height above the background, in the unit of y: the prominence. */
  readonly height: number;
  /** Width at half prominence, in units of x. */
  readonly fwhm: number;
  /** Prominence in standard deviations of the smoothed noise. */
  readonly significance: number;
}

/** Noise from second differences, which no smooth pattern survives: their spread is sqrt(6) sigma. */
function noiseLevel(y: Float64Array): number {
  const differences = Float64Array.from({ length: Math.max(1, y.length - 2) }, (_, i) =>
    Math.abs(y[i]! - 2 * y[i + 1]! + y[i + 2]!),
  );
  return (1.4826 * median(differences)) / Math.sqrt(6);
}

/** Middle of a flat top: points of equal height count once. */
function localMaxima(y: Float64Array): number[] {
  const found: number[] = [];
  for (let i = 1; i < y.length - 1; i++) {
    if (!(y[i]! > y[i - 1]!)) continue;
    let end = i;
    while (end + 1 < y.length && y[end + 1] === y[i]) end++;
    if (end + 1 < y.length && y[end + 1]! < y[i]!) found.push((i + end) >> 1);
    i = end;
  }
  return found;
}

/** Lowest point on the way to higher ground, or to the end. */
function saddle(y: Float64Array, index: number, direction: number): number {
  let lowest = y[index]!;
  for (let i = index + direction; i >= 0 && i < y.length && y[i]! <= y[index]!; i += direction)
    lowest = Math.min(lowest, y[i]!);
  return lowest;
}

/** Fractional index at which y falls to a level. */
function crossing(y: Float64Array, index: number, level: number, direction: number): number {
  let i = index;
  while (i + direction >= 0 && i + direction < y.length && y[i + direction]! > level) i += direction;
  const next = i + direction;
  if (next < 0 || next >= y.length) return i;
  return i + (direction * (y[i]! - level)) / (y[i]! - y[next]!);
}

function vertex(y: Float64Array, index: number, floor: number): number {
  const heights = [y[index - 1]!, y[index]!, y[index + 1]!].map((value) => Math.log(Math.max(value - floor, 1e-300)));
  const [a, b, c] = heights as [number, number, number];
  const bend = a - 2 * b + c;
  const shift = bend < 0 ? (0.5 * (a - c)) / bend : 0;
  return index + Math.max(-0.5, Math.min(0.5, shift));
}

function interpolate(x: ArrayLike<number>, index: number): number {
  const low = Math.max(0, Math.min(x.length - 2, Math.floor(index)));
  return x[low]! + (index - low) * (x[low + 1]! - x[low]!);
}

/**
 * Find peaks: maxima of the smoothed pattern that stand out of the noise
 * (prominence after scipy's find_peaks, in standard deviations), in order of x.
 *
 * @throws OperandoError `non-finite`, `too-few-points`, `shape-mismatch`.
 */
export function findPeaks(x: ArrayLike<number>, y: ArrayLike<number>, options: FindPeaksOptions = {}): FoundPeak[] {
  const {
    smoothing = 2,
    threshold = 7,
    prominence: least = 0,
    width: narrowest = 2,
    separation = 0.7,
    most = Infinity,
    sigma,
  } = options;
  const raw = checkedIntensities(y, 3);
  const n = raw.length;
  if (x.length !== n || (typeof sigma === 'object' && sigma.length !== n)) {
    throw new OperandoError(
      'shape-mismatch',
      `x, y and sigma have ${x.length}, ${n} and ${typeof sigma === 'object' ? sigma.length : n} values`,
      { cure: 'give one y and one sigma per x' },
    );
  }
  const smooth = savitzkyGolay(raw, smoothing);
  const level = sigma === undefined ? noiseLevel(raw) : 0;
  const remainder = Math.sqrt(smoothedVariance(Math.round(smoothing)));
  const noiseAt = (i: number): number => {
    if (typeof sigma === 'object') return remainder * sigma[i]!;
    return remainder * (sigma === 'counts' ? Math.sqrt(Math.max(smooth[i]!, 1)) : level);
  };
  const found: (FoundPeak & { readonly span: number })[] = [];
  for (const index of localMaxima(smooth)) {
    const top = smooth[index]!;
    const noise = noiseAt(index);
    const wanted = Math.max(least, noise > 0 ? threshold * noise : 0);
    const left = saddle(smooth, index, -1);
    // Most maxima are noise, whose nearer saddle says so.
    if (top - left < 0.999 * wanted) continue;
    const base = Math.max(left, saddle(smooth, index, 1));
    const prominence = top - base;
    const significance = noise > 0 ? prominence / noise : Infinity;
    if (!(prominence > 0) || significance < threshold || prominence < least) continue;
    const low = crossing(smooth, index, top - 0.5 * prominence, -1);
    const high = crossing(smooth, index, top - 0.5 * prominence, 1);
    if (high - low < narrowest) continue;
    const fwhm = Math.abs(interpolate(x, high) - interpolate(x, low));
    found.push({
      index,
      center: interpolate(x, vertex(smooth, index, base)),
      top,
      prominence,
      height: prominence,
      fwhm,
      significance,
      span: high - low,
    });
  }
  // The more significant of two that are too close stays.
  const kept: typeof found = [];
  for (const peak of found.toSorted((a, b) => b.significance - a.significance || b.prominence - a.prominence)) {
    if (kept.length >= most) break;
    if (
      kept.every(
        (other) =>
          Math.abs(other.index - peak.index) >=
          separation * Math.max(other.span < 4 * peak.span ? other.span : 0, peak.span),
      )
    )
      kept.push(peak);
  }
  return kept
    .toSorted((a, b) => a.index - b.index)
    .map(({ index, center, top, prominence, height, fwhm, significance }) => ({
      index,
      center,
      top,
      prominence,
      height,
      fwhm,
      significance,
    }));
}
