import { sumOfFrames } from './count-frames.js';
import type { KeptFrame } from './count-frames.js';

/** Sums that the smoothing is learnt from: each of few neighbours, so that a front that moves is somewhere else in each. */
export const mostGroups = 16;
/** Beside a front, which is searched for in every one of them. */
const frontGroups = 6;
/** Counts that tell a front: frames that have as many are not brought together, since a front that moves is blurred in their sum. */
const countsOfFront = 30_000;

/** Sums of neighbouring frames. */
export function groupsOf(frames: readonly KeptFrame[], most: number = mostGroups): KeptFrame[] {
  const count = Math.min(most, frames.length);
  return Array.from({ length: count }, (_, k) =>
    sumOfFrames(frames.slice(Math.floor((k * frames.length) / count), Math.floor(((k + 1) * frames.length) / count))),
  );
}

/** Frames, or sums of few neighbours, spread over the series: a front in them is as sharp as counts allow. */
export function sparseGroupsOf(frames: readonly KeptFrame[], most: number = frontGroups): KeptFrame[] {
  const usual = frames.reduce((sum, { total }) => sum + total, 0) / frames.length;
  const each = Math.max(1, Math.min(Math.floor(frames.length / most), Math.ceil(countsOfFront / Math.max(1, usual))));
  const count = Math.min(most, frames.length);
  return Array.from({ length: count }, (_, k) => {
    const first = count === 1 ? 0 : Math.round((k * (frames.length - each)) / (count - 1));
    return sumOfFrames(frames.slice(first, first + each));
  });
}
