import type { LiveTrack } from './live-track.js';
import type { Motion } from './motion.js';
import { motionOf, restlessnessOf, usualRestlessness } from './motion-between.js';
import { carriedOn, ownPoints } from './track-line.js';
import type { Dated } from './track-line.js';

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
  /** They never came apart again, or were never apart before. */
  readonly isOneSided?: boolean;
}

/** Widths between centers below which two lie within each other. */
const within = 1;
/** Frames in which they may seem apart in between. */
const longestBreak = 4;
/** Margin below which another order is as good: three standard deviations. */
const sure = 9;
/** Points of a side that tell a rate. */
const leastPoints = 3;
/** Least change of a rate from frame to frame that is reckoned with, in widths. */
const leastRestlessness = 0.004;
/** Squares of standard deviations of two orders that both describe badly count for less: there are four of them. */
const terms = 4;
/** Change of the logarithm of an area or a width from frame to frame that is usual. */
const usualTrend = 0.01;
/** What areas and widths may change in relation to each other, besides their errors: at least, and with the root of the frames. */
const areaChange = { least: 0.1, perFrame: 0.03 };
const widthChange = { least: 0.05, perFrame: 0.01 };

/** Widths between centers, and frames from the last one in which they were apart, from which on one side alone does not tell two. */
const tooNear = 0.7;
const tooLong = 10;

/**
 * What is far from the only side that two have on their own: rates and shares are carried on there, and where these turn, nothing
 * shows it. Two that are nowhere apart have no such side, and keep their order.
 */
function farFromSide(one: LiveTrack, other: LiveTrack, from: number, to: number): LiveCrossing[] {
  const nearest = (direction: 1 | -1): number =>
    Math.max(
      ...side(one, other, direction === 1 ? to : from, direction).map(([first]) =>
        first === undefined ? Infinity : Math.abs(first.frame - (direction === 1 ? to : from)),
      ),
    );
  const [before, after] = [nearest(-1), nearest(1)];
  if (before === Infinity && after === Infinity) return [];
  let [first, last] = [Infinity, -Infinity];
  for (let frame = from; frame <= to; frame++) {
    const [a, b] = [one.points.get(frame), other.points.get(frame)];
    if (a === undefined || b === undefined || frame - from + before <= tooLong || to - frame + after <= tooLong)
      continue;
    if (Math.abs(a.center - b.center) > tooNear * 0.5 * (a.fwhm + b.fwhm)) continue;
    first = Math.min(first, frame);
    last = frame;
  }
  if (last < first) return [];
  return [{ tracks: [one, other], from: first, to: last, margin: 0, ambiguous: true, isOneSided: true }];
}

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
  /** Difference of the centers in the middle, and of the rates. */
  readonly motion: Omit<Motion, 'frame'>;
  readonly area: { readonly value: number; readonly variance: number };
  readonly width: { readonly value: number; readonly variance: number };
}

/** The motion of a track by one side; points of a side alone do not exclude that its rate changes a little. */
function motionBy(points: readonly Dated[], middle: number, frames: number): Motion | undefined {
  if (points.length < leastPoints) return undefined;
  const { fwhm } = points[0]!.point;
  const course = { places: new Float64Array(frames), variances: new Float64Array(frames) };
  const change = Math.max(leastRestlessness, usualRestlessness(restlessnessOf(points.toReversed(), fwhm, course)));
  return motionOf(points, middle, fwhm, change, course);
}

/** What one side says of the difference between two tracks. */
function describe([one, other]: readonly [Dated[], Dated[]], middle: number, frames: number): Side | undefined {
  const [a, b] = [motionBy(one, middle, frames), motionBy(other, middle, frames)];
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
    motion: {
      center: a.center - b.center,
      velocity: a.velocity - b.velocity,
      centerVariance: a.centerVariance + b.centerVariance,
      covariance: a.covariance + b.covariance,
      velocityVariance: a.velocityVariance + b.velocityVariance,
    },
    area: { value: areaA.value - areaB.value, variance: areaA.variance + areaB.variance },
    width: { value: widthA.value - widthB.value, variance: widthA.variance + widthB.variance },
  };
}

/** Square of standard deviations between the motions of approach and departure. */
function motionCost({ motion: before }: Side, { motion: after }: Side, sign: 1 | -1): number {
  const [off, turn] = [sign * after.center - before.center, sign * after.velocity - before.velocity];
  const center = before.centerVariance + after.centerVariance;
  const both = before.covariance + after.covariance;
  const velocity = before.velocityVariance + after.velocityVariance;
  return (velocity * off * off - 2 * both * off * turn + center * turn * turn) / (center * velocity - both * both);
}

/** Squares of standard deviations between approach and departure. @param sign -1 for the other order. */
function cost(before: Side, after: Side, sign: 1 | -1, length: number): number {
  const square = (a: number, b: number, variance: number): number => (sign * b - a) ** 2 / variance;
  const spread = ({ least, perFrame }: typeof areaChange): number => least ** 2 + perFrame ** 2 * length;
  return (
    motionCost(before, after, sign) +
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
        if (before === undefined || after === undefined) {
          found.push(...farFromSide(one, other, from, to));
          continue;
        }
        const length = to - from + 2;
        const [same, swapped] = [cost(before, after, 1, length), cost(before, after, -1, length)];
        if (swapped < same && one.static === undefined && other.static === undefined)
          exchange(one, other, Math.floor(middle));
        const margin = Math.abs(swapped - same) / Math.max(1, Math.min(same, swapped) / terms);
        found.push({ tracks: [one, other], from, to, margin, ambiguous: margin < sure });
      }
    }
  });
  return found;
}
