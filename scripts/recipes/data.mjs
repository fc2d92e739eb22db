// Made-up measurements under the names that the commands of the documents use.
import { appendFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fixtures from '../../fixtures/dist/index.js';
import { absorption, firstSpectra, overnight, ownFormat, quickXas, signals, watched } from './absorption.mjs';
import { diffraction } from './diffraction.mjs';
import { moved, vamasOf, writeLog } from './files.mjs';
import { contrasts, neutronDepth } from './neutrons.mjs';
import { weightFractions } from './powders.mjs';

/** The table that every command writes. */
const table = 'results/results.csv';

/** A level with lines of `[name, centre, area, sigma, gamma]` on a grid from `from` to `to`. */
const levelOf = (from, to, lines) => ({
  energy: Float64Array.from({ length: Math.round((to - from) / 0.1) + 1 }, (_, i) => from + 0.1 * i),
  lines: lines.map(([name, center, area, sigma, gamma]) => ({
    name,
    center: () => center,
    area: () => area,
    sigma,
    gamma,
  })),
  shirley: 0.02,
  offset: 300,
  slope: 1,
  dwell: 6,
});

function photoelectrons(folder) {
  const frames = 4;
  mkdirSync(join(folder, 'scans'));
  const levels = [
    { species: 'O', transition: '1s', level: fixtures.oxygenLevel(frames) },
    {
      species: 'Mn',
      transition: '3s',
      level: levelOf(79, 94, [
        ['low', 83.9, 1500, 0.75, 0.45],
        ['high', 88.4, 900, 0.95, 0.5],
      ]),
    },
    {
      species: 'Au',
      transition: '4f',
      level: levelOf(80, 92, [
        ['7/2', 83.96, 4000, 0.4, 0.3],
        ['5/2', 87.63, 3000, 0.4, 0.3],
      ]),
    },
  ];
  for (const [index, { species, transition, level }] of levels.entries()) {
    const { values } = fixtures.measuredPhotoelectrons(level, frames, fixtures.seededRandom(21 + index));
    writeFileSync(
      join(folder, 'scans', `${species}${transition}.vms`),
      vamasOf({ level, values, frames, species, transition }),
    );
  }
  writeLog(join(folder, 'cycling.mpt'), 300 * frames, '06/14/2021 10:00:00.000');
  // As oxygenLevel puts it.
  return [
    { table, column: 'carbonate_energy_eV', values: new Array(frames).fill(532.65), within: 0.05 },
    { table, column: 'scale_shift_eV', values: new Array(frames).fill(0), within: 0.02 },
  ];
}

/** Images of what the model of the document's `images.yml` scatters into a band about the Yoneda maximum, and a mask of the rod. */
function smallAngleImages(folder) {
  const [rows, columns, frames, maximum] = [1000, 1000, 3, 694];
  const write = (name, valueAt) => {
    const values = new Uint16Array(rows * columns);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) values[row * columns + column] = valueAt(row, column);
    writeFileSync(join(folder, name), fixtures.madeTiff([{ width: columns, kind: 'uint16', values }]));
  };
  const random = fixtures.seededRandom(9);
  const { q, counts, distance } = fixtures.smallAngleCuts({ frames, points: 400, seed: 8 });
  const step = (2 * Math.PI * 0.172) / (1.03 * 3500);
  mkdirSync(join(folder, 'images'));
  counts.forEach((curve, frame) =>
    write(`images/image_${frame}.tif`, (row, column) => {
      if (Math.abs(row - maximum) > 20) return 0;
      const place = Math.round(((Math.abs(column - 500) * step - q[0]) / (q.at(-1) - q[0])) * (q.length - 1));
      const expected = 0.1 * curve[Math.min(q.length - 1, Math.max(0, place))];
      return random.poisson(expected * Math.exp(-0.5 * ((row - maximum) / 6) ** 2));
    }),
  );
  write('mask.tif', (_, column) => (Math.abs(column - 500) < 15 ? 1 : 0));
  return distance;
}

function smallAngle(folder) {
  const { timeStep, truth } = fixtures.writeSmallAngleExperiment(folder, { frames: 4, seed: 5 });
  const distance = smallAngleImages(folder);
  writeLog(join(folder, 'cycling.mpt'), 4 * timeStep);
  return [
    { table, column: 'radius_median_angstrom', values: truth.radius, within: 2 },
    { table, column: 'distance_angstrom', values: truth.distance, within: 5 },
    { table: 'from-images/results.csv', column: 'distance_angstrom', values: distance, within: 5 },
  ];
}

