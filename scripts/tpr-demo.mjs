// From raw quick scans to species: tin oxide reduced in hydrogen while it is heated (SSRL, Sn K edge).
// node scripts/tpr-demo.mjs [folder for figures and results.json]; the data come from OPERANDO_REFERENCE_DATA.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelsOf, parseDateTime } from '../packages/beamline-io/dist/index.js';
import { readFileScans, sortNaturally } from '../packages/beamline-io/dist/node.js';
import {
  createAxis,
  createSeries,
  flatValues,
  frameMiddles,
  joinChannels,
  statusWords,
} from '../packages/core/dist/index.js';
import { curveFigure, operandoFigure } from '../packages/plot/dist/index.js';
import { svgToPng } from '../packages/plot/dist/png.js';
import {
  alignSeries,
  averageSweeps,
  energyDrift,
  findE0,
  groupSweeps,
  linearCombinationStack,
  mcrAls,
  muFromChannels,
  normalize,
  orderSweep,
  sweepGrid,
  sweepOnGrid,
} from '../packages/xas-normalize/dist/index.js';

/** Seconds from one scan to the next. */
const cycle = 105.7;
/** Energies, eV, at which the states are told apart. */
const fitRange = { from: 29_180, to: 29_260 };

/** Raw scans on one grid of energies: absorption of the sample and of the foil behind it, and when the edge was passed. */
async function readScans(folder) {
  const files = sortNaturally(await readdir(folder));
  const grid = sweepGrid({ from: 29_010, to: 30_160, step: 2, edge: 29_200, edgeStep: 0.5, edgeRange: [-30, 60] });
  const sample = new Float64Array(files.length * grid.length);
  const foil = new Float64Array(files.length * grid.length);
  const created = new Float64Array(files.length);
  const edgeAt = new Float64Array(files.length);
  let jitter = 0;
  for (const [scan, file] of files.entries()) {
    const [table] = await readFileScans(join(folder, file));
    const channels = channelsOf(table);
    created[scan] = table.time.epoch;
    // Points are equally long: those before the edge tell how long after its begin the sweep passed it.
    edgeAt[scan] = channels.Energy.findIndex((energy) => energy > 29_200) / channels.Energy.length;
    // Ionisation chambers before (ADC_01) and behind (ADC_02) the sample, and behind the foil (ADC_03).
    const through = orderSweep(channels.Energy, muFromChannels(channels, 'log(ADC_01 / ADC_02)'));
    const beyond = orderSweep(channels.Energy, muFromChannels(channels, 'log(ADC_02 / ADC_03)'));
    sweepOnGrid(through.energy, through.values, grid, sample, scan * grid.length);
    sweepOnGrid(beyond.energy, beyond.values, grid, foil, scan * grid.length);
    jitter += through.jitter;
  }
  return { files, grid, sample, foil, created, edgeAt, jitter };
}

/** Process log of the reactor: date and time, then numbers, tab-separated, in Latin-1. Like the scans' dates without time zone: both clocks are taken as one. */
function processLog(path) {
  const lines = readFileSync(path, 'latin1')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split('\t').map((cell) => cell.trim()));
  const column = lines[0].findIndex((label) => label.startsWith('TR1 T ['));
  const rows = lines.slice(1);
  return {
    epoch: 0,
    time: Float64Array.from(rows, (row) => parseDateTime(row[0], 'month-first').epoch),
    columns: { temperature_celsius: { values: Float64Array.from(rows, (row) => Number(row[column])), unit: 'degC' } },
  };
}

