import { statusOf } from '@operando/core';
import type { Steps } from '@operando/core';
import type { LiveCrossing } from './crossings.js';
import { fitGroup } from './fit-group.js';
import type { FrameData } from './frame-data.js';
import { groupPeaks } from './groups.js';
import type { Expected } from './groups.js';
import { startTrack } from './live-track.js';
import type { LiveTrack, TrackPoint } from './live-track.js';
import { restlessness, startMotion } from './motion.js';
import type { Prediction } from './motion.js';
import { secondPeak } from './second-peak.js';
import { isOwn, lineThrough, meanOf, ownPoints } from './track-line.js';
import type { Dated } from './track-line.js';
import type { WalkSettings } from './walk-settings.js';

/** Frames of each track that are fitted again. */
export type Stale = ReadonlyMap<LiveTrack, ReadonlySet<number>>;

/** Widths within which a neighbour that was not known then has changed a fit. */
const neighbourhood = 8;
/** Changes from frame to frame that are taken for granted, in widths and shares. */
const widthChange = 0.01;
const shareChange = 0.02;
const sideCount = 6;

/** What needs a second look: crossings, ground that turned out to bend, neighbours that were found later. */
export function findStale(tracks: readonly LiveTrack[], crossings: readonly LiveCrossing[]): Stale {
  const stale = new Map(tracks.map((track) => [track, new Set<number>()]));
  for (const { tracks: pair, from, to } of crossings)
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

/** Where a track is in a frame by its own points before and after. */
function between(
  before: readonly Dated[],
  after: readonly Dated[],
  frame: number,
  width: number,
): Prediction | undefined {
  const [first, last] = [before[0], after[0]];
  const sides = [
    [first, before],
    [last, after],
  ] as const;
  let [sum, weights, velocity] = [0, 0, 0];
  for (const [nearest, points] of sides) {
    const line = nearest === undefined ? undefined : lineThrough(points.slice(0, sideCount), frame);
    if (line === undefined) continue;
    const away = Math.abs(nearest!.frame - frame);
    const weight = 1 / (line.centerVariance + ((restlessness * width) ** 2 * away ** 3) / 3);
    sum += weight * line.center;
    velocity += weight * line.velocity;
    weights += weight;
  }
  return weights > 0
    ? { center: sum / weights, velocity: velocity / weights, sigma: 1 / Math.sqrt(weights) }
    : undefined;
}

/** A track as it is in a frame by what lies before and after. */
function asOf(track: LiveTrack, frame: number, own: TrackPoint): Expected {
  const before = ownPoints(track, frame, -1);
  const after = ownPoints(track, frame, 1);
  const near = [...before.slice(0, sideCount), ...after.slice(0, sideCount)];
  const state = startTrack(track.id, frame, own.center, own.fwhm, Math.max(own.area, 0));
  const { eta, fwhm } = own;
  // Shapes that were helped by those before are no witnesses of their own: one speaks for all.
  const shaped = near.filter(({ point }) => point.shapeKnown.fwhm === Infinity);
  const shapes = shaped.length > 0 ? shaped : near.slice(0, 1);
  const width = meanOf(
    shapes,
    frame,
    (point) => point.fwhm,
    (point) => point.fwhmError,
    widthChange * fwhm,
  );
  const share = meanOf(
    shapes,
    frame,
    (point) => point.eta,
    (point) => point.etaError || 0.3,
    shareChange,
  );
  const skew = meanOf(
    shapes,
    frame,
    (point) => point.skew,
    (point) => point.skewError,
    shareChange,
  );
  const area = meanOf(
    near,
    frame,
    (point) => point.area,
    (point) => point.areaError,
    0.02 * Math.abs(own.area),
  );
  Object.assign(state, {
    fwhm: width?.value ?? track.fwhm,
    fwhmVariance: width?.variance ?? (0.1 * track.fwhm) ** 2,
    eta: share?.value ?? eta,
    etaVariance: share?.variance ?? 0.1,
    skew: skew?.value ?? own.skew,
    skewVariance: skew?.variance ?? 0.1,
    area: area?.value ?? Math.max(own.area, 0),
    areaVariance: area?.variance ?? own.area ** 2,
    shapes: near.length >= 3 ? 10 : track.shapes,
    degree: track.degree,
    strengths: [own.area / own.areaError],
    blended: Math.min(...near.map(({ frame: at }) => Math.abs(at - frame)), 20),
    motion: startMotion(frame, own.center, own.centerError || 0.1 * own.fwhm, 0),
  });
  if (track.static !== undefined) state.static = track.static;
  // What stands by itself is where it was found.
  const known = isOwn(own) ? undefined : between(before, after, frame, state.fwhm);
  const prediction =
    track.static !== undefined
      ? { center: track.static, sigma: 0.02 * track.fwhm, velocity: 0 }
      : (known ?? { center: own.center, sigma: Math.max(own.centerError, 0.05 * own.fwhm), velocity: 0 });
  return { track: state, prediction };
}

/** Fit again what is stale, with what is known from both sides of time. */
export function* secondLookSteps(
  data: FrameData,
  dark: Uint8Array,
  tracks: readonly LiveTrack[],
  stale: Stale,
  settings: WalkSettings,
): Steps<void> {
  const { doublet } = settings;
  const extra = (center: number): number => (doublet === undefined ? 0 : secondPeak(doublet, center) - center);
  const progress = { done: data.frames, total: data.frames };
  for (let frame = 0; frame < data.frames; frame++) {
    if (dark[frame] === 1 || !tracks.some((track) => stale.get(track)!.has(frame))) continue;
    const here = tracks.filter((track) => {
      const point = track.points.get(frame);
      return point !== undefined && !track.hidden.has(frame);
    });
    const rough = here.map((track): Expected => {
      const { center } = track.points.get(frame)!;
      return { track, prediction: { center, sigma: 0, velocity: 0 } };
    });
    for (const { members } of groupPeaks(rough, settings.window, extra)) {
      if (!members.some(({ track }) => stale.get(track)!.has(frame))) continue;
      const group = members.map(({ track }) => asOf(track, frame, track.points.get(frame)!));
      const [window] = groupPeaks(group, settings.window, extra);
      // Those that go apart when they are looked at anew stay as they are.
      if (window!.members.length !== group.length) continue;
      const others = here
        .filter((track) => !members.some((member) => member.track === track))
        .map((track) => track.points.get(frame)!);
      const { points } = fitGroup(data, frame, window!, settings, others);
      window!.members.forEach(({ track: { id } }, k) => {
        const { track } = members.find((member) => member.track.id === id)!;
        // What was seen by its neighbours in time is not lost by a second look.
        track.points.set(frame, points[k]!);
      });
      yield progress;
    }
  }
}
