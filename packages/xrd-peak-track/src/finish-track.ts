import { statusOf } from '@operando/core';
import type { LiveCrossing } from './crossings.js';
import { seenFrames } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import { trackColumn } from './track-types.js';
import type { Track, TrackColumn } from './track-types.js';
import type { TrackProfile } from './defaults.js';

/** 95 % of a normal distribution lie below the mean plus this many standard deviations. */
const upperLimit = 1.645;

/** A held parameter was not measured in that frame: it has no error. */
const heldError = (stderr: number): number => (stderr === 0 ? Number.NaN : stderr);

/** What all tracks of a series are finished with. */
export interface Finishing {
  /** Final names by names while growing. */
  readonly ids: ReadonlyMap<number, number>;
  readonly dark: Uint8Array;
  readonly unit: string;
  readonly profile: TrackProfile;
  readonly crossings: readonly LiveCrossing[];
}

/** A column of the frames in which a track is shown. */
function pick(
  { points }: LiveTrack,
  shown: readonly number[],
  total: number,
  name: 'center' | 'fwhm' | 'eta' | 'area' | 'skew',
  unit: string,
): TrackColumn {
  const column = trackColumn(name, unit, total);
  const nameOfError = `${name}Error` as const;
  for (const frame of shown) {
    const point = points.get(frame)!;
    column.values[frame] = point[name];
    column.stderr[frame] = heldError(point[nameOfError]);
  }
  return column;
}

/** A track that was seen, with its columns. */
export function finishTrack(track: LiveTrack, id: number, { ids, dark, unit, profile, crossings }: Finishing): Track {
  const total = dark.length;
  const notVisible = statusOf['not-visible'];
  const seen = seenFrames(track);
  const birth = seen[0]!;
  const death = track.end === 'merged' ? Math.min(track.lastSeen, seen.at(-1)!) : seen.at(-1)!;
  const shown = seen.filter((frame) => frame <= death);
  const areaLimit = new Float64Array(total).fill(Number.NaN);
  const reducedChiSquare = new Float64Array(total).fill(Number.NaN);
  const status = new Uint8Array(total).fill(statusOf.outside);
  for (let frame = birth; frame <= death; frame++) {
    const point = track.points.get(frame);
    const isMasked = dark[frame] === 1 || track.hidden.has(frame);
    status[frame] = isMasked ? statusOf.masked : (point?.status ?? notVisible);
    if (point === undefined) continue;
    reducedChiSquare[frame] = point.reducedChiSquare;
    if (point.status === notVisible) areaLimit[frame] = Math.max(0, point.area) + upperLimit * point.areaError;
  }
  const own = crossings.filter(({ tracks }) => tracks.includes(track));
  for (const { from, to } of own.filter(({ ambiguous }) => ambiguous))
    for (let frame = from; frame <= to; frame++)
      if (status[frame] === statusOf.held || status[frame] === statusOf.converged) status[frame] = statusOf.ambiguous;
  const parent = track.parent === undefined ? undefined : ids.get(track.parent);
  const sameAs = track.sameAs === undefined ? undefined : ids.get(track.sameAs);
  return {
    id,
    birth,
    death,
    end: track.end,
    ...(parent === undefined ? {} : { parent }),
    ...(sameAs === undefined ? {} : { sameAs }),
    crossings: own
      .map(({ tracks, from, to, margin }) => ({
        other: ids.get(tracks.find((one) => one !== track)!.id)!,
        from,
        to,
        margin,
      }))
      .toSorted((a, b) => a.from - b.from),
    center: pick(track, shown, total, 'center', unit),
    fwhm: pick(track, shown, total, 'fwhm', unit),
    area: pick(track, shown, total, 'area', ''),
    eta: pick(track, shown, total, 'eta', '1'),
    ...(profile === 'split-pseudo-voigt' ? { skew: pick(track, shown, total, 'skew', '1') } : {}),
    areaLimit,
    status,
    reducedChiSquare,
    frames: Int32Array.from(shown),
  };
}
