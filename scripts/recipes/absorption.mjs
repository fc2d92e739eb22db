// Made-up absorption spectra under the names that the documents use, alone and beside what other techniques measure of the cell.
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fixtures from '../../fixtures/dist/index.js';

export function quickXas(folder) {
  const { cycler, standards } = fixtures.writeQuickXas(folder, { files: 4, sweeps: 40, points: 300 });
  renameSync(cycler, join(folder, 'cell.mpt'));
  renameSync(standards[1], join(folder, 'foil.xdi'));
}

export function firstSpectra(folder, ending = 'txt') {
  mkdirSync(join(folder, 'XAS'));
  const { cycler, spectra } = fixtures.writeXasExperiment(folder, { frames: 12, points: 400, seed: 1 });
  renameSync(cycler, join(folder, 'cycler_C06.mpt'));
  for (let frame = 1; frame <= 12; frame++) {
    for (const to of ['XAS', '.'])
      cpSync(join(spectra, `scan_${frame}.xdi`), join(folder, to, `scan_${frame}.${ending}`));
  }
}

export function absorption(folder) {
  const { spectra, truth } = fixtures.writeXasExperiment(folder, { frames: 12, points: 400, seed: 4 });
  renameSync(spectra, join(folder, 'scans'));
  return [
    { table: 'results/results.csv', column: 'edge_half_step_eV', values: truth.shift, within: 0.05, fromFirst: true },
    { table: 'again/results.csv', column: 'edge_half_step_eV', values: truth.shift, within: 0.05, fromFirst: true },
  ];
}

/** Two cells for a plan. @returns What is to be found. */
export function overnight(folder) {
  return ['cell01', 'cell02'].flatMap((cell, k) => {
    const own = join(folder, cell);
    const { spectra, truth } = fixtures.writeXasExperiment(own, { frames: 5, points: 300, seed: 20 + k, span: 1 + k });
    renameSync(spectra, join(own, 'xas'));
    const set = cell.replace('cell', 'cell-');
    return ['nnorm=1', 'nnorm=2'].map((choice) => ({
      table: `results/edges/${set}/${choice}/results.csv`,
      column: 'edge_half_step_eV',
      values: truth.shift,
      within: 0.1,
      fromFirst: true,
    }));
  });
}

/** Scans that are all there when the watch begins. @returns What is to be found. */
export function watched(folder) {
  const { cycler, spectra, truth } = fixtures.writeXasExperiment(folder, { frames: 8, points: 300, seed: 7 });
  renameSync(cycler, join(folder, 'cell.mpt'));
  renameSync(spectra, join(folder, 'scans'));
  return [
    { table: 'live/results.csv', column: 'edge_half_step_eV', values: truth.shift, within: 0.05, fromFirst: true },
  ];
}

/** Scans of a setup whose files nobody else writes; the edge moves by half an electronvolt from one to the next. */
export function ownFormat(folder) {
  mkdirSync(join(folder, 'ours'));
  const random = fixtures.seededRandom(6);
  for (let scan = 0; scan < 3; scan++) {
    const rows = Array.from({ length: 400 }, (_, i) => {
      const energy = 8200 + i * (1 + i / 400);
      const depth = 0.6 + 0.8 * fixtures.edgeShape(energy, 8345 + 0.5 * scan) + 0.001 * random.normal();
      return [energy.toFixed(2), 1_000_000, Math.round(1e6 * Math.exp(-depth))].join(';');
    });
    writeFileSync(join(folder, 'ours', `scan${scan}.dat`), `EDGE 1\n2024-05-06T08:0${scan}:00Z\n${rows.join('\n')}\n`);
  }
}

export function signals(folder) {
  const { spectra, cycler } = fixtures.writeXasExperiment(folder, { frames: 24, points: 300, seed: 2 });
  renameSync(spectra, join(folder, 'scans'));
  renameSync(cycler, join(folder, 'cell.mpt'));
  const { a } = fixtures.writeXrdExperiment(join(folder, 'patterns'), { frames: 24, seed: 3 });
  rmSync(join(folder, 'patterns', 'charge.txt'));
  // A cell whose second arc grows with its cracks.
  const random = fixtures.seededRandom(4);
  const cracks = ['time_s,crack_volume_um3,sigma'];
  for (let k = 0; k < 8; k++) {
    const arcs = [
      [20, 2e-6],
      [30 + 4 * k, 1e-3],
    ];
    const rows = Array.from({ length: 40 }, (_, i) => {
      const frequency = 10 ** (5 - i / 6);
      let [re, im] = [8, 0];
      for (const [resistance, capacity] of arcs) {
        const product = 2 * Math.PI * frequency * resistance * capacity;
        re += resistance / (1 + product ** 2);
        im -= (resistance * product) / (1 + product ** 2);
      }
      return [frequency, re, im].map((one, column) => one + (column && 0.02 * random.normal())).join(',');
    });
    writeFileSync(join(folder, `peis_${k + 1}.mpt`), `frequency_Hz,re_ohm,im_ohm\n${rows.join('\n')}\n`);
    cracks.push(`${1800 * k},${(100 + 40 * k + 4 * random.normal()).toFixed(2)},4`);
  }
  writeFileSync(join(folder, 'tomography.csv'), `${cracks.join('\n')}\n`);
  return [
    { table: 'out/xrd/results.csv', column: 'a_angstrom', values: a, within: 2e-3 },
    { table: 'out/eis/results.csv', column: 'R2_ohm', values: cracks.slice(1).map((_, k) => 30 + 4 * k), within: 0.5 },
  ];
}
