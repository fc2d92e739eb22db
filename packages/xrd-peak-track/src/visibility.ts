import { statusOf } from '@operando/core';
import { isSeenTogether } from './live-track.js';
import type { LiveTrack } from './live-track.js';

/** Frames to each side that bear witness, and the least strength of its own that a frame needs then. */
const few = 2;
const some = 3;
const own = 1;
/** What the frames of one side have to show together for some of both sides to be heard: beyond an end there is nothing. */
const ofOneSide = 3.5;
/** Frames to each side that tell of a peak that stays, what those of either have to show together, and how much weaker one between may be. */
const many = 8;
const ofStaying = 6;
const weaker = 3;
/** Least strength of a frame next to one in which the peak is clear, and what that is: where it begins or ends nothing follows. */
const ownAtEnd = 2;
const clear = 3;

/** Strengths before and after a frame. */
interface Around {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const together = (side: readonly number[]): number =>
  side.reduce((sum, one) => sum + one, 0) / Math.sqrt(Math.max(1, side.length));

/** Whether the frames beside show a peak: the nearest together, or some more of which those of both sides do. */
function isShown(around: (reach: number) => Around): boolean {
  const near = around(few);
  if (isSeenTogether([...near.before, ...near.after])) return true;
  const { before, after } = around(some);
  return (
    isSeenTogether([...before, ...after]) &&
    (before.length === 0 || together(before) >= ofOneSide) &&
    (after.length === 0 || together(after) >= ofOneSide)
  );
}

/** Whether a peak that stays goes through a frame: it is there long before and after, and no weaker between than noise explains. */
function isPassed({ before, after }: Around, strength: number): boolean {
  const all = [...before, ...after];
  return (
    together(before) >= ofStaying &&
    together(after) >= ofStaying &&
    strength >= all.reduce((sum, one) => sum + one, 0) / all.length - weaker
  );
}

/**
 * Make points visible that are too weak alone, where the frames beside show that the peak is there: several together, or the next
 * one clearly. To leave out all that happens to be weak would make the others too strong on
 * average.
 */
export function seeByNeighbours(track: LiveTrack, dark: Uint8Array): void {
  const notVisible = statusOf['not-visible'];
  if (![...track.points.values()].some(({ status }) => status === notVisible)) return;
  const frames = [...track.points.keys()].filter((frame) => dark[frame] === 0).toSorted((a, b) => a - b);
  const strengths = frames.map((frame) => {
    const { area, areaError } = track.points.get(frame)!;
    return areaError > 0 ? area / areaError : 0;
  });
  frames.forEach((frame, k) => {
    const point = track.points.get(frame)!;
    const strength = strengths[k]!;
    if (point.status !== notVisible || !(point.centerError > 0) || !(strength >= own)) return;
    const isBesideClear = strength >= ownAtEnd && Math.max(strengths[k - 1] ?? 0, strengths[k + 1] ?? 0) >= clear;
    const around = (reach: number): Around => ({
      before: strengths.slice(Math.max(0, k - reach), k),
      after: strengths.slice(k + 1, k + reach + 1),
    });
    if (isBesideClear || isShown(around) || isPassed(around(many), strength))
      track.points.set(frame, { ...point, status: statusOf.converged });
  });
}
