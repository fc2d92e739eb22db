// The main job, on real data when they are there and on a seeded synthetic
// experiment with known truth otherwise. Says which.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../packages/cli/dist/index.js';

const output = fileURLToPath(new URL('../demo-output', import.meta.url));
mkdirSync(output, { recursive: true });
const root = process.env.OPERANDO_REFERENCE_DATA;
const measured = root && join(root, 'operando', 'rock-lno-operando-xas');

let spectra;
let logs;
let truth;
let temporary;
if (measured && existsSync(measured)) {
  console.log('demo on measured data: LiNiO2 cell, Ni K edge, SOLEIL ROCK, 229 quick-XAS spectra over 48 h\n');
  spectra = join(measured, 'XAS_normalized');
  logs = readdirSync(join(measured, 'EC')).map((name) => join(measured, 'EC', name));
} else {
  console.log('demo on synthetic data (OPERANDO_REFERENCE_DATA is not set): 120 spectra, seed 1, truth known\n');
  const { writeXasExperiment } = await import('../fixtures/dist/index.js');
  temporary = mkdtempSync(join(tmpdir(), 'operando-demo-'));
  const experiment = writeXasExperiment(temporary, { frames: 120, points: 600, seed: 1 });
  ({ spectra, truth } = experiment);
  logs = [experiment.cycler];
}

const { exitCode, results } = await run([
  'xas',
  spectra,
  ...logs.flatMap((log) => ['--ec', log]),
  '-o',
  output,
  '--force',
]);
if (temporary) rmSync(temporary, { recursive: true, force: true });
if (exitCode === 0 && truth) {
  const found = Array.from(results[0].tables[0].columns.find(({ name }) => name === 'edge_half_step').values);
  const shift = found.map((energy, frame) => energy - found[0] - (truth.shift[frame] - truth.shift[0]));
  const worst = Math.max(...shift.map(Math.abs));
  console.log(
    `against the truth: the edge shift of ${truth.shift.reduce((a, b) => Math.max(a, b)).toFixed(2)} eV is found to ${(1000 * worst).toFixed(0)} meV in the worst of ${found.length} spectra`,
  );
}
process.exitCode = exitCode;
