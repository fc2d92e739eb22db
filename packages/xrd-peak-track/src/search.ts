/** A thing that stands out of its neighbourhood as a peak does. */
export interface FoundPeak {
  readonly center: number;
  /** Above what lies beside it. */
  readonly height: number;
  readonly fwhm: number;
  /** Counts in its box above those beside, in standard deviations of what lies beside. */
  readonly significance: number;
}

/** Half width of a box, and its sides from and to, points. */
interface Extent {
  readonly half: number;
  readonly from: number;
  readonly to: number;
}

interface Found extends FoundPeak {
  readonly span: number;
}

/** Looks for peaks of about one width in rows of points, in memory of its own. */
export interface PeakSearch {
  /** @param y What is left of a row. @param variance Of the row; where it is infinite nothing is found. */
  find(this: void, y: Float64Array, variance: Float64Array, threshold: number): FoundPeak[];
}

/** Half width of the box, and its sides from and to, in full widths of the peaks looked for. */
const box = { half: 0.6, from: 1, to: 2.1 };
/** Mean of a peak over its box less that over the sides, in heights: Gaussian and Lorentzian mixed. */
const boxShare = 0.68;
/** Widths that are looked for, in typical ones. */
const scales = [1, 2.2];
/** Width, in typical ones, at which humps are looked for; and what a box of another width sees of one, in squares of the ratio of widths. */
const humpScale = 4.5;
const humpShare = 2;

/**
 * Search by boxes: the mean of a box less that of what lies beside it on both
 * sides, which neither a slope nor ground that bends over many widths
 * changes much, in standard deviations of what lies beside.
 *
 * @param width Typical full width, points.
 */
export function createPeakSearch(x: Float64Array, width: number): PeakSearch {
  const n = x.length;
  const sums = new Float64Array(n + 1);
  const variances = new Float64Array(n + 1);
  const blind = new Int32Array(n + 1);
  const row: RowSums = { sums, variances, blind };
  const shown = scales.map(() => new Float64Array(n));
  const extentOf = (scale: number): Extent => {
    const half = Math.max(1, Math.round(box.half * width * scale));
    const from = Math.max(half, Math.round(box.from * width * scale));
    return { half, from, to: Math.max(from + 2, Math.round(box.to * width * scale)) };
  };
  /** Mean above the sides at a point; the sides are cut at the ends of the row. */
  const heightAt = (i: number, { half, from, to }: Extent): number => {
    const [low, high] = [Math.max(0, i - half), Math.min(n, i + half + 1)];
    const [a, b] = [Math.max(0, i - to), Math.max(0, i - from)];
    const [c, d] = [Math.min(n, i + from + 1), Math.min(n, i + to + 1)];
    if (b === a || d === c) return 0;
    const sides = 0.5 * ((sums[b]! - sums[a]!) / (b - a) + (sums[d]! - sums[c]!) / (d - c));
    return (sums[high]! - sums[low]!) / (high - low) - sides;
  };
  const extents = scales.map(extentOf);
  const broad = extentOf(humpScale);
  const fill = (y: Float64Array, variance: Float64Array): void => {
    for (let i = 0; i < n; i++) {
      const own = variance[i]!;
      const isBlind = !(own < Infinity);
      sums[i + 1] = sums[i]! + y[i]!;
      variances[i + 1] = variances[i]! + (isBlind ? 0 : own);
      blind[i + 1] = blind[i]! + (isBlind ? 1 : 0);
    }
  };
  return {
    find(y, variance, threshold) {
      fill(y, variance);
      const found: Found[] = [];
      extents.forEach((extent, s) => {
        const map = shown[s]!;
        significances(row, extent, 0, n, threshold, map);
        for (let i = 1; i < n - 1; i++) {
          const here = map[i]!;
          if (here < threshold || !(here >= map[i - 1]!) || !(here > map[i + 1]!)) continue;
          const seen = heightAt(i, extent);
          const height = seen - humpShare * (scales[s]! / humpScale) ** 2 * Math.max(0, heightAt(i, broad));
          if (here * (height / seen) < threshold) continue;
          significances(row, extent, i - 1, i + 2, 0, map);
          const bend = map[i - 1]! - 2 * here + map[i + 1]!;
          const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (map[i - 1]! - map[i + 1]!)) / bend)) : 0;
          const step = x[i + 1]! - x[i]!;
          const span = width * scales[s]! * step;
          found.push({ center: x[i]! + shift * step, height: height / boxShare, fwhm: span, significance: here, span });
        }
      });
      // The narrow before the broad, which may hold two of them; then the more significant.
      const kept: Found[] = [];
      for (const peak of found.sort((a, b) => a.span - b.span || b.significance - a.significance))
        if (kept.every((other) => isApart(peak, other))) kept.push(peak);
      return kept
        .sort((a, b) => a.center - b.center)
        .map(({ center, height, fwhm, significance }) => ({ center, height, fwhm, significance }));
    },
  };
}

/** Whether a find is not one that was found before, or its shoulder. */
function isApart(peak: Found, other: Found): boolean {
  const distance = Math.abs(other.center - peak.center) / Math.max(other.span, peak.span);
  return distance > 1.8 || (distance > 1.1 && peak.span <= other.span && peak.significance > 0.5 * other.significance);
}

/** Running sums of a row: intensities, variances, and points in which nothing may be found. */
interface RowSums {
  readonly sums: Float64Array;
  readonly variances: Float64Array;
  readonly blind: Int32Array;
}

/**
 * {@link PeakSearch} at points from `first` to before `last`: the same as one look, with no object made.
 *
 * @param least What is less is 0.
 */
function significances(
  { sums, variances, blind }: RowSums,
  { half, from, to }: Extent,
  first: number,
  last: number,
  least: number,
  out: Float64Array,
): void {
  const [ofBox, ofSides] = [1 / (2 * half + 1), 0.5 / (to - from)];
  const spread = ofSides * (ofBox + ofSides);
  const bar = least * least;
  const end = Math.min(last, out.length - to);
  for (let i = Math.max(first, to); i < end; i++) {
    const a = i - to;
    const b = i - from;
    const c = i + from + 1;
    const d = i + to + 1;
    out[i] = 0;
    if (blind[d]! > blind[a]!) continue;
    const height =
      (sums[i + half + 1]! - sums[i - half]!) * ofBox - (sums[b]! - sums[a]! + sums[d]! - sums[c]!) * ofSides;
    if (height <= 0) continue;
    const noise = (variances[b]! - variances[a]! + variances[d]! - variances[c]!) * spread;
    if (noise > 0 && height * height >= bar * noise) out[i] = height / Math.sqrt(noise);
  }
}
