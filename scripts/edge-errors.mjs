// Whether the standard errors of edge positions are what they say: pulls against the truth of simulated series, as
// docs/edge-errors.md has them. Takes a minute, and is no part of `npm run docs`. Needs a build.
//   node scripts/edge-errors.mjs
import { createAxis, createFrameTime, createSeries } from '../packages/core/dist/index.js';
import { seededRandom } from '../packages/numerics/dist/index.js';
import { edgeChannelName, edgePositionMethods, frameScatter, normalize } from '../packages/xas-normalize/dist/index.js';
import { edgeShape, xasStack } from '../fixtures/dist/index.js';
import { writeTables } from './document.mjs';

const frames = 2000;
const step = 0.8;
const edge0 = 8344.3;
const noise = 0.002 * step;
const counts = 1e6;

/** Absorption without noise of an edge at some energy. */
const cleanAt = (edge) => (e) =>
  0.35 -
  1.1e-4 * (e - edge0) +
  2e-8 * (e - edge0) ** 2 +
  step * edgeShape(e, edge) * (1 - 6e-5 * Math.max(0, e - edge));

/** What is measured of a clean spectrum. `walk` holds numbers that go on from spectrum to spectrum. */
const kinds = {
  white: { signal: 'mu', measure: (clean, random) => clean.map((v) => v + noise * random.normal()) },
  'counting, transmission': {
    signal: 'ln(i0 / it)',
    measure: (clean, random) =>
      clean.map((v) => {
        const it = counts * Math.exp(-1 - v);
        return Math.log(counts / (it + Math.sqrt(it) * random.normal()));
      }),
  },
  'counting, fluorescence': {
    signal: 'if / i0',
    measure: (clean, random) =>
      clean.map((v) => {
        const detected = 0.2 * counts * (v - 0.18);
        return (detected + Math.sqrt(Math.max(0, detected)) * random.normal()) / (0.2 * counts);
      }),
  },
  'slow drift of thickness and background, white': {
    signal: 'mu',
    measure: (clean, random, walk, energy) => {
      for (let k = 0; k < 3; k++) walk[k] += [0.002, 0.005, 2e-6][k] * random.normal();
      return clean.map((v, i) => (1 + walk[0]) * v + walk[1] + walk[2] * (energy[i] - edge0) + noise * random.normal());
    },
  },
  'drift within each scan, white': {
    signal: 'mu',
    measure: (clean, random) => {
      const [a, b] = [noise * random.normal(), noise * random.normal()];
      const phase = (2 * Math.PI) / clean.length;
      return clean.map((v, i) => v + a * Math.sin(phase * i) + b * Math.cos(phase * i) + noise * random.normal());
    },
  },
};

function seriesOf(energy, rows, signal) {
  const values = new Float64Array(rows.length * energy.length);
  rows.forEach((row, frame) => values.set(row, frame * energy.length));
  return createSeries({
    signal: values,
    dims: ['time', 'energy'],
    axis: createAxis({ name: 'energy', unit: 'eV', values: energy }),
    time: createFrameTime({ start: Float64Array.from(rows, (_, frame) => 60 * frame), duration: 60 }),
    metadata: { signal },
  });
}

const tables = [];
for (const { title, options } of [
  { title: 'ranges found', options: {} },
  { title: 'ranges given', options: { pre1: -150, pre2: -40, norm1: 60, norm2: 900 } },
]) {
  const lines = [
    `| ${title}: noise | ${edgePositionMethods.join(' | ')} |`,
    `|---|${edgePositionMethods.map(() => '---|').join('')}`,
  ];
  for (const [kind, { signal, measure }] of Object.entries(kinds)) {
    const { energy } = xasStack({ frames: 1, points: 1000 });
    const random = seededRandom(11);
    const walk = [0, 0, 0];
    const shift = Float64Array.from({ length: frames }, (_, f) => 1.4 * (1 - Math.abs((2 * f) / frames - 1)));
    const rows = Array.from(shift, (moved) => measure(energy.map(cleanAt(edge0 + moved)), random, walk, energy));
    const { channels } = normalize(seriesOf(energy, rows, signal), { ...options, positions: 'all' });
    const cells = edgePositionMethods.map((method) => {
      const { values, stderr } = channels[edgeChannelName(method)];
      const off = values.map((value, f) => value - shift[f]);
      const weights = stderr.map((error) => error ** -2);
      const mean = off.reduce((sum, v, f) => sum + weights[f] * v, 0) / weights.reduce((sum, w) => sum + w, 0);
      const width = Math.sqrt(off.reduce((sum, v, f) => sum + ((v - mean) / stderr[f]) ** 2, 0) / (frames - 1));
      const median = stderr.toSorted()[frames / 2];
      return `${width.toFixed(2)} (${(1000 * median).toFixed(1)}, ${(1000 * frameScatter(values)).toFixed(1)})`;
    });
    lines.push(`| ${kind} | ${cells.join(' | ')} |`);
  }
  tables.push(lines);
}
writeTables('edge-errors', 'edge-errors.md', tables);
