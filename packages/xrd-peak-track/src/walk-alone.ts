import { statusOf } from '@operando/core';
import type { Steps } from '@operando/core';
import { fitGroup } from './fit-group.js';
import type { FrameData } from './frame-data.js';
import { doubtShape, enterPoint, predictTrack, startTrack } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import { observe } from './motion.js';
import { isSeen } from './fit-tracks.js';
import type { WalkSettings } from './walk-settings.js';

/** Follow one track alone through frames, with all others taken off, until it is out of sight; a step after each frame. */
export function* walkAloneSteps(
  data: FrameData,
  dark: Uint8Array,
  track: LiveTrack,
  all: readonly LiveTrack[],
  frames: { readonly from: number; readonly by: 1 | -1 },
  settings: WalkSettings,
): Steps<void> {
  const progress = { done: data.frames, total: data.frames };
  const others = all.filter((other) => other !== track);
  for (
    let frame = frames.from;
    frame >= 0 && frame < data.frames && track.misses <= settings.maxGap;
    frame += frames.by
  ) {
    if (dark[frame] === 1) continue;
    const prediction = predictTrack(track, frame);
    if (!(prediction.center >= data.x[0]! && prediction.center <= data.x.at(-1)!)) break;
    if (!isSeen(data, frame, prediction.center, track)) {
      track.hidden.add(frame);
      continue;
    }
    // Another track already stands here: this is not its past.
    const isTaken = others.some((other) => {
      const point = other.points.get(frame);
      return point !== undefined && Math.abs(point.center - prediction.center) < 0.8 * track.fwhm;
    });
    if (isTaken) break;
    const margin = settings.window * track.fwhm;
    const members = [{ track, prediction, spread: undefined }];
    const [from, to] = [prediction.center - margin, prediction.center + margin];
    const group = { members, from, to, ratioOf: undefined };
    const standing = others.flatMap((other) => other.points.get(frame) ?? []);
    const { points } = fitGroup(data, frame, group, settings, standing);
    enterPoint(track, frame, points[0]!);
    track.late.add(frame);
    yield progress;
  }
}

/** Points of its beginning from which a track is followed back. */
const beginning = 8;

/** A track that sets out backwards from a frame, as its first points from there on have it; undefined where there are none. */
export function turnBack(track: LiveTrack, from: number): LiveTrack | undefined {
  const early = [...track.points.entries()]
    .filter(([frame, { status }]) => frame >= from && (status === statusOf.converged || status === statusOf.misfit))
    .toSorted(([a], [b]) => a - b)
    .slice(0, beginning);
  const birth = early[0]?.[0];
  if (birth === undefined) return undefined;
  const back = startTrack(track.id, birth, early.at(-1)![1].center, track.fwhm, track.area);
  const mean = (read: (k: number) => number): number => early.reduce((sum, _, k) => sum + read(k), 0) / early.length;
  back.fwhm = mean((k) => early[k]![1].fwhm);
  back.fwhmVariance = mean((k) => early[k]![1].fwhmError ** 2) / early.length;
  back.eta = mean((k) => early[k]![1].eta);
  back.etaVariance = Math.max(0.02, mean((k) => early[k]![1].etaError ** 2 || 0.1) / early.length);
  back.skew = mean((k) => early[k]![1].skew);
  back.skewVariance = mean((k) => early[k]![1].skewError ** 2) / early.length;
  back.area = mean((k) => early[k]![1].area);
  back.shapes = 3;
  back.degree = track.degree;
  if (early.some(([, { degree }]) => degree < track.degree)) doubtShape(back);
  if (track.static !== undefined) back.static = track.static;
  for (const [frame, { center, centerError }] of early.toReversed())
    back.motion = observe(back.motion, frame, center, centerError || 0.1 * track.fwhm, back.fwhm);
  back.strengths = early
    .map(([, { area, areaError }]) => area / areaError)
    .toReversed()
    .slice(-8);
  return back;
}

/** Walk back from the birth of a track to its true beginning. */
export function* walkBackSteps(
  data: FrameData,
  dark: Uint8Array,
  track: LiveTrack,
  all: readonly LiveTrack[],
  settings: WalkSettings,
): Steps<void> {
  const back = turnBack(track, 0);
  if (back === undefined || back.firstSeen === 0) return;
  const others = all.filter((other) => other !== track);
  yield* walkAloneSteps(data, dark, back, others, { from: back.firstSeen - 1, by: -1 }, settings);
  for (const [frame, point] of back.points) track.points.set(frame, point);
  for (const frame of back.hidden) track.hidden.add(frame);
  for (const frame of back.late) track.late.add(frame);
}
