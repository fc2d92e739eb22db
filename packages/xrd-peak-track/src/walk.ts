import type { Steps } from '@operando/core';
import { fitTracks } from './fit-tracks.js';
import type { FrameData } from './frame-data.js';
import { startTrack } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import { merge } from './meeting-tracks.js';
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

/** Walk forward through the frames, a step before each frame. @returns every track that was confirmed. */
export function* walkForwardSteps(
  data: FrameData,
  dark: Uint8Array,
  start: readonly LiveTrack[],
  settings: WalkSettings,
): Steps<LiveTrack[]> {
  const total = data.frames;
  let live: LiveTrack[] = [...start];
  const ended: LiveTrack[] = [];
  let nextId = start.length;
  const { confirm, maxGap } = settings;
  for (let frame = 0; frame < data.frames; frame++) {
    yield { done: frame, total };
    if (dark[frame] === 1) continue;
    const present = live.filter(({ firstSeen }) => firstSeen <= frame);
    const known = present.filter(isPart);
    const tentative = present.filter((track) => !isPart(track));
    const born: LiveTrack[] = [];
    fitTracks(data, known, [], frame, settings, (parent, { own, other }) => {
      const child = startTrack(nextId++, frame, other.center, other.fwhm, other.area);
      child.parent = parent.id;
      child.splitFrom = parent;
      born.push(child);
      // What it seemed to be was both.
      Object.assign(parent, { fwhm: own.fwhm, eta: own.eta, area: own.area });
      parent.motion = startMotion(frame, own.center, 0.1 * own.fwhm, 0.05 * own.fwhm);
    });
    const isMissing = known.some(({ misses, isSeed, seen }) => misses > 0 && !(isSeed === true && seen === 0));
    const isSearched = (settings.auto && frame % settings.everyFrames === 0) || isMissing;
    if (isSearched || tentative.length > 0) {
      // What is not confirmed yet does not disturb what is: it is fitted in what that leaves.
      let left = leave(data, frame, known, settings);
      if (tentative.length > 0) {
        fitTracks(data, tentative, known, frame, settings);
        left = leave(data, frame, present, settings);
      }
      if (isSearched) {
        const found = detect(data, frame, left, present, settings);
        const linked = relink(found, known, frame, settings);
        if (linked.again.length > 0) {
          const others = present.filter((track) => !linked.again.includes(track));
          fitTracks(data, linked.again, others, frame, settings);
        }
        if (settings.auto)
          for (const peak of linked.left)
            if (!born.some((track) => Math.abs(track.motion.center - peak.center) < track.fwhm))
              born.push(newTrack(nextId++, frame, peak, settings));
        // In a long series the first frame is measured on the way back, when the shapes are known; a short one has no other.
        if (settings.short && present.length === 0) fitTracks(data, born, [], frame, settings);
      }
    }
    live = [...live, ...born].filter((track) => {
      if (track.firstSeen > frame) return true;
      if (!track.confirmed && track.seen >= confirm[0]) track.confirmed = true;
      const dead = track.confirmed
        ? track.misses > maxGap || track.end === 'merged'
        : frame - track.firstSeen >= confirm[1];
      if (!dead) return true;
      if (track.confirmed) {
        if (track.end !== 'merged') track.end = 'lost';
        ended.push(track);
      }
      return false;
    });
  }
  yield { done: total, total };
  // One vote at least: with a gap of 0 a track that never met another would go into none.
  const enough = Math.max(1, maxGap);
  for (const track of live) if (track.confirmed && track.mergeVotes >= enough) merge(track);
  return [...ended, ...live.filter(({ confirmed }) => confirmed)];
}
