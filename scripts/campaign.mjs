// A campaign of cells, run through a plan: killed at random moments and gone on with, then with an option changed. Says what each
// costs beside a run that was left alone, and that the results are the same to the last byte.
//   node scripts/campaign.mjs [--cells 12] [--frames 40000] [--kills 5] [--seed 1] [--keep]
// Needs a build. Ends with 1 where a byte differs, or more or less was done than had to be.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeNexus } from '../packages/beamline-io/dist/node.js';
import { createAxis, createSeries } from '../packages/core/dist/index.js';
import { seededRandom } from '../packages/numerics/dist/index.js';
import { peakStack, xasStack } from '../fixtures/dist/index.js';

const command = fileURLToPath(new URL('../packages/cli/dist/command/operando.js', import.meta.url));
const { values: given } = parseArgs({
  options: {
    cells: { type: 'string', default: '12' },
    frames: { type: 'string', default: '40000' },
    kills: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
});
const cells = Number(given.cells);
const each = Math.ceil(Number(given.frames) / (2 * cells));
const random = seededRandom(Number(given.seed));
const folder = mkdtempSync(join(tmpdir(), 'operando-campaign-'));

/** Peaks in degrees: center, width, Lorentzian share, height. */
const peaks = [
  [12.5, 0.08, 0.4, 2000],
  [15, 0.1, 0.6, 1200],
  [18.4, 0.09, 0.5, 900],
];
for (let cell = 0; cell < cells; cell++) {
  const at = join(folder, `cell-${cell}`);
  mkdirSync(at);
  const { energy, mu, start } = xasStack({ frames: each, points: 300, seed: cell + 1 });
  const spectra = createSeries({
    signal: mu,
    axis: createAxis({ name: 'energy', unit: 'eV', values: energy }),
    time: { start, duration: 130 },
  });
  await writeNexus(join(at, 'xas.h5'), spectra, { signal: { name: 'mu' } });
  const { x, stack } = peakStack(each, 1000, peaks, cell + 1);
  const patterns = createSeries({
    signal: stack,
    axis: createAxis({ name: 'two_theta', unit: 'degree', values: x }),
    time: { start: Float64Array.from({ length: each }, (_, k) => 60 * k), duration: 50 },
  });
  await writeNexus(join(at, 'xrd.h5'), patterns, { signal: { name: 'counts' } });
}

function plan(output, halfWindow) {
  const sets = Array.from(
    { length: cells },
    (_, cell) => `  cell-${cell}: {files: {xas: cell-${cell}/xas.h5, xrd: cell-${cell}/xrd.h5}}`,
  );
  const path = join(folder, `${output}.yml`);
  const lines = [
    'version: 1',
    `output: ${output}`,
    'sets:',
    ...sets,
    'steps:',
    '  - {name: edges, technique: xas}',
    `  - {name: peaks, technique: xrd, options: {wavelength: 0.7, peak: [12.5, 15, 18.4], halfWindow: ${halfWindow}}}`,
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** Runs a plan; kills it after so many seconds, if told. */
function run(path, seconds) {
  const began = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command, 'run', path, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = '';
    child.stdout.on('data', (text) => void (told += text));
    const timer = seconds === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), 1000 * seconds);
    child.on('close', (code) => {
      clearTimeout(timer);
      const states = {};
      if (code === 2) console.log(told);
      for (const line of told.split('\n')) {
        const state = /"event":"ended".*"state":"([a-z-]+)"/.exec(line)?.[1];
        if (state !== undefined) states[state] = (states[state] ?? 0) + 1;
      }
      resolve({ code, states, seconds: (performance.now() - began) / 1000 });
    });
  });
}

/** Hashes of all results; times stand in run.json and campaign.json alone. */
function contents(output) {
  const top = join(folder, output);
  const files = readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(?:run|campaign)\.json$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
  return files.map((path) => `${relative(top, path)} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`);
}

const shown = ({ code, states, seconds }) => `${seconds.toFixed(1)} s, exit ${code}, ${JSON.stringify(states)}`;
let failed = 0;
const expectSo = (isSo, what) => {
  console.log(`${isSo ? 'ok' : 'FAILED'}: ${what}`);
  if (!isSo) failed++;
};
console.log(`${cells} cells, ${2 * cells * each} frames in ${2 * cells} runs`);
const whole = await run(plan('whole', 0.3));
console.log(`left alone: ${shown(whole)}`);
const again = await run(plan('whole', 0.3));
console.log(`once more: ${shown(again)}`);
expectSo(again.states['reused'] === 2 * cells, 'all is used again');
const killed = plan('killed', 0.3);
let spent = 0;
for (let kill = 0; kill < Number(given.kills); kill++) {
  const part = await run(killed, random.uniform() * 0.5 * whole.seconds);
  spent += part.seconds;
  console.log(`killed: ${shown(part)}`);
}
const last = await run(killed);
console.log(
  `gone on with: ${shown(last)}; all together ${((spent + last.seconds) / whole.seconds).toFixed(2)} of a run left alone`,
);
expectSo(JSON.stringify(contents('whole')) === JSON.stringify(contents('killed')), 'the same bytes');
const changed = await run(plan('killed', 0.4));
console.log(`another window for peaks: ${shown(changed)}`);
expectSo(changed.states['done'] === cells && changed.states['reused'] === cells, 'only its step is done again');
if (given.keep) console.log(folder);
else rmSync(folder, { recursive: true });
process.exitCode = failed === 0 ? 0 : 1;
