import { commonCourse } from './common-course.js';
import { crossingOdds } from './crossing-odds.js';
import type { CrossingOdds, PairSide } from './crossing-odds.js';
import type { LiveTrack } from './live-track.js';
import type { Course } from './motion.js';
import { ownPoints } from './track-line.js';
import type { Dated } from './track-line.js';

/** Where two tracks lay within each other, and how sure it is who came out as whom. */
export interface LiveCrossing {
  readonly tracks: readonly [LiveTrack, LiveTrack];
  /** First and last frame in which they lay within each other. */
  readonly from: number;
  readonly to: number;
  /** Twice the logarithm of how much likelier this order is than the other, by approach and departure. */
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
/** Margin below which the other order may be: three standard deviations. */
const sure = 9;
/** Margin from which on evidence that contradicts what is more of it is heard: two standard deviations. */
const doubtful = 4;
/** Points of a side that tell a rate. */
const leastPoints = 3;
/** Widths between centers, and frames from the last one in which they were apart, from which on one side alone does not tell two. */
const tooNear = 0.7;
const tooLong = 10;

/**
 * What is far from the only side that two have on their own: rates and shares are carried on there, and where these turn, nothing
 * shows it. Two that are nowhere apart have no such side, and keep their order.
 */
function farFromSide([one, other]: readonly [LiveTrack, LiveTrack], from: number, to: number): LiveCrossing[] {
  const nearest = (direction: 1 | -1): number =>
    Math.max(
      ...side([one, other], direction === 1 ? to : from, direction).map(([first]) =>
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

/**
 * Twice the logarithm of how much likelier the names are. Where places and rates are sure of one order and ratios of the other, it
 * hangs on how rare a turn is, and how rare it is that two exchange their areas: nobody knows that so well.
 */
function marginOf({ motion, ratio }: CrossingOdds): number {
  const isContradicted = motion * ratio < 0 && 2 * Math.min(Math.abs(motion), Math.abs(ratio)) > doubtful;
  return isContradicted ? 0 : 2 * Math.abs(motion + ratio);
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

/** Points of one side of an episode that two tracks have on their own, as far as the next episode. */
function side(
  [one, other]: readonly [LiveTrack, LiveTrack],
  frame: number,
  direction: 1 | -1,
  end: number = direction * Infinity,
): PairSide {
  const isWithin = ({ frame: at }: Dated): boolean => direction * (end - at) > 0;
  const points = (track: LiveTrack): Dated[] => ownPoints(track, frame, direction, Infinity).filter(isWithin);
  return [points(one), points(other)];
}

/** Whether points tell how both move. */
const tells = ([one, other]: PairSide): boolean => one.length >= leastPoints && other.length >= leastPoints;

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
 * Decide who comes out of each crossing as whom, by the whole approach and departure: places and rates of both, ratios of areas
 * and of widths. Tracks that were exchanged change back.
 */
export function settleCrossings(tracks: readonly LiveTrack[], frames: number): LiveCrossing[] {
  const found: LiveCrossing[] = [];
  const ranges = tracks.map(rangeOf);
  let together: Course | undefined;
  tracks.forEach((one, k) => {
    for (const [j, other] of tracks.slice(k + 1).entries()) {
      if (one.static !== undefined && other.static !== undefined) continue;
      const [first, second] = [ranges[k]!, ranges[k + 1 + j]!];
      if (first.low > second.high || second.low > first.high) continue;
      const pair = [one, other] as const;
      const all = episodes(one, other);
      all.forEach(({ from, to }, n) => {
        const [before, after] = [side(pair, from, -1, all[n - 1]?.to), side(pair, to, 1, all[n + 1]?.from)];
        if (!tells(before) || !tells(after)) {
          found.push(...farFromSide(pair, from, to));
          return;
        }
        together ??= commonCourse(tracks, frames);
        const middle = 0.5 * (from + to);
        const odds = crossingOdds(before, after, middle, to - from + 2, together);
        if (odds.motion + odds.ratio < 0 && one.static === undefined && other.static === undefined)
          exchange(one, other, Math.floor(middle));
        const margin = marginOf(odds);
        found.push({ tracks: pair, from, to, margin, ambiguous: margin < sure });
      });
    }
  });
  return found;
}
