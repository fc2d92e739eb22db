import type { LiveTrack } from './live-track.js';
import { restlessnessOf } from './motion-between.js';
import { carriedOn, lineThrough, ownPoints } from './track-line.js';
import type { Dated, Line } from './track-line.js';

/** Where two tracks lay within each other, and how sure it is who came out as whom. */
export interface LiveCrossing {
  readonly tracks: readonly [LiveTrack, LiveTrack];
  /** First and last frame in which they lay within each other. */
  readonly from: number;
  readonly to: number;
  /** By how much the other order describes approach and departure worse, squared standard deviations; less where neither does well. */
  readonly margin: number;
  /** Too little to be sure. */
  readonly ambiguous: boolean;
}

/** Widths between centers below which two lie within each other. */
const within = 1;
/** Frames in which they may seem apart in between. */
const longestBreak = 4;
/** Margin below which another order is as good: three standard deviations. */
const sure = 9;
/** Least change of a rate from frame to frame that is reckoned with, in widths. */
const leastRestlessness = 0.004;
/** Squares of standard deviations of two orders that both describe badly count for less: there are four of them. */
const terms = 4;
/** Change of the logarithm of an area or a width from frame to frame that is usual. */
const usualTrend = 0.01;
/** What areas and widths may change in relation to each other, besides their errors: at least, and with the root of the frames. */
const areaChange = { least: 0.1, perFrame: 0.03 };
const widthChange = { least: 0.05, perFrame: 0.01 };

/** Frames in which two tracks lie within each other. */
function episodes(one: LiveTrack, other: LiveTrack): { from: number; to: number }[] {
  const near = [...one.points.entries()]
    .filter(([frame, point]) => {
      const second = other.points.get(frame);
      return second !== undefined && Math.abs(second.center - point.center) < within * 0.5 * (second.fwhm + point.fwhm);
    })
    .map(([frame]) => frame)
    .toSorted((a, b) => a - b);
  const found: { from: number; to: number }[] = [];
  for (const frame of near) {
    const last = found.at(-1);
    if (last !== undefined && frame - last.to <= longestBreak) last.to = frame;
    else found.push({ from: frame, to: frame });
  }
  return found;
}

/** Where a track has been, and a width more. */
function rangeOf({ points }: LiveTrack): { readonly low: number; readonly high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const { center, fwhm } of points.values()) {
    low = Math.min(low, center - fwhm);
    high = Math.max(high, center + fwhm);
  }
  return { low, high };
}

/** Points of both sides of an episode that two tracks have on their own. */
function side(one: LiveTrack, other: LiveTrack, frame: number, direction: 1 | -1): readonly [Dated[], Dated[]] {
  return [ownPoints(one, frame, direction), ownPoints(other, frame, direction)];
}

interface Side {
  /** Sum of the squared changes of both rates from frame to frame, in widths. */
  readonly restlessness: number;
  /** Difference of the centers in the middle, and of the rates. */
  readonly line: Line;
  readonly area: { readonly value: number; readonly variance: number };
  readonly width: { readonly value: number; readonly variance: number };
}

/** How much the rate of a track changes from frame to frame, in widths, squared; the points of a side alone do not exclude a little. */
function restlessnessOn(points: readonly Dated[], frames: number): number {
  const change = restlessnessOf(points.toReversed(), points[0]!.point.fwhm, new Float64Array(frames));
  return Math.max(leastRestlessness, change) ** 2;
}

