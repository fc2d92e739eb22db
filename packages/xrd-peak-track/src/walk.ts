import { statusOf } from '@operando/core';
import type { Steps } from '@operando/core';
import { assign } from './assignment.js';
import { commonShift, isClear, noteMisses, shifted } from './common-shift.js';
import type { Misses } from './common-shift.js';
import { fitGroup } from './fit-group.js';
import type { FitSettings, GroupFit } from './fit-group.js';
import type { FrameData } from './frame-data.js';
import { groupPeaks } from './groups.js';
import type { Expected } from './groups.js';
import { enterPoint, predictTrack, startTrack } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import { startMotion } from './motion.js';
import type { Prediction } from './motion.js';
import { addPeakTo } from './peak-shape.js';
import type { PeakShape } from './peak-shape.js';
import type { FoundPeak, PeakSearch } from './search.js';
import { secondPeak } from './second-peak.js';
import { areOne, splitPeak } from './split-and-merge.js';
import type { Split } from './split-and-merge.js';
import { askForDegree } from './window-degree.js';

/** Settings of the walk through the frames. */
export interface WalkSettings extends FitSettings {
  readonly search: PeakSearch;
  readonly auto: boolean;
  /** Least significance of a new peak in the boxes of the search. */
  readonly threshold: number;
  readonly confirm: readonly [number, number];
  readonly maxGap: number;
  /** Widths to each side of a peak that its window holds. */
  readonly window: number;
  readonly staticLines: readonly number[];
  /** New peaks are looked for in one of so many frames; tracks that are missed, in every one. */
  readonly everyFrames: number;
  /** No more frames than a confirmation takes. */
  readonly short: boolean;
}

/** Gaussian and Lorentzian mixed: area of height and width 1, near enough for a start. */
export const usualUnitArea = 1.3;

/** Area in standard errors of a tentative track that others heed. */
const clearly = 10;

/** Whether at least half of the points of a peak may be used, or it lies outside the data. */
export function isSeen(data: FrameData, frame: number, center: number, { fwhm }: LiveTrack): boolean {
  const [low, high] = [data.x[0]!, data.x.at(-1)!];
  if (center < low || center > high) return true;
  return data.usable(frame, Math.max(low, center - 0.6 * fwhm), Math.min(high, center + 0.6 * fwhm)) >= 0.5;
}

function newTrack(id: number, frame: number, { center, height, fwhm }: FoundPeak, settings: WalkSettings): LiveTrack {
  const track = startTrack(id, frame, center, fwhm, usualUnitArea * height * fwhm);
  const line = settings.staticLines.find((at) => Math.abs(at - center) < 0.6 * fwhm);
  if (line !== undefined) track.static = center;
  return track;
}

/** A new track may not stand on an old one, on its second line, or be a ripple of its misfit. */
function isNew(found: FoundPeak, live: readonly LiveTrack[], frame: number, settings: WalkSettings): boolean {
  return live.every((track) => {
    const point = track.points.get(frame);
    // What is found where a track is out of sight may be that track: see relink.
    if (point === undefined || (point.status === statusOf['not-visible'] && track.confirmed)) return true;
    const lines =
      settings.doublet === undefined ? [point.center] : [point.center, secondPeak(settings.doublet, point.center)];
    const top = point.area / (usualUnitArea * point.fwhm);
    return lines.every((line) => {
      const distance = Math.abs(line - found.center) / track.fwhm;
      return distance > 0.8 && (distance > 3 || found.height > 0.1 * top);
    });
  });
}

/** Peaks that the fitted model leaves. @param left The row less the tracks; what is found in it is searched for. */
function detect(
  data: FrameData,
  frame: number,
  left: Float64Array,
  live: readonly LiveTrack[],
  settings: WalkSettings,
): FoundPeak[] {
  const found = settings.search.find(left, data.sigma(frame), settings.threshold);
  // Of a doublet both lines may be found: the second belongs to the first.
  const doublet = settings.doublet;
  const single =
    doublet === undefined
      ? found
      : found.filter(
          (peak) =>
            !found.some(
              (other) =>
                other.height > 1.2 * peak.height &&
                Math.abs(secondPeak(doublet, other.center) - peak.center) < 0.5 * peak.fwhm,
            ),
        );
  return single.filter((peak) => isNew(peak, live, frame, settings));
}

