import { statusOf } from '@operando/core';
import type { GroupFit } from './fit-group.js';
import type { Expected } from './groups.js';
import type { LiveTrack } from './live-track.js';
import { likenessOf, splitPeak } from './split-and-merge.js';
import type { Likeness, Split } from './split-and-merge.js';
import type { WalkSettings } from './walk-settings.js';

/** Spans of `maxGap` for which two may seem one before they are. */
const longestMeeting = 8;
/** Votes for one peak that one for two takes back. */
const dissent = 4;
/** Standard deviations of what two explain better in all frames of a meeting together, and the least mean of it, at which they are two. */
const together = 4;
const leastExcess = 1.5;
/** Standard deviation of that in a frame in which there is but one: chi2 of two parameters. */
const ofChance = 2;

/** Whether the frames of a meeting say together that there are two, though each for itself may be one. */
function areTwo({ meeting: { excess, frames } }: LiveTrack): boolean {
  return excess > leastExcess * frames && excess > together * ofChance * Math.sqrt(frames);
}

/** Hear what a frame says of a weaker track and the one it is blended with. What was said before they came apart is past. */
function vote(weaker: LiveTrack, stronger: LiveTrack, likeness: Likeness, frame: number, maxGap: number): void {
  const { isOne, excess } = likeness;
  if (frame - weaker.meeting.last > Math.max(1, maxGap)) weaker.mergeVotes = 0;
  if (isOne && weaker.mergeVotes === 0) {
    weaker.mergeFrom = frame;
    weaker.meeting = { excess: 0, frames: 0, last: frame };
  }
  const { meeting } = weaker;
  weaker.meeting = { excess: meeting.excess + excess, frames: meeting.frames + 1, last: frame };
  // By chance two may describe one better now and then.
  weaker.mergeVotes = isOne ? weaker.mergeVotes + 1 : Math.max(0, weaker.mergeVotes - dissent);
  weaker.mergeInto = stronger;
}

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
    const likeness = likenessOf(fit, stronger, weaker, fitter);
    const isOne = weaker.track.static === undefined && likeness.isOne;
    vote(weaker.track, stronger.track, { ...likeness, isOne }, frame, settings.maxGap);
    // A slow crossing looks the same for long: whether they come apart again is waited for.
    const isLong = weaker.track.mergeVotes >= longestMeeting * Math.max(1, settings.maxGap);
    if (isLong && !areTwo(weaker.track)) merge(weaker.track);
  }
  return undefined;
}

/** Merge those that still seem one where the series ends: those that came apart before are two. */
export function endMeetings(live: readonly LiveTrack[], frames: number, { maxGap }: WalkSettings): void {
  // One vote at least: with a gap of 0 a track that never met another would go into none.
  const enough = Math.max(1, maxGap);
  for (const track of live) {
    const isOpen = track.mergeVotes >= enough && track.meeting.last >= frames - 1 - enough;
    if (track.confirmed && isOpen && !areTwo(track)) merge(track);
  }
}
