import type { Neighbour } from './neighbours.js';
import type { FrameRow } from './row-types.js';
import type { KeptFrame } from './walk-types.js';

/** Evidence above which the shape of a phase is worth handing on to frames where it is not seen. */
export const wellSeen = 20;

/** Frames as they stand: what came of each, and what is kept of those that could be fitted. */
export interface SeenFrames {
  readonly rows: readonly FrameRow[];
  readonly kept: readonly (KeptFrame | undefined)[];
}

/** The nearest good frame on one side of another. */
export function goodBeside(frames: SeenFrames, at: number, step: 1 | -1): Neighbour | undefined {
  return nearest(frames, at, step, () => true);
}

/** The nearest frame on one side of another in which a phase is seen well. */
export function seenWell(frames: SeenFrames, at: number, p: number, step: 1 | -1): Neighbour | undefined {
  return nearest(frames, at, step, (row, { shape }) => shape[p]! && row.phases[p]!.evidence > wellSeen);
}

/** The frame in which a phase is seen best, of those in which its shape was refined. */
export function seenBest({ rows, kept }: SeenFrames, p: number): Neighbour | undefined {
  let best: Neighbour | undefined;
  let most = 0;
  for (const [frame, own] of kept.entries()) {
    const { evidence } = rows[frame]!.phases[p]!;
    if (own?.isGood !== true || !own.shape[p]! || !(evidence > most)) continue;
    most = evidence;
    best = { ...own, frame };
  }
  return best;
}

/** Whether a later frame knows the shape of a phase; or any, where none knows it well. */
export function isKnownLater(frames: SeenFrames, at: number, p: number): boolean {
  if (seenWell(frames, at, p, 1) !== undefined) return true;
  return seenWell(frames, at, p, -1) === undefined && seenBest(frames, p) !== undefined;
}

function nearest(
  { rows, kept }: SeenFrames,
  at: number,
  step: 1 | -1,
  is: (row: FrameRow, kept: KeptFrame) => boolean,
): Neighbour | undefined {
  for (let t = at + step; t >= 0 && t < rows.length; t += step) {
    const own = kept[t];
    if (own?.isGood === true && is(rows[t]!, own)) return { ...own, frame: t };
  }
  return undefined;
}
