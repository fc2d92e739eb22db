import { carryOn, observe, predict, restlessness, startMotion, surprise } from './motion.js';
import type { Course, Motion, Prediction } from './motion.js';
import { meanOfLikely, mixed, triedVariances, weigh, weighTogether } from './random-walk.js';
import type { Likely } from './random-walk.js';
import type { Dated } from './track-line.js';

/** Least error of a place, and what is known of a rate before the second sighting, in widths. */
const least = 0.002;
const anyRate = 0.5;

/** A motion on its way to another frame: how far all were pushed aside there is not known for sure. */
function pushed(motion: Motion, frame: number, { variances }: Course): Motion {
  const variance = Math.abs(variances[Math.floor(frame)]! - variances[motion.frame]!);
  return variance === 0 ? motion : { ...motion, centerVariance: motion.centerVariance + variance };
}

/** The motion through points besides a course that all take, one after the other, and how likely they were; beyond a surprise they do not count against it. */
function follow(
  points: readonly Dated[],
  width: number,
  change: number,
  course: Course,
): { readonly motion: Motion | undefined; readonly logLikelihood: number } {
  let motion: Motion | undefined;
  let logLikelihood = 0;
  for (const { frame, point } of points) {
    const { centerError } = point;
    const center = point.center - course.places[frame]!;
    if (motion === undefined) {
      motion = startMotion(frame, center, Math.hypot(centerError, least * width), anyRate * width);
      continue;
    }
    motion = pushed(motion, frame, course);
    const expected = predict(motion, frame, width, { change, least });
    const variance = expected.sigma ** 2 + centerError ** 2 + (least * width) ** 2;
    logLikelihood -= 0.5 * (Math.log(variance) + Math.min(surprise, (center - expected.center) ** 2 / variance));
    motion = observe(motion, frame, center, centerError, width, { change, least });
  }
  return { motion, logLikelihood };
}

/** How much the rate of a track may change from frame to frame, in widths, by the likelihood of its points in order. */
export function restlessnessOf(points: readonly Dated[], width: number, course: Course): Likely[] {
  return weigh(changesOfRate, likelihoodsOf(points, width, course));
}

const changesOfRate: readonly number[] = triedVariances(restlessness).map(Math.sqrt);

const likelihoodsOf = (points: readonly Dated[], width: number, course: Course): number[] =>
  changesOfRate.map((change) => follow(points, width, change, course).logLikelihood);

/** The same of all tracks of a sample, of which each tells how the others may move. */
export function restlessnessOfAll(
  tracks: readonly { readonly points: readonly Dated[]; readonly width: number }[],
  course: Course,
): Likely[][] {
  return weighTogether(
    changesOfRate,
    tracks.map(({ points, width }) => likelihoodsOf(points, width, course)),
  );
}

/** Root of the mean square of changes of a rate. */
export const usualRestlessness = (likely: readonly Likely[]): number =>
  Math.sqrt(meanOfLikely(likely.map(({ change, weight }) => ({ change: change ** 2, weight }))));

/** The motion of a track by points of one side, the nearest first, carried on to a frame; undefined without points. */
export function motionOf(
  side: readonly Dated[],
  frame: number,
  width: number,
  change: number,
  course: Course,
): Motion | undefined {
  const { motion } = follow(side.toReversed(), width, change, course);
  return motion === undefined ? undefined : carryOn(pushed(motion, frame, course), frame, width, change);
}

/**
 * Where a track is in a frame by its points before and after, the nearest first; places and rates of both sides count.
 *
 * @param likely Changes of its rate from frame to frame, in widths.
 */
export function motionBetween(
  before: readonly Dated[],
  after: readonly Dated[],
  frame: number,
  width: number,
  likely: readonly Likely[],
  course: Course,
): Prediction | undefined {
  let [velocity, weights] = [0, 0];
  const place = mixed(likely, (change, weight) => {
    const known = placeBy([before, after], frame, width, change, course);
    if (known === undefined) return undefined;
    velocity += weight * known.velocity;
    weights += weight;
    return { value: known.center, variance: known.sigma ** 2 };
  });
  if (place === undefined) return undefined;
  return { center: place.value, velocity: velocity / weights, sigma: Math.sqrt(place.variance) };
}

/** The same by one change of the rate. */
function placeBy(
  sides: readonly (readonly Dated[])[],
  frame: number,
  width: number,
  change: number,
  course: Course,
): Prediction | undefined {
  let [cc, cv, vv, byCenter, byRate] = [0, 0, 0, 0, 0];
  for (const side of sides) {
    const motion = motionOf(side, frame, width, change, course);
    if (motion === undefined) continue;
    const { center, velocity, centerVariance, covariance, velocityVariance } = motion;
    const determinant = centerVariance * velocityVariance - covariance * covariance;
    const [a, b, c] = [velocityVariance / determinant, -covariance / determinant, centerVariance / determinant];
    cc += a;
    cv += b;
    vv += c;
    byCenter += a * center + b * velocity;
    byRate += b * center + c * velocity;
  }
  const determinant = cc * vv - cv * cv;
  if (!(determinant > 0)) return undefined;
  return {
    center: course.places[frame]! + (vv * byCenter - cv * byRate) / determinant,
    velocity: (cc * byRate - cv * byCenter) / determinant,
    sigma: Math.sqrt(vv / determinant),
  };
}
