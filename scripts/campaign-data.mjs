// What the scripts of campaigns share: simulated cells, their plan, the command, and hashes of results.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNexus } from '../packages/beamline-io/dist/node.js';
import { createAxis, createSeries } from '../packages/core/dist/index.js';
import { peakStack, writeRietveldExperiment, xasStack } from '../fixtures/dist/index.js';

/** The command, bundled. */
export const command = fileURLToPath(new URL('../packages/cli/dist/command/operando.js', import.meta.url));

/** Peaks in degrees: center, width, Lorentzian share, height. */
const peaks = [
  [12.5, 0.08, 0.4, 2000],
  [15, 0.1, 0.6, 1200],
  [18.4, 0.09, 0.5, 900],
];

/** Writes cells of so many spectra and as many patterns each. */
export async function writeCells(folder, cells, each) {
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
}

/** Writes patterns of two phases that are refined, in a folder `phases`. */
export function writePatterns(folder, frames, points) {
  writeRietveldExperiment(join(folder, 'phases'), { frames, points, seed: 1 });
}

/** Writes a plan of all cells; gives its path. @param patterns Whether there are some to be refined. @param more Further lines. */
export function writePlan(folder, output, cells, { halfWindow = 0.3, patterns = false, more = [] } = {}) {
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
    ...(patterns ? ['  phases: {files: {rietveld: phases/*.xy}}'] : []),
    'steps:',
    '  - {name: edges, technique: xas}',
    `  - {name: peaks, technique: xrd, options: {wavelength: 0.7, peak: [12.5, 15, 18.4], halfWindow: ${halfWindow}}}`,
    ...(patterns ? ['  - {name: phases, technique: rietveld, optionsFile: phases/phases.yml}'] : []),
    ...more,
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** Processor time of a process so far in seconds, on Linux. */
function cpuSeconds(pid) {
  try {
    const words = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return (Number(words[11]) + Number(words[12])) / 100;
  } catch {
    return undefined;
  }
}

/** Starts the command; gives its exit code, its lines of JSON, and the seconds that it took by the wall and (cpu) of processors. @param kill Sends a signal after seconds, or once something is so. */
export function operando(args, kill, errors = 'inherit') {
  const began = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', errors] });
    let told = '';
    child.stdout.on('data', (text) => void (told += text));
    let cpu = 0;
    // Where others use the machine, processor time is what counts; of a process that is killed only this tells.
    const watch = setInterval(() => {
      cpu = cpuSeconds(child.pid) ?? cpu;
      if (kill?.when?.() === true) child.kill(kill.signal);
    }, 100);
    const timer = kill?.after === undefined ? undefined : setTimeout(() => child.kill(kill.signal), 1000 * kill.after);
    child.on('close', (code) => {
      clearTimeout(timer);
      clearInterval(watch);
      const lines = told.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
      resolve({ code, lines: lines.map((line) => JSON.parse(line)), cpu, seconds: (performance.now() - began) / 1000 });
    });
  });
}

/** How many of what a command told are in each state. */
export function stateCounts(lines) {
  const counts = {};
  for (const { state } of lines) if (state !== undefined) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** Hashes of all results; times stand in run.json and campaign.json alone. */
function contents(top) {
  const files = readdirSync(top, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        !/[/\\]\.(?:slurm|blocks)/.test(entry.parentPath) &&
        !/^(?:run|campaign)\.json$/.test(entry.name),
    )
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
  return files.map((path) => `${relative(top, path)} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`);
}

/** Says what holds and what does not; the exit code is 1 once something did not. */
export function expectSo(isSo, what) {
  console.log(`${isSo ? 'ok' : 'FAILED'}: ${what}`);
  if (!isSo) process.exitCode = 1;
}

/** Says whether two folders of results in a folder hold the same files of the same bytes, and what differs. @param what Said of them. */
export function expectSameBytes(folder, one, other, what = 'the same bytes') {
  const [ones, others] = [one, other].map((output) => contents(join(folder, output)));
  const differing = [
    ...ones.filter((line) => !others.includes(line)).map((line) => `${one}: ${line}`),
    ...others.filter((line) => !ones.includes(line)).map((line) => `${other}: ${line}`),
  ];
  expectSo(differing.length === 0, [what, ...differing].join('\n  '));
}
