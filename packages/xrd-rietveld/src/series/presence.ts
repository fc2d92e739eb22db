import type { Presence } from './row-types.js';

/** Standard errors above which a phase is present, and above which it is a trace by itself or with a neighbouring frame. */
const present = 5;
export const traceAlone = 4;
const traceWithNeighbour = 2.5;

/**
 * Presence of each phase from its evidence (scale over standard error). By chance a phase that is not there comes out above 2.5
 * in one frame of 160: that counts as a trace only when a frame beside it says so too, so that of ten thousand frames
 * without the phase one is called a trace.
 *
 * @param before Evidence in the frames beside; undefined where it is not known (yet), which counts for the phase.
 */
export function decidePresence(
  evidence: Float64Array,
  before: Float64Array | undefined,
  after: Float64Array | undefined,
): Presence[] {
  return Array.from(evidence, (z, p) => {
    // Nothing is known of phases whose intensities are shared out: they are taken to be there.
    if (z > present || Number.isNaN(z)) return 'present';
    if (z > traceAlone) return 'trace';
    const beside = Math.max(before?.[p] ?? Number.NaN, after?.[p] ?? Number.NaN);
    const best = Number.isNaN(beside) ? Math.max(before?.[p] ?? -Infinity, after?.[p] ?? Infinity) : beside;
    return z > traceWithNeighbour && best > traceWithNeighbour ? 'trace' : 'absent';
  });
}

/** Whether a frame beside could change the word of a phase. */
export function isUndecided(evidence: Float64Array): boolean {
  return evidence.some((z) => z > traceWithNeighbour && z <= traceAlone);
}
