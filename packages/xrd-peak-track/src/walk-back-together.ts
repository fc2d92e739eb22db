import type { Steps } from '@operando/core';
import { fitGroup } from './fit-group.js';
import type { FrameData } from './frame-data.js';
import { groupPeaks } from './groups.js';
import { enterPoint, predictTrack } from './live-track.js';
import type { LiveTrack, TrackPoint } from './live-track.js';
import { secondPeak } from './second-peak.js';
import { likenessOf } from './split-and-merge.js';
import { turnBack } from './walk-alone.js';
import type { WalkSettings } from './walk-settings.js';

/**
 * Follow two tracks of which one split from the other back together, to the frame in which one peak describes both as well: that
 * they are two is seen late, and until then the older stood for both.
 */
export function* walkBackTogetherSteps(
  data: FrameData,
  dark: Uint8Array,
  [parent, child]: readonly [LiveTrack, LiveTrack],
  all: readonly LiveTrack[],
  settings: WalkSettings,
): Steps<void> {
  const { doublet, fitter, confirm, window } = settings;
  const extra = (center: number): number => (doublet === undefined ? 0 : secondPeak(doublet, center) - center);
  const younger = turnBack(child, 0);
  const older = younger === undefined ? undefined : turnBack(parent, younger.firstSeen);
  if (younger === undefined || older === undefined) return;
  const others = all.filter((track) => track !== parent && track !== child);
  const found: { readonly frame: number; readonly points: readonly [TrackPoint, TrackPoint] }[] = [];
  // Frames in a row in which one is enough.
  let asOne = 0;
  for (let frame = younger.firstSeen - 1; frame >= 0 && asOne < confirm[0]; frame--) {
    if (dark[frame] === 1) continue;
    if (!parent.points.has(frame)) break;
    const expected = [older, younger].map((track) => ({ track, prediction: predictTrack(track, frame) }));
    const groups = groupPeaks(expected, window, extra);
    if (groups.length > 1) break;
    const standing = others.flatMap((other) => other.points.get(frame) ?? []);
    const [group] = groups as [(typeof groups)[0]];
    const fit = fitGroup(data, frame, group, settings, standing);
    const pointOf = (one: LiveTrack): TrackPoint => fit.points[group.members.findIndex(({ track }) => track === one)]!;
    const points = [pointOf(older), pointOf(younger)] as const;
    enterPoint(older, frame, points[0]);
    enterPoint(younger, frame, points[1]);
    const [weaker, stronger] = expected.toSorted((a, b) => a.track.area - b.track.area) as [
      (typeof expected)[0],
      (typeof expected)[0],
    ];
    asOne = likenessOf(fit, stronger, weaker, fitter).isOne ? asOne + 1 : 0;
    found.push({ frame, points });
    yield { done: data.frames, total: data.frames };
  }
  const two = found.slice(0, found.length - asOne);
  for (const { frame, points } of two) {
    parent.points.set(frame, points[0]);
    child.points.set(frame, points[1]);
    child.late.add(frame);
  }
  parent.cuts.push(two.at(-1)?.frame ?? younger.firstSeen);
}
