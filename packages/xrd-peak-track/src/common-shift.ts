import { median } from '@operando/numerics';
import type { Group } from './groups.js';
import type { LiveTrack, TrackPoint } from './live-track.js';
import { observe, predict, startMotion } from './motion.js';
import type { Motion } from './motion.js';
import { isOwn } from './track-line.js';

/** Standard errors beyond which peaks that all moved together moved. */
const evidence = 4;
/** Widths between the centers of a group below which its members help to find each other, and no shift. */
const clear = 1.4;

/** Whether no two of a group stand so near that their places are told by what was known. */
export function isClear({ members }: Group): boolean {
  for (let k = 1; k < members.length; k++) {
    const [before, next] = [members[k - 1]!, members[k]!];
    const apart = next.prediction.center - before.prediction.center;
    if (!(apart > clear * 0.5 * (before.track.fwhm + next.track.fwhm))) return false;
  }
  return true;
}

/** How far the clear peaks of a frame missed their predictions. */
export interface Misses {
  readonly off: number[];
  readonly variance: number[];
}

/** Take note of what clear peaks say. */
export function noteMisses(misses: Misses, { members }: Group, points: readonly TrackPoint[]): void {
  for (let k = 0; k < points.length; k++) {
    const { center, centerError, centerKnown } = points[k]!;
    const { prediction, track } = members[k]!;
    if (centerKnown < Infinity || !(centerError > 0) || track.shapes < 3 || track.static !== undefined) continue;
    misses.off.push(center - prediction.center);
    misses.variance.push(prediction.sigma ** 2 + centerError ** 2);
  }
}

/** A shift of all peaks of a frame, as by a sample that was pushed aside; 0 where they do not agree on one. */
export function commonShift({ off, variance }: Misses): number {
  if (off.length < 2) return 0;
  const shift = median(Float64Array.from(off));
  // What the one known best says has to be said by the others too: alone it may have moved by itself.
  const known = variance.map((one) => 1 / one);
  const error = 1 / Math.sqrt(known.reduce((sum, one) => sum + one, 0) - Math.max(...known));
  const agree = off.every(
    (one, k) => Math.abs(one - shift) < Math.max(3 * Math.sqrt(variance[k]!), 0.3 * Math.abs(shift)),
  );
  return agree && Math.abs(shift) > evidence * error ? shift : 0;
}

/** A group that moved along. */
export function shifted(group: Group, shift: number): Group {
  if (shift === 0) return group;
  const { members, from, to } = group;
  const moved = members.map(({ track, prediction }) => ({
    track,
    prediction: track.static === undefined ? { ...prediction, center: prediction.center + shift } : prediction,
  }));
  return { members: moved, from: from + shift, to: to + shift };
}

/** How far all peaks together have been pushed aside by each frame, by the points that stand by themselves. */
export function commonCourse(tracks: readonly LiveTrack[], frames: number): Float64Array {
  const course = new Float64Array(frames);
  const motions = new Map<LiveTrack, Motion>();
  let sum = 0;
  for (let frame = 0; frame < frames; frame++) {
    const misses: Misses = { off: [], variance: [] };
    const here = tracks.flatMap((track) => {
      const point = track.points.get(frame);
      return track.static === undefined && point !== undefined && isOwn(point) ? [{ track, point }] : [];
    });
    for (const { track, point } of here) {
      const motion = motions.get(track);
      if (motion === undefined) continue;
      const { center, sigma } = predict(motion, frame, track.fwhm);
      misses.off.push(point.center - sum - center);
      misses.variance.push(sigma ** 2 + point.centerError ** 2);
    }
    sum += commonShift(misses);
    course[frame] = sum;
    for (const { track, point } of here) {
      const motion = motions.get(track);
      const place = point.center - sum;
      motions.set(
        track,
        motion === undefined
          ? startMotion(frame, place, point.centerError, 0.12 * track.fwhm)
          : observe(motion, frame, place, point.centerError, track.fwhm),
      );
    }
  }
  return course;
}
