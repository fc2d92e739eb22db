import { doubtShape } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import type { WindowFit } from './window/types.js';

/** Standard deviations of the mean bend at which it is fitted from then on. */
const evidence = 2.8;
/** Least mean bend that matters, in standard errors: in long series chance alone wanders beyond any evidence at some time. */
const matters = 0.15;
/** Frames that bear witness, at least. */
const leastFrames = 3;
const mostDegree = 3;

/** Frames from which on a mean that matters is beyond any evidence by chance: then one of some frames tells as much. */
const enoughFrames = (evidence / matters) ** 2;
const someFrames = 4;

/** Whether a window is to be asked in a frame how the ground bends. */
export function asksForDegree(track: LiveTrack, frame: number): boolean {
  return track.degree < mostDegree && (frame % someFrames === 0 || track.asked < enoughFrames);
}

/** Hear what a window says of the ground below a track: where it bends again and again, it is fitted bent. */
export function askForDegree(track: LiveTrack, { bend, turn, converged, asked }: WindowFit): void {
  if (!converged || !asked) return;
  track.bends += bend;
  track.turns += turn;
  track.asked++;
  const root = Math.sqrt(track.asked);
  if (track.asked < leastFrames || track.degree >= mostDegree) return;
  const enough = Math.max(evidence * root, matters * track.asked);
  const isBent = track.degree < 2 && Math.abs(track.bends) > enough;
  const isTurned = Math.abs(track.turns) > enough;
  if (!isBent && !isTurned) return;
  track.degree = isTurned ? 3 : 2;
  doubtShape(track);
  track.bends = 0;
  track.turns = 0;
  track.asked = 0;
}
