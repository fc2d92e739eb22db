import { judgeTracks, trackScenario, trackScenarioNames } from '@operando/fixtures';
import type { TrackVerdict } from '@operando/fixtures';
import { trackPeakStack } from '@operando/xrd-peak-track';

/** How well peaks are tracked: `node dist/track-quality.js [seeds, 12] [scenario]`. */
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
