import { statusOf } from '@operando/core';
import type { Steps } from '@operando/core';
import { blendIn, blendsOf, lookTogether, noteLook } from './blends.js';
import type { Blend } from './blends.js';
import type { LiveCrossing } from './crossings.js';
import type { FrameData } from './frame-data.js';
import { groupPeaks } from './groups.js';
import type { Expected } from './groups.js';
import { createKnowledge } from './knowledge.js';
import { seenFrames, startTrack } from './live-track.js';
import type { LiveTrack, TrackPoint } from './live-track.js';
import { enterLook, extraOf, lookAgain } from './look-again.js';
import type { Looked, Looking, Scene } from './look-again.js';
import { inOrder } from './stale.js';
import type { Stale } from './stale.js';
import { isOwn } from './track-line.js';
import type { WalkSettings } from './walk-settings.js';

/** Area in standard errors from which on a peak that stands alone hardly needs help. */
const standsOut = 12;
/** Whether what was known of place or width went into a point. */
const isHelped = ({ centerKnown, shapeKnown }: TrackPoint): boolean =>
  centerKnown < Infinity || shapeKnown.fwhm < Infinity;

/** A track as its own point has it: all that a fit of a peak that stands alone is told. Undefined where others have a say. */
function asItStands(track: LiveTrack, frame: number): Expected | undefined {
  const point = track.points.get(frame)!;
  const { center, centerError, fwhm, area, areaError } = point;
  if (track.static !== undefined || track.shapes < 3 || !isOwn(point) || !(area > standsOut * areaError))
    return undefined;
  const state = startTrack(track.id, frame, center, fwhm, area);
  Object.assign(state, { eta: point.eta, skew: point.skew, shapes: track.shapes, degree: track.degree });
  state.strengths.push(area / areaError);
  const prediction = { center, sigma: Math.max(centerError, 0.05 * fwhm), velocity: 0 };
  return { track: state, prediction, spread: undefined };
}

/** Frames before a track is first seen, and after it is last seen, that may still be its own. */
const aroundLife = 3;

/** From which frame to which a track may be there: beyond, its points are those of a search for it. */
function lifeOf(track: LiveTrack): readonly [number, number] {
  const seen = seenFrames(track);
  return seen.length === 0 ? [Infinity, -Infinity] : [seen[0]! - aroundLife, seen.at(-1)! + aroundLife];
}

/** The groups of tracks in a frame, one after the other: what is found of one stands beside the next. */
function* scenesOf(
  tracks: readonly LiveTrack[],
  frame: number,
  lives: ReadonlyMap<LiveTrack, readonly [number, number]>,
  settings: WalkSettings,
): Generator<Scene> {
  const here = tracks.filter((track) => {
    const [first, last] = lives.get(track)!;
    return frame >= first && frame <= last && track.points.has(frame) && !track.hidden.has(frame);
  });
  const rough = here.map((track): Expected => {
    const { center } = track.points.get(frame)!;
    return { track, prediction: { center, sigma: 0, velocity: 0 }, spread: undefined };
  });
  for (const { members } of groupPeaks(rough, settings.window, extraOf(settings))) {
    const others = here.filter((track) => !members.some((member) => member.track === track));
    yield {
      frame,
      tracks: members.map(({ track }) => track),
      others: others.map((track) => track.points.get(frame)!),
    };
  }
}

/** Error, in widths, of the place of a peak that is looked for where it was found: little of what was found is said twice. */
const whereFound = 0.25;

/** Whether a look does not find, where it is expected, what stood in the data: the frame is described worse. */
function isLostIn(track: LiveTrack, frame: number, { status, reducedChiSquare }: TrackPoint): boolean {
  const before = track.points.get(frame)!;
  return (
    track.static === undefined &&
    status === statusOf['not-visible'] &&
    before.status !== statusOf['not-visible'] &&
    reducedChiSquare > before.reducedChiSquare
  );
}

/** A track of which more is known, where it was found. */
function asFound({ track, spread }: Expected, { center, fwhm }: TrackPoint): Expected {
  return { track, prediction: { center, sigma: whereFound * fwhm, velocity: 0 }, spread };
}

/** Whether a look at two that pass nobody finds them the other way round than they stood. */
function isTurnedIn({ frame }: Scene, { tracks, points }: Looked): boolean {
  if (tracks.length !== 2) return false;
  const [one, other] = tracks.map((track) => track.points.get(frame)!.center) as [number, number];
  return (one - other) * (points[0]!.center - points[1]!.center) < 0;
}

/** Error of a prediction, in widths, that says less of a place than that a peak was found there. */
const saysNothing = 1;

/** A track where it is expected; where that is as good as not known, where it was found. */
function expectedOr(looking: Looking, track: LiveTrack, frame: number): Expected {
  const point = track.points.get(frame)!;
  const expected = looking.knowledge.asOf(track, frame, point);
  const isKnown = expected.prediction.sigma < saysNothing * point.fwhm;
  return isKnown || !(point.centerError > 0) ? expected : asFound(expected, point);
}

/** Fit a scene with what is known of its tracks from both sides of time; a peak that stands alone where it stands. */
function lookAt(looking: Looking, scene: Scene, blends: readonly Blend[]): void {
  const { frame, tracks } = scene;
  const alone = tracks.length === 1 ? asItStands(tracks[0]!, frame) : undefined;
  const free = alone === undefined ? undefined : lookAgain(looking, scene, [alone]);
  if (free !== undefined && !free.points.some(isHelped)) {
    enterLook(frame, free);
    return;
  }
  const { knowledge } = looking;
  const expected = tracks.map((track) => expectedOr(looking, track, frame));
  const asked = blendIn(blends, scene, knowledge);
  let looked = lookAgain(looking, scene, expected, asked?.pair);
  const isLost = looked !== undefined && tracks.length === 1 && isLostIn(tracks[0]!, frame, looked.points[0]!);
  if (isLost || (asked === undefined && looked !== undefined && isTurnedIn(scene, looked))) {
    const found = tracks.map((track, k) => asFound(expected[k]!, track.points.get(frame)!));
    looked = lookAgain(looking, scene, found);
  }
  if (looked !== undefined && enterLook(frame, looked) && asked !== undefined) noteLook(asked, scene, expected, looked);
}

/** Fit again what is stale, with what is known from both sides of time; then blends, with what all their frames say. */
export function* secondLookSteps(
  data: FrameData,
  dark: Uint8Array,
  tracks: readonly LiveTrack[],
  stale: Stale,
  crossings: readonly LiveCrossing[],
  settings: WalkSettings,
): Steps<void> {
  const progress = { done: data.frames, total: data.frames };
  const looking = { data, settings, knowledge: createKnowledge(tracks, data.frames) };
  const blends = blendsOf(crossings);
  const lives = new Map(tracks.map((track) => [track, lifeOf(track)]));
  for (const frame of inOrder(tracks, stale, crossings, data.frames)) {
    if (dark[frame] === 1) continue;
    for (const scene of scenesOf(tracks, frame, lives, settings)) {
      if (!scene.tracks.some((track) => stale.get(track)!.has(frame))) continue;
      lookAt(looking, scene, blends);
      yield progress;
    }
  }
  for (const blend of blends) {
    lookTogether(looking, blend);
    yield progress;
  }
}
