import { finiteExtent } from '@operando/core';
import type { Track } from '@operando/xrd-peak-track';

/** Tracks drawn over a map of patterns at most: more would hide it. */
const mostDrawn = 6;

/** What of a track is looked at. */
type DrawnTrack = Pick<Track, 'id' | 'center' | 'area'>;

/** How much of the patterns a track is, times how far it goes: lines of the cell are strong, and stand still. */
function worth({ area, center }: DrawnTrack): number {
  const [low, high] = finiteExtent(center.values) ?? [0, 0];
  return (high - low) * area.values.reduce((sum, value) => sum + (Number.isFinite(value) ? value : 0), 0);
}

/** Those worth a line over the map of the patterns, in their order. */
export function drawnTracks<Kind extends DrawnTrack>(tracks: readonly Kind[]): Kind[] {
  return tracks
    .toSorted((one, other) => worth(other) - worth(one))
    .slice(0, mostDrawn)
    .toSorted((one, other) => one.id - other.id);
}
