import { statusOf } from '@operando/core';
import type { PeakShape } from './peak-shape.js';
import type { Track } from './track-types.js';

/** The frame nearest to one in which a track is seen: itself where it is; undefined where it is not there, or never seen. */
function seenNear({ frames, status }: Track, frame: number): number | undefined {
  const isThere = status[frame] !== statusOf.outside && status[frame] !== statusOf.masked;
  if (!isThere || frames.length === 0) return undefined;
  return frames.reduce((best, each) => (Math.abs(each - frame) < Math.abs(best - frame) ? each : best), frames[0]!);
}

/** Peaks of the tracks that are there in a frame; those that are too weak to see have the shape of the nearest frame that shows them, and no area. */
export function peaksThrough(tracks: readonly Track[], frame: number): PeakShape[] {
  return tracks.flatMap((track) => {
    const near = seenNear(track, frame);
    if (near === undefined) return [];
    const { center, fwhm, eta, area, skew } = track;
    const at = center.values[near]!;
    if (!Number.isFinite(at)) return [];
    return [
      {
        center: at,
        fwhm: fwhm.values[near]!,
        eta: eta.values[near]!,
        area: near === frame ? area.values[frame]! : 0,
        skew: skew?.values[near] ?? 0,
      },
    ];
  });
}
