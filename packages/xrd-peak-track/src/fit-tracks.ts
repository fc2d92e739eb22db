import { commonShift, isClear, noteMisses, shifted } from './common-shift.js';
import type { Misses } from './common-shift.js';
import { fitGroup } from './fit-group.js';
import type { FrameData } from './frame-data.js';
import { groupPeaks } from './groups.js';
import type { Expected, Group } from './groups.js';
import { enterPoint, predictTrack } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import { judge } from './meeting-tracks.js';
import type { Prediction } from './motion.js';
import type { PeakShape } from './peak-shape.js';
import { secondPeak } from './second-peak.js';
import type { Split } from './split-and-merge.js';
import type { WalkSettings } from './walk-settings.js';
import { askForDegree } from './window-degree.js';

/** Whether at least half of the points of a peak may be used, or it lies outside the data. */
export function isSeen(data: FrameData, frame: number, center: number, { fwhm }: LiveTrack): boolean {
  const [low, high] = [data.x[0]!, data.x.at(-1)!];
  if (center < low || center > high) return true;
  return data.usable(frame, Math.max(low, center - 0.6 * fwhm), Math.min(high, center + 0.6 * fwhm)) >= 0.5;
}

/** Frames out of sight after which a track is not looked for within so many widths of one that is in sight: it would take what is not its own. */
const longUnseen = 3;
const takenWidths = 1.5;

/** Whether a track that is out of sight would be looked for where another stands. */
function isLostIn({ track, prediction }: Expected, seen: readonly Expected[]): boolean {
  if (track.misses < longUnseen) return false;
  for (const other of seen) {
    const apart = Math.abs(other.prediction.center - prediction.center);
    if (other.track.misses === 0 && apart < takenWidths * 0.5 * (track.fwhm + other.track.fwhm)) return true;
  }
  return false;
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

/** What is fitted in a frame. */
interface Fitting {
  readonly data: FrameData;
  readonly frame: number;
  readonly settings: WalkSettings;
  readonly onSplit: OnSplit | undefined;
  readonly all: readonly Standing[];
  readonly misses: Misses;
  /** Groups whose members stand apart, then the others. */
  readonly groups: readonly Group[];
}

/** Predict where tracks are, and put those together that are fitted together. */
function prepare(
  data: FrameData,
  tracks: readonly LiveTrack[],
  others: readonly LiveTrack[],
  frame: number,
  settings: WalkSettings,
  onSplit: OnSplit | undefined,
): Fitting {
  const { doublet } = settings;
  const extra = (center: number): number => (doublet === undefined ? 0 : secondPeak(doublet, center) - center);
  const all: Standing[] = [];
  const seen: Expected[] = [];
  for (const track of others) all.push(standing(track, frame));
  for (const track of tracks) {
    const prediction = predictTrack(track, frame);
    all.push(standing(track, frame, prediction));
    const { center } = prediction;
    if (!(center >= data.x[0]! && center <= data.x[data.x.length - 1]!)) track.misses++;
    else if (isSeen(data, frame, center, track)) seen.push({ track, prediction, spread: undefined });
    else track.hidden.add(frame);
  }
  const lookedFor: Expected[] = [];
  for (const one of seen) {
    if (isLostIn(one, seen)) one.track.misses++;
    else lookedFor.push(one);
  }
  const groups = groupPeaks(lookedFor, settings.window, extra);
  // Those that stand apart tell those that do not how far all have moved.
  const inOrder = groups.every(isClear)
    ? groups
    : [...groups.filter(isClear), ...groups.filter((group) => !isClear(group))];
  return { data, frame, settings, onSplit, all, misses: { off: [], variance: [] }, groups: inOrder };
}

const isMember = (members: readonly Expected[], one: LiveTrack): boolean => {
  for (const { track } of members) if (track === one) return true;
  return false;
};

/** Fit a group, and enter what comes of it into its tracks. */
function fitOne({ data, frame, settings, onSplit, all, misses }: Fitting, expected: Group): void {
  const isApart = isClear(expected);
  const group = isApart ? expected : shifted(expected, commonShift(misses));
  const { members } = group;
  const shapes: PeakShape[] = [];
  for (const { track, shape } of all) if (!isMember(members, track)) shapes.push(shape);
  const fit = fitGroup(data, frame, group, settings, shapes);
  for (let k = 0; k < members.length; k++) {
    const { track } = members[k]!;
    const point = fit.points[k]!;
    enterPoint(track, frame, point);
    askForDegree(track, fit.fit);
    for (const each of all) if (each.track === track) each.shape = point;
  }
  if (isApart) noteMisses(misses, group, fit.points);
  const split = onSplit === undefined ? undefined : judge(members, fit, frame, settings);
  if (split !== undefined) onSplit?.(members[0]!.track, split);
}

/**
 * Fit tracks in a frame, those near each other together.
 *
 * @param others Tracks that are not fitted, but stand there.
 */
export function fitTracks(
  data: FrameData,
  tracks: readonly LiveTrack[],
  others: readonly LiveTrack[],
  frame: number,
  settings: WalkSettings,
  onSplit?: OnSplit,
): void {
  const fitting = prepare(data, tracks, others, frame, settings, onSplit);
  for (const group of fitting.groups) fitOne(fitting, group);
}
