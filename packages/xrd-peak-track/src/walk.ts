import { statusOf } from '@operando/core';
import type { Steps } from '@operando/core';
import { findPeaks } from '@operando/peak-fit';
import type { FoundPeak } from '@operando/peak-fit';
import { assign } from './assignment.js';
import { fitGroup } from './fit-group.js';
import type { FitSettings, GroupFit } from './fit-group.js';
import type { FrameData } from './frame-data.js';
import { groupPeaks } from './groups.js';
import type { Expected } from './groups.js';
import { enterPoint, predictTrack, startTrack } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import { subtractPeak } from './peak-shape.js';
import { secondPeak } from './second-peak.js';
import { areOne, splitCenter } from './split-and-merge.js';

/** Settings of the walk through the frames. */
export interface WalkSettings extends FitSettings {
  readonly auto: boolean;
  readonly detection: number;
  readonly confirm: readonly [number, number];
  readonly maxGap: number;
  readonly smoothing: number;
  /** Widths to each side of a peak that its window holds. */
  readonly window: number;
  readonly staticLines: readonly number[];
  /** No more frames than a confirmation takes. */
  readonly short: boolean;
}

/** Gaussian and Lorentzian mixed: area of height and width 1, near enough for a start. */
const usualUnitArea = 1.3;

/** Whether at least half of the points of a peak may be used, or it lies outside the data. */
function isSeen(data: FrameData, frame: number, center: number, { fwhm }: LiveTrack): boolean {
  const [low, high] = [data.x[0]!, data.x.at(-1)!];
  if (center < low || center > high) return true;
  return data.usable(frame, Math.max(low, center - 0.6 * fwhm), Math.min(high, center + 0.6 * fwhm)) >= 0.5;
}