/** Mean of scans that begin within `seconds` of each other: a series whose frames last as long as their passages of the edge are apart. */
function merge({ grid, created, edgeAt }, aligned, seconds) {
  // The ends, which a shift of 0.2 eV leaves without values, are cut off.
  const energy = grid.subarray(1, grid.length - 1);
  const groups = groupSweeps(created.length, { time: created, width: seconds });
  const count = Math.max(...groups) + 1;
  const signal = new Float64Array(count * energy.length);
  const start = new Float64Array(count);
  const duration = new Float64Array(count);
  const scans = new Float64Array(count);
  for (let g = 0; g < count; g++) {
    const members = [...groups.keys()].filter((scan) => groups[scan] === g);
    const rows = new Float64Array(members.length * energy.length);
    members.forEach((scan, k) =>
      rows.set(aligned.subarray(scan * grid.length + 1, (scan + 1) * grid.length - 1), k * energy.length),
    );
    signal.set(averageSweeps(energy, rows).mean, g * energy.length);
    // The sweep takes between half of the cycle and all of it: which, the files do not say.
    const passage = (scan) => created[scan] + 0.75 * cycle * edgeAt[scan];
    start[g] = passage(members[0]);
    duration[g] = passage(members.at(-1)) - start[g];
    scans[g] = members.length;
  }
  return {
    scans,
    series: createSeries({
      signal,
      axis: createAxis({ name: 'energy', unit: 'eV', values: energy }),
      time: { start, duration, epoch: 0 },
    }),
  };
}

/**
 * Temperature at which a rising share passes one half: on the line between the two frames beside it. Errors: of the
 * shares, of the shape between the frames (line against logistic curve), of when within a scan the edge was passed.
 */
function halfWay({ temperature, time, edgeAt }, share, error) {
  const after = share.findIndex((value, frame) => frame > 0 && value >= 0.5 && share[frame - 1] < 0.5);
  if (after < 0) return undefined;
  const [a, b] = [share[after - 1], share[after]];
  const gap = temperature[after] - temperature[after - 1];
  // While the temperature is held it does not tell when.
  if (gap < 1) return { held: temperature[after], seconds: time[after] - time[0] };
  const t = (0.5 - a) / (b - a);
  const logit = (value) => Math.log(value / (1 - value));
  const ofShares = (gap * Math.hypot((1 - t) * error[after - 1], t * error[after])) / (b - a);
  const ofShape = gap * Math.abs(t + logit(a) / (logit(b) - logit(a)));
  const ofClock = (0.25 * cycle * edgeAt * gap) / (time[after] - time[after - 1]);
  return {
    temperature: temperature[after - 1] + t * gap,
    stderr: Math.hypot(ofShares, ofShape, ofClock),
    ofShares,
    ofShape,
    ofClock,
    frames: [after - 1, after],
    between: [temperature[after - 1], temperature[after]],
  };
}

/** Spectra against temperature, shares of the first and last state, and of three species. */
function evaluate(merged, drift, log, edgeAt) {
  const { flat } = normalize(joinChannels(merged.series, log), { positions: ['half-step'] });
  const energy = merged.series.axis.values;
  const values = flatValues(flat.signal);
  const frames = values.length / energy.length;
  const temperature = [...flat.channels.temperature_celsius.values];
  const edge = [...flat.channels.edge_half_step.values];
  const e0 = temperature.map((_, frame) =>
    findE0(energy, values.subarray(frame * energy.length, (frame + 1) * energy.length)),
  );
  const mean = (from, to) =>
    energy.map((_, i) => {
      let sum = 0;
      for (let f = from; f < to; f++) sum += values[f * energy.length + i];
      return sum / (to - from);
    });
  const ends = Math.round(frames / 8);
  const components = [
    { energy, norm: mean(0, ends) },
    { energy, norm: mean(frames - ends, frames) },
  ];
  const fit = linearCombinationStack(energy, values, components, fitRange);
  const metal = temperature.map((_, frame) => fit.weights[2 * frame + 1]);
  // What moves a spectrum by 1 eV looks like 1 eV / (shift of the edge) of reduction.
  const shift = edge[0] - edge.at(-1);
  const ofEnergy = drift.stderr.reduce((sum, value) => sum + value, 0) / drift.stderr.length / Math.abs(shift);
  const moved = temperature.map((_, frame) => ofEnergy / Math.sqrt(merged.scans[frame]));
  const metalError = metal.map((_, frame) => Math.hypot(fit.stderr[2 * frame + 1], moved[frame]));
  // Oxide and metal are known, what passes in between is sought.
  const three = mcrAls(energy, values, {
    components: 3,
    fixed: [components[0], undefined, components[1]],
    ...fitRange,
  });
  const species = [0, 1, 2].map((k) => ({
    share: temperature.map((_, frame) => three.concentrations[frame * 3 + k]),
    stderr: temperature.map((_, frame) => Math.hypot(three.concentrationsStderr[frame * 3 + k], moved[frame])),
    spectrum: three.spectra.subarray(k * three.energy.length, (k + 1) * three.energy.length),
  }));
  return {
    flat,
    energy,
    values,
    temperature,
    time: frameMiddles(flat.time),
    edgeAt,
    edge,
    e0,
    fit,
    metal,
    metalError,
    three,
    species,
  };
}