/**
 * Give detections to tracks that are out of sight, at the least sum of squared
 * normalised distances to where they should be by now; one that has just jumped may be a width and a half away.
 *
 * @returns The detections that are left, and the tracks that were found again.
 */
function relink(
  found: readonly FoundPeak[],
  present: readonly LiveTrack[],
  frame: number,
  settings: WalkSettings,
): { readonly left: readonly FoundPeak[]; readonly again: readonly LiveTrack[] } {
  const missing = present.filter(
    (track) =>
      track.confirmed && track.static === undefined && track.points.get(frame)?.status === statusOf['not-visible'],
  );
  if (found.length === 0 || missing.length === 0) return { left: found, again: [] };
  const cost = missing.map((track) => {
    const { center, sigma } = predictTrack(track, frame);
    const spread = Math.hypot(sigma, 0.2 * track.fwhm);
    return found.map((peak) => {
      const distance = (peak.center - center) / spread;
      const share = (usualUnitArea * peak.height * peak.fwhm) / track.area;
      const reach = Math.max(settings.gate * spread, 1.5 * track.fwhm);
      return Math.abs(peak.center - center) <= reach && share > 0.2 && share < 5 ? distance * distance : Infinity;
    });
  });
  const chosen = assign(cost);
  const again: LiveTrack[] = [];
  chosen.forEach((column, row) => {
    if (column < 0) return;
    const track = missing[row]!;
    const { center } = found[column]!;
    const rate = (center - track.motion.center) / Math.max(1, frame - track.motion.frame);
    track.motion = startMotion(frame, center, 0.2 * track.fwhm, Math.hypot(rate, 0.1 * track.fwhm));
    track.strengths.pop();
    again.push(track);
  });
  return { left: found.filter((_, column) => !chosen.includes(column)), again };
}

/** Spans of `maxGap` for which two may seem one before they are. */
const longestMeeting = 8;
/** Votes for one peak that one for two takes back. */
const dissent = 4;

/** A track goes into another: from then on that was alone. */
function merge(track: LiveTrack): void {
  const into = track.mergeInto!;
  track.end = 'merged';
  track.parent = into.id;
  into.cuts.push(track.mergeFrom);
  for (const frame of track.points.keys()) {
    if (frame < track.mergeFrom) continue;
    into.freed.add(frame);
    track.points.delete(frame);
  }
  track.lastSeen = track.mergeFrom;
}

/** Split off, merge, or leave as it is, by votes of several frames. */
function judge(group: readonly Expected[], fit: GroupFit, frame: number, settings: WalkSettings): Split | undefined {
  const { fitter } = settings;
  if (group.length === 1) {
    const { track } = group[0]!;
    const split = track.seen >= 5 ? splitPeak(fit, group[0]!, fitter, settings.significance) : undefined;
    track.splitVotes = split === undefined ? 0 : track.splitVotes + 1;
    if (track.splitVotes < settings.confirm[0]) return undefined;
    track.splitVotes = 0;
    return split;
  }
  if (group.length === 2 && fit.points.every(({ status }) => status === statusOf.held || status === statusOf.misfit)) {
    const [weaker, stronger] = group.toSorted((a, b) => a.track.area - b.track.area) as [Expected, Expected];
    const isOne = weaker.track.static === undefined && areOne(fit, stronger, weaker, fitter);
    if (isOne && weaker.track.mergeVotes === 0) weaker.track.mergeFrom = frame;
    // By chance two may describe one better now and then.
    weaker.track.mergeVotes = isOne ? weaker.track.mergeVotes + 1 : Math.max(0, weaker.track.mergeVotes - dissent);
    weaker.track.mergeInto = stronger.track;
    // A slow crossing looks the same for long: whether they come apart again is waited for.
    if (weaker.track.mergeVotes >= longestMeeting * Math.max(1, settings.maxGap)) merge(weaker.track);
  }
  return undefined;
}

/** What is told of a split: the parent, and what became of it. */
type OnSplit = (parent: LiveTrack, split: Split) => void;

/** A track in a frame and its peak there: as fitted, else as it is expected. */
interface Standing {
  readonly track: LiveTrack;
  shape: PeakShape;
}

