// Errors of energy-loss maps against truth, on simulated cells, as docs/energy-loss.md has them. Needs a build; takes a minute.
//   node scripts/energy-loss-pulls.mjs [--check]
import { createAxis, createSeries } from '../packages/core/dist/index.js';
import { energyLossMaps, seededRandom } from '../fixtures/dist/index.js';
import { mapEdges, thicknessOf, whiteLineRatio, zeroLossPeak } from '../packages/energy-loss-map/dist/index.js';
import { writeTables } from './document.mjs';

/** Frames of each kind. */
const frames = 200;

function judge(pulls) {
  const width = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
  const mean = pulls.reduce((sum, pull) => sum + pull, 0) / pulls.length;
  const covered = pulls.filter((pull) => Math.abs(pull) < 1.96).length / pulls.length;
  return [pulls.length, width.toFixed(2), mean.toFixed(2), `${(100 * covered).toFixed(1)} %`];
}

/** Pulls of the lithium of pixels and of layers, and of the shifts, over series of two frames with a calibration each. */
function maps(name, how, options = {}) {
  const [pixels, layers, shifts] = [[], [], []];
  for (let k = 0; k < frames / 2; k++) {
    const cell = energyLossMaps({ frames: 2, rows: 6, columns: 12, seed: 100 + k, ...how });
    const counted = (label, size) =>
      createAxis({ name: label, unit: '1', values: Array.from({ length: size }, (_, i) => i) });
    const series = createSeries({
      signal: cell.counts,
      dims: ['time', 'row', 'column', 'energy'],
      axis: createAxis({ name: 'energy', unit: 'eV', values: cell.energies }),
      coordinates: { row: counted('row', 6), column: counted('column', 12) },
      time: { start: Array.from({ length: 2 }, (_, f) => 12 * f), duration: 12 },
    });
    const { contents, frames: found } = mapEdges(series, {
      background: { window: [38, 53] },
      layers: cell.layers,
      edges: [
        { ...cell.lithium, window: [54.5, 59.5], known: { layer: 'electrolyte', value: cell.known } },
        { ...cell.cobalt, window: [60, 64], layers: ['cathode'] },
      ],
      ...options,
    });
    const [lithium] = contents;
    cell.content.forEach((truth, i) => pixels.push((lithium.pixels.values[i] - truth) / lithium.pixels.stderr[i]));
    for (const { layer, values, stderr } of lithium.layers) {
      // What the calibration is made of has its own value in the first frame.
      if (layer === 'electrolyte') continue;
      const { from, to } = cell.layers.find((each) => each.name === layer);
      values.forEach((value, f) => {
        const own = cell.content.subarray(f * 72, (f + 1) * 72).filter((_, p) => p % 12 >= from && p % 12 <= to);
        layers.push((value - own.reduce((sum, each) => sum + each, 0) / own.length) / stderr[f]);
      });
    }
    found.forEach(({ shift, shiftStderr }, f) => {
      // One pixel of each frame: neighbours share their error.
      shifts.push((shift[30] - cell.shift[f * 72 + 30]) / shiftStderr[30]);
    });
  }
  return [
    [`${name}, pixels`, ...judge(pixels)],
    [`${name}, layers`, ...judge(layers)],
    ...(options.method === 'two-window' || how.jitter ? [] : [[`${name}, energy shifts`, ...judge(shifts)]]),
  ];
}

/** Simulated low losses and white lines. */
function spectra() {
  const random = seededRandom(1);
  const low = Float64Array.from({ length: 1000 }, (_, i) => -10 + 0.125 * i);
  const lines = Float64Array.from({ length: 161 }, (_, i) => 750 + 0.5 * i);
  const [zero, thick, ratio] = [[], [], []];
  for (let k = 0; k < frames; k++) {
    const at = random.uniform() - 0.5;
    // Beyond the end of the zero loss there is a plasmon that is measured whole.
    const mean = low.map((energy) => {
      const plasmon = energy - at > 8 ? Math.exp(-0.5 * ((energy - at - 22) / 3) ** 2) : 0;
      return 4000 * (Math.exp(-0.5 * ((energy - at) / 0.4) ** 2) + 0.06 * plasmon);
    });
    const counts = mean.map((each) => random.poisson(each));
    const peak = zeroLossPeak(low, counts);
    zero.push((peak.energy - at) / peak.stderr);
    const found = thicknessOf(low, counts, peak.energy + 5);
    thick.push((found.value - Math.log(1 + (0.06 * 3) / 0.4)) / found.stderr);
    const step = (energy, place) => 0.5 + Math.atan((energy - place) / 0.8) / Math.PI;
    const line = (energy, place) => 1 / (1 + ((energy - place) / 1.3) ** 2);
    const truth = 2 + random.uniform();
    const white = lines.map((energy) =>
      random.poisson(
        5000 * (energy / 770) ** -3 +
          500 * ((2 / 3) * step(energy, 779.5) + step(energy, 794.5) / 3) +
          400 * (truth * line(energy, 779.5) + line(energy, 794.5)),
      ),
    );
    const fit = whiteLineRatio(lines, white, { l3: 779, l2: 794 });
    ratio.push((fit.ratio.value - truth) / fit.ratio.stderr);
  }
  return [
    ['zero loss, place', ...judge(zero)],
    ['thickness', ...judge(thick)],
    ['white lines, L3 / L2', ...judge(ratio)],
  ];
}

const rows = [
  ...maps('templates', {}),
  ...maps('templates, 200 counts a channel', { counts: 200 }),
  ...maps('templates, other exponent and drift', { exponent: 3.4, drift: 0.8 }),
  ...maps('templates, pixels shifted by 0.2 eV each', { jitter: 0.2, counts: 8000 }),
  ...maps('two windows (with Co, and drift)', {}, { method: 'two-window' }),
  ...spectra(),
];
const table = [
  '| what | values | width of (value - truth) / stderr | its mean | in 95 % intervals |',
  '|---|---|---|---|---|',
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];
writeTables('energy-loss-pulls', 'energy-loss.md', [table]);
