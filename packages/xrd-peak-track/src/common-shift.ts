import { median } from '@operando/numerics';
import type { Group } from './groups.js';
import type { TrackPoint } from './live-track.js';

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

/** Variance of a shift that all tell. What the one known best says has to be said by the others too: alone it may have moved by itself. */
export function shiftVariance({ variance }: Pick<Misses, 'variance'>): number {
  const known = variance.map((one) => 1 / one);
  return 1 / (known.reduce((sum, one) => sum + one, 0) - Math.max(...known));
}

/** A shift of all peaks of a frame, as by a sample that was pushed aside; 0 where they do not agree on one. */
export function commonShift({ off, variance }: Misses): number {
  if (off.length < 2) return 0;
  const shift = median(Float64Array.from(off));
  const error = Math.sqrt(shiftVariance({ variance }));
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