function energyLoss(folder) {
  mkdirSync(join(folder, 'maps'));
  const { energies, cobalt, frameTime, rows, columns } = moved(folder, { 'maps.u16': 'maps/maps.u16' }, (to) =>
    fixtures.writeEnergyLossExperiment(to, { frames: 4, seed: 3, columns: 14 }),
  ).experiment;
  // What bare numbers do not say.
  appendFileSync(
    join(folder, 'edges.yml'),
    `raw: {shape: [4, ${rows}, ${columns}, ${energies.length}], type: uint16}\nenergy: {offset: ${energies[0]}, step: ${energies[1] - energies[0]}}\n`,
  );
  const { onset, width, exponent, lines } = cobalt;
  const shape = (energy) =>
    lines.reduce(
      (sum, line) => sum + line.height * Math.exp(-0.5 * ((energy - line.energy) / line.width) ** 2),
      0.5 * (1 + Math.tanh((1.128 * (energy - onset)) / width)) * (energy / onset) ** -exponent,
    );
  const points = Array.from({ length: 1000 }, (_, i) => 40 + 0.05 * i);
  writeFileSync(
    join(folder, 'co_m.csv'),
    `energy_eV,intensity\n${points.map((energy) => `${energy.toFixed(2)},${shape(energy).toFixed(6)}`).join('\n')}\n`,
  );
  writeLog(join(folder, 'cell.mpt'), 4 * frameTime);
  const course = (from, to) => [0, 1, 2, 3].map((frame) => from + ((to - from) * frame) / 3);
  return [
    { table, column: 'li_cathode', values: course(1, 0.6), within: 0.08 },
    { table, column: 'li_anode', values: course(0.15, 0.65), within: 0.08 },
  ];
}

function radiographs(folder) {
  const names = {
    'sample.tif': 'sample.tif',
    'open.tif': 'open_beam.tif',
    'dark.tif': 'dark.tif',
    'black-body.tif': 'grid_sample.tif',
    'black-body-open.tif': 'grid_open.tif',
    'cell.yml': 'cell.yml',
    'cycler.csv': 'cycling.csv',
  };
  moved(folder, names, (to) => fixtures.writeRadiographs(to, { frames: 6 }));
  cpSync(join(folder, 'sample.tif'), join(folder, 'runaway.tif'));
}

function tomography(folder) {
  const { cell, timeStep } = moved(folder, {}, (to) => fixtures.writeTomographyExperiment(to, { frames: 3, seed: 4 }));
  const [slices, rows, columns] = cell.shape;
  const area = rows * columns;
  for (const [t, grey] of cell.grey.entries()) {
    const pages = Array.from({ length: slices }, (_, z) => ({
      width: columns,
      kind: 'uint8',
      values: Array.from(grey.subarray(z * area, (z + 1) * area)),
    }));
    writeFileSync(join(folder, `scan-${t}.tif`), fixtures.madeTiff(pages));
  }
  writeLog(join(folder, 'cell.mpt'), 3 * timeStep);
}

function depthDiffraction(folder) {
  const { experiment } = fixtures.writeEdxrdExperiment(folder, { frames: 16, positions: 4, seed: 2 });
  const { lithium, positions } = experiment;
  return Array.from(positions, (position, p) => ({
    table,
    column: `x_${position}um`,
    values: Array.from({ length: 16 }, (_, frame) => lithium[frame * positions.length + p]),
    within: 0.03,
  })).filter(({ values }) => values.every(Number.isFinite));
}

/**
 * Writes what the commands of a document read, by the document. Some return what is to be found (as `recipeTruth` takes it).
 */
export const recipeData = {
  'README.md': firstSpectra,
  'packages/workflow/README.md': (folder) => {
    firstSpectra(folder, 'xdi');
    writeFileSync(join(folder, 'options.yml'), 'norm2: 300\n');
  },
  'docs/first-steps.md': firstSpectra,
  'docs/absorption.md': absorption,
  'docs/browser.md': (folder) => firstSpectra(folder, 'xdi'),
  'docs/own-format.md': ownFormat,
  'docs/overnight.md': overnight,
  'docs/watching.md': watched,
  'docs/weight-fractions.md': weightFractions,
  'docs/diffraction.md': diffraction,
  'docs/depth-diffraction.md': depthDiffraction,
  'docs/neutron-depth.md': neutronDepth,
  'docs/reflectometry.md': contrasts,
  'docs/quick-xas.md': quickXas,
  'docs/photoelectrons.md': photoelectrons,
  'docs/small-angle.md': smallAngle,
  'docs/energy-loss.md': energyLoss,
  'docs/radiographs.md': radiographs,
  'docs/tomography.md': tomography,
  'docs/signals-together.md': signals,
};
