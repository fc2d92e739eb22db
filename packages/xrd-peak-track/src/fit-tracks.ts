import type { Steps } from '@operando/core';
import { commonShift, isClear, noteMisses, shifted } from './common-shift.js';
import type { Misses } from './common-shift.js';
import { fitGroup } from './fit-group.js';
import type { FrameData } from './frame-data.js';
import { groupPeaks } from './groups.js';
import type { Expected } from './groups.js';
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
export function* fitTracks(
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
