import type { Steps } from '@operando/core';
import { fitTracks } from './fit-tracks.js';
import type { FrameData } from './frame-data.js';
import { startTrack } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import { endMeetings } from './meeting-tracks.js';
import { startMotion } from './motion.js';
import { detect, newTrack, relink } from './new-peaks.js';
import { addPeakTo } from './peak-shape.js';
import type { WalkSettings } from './walk-settings.js';

/** Area in standard errors of a tentative track that others heed. */
const clearly = 10;

/** Whether a track is fitted with its neighbours: once it is confirmed, has split off, or stands out clearly. */
function isPart({ confirmed, parent, strengths }: LiveTrack): boolean {
  return confirmed || parent !== undefined || (strengths.length > 0 && strengths.at(-1)! > clearly);
}

/** A row less the peaks of tracks. */
export function leave(
  data: FrameData,
  frame: number,
  tracks: readonly LiveTrack[],
  settings: WalkSettings,
): Float64Array {
  const left = data.y(frame).slice();
  for (const track of tracks) {
    const point = track.points.get(frame);
    if (point !== undefined && point.area > 0) addPeakTo(data.x, left, point, settings, -1, settings.least);
  }
  return left;
}

/** A walk under way. */
interface Walk {
  readonly data: FrameData;
  readonly settings: WalkSettings;
  live: LiveTrack[];
  readonly ended: LiveTrack[];
  nextId: number;
}

/** Fit what is there in a frame, look for what is new, and end what is gone. */
function walkFrame(walk: Walk, frame: number): void {
  const { data, settings } = walk;
  const present = walk.live.filter(({ firstSeen }) => firstSeen <= frame);
  const known = present.filter(isPart);
  const born: LiveTrack[] = [];
  fitTracks(data, known, [], frame, settings, (parent, { own, other }) => {
    const child = startTrack(walk.nextId++, frame, other.center, other.fwhm, other.area);
    child.parent = parent.id;
    child.splitFrom = parent;
    born.push(child);
    // What it seemed to be was both.
    Object.assign(parent, { fwhm: own.fwhm, eta: own.eta, area: own.area });
    parent.motion = startMotion(frame, own.center, 0.1 * own.fwhm, 0.05 * own.fwhm);
  });
  const isMissing = known.some(({ misses, isSeed, seen }) => misses > 0 && !(isSeed === true && seen === 0));
  const isSearched = (settings.auto && frame % settings.everyFrames === 0) || isMissing;
  if (isSearched || known.length < present.length) lookForMore(walk, frame, { present, known, born, isSearched });
  walk.live = [...walk.live, ...born].filter((track) => goesOn(walk, track, frame));
}

/** Tracks in a frame. */
interface Present {
  readonly present: readonly LiveTrack[];
  /** Those that are fitted together. */
  readonly known: readonly LiveTrack[];
  /** Those that begin here. */
  readonly born: LiveTrack[];
  readonly isSearched: boolean;
}

/** Fit what is not confirmed yet in what the known tracks leave, which it does not disturb so, and search what all leave. */
function lookForMore(walk: Walk, frame: number, { present, known, born, isSearched }: Present): void {
  const { data, settings } = walk;
  let left = leave(data, frame, known, settings);
  if (known.length < present.length) {
    const tentative = present.filter((track) => !isPart(track));
    fitTracks(data, tentative, known, frame, settings);
    left = leave(data, frame, present, settings);
  }
  if (!isSearched) return;
  const found = detect(data, frame, left, present, settings);
  const linked = relink(found, known, frame, settings);
  if (linked.again.length > 0) {
    const others = present.filter((track) => !linked.again.includes(track));
    fitTracks(data, linked.again, others, frame, settings);
  }
  if (settings.auto)
    for (const peak of linked.left)
      if (!born.some((track) => Math.abs(track.motion.center - peak.center) < track.fwhm))
        born.push(newTrack(walk.nextId++, frame, peak, settings));
  // In a long series the first frame is measured on the way back, when the shapes are known; a short one has no other.
  if (settings.short && present.length === 0) fitTracks(data, born, [], frame, settings);
}

/** Whether a track goes on after a frame: confirmed ones as long as they are seen, others until they should have been confirmed. */
function goesOn({ settings, ended }: Walk, track: LiveTrack, frame: number): boolean {
  const { confirm, maxGap } = settings;
  if (track.firstSeen > frame) return true;
  if (!track.confirmed && track.seen >= confirm[0]) track.confirmed = true;
  const isDead = track.confirmed
    ? track.misses > maxGap || track.end === 'merged'
    : frame - track.firstSeen >= confirm[1];
  if (!isDead) return true;
  if (track.confirmed) {
    if (track.end !== 'merged') track.end = 'lost';
    ended.push(track);
  }
  return false;
}

/** Walk forward through the frames, a step before each frame. @returns every track that was confirmed. */
export function* walkForwardSteps(
  data: FrameData,
  dark: Uint8Array,
  start: readonly LiveTrack[],
  settings: WalkSettings,
): Steps<LiveTrack[]> {
  const total = data.frames;
  const walk: Walk = { data, settings, live: [...start], ended: [], nextId: start.length };
  for (let frame = 0; frame < total; frame++) {
    yield { done: frame, total };
    if (dark[frame] !== 1) walkFrame(walk, frame);
  }
  yield { done: total, total };
  endMeetings(walk.live, total, settings);
  return [...walk.ended, ...walk.live.filter(({ confirmed }) => confirmed)];
}
