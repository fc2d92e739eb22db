import { statusOf } from '@operando/core';
import { isSeenTogether } from './live-track.js';
import type { LiveTrack } from './live-track.js';

/** Frames to each side that bear witness, and the least strength of its own that a frame needs. */
const beside = 2;
const own = 1.5;

/**
 * Make points visible that are too weak alone, where the frames beside show together that the peak is there. To leave out all
 * that happens to be weak would make the others too strong on average.
 */
export function seeByNeighbours(track: LiveTrack, dark: Uint8Array): void {
  const frames = [...track.points.keys()].filter((frame) => dark[frame] === 0).toSorted((a, b) => a - b);
  const strengths = frames.map((frame) => {
    const { area, areaError } = track.points.get(frame)!;
    return areaError > 0 ? area / areaError : 0;
  });
  frames.forEach((frame, k) => {
    const point = track.points.get(frame)!;
    if (point.status !== statusOf['not-visible'] || !(point.centerError > 0) || !(strengths[k]! >= own)) return;
    const around = [...strengths.slice(Math.max(0, k - beside), k), ...strengths.slice(k + 1, k + beside + 1)];
    if (isSeenTogether(around)) track.points.set(frame, { ...point, status: statusOf.converged });
  });
}
