import { statusOf } from '@operando/core';
import { fitGroup } from './fit-group.js';
import type { FrameData } from './frame-data.js';
import { groupPeaks } from './groups.js';
import type { AreaRatio, Expected, GroupPair } from './groups.js';
import type { Knowledge } from './knowledge.js';
import type { LiveTrack, TrackPoint } from './live-track.js';
import { secondPeak } from './second-peak.js';
import type { WalkSettings } from './walk-settings.js';
import type { PairInformation } from './window/types.js';

/** A series whose frames are looked at again, and what is known of its tracks. */
export interface Looking {
  readonly data: FrameData;
  readonly settings: WalkSettings;
  readonly knowledge: Knowledge;
}

/** Tracks that are fitted together in a frame, and the peaks beside them. */
export interface Scene {
  readonly frame: number;
  readonly tracks: readonly LiveTrack[];
  readonly others: readonly TrackPoint[];
}

/** Tracks that were fitted again, their points, and what the data say of a pair that was asked about. */
export interface Looked {
  readonly tracks: readonly LiveTrack[];
  readonly points: readonly TrackPoint[];
  readonly pair: PairInformation | undefined;
}

/** How far the second line of a peak stands from it. */
export const extraOf =
  ({ doublet }: WalkSettings) =>
  (center: number): number =>
    doublet === undefined ? 0 : secondPeak(doublet, center) - center;

/** Fit a scene as it is expected. @returns Undefined where those that are expected go apart: they stay as they are. */
export function lookAgain(
  { data, settings, knowledge }: Looking,
  { frame, tracks, others }: Scene,
  expected: readonly Expected[],
  pair?: GroupPair,
): Looked | undefined {
  const nameOf = (one: Expected): LiveTrack => tracks.find(({ id }) => id === one.track.id)!;
  const ratioOf = (one: Expected, other: Expected): AreaRatio | undefined =>
    knowledge.ratio(nameOf(one), nameOf(other), frame);
  const [window] = groupPeaks(expected, settings.window, extraOf(settings));
  const { members, from, to } = window!;
  if (members.length !== expected.length) return undefined;
  const { points, fit } = fitGroup(data, frame, { members, from, to, ratioOf, pair }, settings, others);
  return { tracks: members.map(nameOf), points, pair: fit.pair };
}

/** Whether a fit does not describe its data, or ended where it may not. */
const isBad = ({ status }: TrackPoint): boolean => status === statusOf.misfit || status === statusOf['at-bound'];

/** Enter what was found; where what is known contradicts the data, what stands there stays. @returns Whether it was entered. */
export function enterLook(frame: number, { tracks, points }: Looked): boolean {
  if (points.some(isBad) && !tracks.some((track) => isBad(track.points.get(frame)!))) return false;
  tracks.forEach((track, k) => track.points.set(frame, points[k]!));
  return true;
}