function newTrack(
  id: number,
  frame: number,
  { center, height, fwhm }: Pick<FoundPeak, 'center' | 'height' | 'fwhm'>,
  settings: WalkSettings,
): LiveTrack {
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

/** Peaks that the fitted model leaves. */
function detect(data: FrameData, frame: number, live: readonly LiveTrack[], settings: WalkSettings): FoundPeak[] {
  const left = data.y(frame).slice();
  for (const track of live) {
    const point = track.points.get(frame);
    if (point !== undefined) subtractPeak(data.x, left, point, settings.doublet);
  }
  const found = findPeaks(data.x, left, {
    sigma: data.sigma(frame),
    smoothing: settings.smoothing,
    threshold: settings.detection,
    width: 0.8 * settings.smoothing,
  });
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
 * normalised distances to where they should be by now. @returns the detections that are left.
 */
function relink(
  found: readonly FoundPeak[],
  present: readonly LiveTrack[],
  frame: number,
  settings: WalkSettings,
): readonly FoundPeak[] {
  const missing = present.filter((track) => track.confirmed && track.misses > 0 && track.static === undefined);
  if (found.length === 0 || missing.length === 0) return found;
  const cost = missing.map((track) => {
    const { center, sigma } = predictTrack(track, frame);
    return found.map((peak) => {
      const distance = (peak.center - center) / Math.hypot(sigma, 0.2 * track.fwhm);
      const share = (usualUnitArea * peak.height * peak.fwhm) / track.area;
      return Math.abs(distance) <= settings.gate && share > 0.2 && share < 5 ? distance * distance : Infinity;
    });
  });
  const chosen = assign(cost);
  chosen.forEach((column, row) => {
    if (column < 0) return;
    // Fitted properly in the next frame; here its place is what the search says.
    missing[row]!.sightings = [{ frame, center: found[column]!.center, stderr: 0.1 * missing[row]!.fwhm }];
    missing[row]!.misses = 0;
  });
  return found.filter((_, column) => !chosen.includes(column));
}

/** Split off, merge, or leave as it is, by votes of several frames. */
function judge(group: readonly Expected[], fit: GroupFit, frame: number, settings: WalkSettings): number | undefined {
  if (group.length === 1) {
    const { track } = group[0]!;
    const center = track.shapes >= 5 ? splitCenter(fit, group[0]!, settings.doublet, settings.significance) : undefined;
    track.splitVotes = center === undefined ? 0 : track.splitVotes + 1;
    if (track.splitVotes < settings.confirm[0]) return undefined;
    track.splitVotes = 0;
    return center;
  }
  if (group.length === 2 && fit.points.every(({ status }) => status === statusOf.held)) {
    const [weaker, stronger] = group.toSorted((a, b) => a.track.area - b.track.area) as [Expected, Expected];
    const moving =
      Math.abs(weaker.prediction.velocity - stronger.prediction.velocity) * settings.maxGap > 0.3 * stronger.track.fwhm;
    weaker.track.mergeVotes =
      !moving && weaker.track.static === undefined && areOne(fit, stronger, weaker, settings.doublet)
        ? weaker.track.mergeVotes + 1
        : 0;
    if (weaker.track.mergeVotes >= settings.maxGap) {
      weaker.track.end = 'merged';
      weaker.track.parent = stronger.track.id;
      weaker.track.lastSeen = Math.min(weaker.track.lastSeen, frame - settings.maxGap);
    }
  }
  return undefined;
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
  const { confirm, maxGap, doublet } = settings;
  const extra = (center: number): number => (doublet === undefined ? 0 : secondPeak(doublet, center) - center);
  const fitTracks = function* (
    tracks: readonly LiveTrack[],
    frame: number,
    onSplit?: (parent: LiveTrack, center: number) => void,
  ): Steps<void> {
    const expected = tracks.map((track): Expected => ({ track, prediction: predictTrack(track, frame) }));
    const within = expected.filter(({ prediction: { center } }) => center >= data.x[0]! && center <= data.x.at(-1)!);
    for (const { track } of expected.filter((one) => !within.includes(one))) track.misses++;
    const seen = within.filter(({ track, prediction }) => isSeen(data, frame, prediction.center, track));
    for (const { track } of within) if (!seen.some((one) => one.track === track)) track.hidden.add(frame);
    for (const group of groupPeaks(seen, settings.window, extra)) {
      const fit = fitGroup(data, frame, group, settings);
      group.members.forEach(({ track }, k) => enterPoint(track, frame, fit.points[k]!));
      const split = judge(group.members, fit, frame, settings);
      if (split !== undefined) onSplit?.(group.members[0]!.track, split);
      yield { done: frame, total };
    }
  };
  for (let frame = 0; frame < data.frames; frame++) {
    yield { done: frame, total };
    if (dark[frame] === 1) continue;
    const present = live.filter(({ firstSeen }) => firstSeen <= frame);
    const born: LiveTrack[] = [];
    yield* fitTracks(present, frame, (parent, center) => {
      const child = startTrack(nextId++, frame, center, parent.fwhm, 0.5 * parent.area);
      child.parent = parent.id;
      born.push(child);
    });
    if (settings.auto) {
      for (const found of relink(detect(data, frame, present, settings), present, frame, settings)) {
        if (born.some((track) => Math.abs(track.sightings[0]!.center - found.center) < track.fwhm)) continue;
        born.push(newTrack(nextId++, frame, found, settings));
      }
      // In a long series the first frame is measured on the way back, when the shapes are known; a short one has no other.
      if (settings.short && present.length === 0) yield* fitTracks(born, frame);
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
  return [...ended, ...live.filter(({ confirmed }) => confirmed)];
}

/** Walk back from the birth of a track, with all others taken off, until it is out of sight; a step after each frame. */
export function* walkBackSteps(
  data: FrameData,
  dark: Uint8Array,
  track: LiveTrack,
  all: readonly LiveTrack[],
  settings: WalkSettings,
): Steps<void> {
  const progress = { done: data.frames, total: data.frames };
  const seen = [...track.points.entries()]
    .filter(([, { status }]) => status === statusOf.converged)
    .toSorted(([a], [b]) => a - b);
  const birth = seen[0]?.[0];
  if (birth === undefined || birth === 0) return;
  const back = startTrack(track.id, birth, seen[0]![1].center, track.fwhm, track.area);
  const early = seen.slice(0, 8);
  const mean = (read: (k: number) => number): number => early.reduce((sum, _, k) => sum + read(k), 0) / early.length;
  back.fwhm = mean((k) => early[k]![1].fwhm);
  back.eta = mean((k) => Math.min(1, Math.max(0, early[k]![1].eta)));
  back.shapes = 3;
  if (track.static !== undefined) back.static = track.static;
  // The first few alone: further on the motion may have changed.
  back.sightings = early
    .slice(0, 3)
    .map(([frame, { center, centerError }]) => ({ frame, center, stderr: centerError || 0.1 * track.fwhm }))
    .toReversed();
  for (let frame = birth - 1; frame >= 0 && back.misses <= settings.maxGap; frame--) {
    if (dark[frame] === 1) continue;
    const prediction = predictTrack(back, frame);
    if (!isSeen(data, frame, prediction.center, back)) {
      track.hidden.add(frame);
      continue;
    }
    // Another track already stands here: this is not its past.
    if (
      all.some(
        (other) =>
          other !== track &&
          Math.abs((other.points.get(frame)?.center ?? Infinity) - prediction.center) < 0.5 * track.fwhm,
      )
    )
      break;
    const margin = settings.window * back.fwhm;
    const window = data.window(frame, prediction.center - margin, prediction.center + margin);
    for (const other of all) {
      const point = other === track ? undefined : other.points.get(frame);
      if (point !== undefined) subtractPeak(window.x, window.y, point, settings.doublet);
    }
    const members = [{ track: back, prediction }];
    const local: FrameData = { ...data, window: () => window };
    const { points } = fitGroup(local, frame, { members, from: window.x[0]!, to: window.x.at(-1)! }, settings);
    enterPoint(back, frame, points[0]!);
    yield progress;
  }
  for (const [frame, point] of back.points) track.points.set(frame, point);
}
