import { statusOf } from '@operando/core';
import type { LiveTrack, TrackPoint } from './live-track.js';

/** A point and its frame. */
export interface Dated {
  readonly frame: number;
  readonly point: TrackPoint;
}

/** Points that a side holds at most, and frames from which they come. */
const most = 12;
const reach = 40;
/** Least error of a center, in widths. */
const leastError = 0.02;

/** Whether a point says by itself where its peak is. */
export function isOwn({ status, centerKnown, centerError }: TrackPoint): boolean {
  const isGood = status === statusOf.converged || status === statusOf.misfit;
  return isGood && centerKnown === Infinity && centerError > 0;
}

/** All points of a track that stand by themselves, in order. */
export function ownCourse({ points }: LiveTrack): Dated[] {
  const own: Dated[] = [];
  for (const [frame, point] of points) if (isOwn(point)) own.push({ frame, point });
  return own.sort((a, b) => a.frame - b.frame);
}

/** The nearest own points of a track before (-1) or after (1) a frame, the nearest first, as long as it is what it is there. */
export function ownPoints(track: LiveTrack, frame: number, side: 1 | -1, count: number = most): Dated[] {
  const found: Dated[] = [];
  for (let k = 1; k <= reach && found.length < count; k++) {
    const at = frame + side * k;
    if (track.cuts.some((cut) => (side === 1 ? cut === at : cut === at + 1))) break;
    const point = track.points.get(at);
    if (point !== undefined && isOwn(point)) found.push({ frame: at, point });
  }
  return found;
}

/** A straight line of centers against frames, at one frame. */
export interface Line {
  readonly center: number;
  readonly velocity: number;
  readonly centerVariance: number;
  readonly velocityVariance: number;
}

/** Sums over points by their weights, with frames counted from one: of 1, x, y, x x and x y. Points of weight 0 are left out. */
function lineSums(
  points: readonly Dated[],
  frame: number,
  read: (point: TrackPoint) => number,
  weightOf: (point: TrackPoint) => number,
): { readonly [sum in 's' | 'sx' | 'sy' | 'sxx' | 'sxy']: number } {
  let [s, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  for (const { frame: at, point } of points) {
    const weight = weightOf(point);
    if (weight === 0) continue;
    const [x, y] = [at - frame, read(point)];
    s += weight;
    sx += weight * x;
    sy += weight * y;
    sxx += weight * x * x;
    sxy += weight * x * y;
  }
  return { s, sx, sy, sxx, sxy };
}

/** The line through points, by their errors, at a frame; of fewer than three points the rate is not known. */
export function lineThrough(points: readonly Dated[], frame: number): Line | undefined {
  if (points.length < 3) return undefined;
  const { s, sx, sy, sxx, sxy } = lineSums(
    points,
    frame,
    ({ center }) => center,
    ({ centerError, fwhm }) => 1 / (centerError ** 2 + (leastError * fwhm) ** 2),
  );
  const determinant = s * sxx - sx * sx;
  return {
    center: (sxx * sy - sx * sxy) / determinant,
    velocity: (s * sxy - sx * sy) / determinant,
    centerVariance: sxx / determinant,
    velocityVariance: s / determinant,
  };
}

/** Mean of a number of points and its variance, of which each frame of distance adds a change. */
export function meanOf(
  points: readonly Dated[],
  frame: number,
  read: (point: TrackPoint) => number,
  error: (point: TrackPoint) => number,
  change: number,
): { readonly value: number; readonly variance: number } | undefined {
  let [sum, weights] = [0, 0];
  for (const { frame: at, point } of points) {
    const stderr = error(point);
    if (!(stderr >= 0)) continue;
    const weight = 1 / (stderr ** 2 + change ** 2 * (1 + Math.abs(at - frame)));
    sum += weight * read(point);
    weights += weight;
  }
  return weights > 0 ? { value: sum / weights, variance: 1 / weights } : undefined;
}