function standing(track: LiveTrack, frame: number, prediction?: Prediction): Standing {
  const { fwhm, eta, skew, area, misses } = track;
  const point = track.points.get(frame);
  if (point !== undefined) return { track, shape: point };
  const { center } = prediction ?? predictTrack(track, frame);
  return { track, shape: { center, fwhm, eta, skew, area: misses > 0 ? 0 : area } };
}

/**
 * Fit tracks in a frame, those near each other together.
 *
 * @param others Tracks that are not fitted, but stand there.
 */
function* fitTracks(
  data: FrameData,
  tracks: readonly LiveTrack[],
  others: readonly LiveTrack[],
  frame: number,
  settings: WalkSettings,
  onSplit?: OnSplit,
): Steps<void> {
  const { doublet } = settings;
  const extra = (center: number): number => (doublet === undefined ? 0 : secondPeak(doublet, center) - center);
  const expected = tracks.map((track): Expected => ({ track, prediction: predictTrack(track, frame) }));
  const all = [
    ...others.map((track) => standing(track, frame)),
    ...expected.map(({ track, prediction }) => standing(track, frame, prediction)),
  ];
  const seen: Expected[] = [];
  for (const one of expected) {
    const { center } = one.prediction;
    if (!(center >= data.x[0]! && center <= data.x.at(-1)!)) one.track.misses++;
    else if (isSeen(data, frame, center, one.track)) seen.push(one);
    else one.track.hidden.add(frame);
  }
  // Those that stand apart tell those that do not how far all have moved.
  const groups = groupPeaks(seen, settings.window, extra);
  const misses: Misses = { off: [], variance: [] };
  for (const one of [...groups.filter(isClear), ...groups.filter((group) => !isClear(group))]) {
    const isApart = isClear(one);
    const group = isApart ? one : shifted(one, commonShift(misses));
    const isMember = ({ track }: Standing): boolean => group.members.some((member) => member.track === track);
    const shapes = all.filter((each) => !isMember(each)).map(({ shape }) => shape);
    const fit = fitGroup(data, frame, group, settings, shapes);
    group.members.forEach(({ track }, k) => {
      enterPoint(track, frame, fit.points[k]!);
      askForDegree(track, fit.fit);
      all.find((each) => each.track === track)!.shape = fit.points[k]!;
    });
    if (isApart) noteMisses(misses, group, fit.points);
    const split = onSplit === undefined ? undefined : judge(group.members, fit, frame, settings);
    if (split !== undefined) onSplit?.(group.members[0]!.track, split);
    yield { done: frame, total: data.frames };
  }
}

/** Whether a track is fitted with its neighbours: once it is confirmed, has split off, or stands out clearly. */
function isPart({ confirmed, parent, strengths }: LiveTrack): boolean {
  return confirmed || parent !== undefined || (strengths.length > 0 && strengths.at(-1)! > clearly);
}

/** A row less the peaks of tracks. */
export function leave(
  data: FrameData,
  frame: number,
  tracks: readonly LiveTrack[],
  { doublet, least }: WalkSettings,
): Float64Array {
  const left = data.y(frame).slice();
  for (const track of tracks) {
    const point = track.points.get(frame);
    if (point !== undefined && point.area > 0) addPeakTo(data.x, left, point, doublet, -1, least);
  }
  return left;
}

/** Walk forward through the frames, a step after each group of peaks. @returns every track that was confirmed. */
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
    yield* fitTracks(data, known, [], frame, settings, (parent, { own, other }) => {
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
        yield* fitTracks(data, tentative, known, frame, settings);
        left = leave(data, frame, present, settings);
      }
      if (isSearched) {
        const found = detect(data, frame, left, present, settings);
        const linked = relink(found, known, frame, settings);
        if (linked.again.length > 0) {
          const others = present.filter((track) => !linked.again.includes(track));
          yield* fitTracks(data, linked.again, others, frame, settings);
        }
        if (settings.auto)
          for (const peak of linked.left)
            if (!born.some((track) => Math.abs(track.motion.center - peak.center) < track.fwhm))
              born.push(newTrack(nextId++, frame, peak, settings));
        // In a long series the first frame is measured on the way back, when the shapes are known; a short one has no other.
        if (settings.short && present.length === 0) yield* fitTracks(data, born, [], frame, settings);
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
