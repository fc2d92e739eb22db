import { seenFrames } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import { lineThrough, ownPoints } from './track-line.js';

/** Widths within which a new track came out of another, and a returned one stands from where it was lost, at least. */
const splitReach = 1.2;
const returnReach = 1;
/** Greatest ratio of widths of one peak before and after it was gone. */
const sameWidth = 2;
/** Frames that a parent is older. */
const older = 3;

/** Say of tracks that began beside an older one that they split off, and of tracks that began where another ended that they are the same peak. */
export function linkTracks(tracks: readonly LiveTrack[]): void {
  const lives = tracks.map((track) => ({ track, frames: seenFrames(track) })).filter(({ frames }) => frames.length > 0);
  for (const { track, frames } of lives) {
    const birth = frames[0]!;
    const own = track.points.get(birth)!;
    if (track.parent === undefined && track.static === undefined) {
      const parent = lives.find(({ track: other, frames: theirs }) => {
        const point = other === track ? undefined : other.points.get(birth);
        return (
          point !== undefined &&
          theirs[0]! + older <= birth &&
          Math.abs(point.center - own.center) < splitReach * 0.5 * (point.fwhm + own.fwhm)
        );
      });
      if (parent !== undefined) track.parent = parent.track.id;
    }
    if (track.parent !== undefined) continue;
    // The last that ended before near to this beginning, as far as both were on the way.
    const before = lives
      .filter(({ track: other, frames: theirs }) => other !== track && other.end === 'lost' && theirs.at(-1)! < birth)
      .filter(({ track: other, frames: theirs }) => isSame(other, theirs.at(-1)!, track, birth))
      .toSorted((a, b) => b.frames.at(-1)! - a.frames.at(-1)!)[0];
    if (before !== undefined && !lives.some((one) => one.track.sameAs === before.track.id))
      track.sameAs = before.track.id;
  }
}

/** Whether a track that was lost and one that began may be one peak: at the same place, or on the way that either went on. */
function isSame(lost: LiveTrack, death: number, found: LiveTrack, birth: number): boolean {
  const [last, first] = [lost.points.get(death)!, found.points.get(birth)!];
  const width = Math.max(last.fwhm, first.fwhm);
  if (width > sameWidth * Math.min(last.fwhm, first.fwhm)) return false;
  const line = lineThrough(ownPoints(lost, death + 1, -1), birth);
  const back = lineThrough(ownPoints(found, birth - 1, 1), death);
  const reach = (variance: number): number =>
    Math.max(returnReach * width, Math.min(3 * Math.sqrt(variance), 2 * width));
  return (
    Math.abs(last.center - first.center) < returnReach * width ||
    (line !== undefined && Math.abs(line.center - first.center) < reach(line.centerVariance)) ||
    (back !== undefined && Math.abs(back.center - last.center) < reach(back.centerVariance))
  );
}
