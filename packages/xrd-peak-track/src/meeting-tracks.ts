import { statusOf } from '@operando/core';
import type { GroupFit } from './fit-group.js';
import type { Expected } from './groups.js';
import type { LiveTrack } from './live-track.js';
import { areOne, splitPeak } from './split-and-merge.js';
import type { Split } from './split-and-merge.js';
import type { WalkSettings } from './walk-settings.js';

/** Spans of `maxGap` for which two may seem one before they are. */
const longestMeeting = 8;
/** Votes for one peak that one for two takes back. */
const dissent = 4;

/** A track goes into another: from then on that was alone. */
export function merge(track: LiveTrack): void {
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
export function judge(
  group: readonly Expected[],
  fit: GroupFit,
  frame: number,
  settings: WalkSettings,
): Split | undefined {
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