const root = process.env.OPERANDO_REFERENCE_DATA;
if (!root) {
  console.error('OPERANDO_REFERENCE_DATA is not set: it has to name the folder of reference data.');
  process.exit(2);
}
const folder = join(root, 'operando', 'ssrl-sno2-tpr-qexafs');
const output = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'tpr-demo-'));
mkdirSync(output, { recursive: true });

const raw = await readScans(join(folder, 'Raw Data'));
// By the normalized spectrum: on noisy quick scans its derivative tells a shift four times worse.
const drift = energyDrift(raw.grid, raw.foil, { compare: 'norm' });
const scans = createSeries({
  signal: raw.sample,
  axis: createAxis({ name: 'energy', unit: 'eV', values: raw.grid }),
  time: { start: raw.created, duration: cycle, epoch: 0 },
});
const aligned = flatValues(alignSeries(scans, drift).signal);
const log = processLog(join(folder, 'SnO2_TPR_LV.txt'));
const edgeAt = raw.edgeAt.reduce((sum, value) => sum + value, 0) / raw.edgeAt.length;
const single = evaluate(merge(raw, aligned, 60), drift, log, edgeAt);
const pairs = evaluate(merge(raw, aligned, 210), drift, log, edgeAt);
const { species } = single;
const half = halfWay(single, single.metal, single.metalError);
const halfOfPairs = halfWay(pairs, pairs.metal, pairs.metalError);
const halfMetal = halfWay(single, species[2].share, species[2].stderr);
// Were it tin(II) that passes through, it would be half reduced.
const halfReduced = halfWay(
  single,
  species[2].share.map((value, frame) => value + 0.5 * species[1].share[frame]),
  species[2].stderr.map((value, frame) => Math.hypot(value, 0.5 * species[1].stderr[frame])),
);
const halfOxide = halfWay(
  single,
  species[0].share.map((value) => 1 - value),
  species[0].stderr,
);

const results = {
  scans: raw.files.length,
  jitter: raw.jitter,
  gridPoints: raw.grid.length,
  everyValueFinite: aligned.length === raw.sample.length && single.values.every(Number.isFinite),
  foilE0: findE0(raw.grid, raw.foil.subarray(0, raw.grid.length)),
  drift: { shift: [...drift.shift], stderr: [...drift.stderr], status: statusWords(drift.status) },
  single: {
    temperature: single.temperature,
    edge: single.edge,
    e0: single.e0,
    metal: single.metal,
    metalError: single.metalError,
    rfactor: [...single.fit.rfactor],
  },
  pairs: {
    temperature: pairs.temperature,
    edge: pairs.edge,
    e0: pairs.e0,
    metal: pairs.metal,
    metalError: pairs.metalError,
  },
  species: {
    status: single.three.status,
    lackOfFit: single.three.lackOfFit,
    shares: species.map(({ share }) => share),
    stderr: species.map(({ stderr }) => stderr),
  },
  half,
  halfOfPairs,
  halfOxide,
  halfMetal,
  halfReduced,
};
writeFileSync(join(output, 'results.json'), JSON.stringify(results));

