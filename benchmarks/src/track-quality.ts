import {
  judgeMeeting,
  judgeTracks,
  meetingScenario,
  trackScenario,
  trackScenarioNames,
  wanderingScenario,
} from '@operando/fixtures';
import type { Meeting, TrackVerdict } from '@operando/fixtures';
import { trackPeakStack } from '@operando/xrd-peak-track';

/** How well peaks are tracked: `node dist/track-quality.js [seeds, 12] [scenario, or meetings]`. */
const seeds = Number(process.argv[2] ?? 12);
const names = trackScenarioNames.filter((name) => process.argv[3] === undefined || name === process.argv[3]);

const share = (part: number, all: number): string => (all === 0 ? '-' : ((100 * part) / all).toFixed(2));
const sum = (all: readonly TrackVerdict[], read: (one: TrackVerdict) => number): number =>
  all.reduce((total, one) => total + read(one), 0);

function pulls(all: readonly TrackVerdict[], kind: 'pulls' | 'blended'): string {
  return (['center', 'fwhm', 'area'] as const)
    .map((name) => {
      const count = sum(all, (one) => one[kind][name].count) || 1;
      const mean = sum(all, (one) => one[kind][name].mean * one[kind][name].count) / count;
      const square =
        sum(all, (one) => (one[kind][name].deviation ** 2 + one[kind][name].mean ** 2) * one[kind][name].count) / count;
      const far = sum(all, (one) => one[kind][name].outliers);
      return `${name} ${mean.toFixed(2)} +- ${Math.sqrt(Math.max(0, square - mean * mean)).toFixed(2)}${far > 0 ? ` (${far} beyond 5)` : ''}`;
    })
    .join(', ');
}

for (const name of names) {
  const start = performance.now();
  const verdicts = Array.from({ length: seeds }, (_, k): TrackVerdict => {
    const scenario = trackScenario(name, k + 1);
    const { x, stack, doublet } = scenario;
    return judgeTracks(scenario, trackPeakStack(x, stack, { doublet }).tracks);
  });
  const points = sum(verdicts, (one) => one.points);
  const found = verdicts[0]!.found
    .map(
      ({ from }, k) =>
        `${from} sigma ${share(
          sum(verdicts, (one) => one.found[k]!.found),
          sum(verdicts, (one) => one.found[k]!.wanted),
        )}`,
    )
    .join(', ');
  const falsePoints = sum(verdicts, (one) => one.falsePoints);
  console.log(
    `${name.padEnd(12)} ${verdicts.map((one) => one.tracks).join(' ')} tracks, ${sum(verdicts, (one) => one.pieces)} pieces too many, ${sum(verdicts, (one) => one.switches)} switches, ${falsePoints} false of ${points} (${share(falsePoints, points)} %), ${((performance.now() - start) / 1000 / seeds).toFixed(1)} s each`,
  );
  console.log(`             found from (%): ${found}`);
  console.log(`             pulls: ${pulls(verdicts, 'pulls')}`);
  console.log(
    `             blended (${sum(verdicts, (one) => one.blended.center.count)}): ${pulls(verdicts, 'blended')}`,
  );
}

/** What becomes of the names of two peaks that meet, by how near they come, in widths. */
function tellMeetings(meeting: Meeting, distances: readonly number[]): void {
  for (const closest of distances) {
    const all = Array.from({ length: seeds }, (_, k) => {
      const scenario = meetingScenario(k + 1, meeting, closest);
      return judgeMeeting(scenario, trackPeakStack(scenario.x, scenario.stack).tracks);
    });
    const count = (what: (typeof all)[number]): string => `${what} ${all.filter((one) => one === what).length}`;
    const told = [count('right'), count('ambiguous'), count('wrong'), count('lost')].join(', ');
    console.log(`two that ${meeting.padEnd(6)} ${closest.toFixed(1)} widths apart: names ${told}`);
  }
}

if (process.argv[3] === undefined || process.argv[3] === 'meetings') {
  for (const change of [0.0007, 0.0035]) {
    const all = Array.from({ length: seeds }, (_, k) => {
      const scenario = wanderingScenario(k + 1, change);
      return judgeTracks(scenario, trackPeakStack(scenario.x, scenario.stack).tracks);
    });
    console.log(`one that wanders through another (${change} widths a frame), blended: ${pulls(all, 'blended')}`);
  }
  tellMeetings('pass', [0]);
  tellMeetings('turn', [0, 0.2, 0.4, 0.6, 0.8, 1]);
  tellMeetings('avoid', [0.2, 0.4, 0.6, 0.8, 1]);
}
