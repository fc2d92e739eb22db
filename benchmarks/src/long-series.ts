import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNexusBlocks } from '@operando/beamline-io/node';
import { createAxis, createSeries } from '@operando/core';
import { writeQuickXas } from '@operando/fixtures';

/**
 * Peak memory and time of `operando` on long series of absorption spectra, as text and as HDF5, and on continuous sweeps with a foil:
 * `npm run memory -- [spectra, 10000 20000 40000] [sweeps=20000]`; `npm run memory -- sweeps=110000
 * points=1000` for sweeps alone. Each run of the command is a process of its own.
 */
const points = 800;
const energies = Float64Array.from({ length: points }, (_, i) => 8200 + i);
/** Spectra that differ; more would only take longer to write. */
const different = 64;

/** Absorption of a spectrum: an edge that moves by 3 eV from the first to the last, and noise. */
function absorption(which: number): Float64Array {
  const edge = 8345 + (3 * which) / different;
  return energies.map((energy, i) => {
    const noise = 1e-3 * Math.sin(12.9898 * (i + points * which));
    return 0.3 + 1 / (1 + Math.exp((edge - energy) / 2)) + noise;
  });
}

/** Which of the spectra that differ a frame has: neighbours never have the same. */
const whichOf = (frame: number, frames: number): number =>
  2 * Math.floor((frame * (different / 2)) / frames) + (frame % 2);

const secondsApart = 10;
const begin = 1.7e9;

/** An XDI file for each spectrum, 25 kB. */
function writeText(folder: string, frames: number): string {
  const path = join(folder, `text-${frames}`);
  mkdirSync(path);
  const bodies = Array.from({ length: different }, (_, which) => {
    const rows = Array.from(absorption(which), (mu, i) => {
      const i0 = 1e5 + (i % 7);
      return `${energies[i]!.toFixed(3)} ${i0.toFixed(1)} ${(i0 * Math.exp(-mu)).toFixed(4)}`;
    });
    return `${rows.join('\n')}\n`;
  });
  for (let frame = 0; frame < frames; frame++) {
    const start = new Date(1000 * (begin + secondsApart * frame)).toISOString();
    const header = `# XDI/1.0\n# Element.symbol: Ni\n# Element.edge: K\n# Scan.start_time: ${start}\n# Column.1: energy eV\n# Column.2: i0\n# Column.3: itrans\n#---\n# energy i0 itrans\n`;
    writeFileSync(join(path, `scan_${frame + 1}.xdi`), `${header}${bodies[whichOf(frame, frames)]!}`);
  }
  return path;
}

/** The same spectra as one stack. */
async function writeStack(folder: string, frames: number): Promise<string> {
  const path = join(folder, `stack-${frames}.h5`);
  const rows = Array.from({ length: different }, (_, which) => absorption(which));
  const axis = createAxis({ name: 'energy', unit: 'eV', values: energies });
  async function* blocks() {
    for (let from = 0; from < frames; from += 200) {
      const count = Math.min(200, frames - from);
      const signal = new Float64Array(count * points);
      for (let k = 0; k < count; k++) signal.set(rows[whichOf(from + k, frames)]!, k * points);
      const start = Float64Array.from({ length: count }, (_, k) => secondsApart * (from + k));
      yield { series: createSeries({ signal, axis, time: { start, duration: secondsApart, epoch: begin } }) };
    }
  }
  await writeNexusBlocks(path, blocks(), { frames, compression: 0 });
  return path;
}

const command = fileURLToPath(new URL('../../packages/cli/dist/command/operando.js', import.meta.url));

/** Writes the highest resident memory, kB, of this process alone where the system says it, and seconds of processor time into a file. */
const hook = `data:text/javascript,${encodeURIComponent(`import { readFileSync, writeFileSync } from 'node:fs';
process.on('exit', () => {
  let { maxRSS: peak, userCPUTime, systemCPUTime } = process.resourceUsage();
  try { peak = Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]); } catch {}
  writeFileSync(process.env.OPERANDO_TOOK, JSON.stringify([peak / 1024, (userCPUTime + systemCPUTime) / 1e6]));
});`)}`;

/** Runs the command. @returns A line of what it took. */
function measured(name: string, folder: string, args: readonly string[]): string {
  const took = join(folder, 'took.json');
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', hook, command, ...args], {
    encoding: 'utf8',
    env: { ...process.env, OPERANDO_TOOK: took },
  });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(stderr);
  const [peak, processor] = JSON.parse(readFileSync(took, 'utf8')) as [number, number];
  const times = `${seconds.toFixed(1).padStart(7)} s ${processor.toFixed(1).padStart(7)} s of processor time`;
  return `${name.padEnd(36)} ${times} ${peak.toFixed(0).padStart(6)} MB`;
}

/** `operando xas` and `operando convert` on so many spectra. */
async function spectra(folder: string, frames: number): Promise<void> {
  for (const [kind, path] of [
    ['text', writeText(folder, frames)],
    ['HDF5', await writeStack(folder, frames)],
  ] as const) {
    const [results, out] = [join(folder, 'results'), join(folder, 'out.h5')];
    console.log(measured(`xas, ${frames} spectra, ${kind}`, folder, ['xas', path, '--element', 'Ni', '-o', results]));
    console.log(measured(`convert, ${frames} spectra, ${kind}`, folder, ['convert', path, '-o', out]));
    for (const written of [results, out, path]) rmSync(written, { recursive: true });
  }
}

/** Continuous sweeps with a foil, from files to shares of species in one command. */
function sweeps(folder: string, count: number): void {
  const { scans, cycler, standards } = writeQuickXas(folder, {
    files: Math.ceil(count / 100),
    sweeps: 100,
    points: sweepPoints,
  });
  const file = join(folder, 'standards.yml');
  const named = standards.map((path, k) => `  - {name: species ${k + 1}, file: ${JSON.stringify(path)}}\n`);
  writeFileSync(file, `standards:\n${named.join('')}`);
  const recipe = `--sweeps both --bin 0.5 --reference auto --merge 10 --lcf ${file}`.split(' ');
  const args = ['xas', scans, '--ec', cycler, ...recipe, '-o', join(folder, 'results')];
  console.log(measured(`xas, ${count} sweeps with a foil`, folder, args));
}

const given = process.argv.slice(2);
const sweepPoints = Number(given.find((arg) => arg.startsWith('points='))?.slice(7) ?? 400);
const counts = given.filter((arg) => /^\d+$/.test(arg)).map(Number);
const swept = Number(given.find((arg) => arg.startsWith('sweeps='))?.slice(7) ?? 20_000);
const folder = mkdtempSync(join(tmpdir(), 'operando-memory-'));
try {
  // Sweeps alone where only these are given.
  const usual = given.length > 0 ? [] : [10_000, 20_000, 40_000];
  for (const frames of counts.length > 0 ? counts : usual) await spectra(folder, frames);
  if (swept > 0) sweeps(folder, swept);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