const minutes = single.flat.time.start.map((at) => (at - single.flat.time.start[0]) / 60);
const middles = single.time.map((at) => (at - single.flat.time.start[0]) / 60);
const map = operandoFigure({
  map: {
    x: single.energy,
    xLabel: 'Energy',
    xUnit: 'eV',
    values: single.values,
    label: 'Normalized absorption',
    xRange: [29_170, 29_250],
  },
  time: minutes,
  duration: minutes.map(() => cycle / 60),
  timeUnit: 'min',
  overlay: [{ label: 'edge (half step)', x: single.edge }],
  panels: [
    { label: 'Temperature', unit: '°C', lines: [{ time: middles, values: single.temperature }] },
    {
      label: 'Share of tin',
      lines: [{ time: middles, values: single.metal, stderr: single.metalError }],
      range: [-0.05, 1.05],
    },
  ],
  title: 'SnO2 in hydrogen, Sn K edge',
});
const band = (values, errors, sign) => values.map((value, f) => value + sign * errors[f]);
const names = ['oxide', 'in between', 'metal'];
const shares = curveFigure({
  columns: [
    [
      {
        xLabel: 'Temperature',
        xUnit: '°C',
        yLabel: 'Share (first and last spectrum)',
        curves: [
          {
            label: 'tin',
            kind: 'points',
            x: single.temperature,
            y: single.metal,
            low: band(single.metal, single.metalError, -1),
            high: band(single.metal, single.metalError, 1),
          },
          { x: single.temperature, y: single.metal, colour: 0 },
        ],
      },
      {
        xLabel: 'Temperature',
        xUnit: '°C',
        yLabel: 'Share (three species)',
        curves: species.flatMap(({ share, stderr }, k) => [
          {
            label: names[k],
            kind: 'points',
            x: single.temperature,
            y: share,
            low: band(share, stderr, -1),
            high: band(share, stderr, 1),
            colour: k,
          },
          { x: single.temperature, y: share, colour: k },
        ]),
      },
    ],
    [
      {
        xLabel: 'Energy',
        xUnit: 'eV',
        yLabel: 'Normalized absorption',
        curves: species.map(({ spectrum }, k) => ({ label: names[k], x: single.three.energy, y: spectrum, colour: k })),
      },
    ],
  ],
  title: 'SnO2 in hydrogen: species',
  height: 110,
});
for (const [name, svg] of [
  ['map', map],
  ['shares', shares],
]) {
  writeFileSync(join(output, `${name}.svg`), svg);
  writeFileSync(join(output, `${name}.png`), await svgToPng(svg, { dpi: 150 }));
}

const say = (found) =>
  found === undefined
    ? 'not passed'
    : found.held !== undefined
      ? `while ${found.held.toFixed(0)} °C are held`
      : `${found.temperature.toFixed(1)} ± ${found.stderr.toFixed(1)} °C (between spectra at ${found.between.map((at) => at.toFixed(0)).join(' and ')} °C)`;
console.log(
  `${results.scans} scans, ${results.jitter} steps back in energy put in order, ${results.gridPoints} energies`,
);
console.log(
  `foil: e0 ${results.foilE0.toFixed(1)} eV in the first scan; moved by ${Math.min(...drift.shift).toFixed(2)} to ${Math.max(...drift.shift).toFixed(2)} eV, each known to ${Math.max(...drift.stderr).toFixed(2)} eV`,
);
console.log(
  `edge: ${single.edge[0].toFixed(2)} eV at first, ${single.edge.at(-1).toFixed(2)} eV at last; e0 ${single.e0[0].toFixed(1)} and ${single.e0.at(-1).toFixed(1)} eV`,
);
console.log(`half of the last state: ${say(half)}; from pairs of scans ${say(halfOfPairs)}`);
console.log(
  `three species (${single.three.status}, lack of fit ${single.three.lackOfFit.toFixed(2)} %): half of the oxide gone ${say(halfOxide)}, half metal ${say(halfMetal)}, half reduced if the one between is tin(II) ${say(halfReduced)}; in between up to ${Math.max(...species[1].share).toFixed(2)}`,
);
console.log(`figures and results.json in ${output}`);
