import type { Prediction } from './motion.js';
import type { LiveTrack, ShapeSpread } from './live-track.js';

/** A track with its prediction for a frame. */
export interface Expected {
  readonly track: LiveTrack;
  readonly prediction: Prediction;
  /** Of its shape in that frame. @default as the last frames have it */
  readonly spread?: ShapeSpread | undefined;
}

/** A ratio of two areas that is known, and its relative standard deviation. */
export interface AreaRatio {
  readonly ratio: number;
  readonly sigma: number;
}

/** Two members of a group of which more is known together than of each alone, or asked. */
export interface GroupPair {
  /** Names of their tracks. */
  readonly ids: readonly [number, number];
  /** Area of the first in units of that of the second. */
  readonly ratio: number;
  /** Inverse of the covariance of the terms of a pair as they are expected; undefined where it is asked what the data say of them. */
  readonly precision: Float64Array | undefined;
}

/** Tracks fitted together, and the range of x they are fitted in. */
export interface Group {
  readonly members: readonly Expected[];
  readonly from: number;
  readonly to: number;
  /** Area of a member in units of that of another. @default as the last frames have it */
  readonly ratioOf?: ((one: Expected, other: Expected) => AreaRatio | undefined) | undefined;
  readonly pair?: GroupPair | undefined;
}

/** Widths between centers below which two peaks are fitted together. */
const joint = 3;
/** The same of a few, whose tails reach into each other. */
const jointOfFew = 6;
const few = 3;

/**
 * Split the expected peaks into groups that do not overlap; windows end half way to the neighbouring group.
 *
 * @param margin Widths to each side of a center that belong to its window.
 * @param extra Distance of a second line.
 */
export function groupPeaks(expected: readonly Expected[], margin: number, extra: (center: number) => number): Group[] {
  const sorted = expected.toSorted((a, b) => a.prediction.center - b.prediction.center);
  const groups: Expected[][] = [];
  let last: Expected[] = [];
  for (const one of sorted) {
    const before = last.at(-1);
    const reach = last.length < few ? jointOfFew : joint;
    const near =
      before !== undefined &&
      one.prediction.center - before.prediction.center - extra(before.prediction.center) <
        reach * 0.5 * (one.track.fwhm + before.track.fwhm);
    if (near) last.push(one);
    else groups.push((last = [one]));
  }
  const found: Group[] = [];
  for (let k = 0; k < groups.length; k++) {
    const members = groups[k]!;
    const first = members[0]!;
    const end = members[members.length - 1]!;
    const right = end.prediction.center + extra(end.prediction.center);
    const before = groups[k - 1]?.at(-1);
    const after = groups[k + 1]?.[0];
    const from = first.prediction.center - margin * first.track.fwhm;
    const to = right + margin * end.track.fwhm;
    const beforeEnd =
      before === undefined
        ? -Infinity
        : 0.5 * (before.prediction.center + extra(before.prediction.center) + first.prediction.center);
    const afterStart = after === undefined ? Infinity : 0.5 * (right + after.prediction.center);
    found.push({
      members,
      from: Math.max(from, beforeEnd),
      to: Math.min(to, afterStart),
      ratioOf: undefined,
      pair: undefined,
    });
  }
  return found;
}
