import { commonShift, shiftVariance } from './common-shift.js';
import type { Misses } from './common-shift.js';
import type { LiveTrack } from './live-track.js';
import { observe, predict, startMotion } from './motion.js';
import type { Course, Motion } from './motion.js';
import { motionOf, restlessnessOf, usualRestlessness } from './motion-between.js';
import { ownCourse, ownPoints } from './track-line.js';

/** Points of each side that tell how far a track was pushed aside, and how many do at least. */
const beside = 24;
const leastPoints = 3;
/** Squares of standard deviations beyond which a track does not agree: it moved by itself, or not at all. */
const disagrees = 9;

/** How far all peaks have been pushed aside in one frame. */
interface Push {
  readonly frame: number;
  readonly shift: number;
  readonly variance: number;
}

/** The course of pushes. */
function courseOf(pushes: readonly Push[], frames: number): Course {
  const [places, variances] = [new Float64Array(frames), new Float64Array(frames)];
  for (const { frame, shift, variance } of pushes) {
    for (let k = frame; k < frames; k++) {
      places[k]! += shift;
      variances[k]! += variance;
    }
  }
  return { places, variances };
}

/** Pushes as the points that stand by themselves show them, each in the frame in which it comes. */
function findPushes(tracks: readonly LiveTrack[], frames: number): Push[] {
  const pushes: Push[] = [];
  const own = tracks
    .filter((track) => track.static === undefined)
    .map((track) => ({ track, points: new Map(ownCourse(track).map(({ frame, point }) => [frame, point])) }));
  const motions = new Map<LiveTrack, Motion>();
  let sum = 0;
  for (let frame = 0; frame < frames; frame++) {
    const misses: Misses = { off: [], variance: [] };
    const here = own.flatMap(({ track, points }) => {
      const point = points.get(frame);
      return point === undefined ? [] : [{ track, point }];
    });
    for (const { track, point } of here) {
      const motion = motions.get(track);
      if (motion === undefined) continue;
      const { center, sigma } = predict(motion, frame, track.fwhm);
      misses.off.push(point.center - sum - center);
      misses.variance.push(sigma ** 2 + point.centerError ** 2);
    }
    const shift = commonShift(misses);
    if (shift !== 0) pushes.push({ frame, shift, variance: shiftVariance(misses) });
    sum += shift;
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
  return pushes;
}

/** A push measured by the whole way of each track before and after, as steadily as each moves. */
function measurePush(push: Push, pushes: readonly Push[], tracks: readonly LiveTrack[], frames: number): Push {
  const { frame, shift } = push;
  const whole = courseOf(pushes, frames);
  const others = courseOf(
    pushes.map((one) => (one === push ? { ...one, variance: 0 } : one)),
    frames,
  );
  let [sum, weights] = [0, 0];
  for (const track of tracks) {
    if (track.static !== undefined) continue;
    const [before, after] = [ownPoints(track, frame, -1, beside), ownPoints(track, frame - 1, 1, beside)];
    if (before.length < leastPoints || after.length < leastPoints) continue;
    const change = usualRestlessness(restlessnessOf(ownCourse(track), track.fwhm, whole));
    const [from, to] = [before, after].map((side) => motionOf(side, frame, track.fwhm, change, others)!);
    const off = to!.center - from!.center;
    const variance = to!.centerVariance + from!.centerVariance;
    if (off * off > disagrees * (variance + push.variance)) continue;
    sum += off / variance;
    weights += 1 / variance;
  }
  return weights > 0 ? { frame, shift: shift + sum / weights, variance: 1 / weights } : push;
}

/** How far all peaks together have been pushed aside by each frame, by the points that stand by themselves. */
export function commonCourse(tracks: readonly LiveTrack[], frames: number): Course {
  const pushes = findPushes(tracks, frames);
  return courseOf(
    pushes.map((push) => measurePush(push, pushes, tracks, frames)),
    frames,
  );
}