/** What one side says of the difference between two tracks. */
function describe([one, other]: readonly [Dated[], Dated[]], middle: number, frames: number): Side | undefined {
  const [a, b] = [lineThrough(one, middle), lineThrough(other, middle)];
  if (a === undefined || b === undefined) return undefined;
  const log = (points: readonly Dated[], of: 'area' | 'fwhm'): ReturnType<typeof carriedOn> =>
    carriedOn(
      points.filter(({ point }) => point[of] > 0),
      middle,
      (point) => Math.log(point[of]),
      (point) => point[`${of}Error`] / point[of],
      usualTrend,
    );
  const [areaA, areaB, widthA, widthB] = [log(one, 'area'), log(other, 'area'), log(one, 'fwhm'), log(other, 'fwhm')];
  if (areaA === undefined || areaB === undefined || widthA === undefined || widthB === undefined) return undefined;
  return {
    restlessness: restlessnessOn(one, frames) + restlessnessOn(other, frames),
    line: {
      center: a.center - b.center,
      velocity: a.velocity - b.velocity,
      centerVariance: a.centerVariance + b.centerVariance,
      velocityVariance: a.velocityVariance + b.velocityVariance,
    },
    area: { value: areaA.value - areaB.value, variance: areaA.variance + areaB.variance },
    width: { value: widthA.value - widthB.value, variance: widthA.variance + widthB.variance },
  };
}

/** Squares of standard deviations between approach and departure. @param sign -1 for the other order. */
function cost(before: Side, after: Side, sign: 1 | -1, length: number, width: number): number {
  const acceleration = 0.5 * (before.restlessness + after.restlessness) * width * width;
  const square = (a: number, b: number, variance: number): number => (sign * b - a) ** 2 / variance;
  const spread = ({ least, perFrame }: typeof areaChange): number => least ** 2 + perFrame ** 2 * length;
  return (
    square(
      before.line.center,
      after.line.center,
      before.line.centerVariance + after.line.centerVariance + (acceleration * length ** 3) / 12,
    ) +
    square(
      before.line.velocity,
      after.line.velocity,
      before.line.velocityVariance + after.line.velocityVariance + acceleration * length,
    ) +
    square(before.area.value, after.area.value, before.area.variance + after.area.variance + spread(areaChange)) +
    square(before.width.value, after.width.value, before.width.variance + after.width.variance + spread(widthChange))
  );
}

/** Exchange what follows a frame. */
function exchange(one: LiveTrack, other: LiveTrack, after: number): void {
  for (const [first, second] of [[one, other]] as const) {
    const frames = new Set([...first.points.keys(), ...second.points.keys()].filter((frame) => frame > after));
    for (const frame of frames) {
      const [a, b] = [first.points.get(frame), second.points.get(frame)];
      if (b === undefined) first.points.delete(frame);
      else first.points.set(frame, b);
      if (a === undefined) second.points.delete(frame);
      else second.points.set(frame, a);
    }
    [first.end, second.end] = [second.end, first.end];
    [first.lastSeen, second.lastSeen] = [second.lastSeen, first.lastSeen];
    [first.degree, second.degree] = [Math.max(first.degree, second.degree), Math.max(first.degree, second.degree)];
  }
}

/**
 * Decide who comes out of each crossing as whom, by the whole approach and departure: places and rates of both, ratio of areas
 * and of widths. Tracks that were exchanged change back.
 */
export function settleCrossings(tracks: readonly LiveTrack[], frames: number): LiveCrossing[] {
  const found: LiveCrossing[] = [];
  const ranges = tracks.map(rangeOf);
  tracks.forEach((one, k) => {
    for (const [j, other] of tracks.slice(k + 1).entries()) {
      if (one.static !== undefined && other.static !== undefined) continue;
      const [first, second] = [ranges[k]!, ranges[k + 1 + j]!];
      if (first.low > second.high || second.low > first.high) continue;
      for (const { from, to } of episodes(one, other)) {
        const middle = 0.5 * (from + to);
        const before = describe(side(one, other, from, -1), middle, frames);
        const after = describe(side(one, other, to, 1), middle, frames);
        if (before === undefined || after === undefined) continue;
        const length = to - from + 2;
        const width = Math.min(one.fwhm, other.fwhm);
        const [same, swapped] = [cost(before, after, 1, length, width), cost(before, after, -1, length, width)];
        if (swapped < same && one.static === undefined && other.static === undefined)
          exchange(one, other, Math.floor(middle));
        const margin = Math.abs(swapped - same) / Math.max(1, Math.min(same, swapped) / terms);
        found.push({ tracks: [one, other], from, to, margin, ambiguous: margin < sure });
      }
    }
  });
  return found;
}
