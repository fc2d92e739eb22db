import { statusOf } from '@operando/core';
import type { LiveCrossing } from './crossings.js';
import type { LiveTrack } from './live-track.js';

/** Frames of each track that are fitted again. */
export type Stale = ReadonlyMap<LiveTrack, ReadonlySet<number>>;

/** Widths within which a neighbour that was not known then has changed a fit. */
const neighbourhood = 8;

/** What needs a second look: crossings, ground that turned out to bend, neighbours that were found later. */
export function findStale(tracks: readonly LiveTrack[], crossings: readonly LiveCrossing[]): Stale {
  const stale = new Map(tracks.map((track) => [track, new Set<number>()]));
  for (const { tracks: pair, from, to, isOneSided = false } of crossings)
    if (!isOneSided)
      for (const track of pair) for (let frame = from; frame <= to; frame++) stale.get(track)!.add(frame);
  for (const track of tracks) {
    for (const [frame, point] of track.points) if (point.degree < track.degree) stale.get(track)!.add(frame);
    for (const frame of track.late) {
      const point = track.points.get(frame);
      if (point === undefined || point.status === statusOf['not-visible']) continue;
      for (const other of tracks) {
        const beside = other === track ? undefined : other.points.get(frame);
        if (beside !== undefined && Math.abs(beside.center - point.center) < neighbourhood * beside.fwhm) {
          stale.get(other)!.add(frame);
          stale.get(track)!.add(frame);
        }
      }
    }
    for (const frame of track.freed) stale.get(track)!.add(frame);
  }
  return stale;
}

/**
 * Frames that are looked at again. Where ground turned out to bend the last is the first, as what comes after it has its shape on such
 * ground already; crossings follow in order.
 */
export function inOrder(
  tracks: readonly LiveTrack[],
  stale: Stale,
  crossings: readonly LiveCrossing[],
  frames: number,
): readonly number[] {
  const [first, others]: [number[], number[]] = [[], []];
  for (let frame = 0; frame < frames; frame++) {
    if (!tracks.some((track) => stale.get(track)!.has(frame))) continue;
    const isCrossing = crossings.some(({ from, to }) => frame >= from && frame <= to);
    const isOtherGround = tracks.some((track) => (track.points.get(frame)?.degree ?? track.degree) < track.degree);
    (isOtherGround && !isCrossing ? first : others).push(frame);
  }
  return [...first.toReversed(), ...others];
}
