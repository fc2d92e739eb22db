import { median } from '@operando/numerics';
import type { Track } from './track-types.js';

/** Where a pattern ends within a peak that is not followed. */
export interface CutPeak {
  /** Highest point, in the unit of x. */
  readonly center: number;
  /** Whether it is cut off at the first point of the pattern or at the last. */
  readonly edge: 'first' | 'last';
}

/** Widths from the edge within which a peak is not looked for elsewhere; where the ground beside it begins and ends. */
const beside = { peak: 1.5, from: 2.5, to: 6 };
/** Least height, in standard deviations of the ground and in parts of it; and widths within which half of it is gone. */
const leastSigma = 8;
const leastPart = 0.1;
const halfWithin = 0.8;
/** Widths within which a track is this peak. */
const same = 1.5;
const leastPoints = 6;

/** A line through points from one to before another, and the scatter of them about it. */
function lineOf(y: Float64Array, from: number, to: number): { at: (i: number) => number; scatter: number } {
  const n = to - from;
  const middle = 0.5 * (from + to - 1);
  let [mean, slope, squares] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    mean += y[i]! / n;
    slope += (i - middle) * y[i]!;
    squares += (i - middle) ** 2;
  }
  const rate = slope / squares;
  const at = (i: number): number => mean + rate * (i - middle);
  let sum = 0;
  for (let i = from; i < to; i++) sum += (y[i]! - at(i)) ** 2;
  return { at, scatter: Math.sqrt(sum / Math.max(1, n - 2)) };
}

/** A peak at the beginning of a row. @param width Points. */
function atBeginning(y: Float64Array, width: number): number | undefined {
  const [near, from, to] = [beside.peak, beside.from, beside.to].map((widths) => Math.round(widths * width)) as [
    number,
    number,
    number,
  ];
  if (to > y.length || to - from < leastPoints) return undefined;
  const ground = lineOf(y, from, to);
  const above = (i: number): number => y[i]! - ground.at(i);
  let top = 0;
  for (let i = 1; i <= near; i++) if (above(i) > above(top)) top = i;
  const height = above(top);
  if (!(height > leastSigma * ground.scatter) || !(height > leastPart * Math.abs(ground.at(top)))) return undefined;
  const half = top + Math.max(1, Math.round(halfWithin * width));
  return half < y.length && above(half) < 0.5 * height ? top : undefined;
}

/**
 * Peaks that the first or the last point of the patterns cuts, and that no track is: where a peak has ground on one side only it is
 * not looked for.
 *
 * @param stack Row-major frames x points: they are summed. @param dark 1 for frames that do not count.
 * @param mask 1 where a point must not be used: sums of others stand there.
 */
export function cutPeaks(
  x: Float64Array,
  stack: ArrayLike<number>,
  tracks: readonly Track[],
  dark: Uint8Array,
  mask?: Uint8Array,
): CutPeak[] {
  const widths = tracks.flatMap(({ fwhm, frames }) => (frames.length > 0 ? [fwhm.values[frames[0]!]!] : []));
  if (widths.length === 0) return [];
  const fwhm = median(widths);
  const points = x.length;
  const sum = new Float64Array(points);
  const count = new Float64Array(points);
  dark.forEach((isDark, frame) => {
    if (isDark === 1) return;
    for (let i = 0; i < points; i++) {
      const at = frame * points + i;
      if (mask?.[at] === 1 || !Number.isFinite(stack[at]!)) continue;
      sum[i]! += stack[at]!;
      count[i]! += 1;
    }
  });
  const used = Array.from(count.keys()).filter((i) => count[i]! > 0);
  const place = Float64Array.from(used, (i) => x[i]!);
  const mean = Float64Array.from(used, (i) => sum[i]! / count[i]!);
  if (used.length < leastPoints) return [];
  const spacing = (place.at(-1)! - place[0]!) / (place.length - 1);
  const width = fwhm / spacing;
  const isFollowed = (center: number): boolean =>
    tracks.some(({ center: { values }, frames }) =>
      frames.some((frame) => Math.abs(values[frame]! - center) < same * fwhm),
    );
  const first = atBeginning(mean, width);
  const last = atBeginning(mean.toReversed(), width);
  const found: CutPeak[] = [];
  if (first !== undefined) found.push({ center: place[first]!, edge: 'first' });
  if (last !== undefined) found.push({ center: place[place.length - 1 - last]!, edge: 'last' });
  return found.filter(({ center }) => !isFollowed(center));
}
