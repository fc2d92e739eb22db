// Bands and pulls of depth profiles on simulated cells with sharp structure, as docs/agreement.md has them. Needs a build; takes some minutes.
//   node scripts/depth-pulls.mjs [--check]
import { createAxis, createSeries } from '../packages/core/dist/index.js';
import {
  drawCounts,
  graphiteCell,
  graphiteGeometry,
  graphiteLithium,
  seededRandom,
  simulatedCell,
} from '../fixtures/dist/index.js';
import { profileSeries } from '../packages/ndp-depth/dist/index.js';
import { writeTables } from './document.mjs';

const frames = 60;
/** Series of each structure: means over three have a scatter of 0.07 where one has 0.13. */
const seeds = [1, 2, 3];
const cell = simulatedCell();
const channels = cell.channelEdges.length - 1;

/** A series of counts of a structure. @returns the series, and the truth of each frame. */
function simulate(lithium, seconds, seed) {
  const random = seededRandom(seed);
  const truthOf = (f) => (depth) => lithium(depth, f / (frames - 1));
  const signal = new Float64Array(frames * channels);
  for (let f = 0; f < frames; f++) signal.set(drawCounts(cell.rates(truthOf(f)), seconds, random), f * channels);
  const axis = createAxis({ name: 'channel', unit: '1', values: Array.from({ length: channels }, (_, i) => i) });
  const start = Array.from({ length: frames }, (_, f) => f * seconds);
  return { series: createSeries({ signal, axis, time: { start, duration: seconds } }), truthOf };
}

const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
function pulls(values) {
  const mean = meanOf(values);
  const width = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
  return `${mean.toFixed(2)}, ${width.toFixed(2)}`;
}

/** Adds what is found in one series. */
function measure({ series, truthOf }, options, found) {
  const sample = { sample: graphiteCell, geometry: graphiteGeometry, calibration: { offset: 5, gain: 2.8 } };
  const result = profileSeries(series, { ...sample, ...options });
  const edges = result.series.axis.values;
  result.profiles.forEach((profile, f) => {
    const truth = cell.meanOver(truthOf(f), edges);
    const areal = (layer) =>
      truth.reduce(
        (sum, value, j) =>
          layer === undefined || profile.layer[j] === layer ? sum + value * (edges[j + 1] - edges[j]) * 1e-4 : sum,
        0,
      );
    truth.forEach((value, j) => {
      if (value < 1e20) return;
      const away = Math.abs(profile.concentration[j] - value) / profile.stderr[j];
      found.all++;
      if (away < 1) found.one++;
      if (away < 1.96) found.two++;
    });
    found.total.push((result.total.values[f] - areal()) / result.total.stderr[f]);
    found.anode.push((result.layers[2].values[f] - areal(2)) / result.layers[2].stderr[f]);
    if (result.front !== undefined)
      found.front.push((result.front.values[f] - (21.5 - (6 * f) / (frames - 1))) / result.front.stderr[f]);
  });
}

const table = [
  '| structure | smoothing | s per frame | covered by 1 | by 1.96 | pulls of the total | pulls of the anode | pulls of the front |',
  '|---|---|---|---|---|---|---|---|',
];
for (const [name, lithium] of Object.entries(graphiteLithium)) {
  for (const seconds of [60, 600, 6000]) {
    const data = seeds.map((seed) => simulate(lithium, seconds, seed));
    const ways = [
      { way: 'even', options: { smoothing: 'even' } },
      { way: 'adaptive', options: {} },
      ...(name === 'front' ? [{ way: 'front fitted', options: { front: { layer: 'anode' } } }] : []),
    ];
    for (const { way, options } of ways) {
      const found = { one: 0, two: 0, all: 0, total: [], anode: [], front: [] };
      for (const each of data) measure(each, options, found);
      const { one, two, all, total, anode, front } = found;
      const share = (count) => `${((100 * count) / all).toFixed(0)} %`;
      table.push(
        `| ${name} | ${way} | ${seconds} | ${share(one)} | ${share(two)} | ${pulls(total)} | ${pulls(anode)} | ${front.length === 0 ? '' : pulls(front)} |`,
      );
    }
  }
}
writeTables('depth-pulls', 'agreement.md', [table]);
