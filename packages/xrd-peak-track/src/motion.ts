/** Where a track will be: center and its standard deviation. */
export interface Prediction {
  readonly center: number;
  readonly sigma: number;
  /** Change per frame. */
  readonly velocity: number;
}

/** What is known of the motion of a track after some frame: place and rate with their covariance (a Kalman filter). */
export interface Motion {
  readonly frame: number;
  readonly center: number;
  /** Change per frame. */
  readonly velocity: number;
  readonly centerVariance: number;
  readonly velocityVariance: number;
  readonly covariance: number;
}

/** Change of the rate from frame to frame that is taken for granted, in widths. */
export const restlessness = 0.014;
/** Least error of a place, in widths: errors of a few thousand counts must not let single frames rule. */
const leastError = 0.02;

/** What all peaks do together, frame by frame: no track's own motion. */
export interface Course {
  readonly places: Float64Array;
  /** Variances of the ways from the first frame: between two frames they differ by that of the way between. */
  readonly variances: Float64Array;
}

/** How motion is taken to be, in widths. */
export interface Restlessness {
  /** Change of the rate from frame to frame. */
  readonly change: number;
  /** Least error of a place. */
  readonly least: number;
}

const usual: Restlessness = { change: restlessness, least: leastError };
/** Squared normalised surprise from which on the rate itself must have changed. */
export const surprise = 9;

const noughts = new Float64Array(1);
/** 0 as a fraction: where a small integer becomes one later, the engine lays objects out anew, and compiles all that reads them again. */
export const nought = (): number => noughts[0]!;

/** A motion of which only a place is known. @param spread Standard deviation of the rate per frame. */
export function startMotion(frame: number, center: number, stderr: number, spread: number): Motion {
  const none = nought();
  return {
    frame,
    center,
    velocity: none,
    centerVariance: stderr ** 2,
    covariance: none,
    velocityVariance: spread ** 2,
  };
}

/** The motion carried on to another frame, before or after. */
export function carryOn(motion: Motion, frame: number, fwhm: number, change: number): Motion {
  const dt = frame - motion.frame;
  const steps = Math.abs(dt);
  const noise = (change * fwhm) ** 2;
  return {
    frame,
    center: motion.center + dt * motion.velocity,
    velocity: motion.velocity,
    centerVariance:
      motion.centerVariance + 2 * dt * motion.covariance + dt * dt * motion.velocityVariance + (noise * steps ** 3) / 3,
    covariance: motion.covariance + dt * motion.velocityVariance + 0.5 * noise * dt * steps,
    velocityVariance: motion.velocityVariance + noise * steps,
  };
}

/** Where a track of this motion will be in a frame. */
export function predict(motion: Motion, frame: number, fwhm: number, { change }: Restlessness = usual): Prediction {
  const { center, velocity, centerVariance } = carryOn(motion, frame, fwhm, change);
  return { center, sigma: Math.sqrt(centerVariance), velocity };
}

/** The same from which on the rate is no longer what it was: of a thousand places one is a surprise by chance, and would send its track elsewhere. */
const otherRate = 16;

/** The motion after a sighting. A place that surprises says that the rate has changed: it counts for more then. */
export function observe(
  before: Motion,
  frame: number,
  center: number,
  stderr: number,
  fwhm: number,
  { change, least }: Restlessness = usual,
): Motion {
  const carried = carryOn(before, frame, fwhm, change);
  const variance = stderr ** 2 + (least * fwhm) ** 2;
  const off = center - carried.center;
  const dt = frame - before.frame || 1;
  let { centerVariance, covariance, velocityVariance } = carried;
  if (off * off > otherRate * (centerVariance + variance)) {
    centerVariance += off * off;
    covariance += (off * off) / dt;
    velocityVariance += (off * off) / (dt * dt);
  }
  const total = centerVariance + variance;
  const gain = centerVariance / total;
  const rateGain = covariance / total;
  return {
    frame,
    center: carried.center + gain * off,
    velocity: carried.velocity + rateGain * off,
    centerVariance: (1 - gain) * centerVariance,
    covariance: (1 - gain) * covariance,
    velocityVariance: Math.max(0, velocityVariance - rateGain * covariance),
  };
}
