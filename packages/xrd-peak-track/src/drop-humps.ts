import { finiteMedian } from '@operando/core';
import type { HumpShape } from './fit-hump-frame.js';
import type { Track } from './track-types.js';

/** Share of a hump's width from which on a track that lies within it is the hump itself. */
const humpWidth = 0.4;

/** Tracks that are none of the humps, numbered anew. */
export function dropHumps(tracks: readonly Track[], humps: readonly HumpShape[]): readonly Track[] {
  const isHump = ({ center, fwhm }: Track): boolean => {
    const [at, width] = [finiteMedian(center.values), finiteMedian(fwhm.values)];
    return humps.some((hump) => Math.abs(at - hump.center) < 0.5 * hump.fwhm && width > humpWidth * hump.fwhm);
  };
  const kept = tracks.filter((track) => !isHump(track));
  if (kept.length === tracks.length) return tracks;
  const ids = new Map(kept.map(({ id }, k) => [id, k]));
  const numbered = ({ parent, sameAs, crossings, ...track }: Track, id: number): Track => {
    const [from, before] = [
      parent === undefined ? undefined : ids.get(parent),
      sameAs === undefined ? undefined : ids.get(sameAs),
    ];
    return {
      ...track,
      id,
      crossings: crossings.flatMap((crossing) => {
        const other = ids.get(crossing.other);
        return other === undefined ? [] : [{ ...crossing, other }];
      }),
      ...(from === undefined ? {} : { parent: from }),
      ...(before === undefined ? {} : { sameAs: before }),
    };
  };
  return kept.map(numbered);
}
