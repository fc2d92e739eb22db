import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runPython } from './python.js';
import { peakOf, readingLines } from './text.js';

const frames = 2000;
const points = 1000;

/** An XDI file for each frame: an edge that moves, two detectors, a time. */
function writeFrames(folder: string): number {
  let bytes = 0;
  for (let f = 0; f < frames; f++) {
    const start = new Date(1.7e12 + 60_000 * f).toISOString();
    const lines = [
      '# XDI/1.0',
      '# Element.symbol: Ni',
      '# Element.edge: K',
      `# Scan.start_time: ${start}`,
      '# Column.1: energy eV',
      '# Column.2: i0',
      '# Column.3: itrans',
      '#---',
      '# energy i0 itrans',
    ];
    for (let i = 0; i < points; i++) {
      const mu = 1 / (1 + Math.exp((8345 + f / frames - 8200 - i) / 2));
      lines.push(`${(8200 + i).toFixed(3)} ${(1e5 + (i % 7)).toFixed(1)} ${(1e5 * Math.exp(-mu)).toFixed(4)}`);
    }
    const text = `${lines.join('\n')}\n`;
    bytes += text.length;
    writeFileSync(join(folder, `scan_${f + 1}.xdi`), text);
  }
  return bytes;
}

/** Times of the first pass and of later ones, and their processor time, ms. */
interface Passes {
  readonly first: number;
  readonly later: number;
  readonly processor: number;
}

const readBytes = `const { readdirSync, readFileSync } = await import('node:fs');
const readAll = (folder) => readdirSync(folder).forEach((name) => readFileSync(folder + '/' + name));`;

/** The first of nine passes and the median of the last six, in a process of their own as those of NumPy are. */
function passesOf(before: string, work: string): Passes {
  const script = `${before}
const [times, processor] = [[], []];
for (let pass = 0; pass < 9; pass++) {
  const [start, used] = [performance.now(), process.cpuUsage()];
  ${work};
  times.push(performance.now() - start);
  const { user, system } = process.cpuUsage(used);
  processor.push((user + system) / 1000);
}
const middle = (all) => all.slice(3).sort((a, b) => a - b).slice(2, 4).reduce((sum, each) => sum + each / 2, 0);
console.log(JSON.stringify({ first: times[0], later: middle(times), processor: middle(processor) }));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Passes;
}

/** A series of many small files, as a beamline exports it: against reading their bytes, and NumPy without headers. */
export function benchmarkSeriesFiles(): string {
  const folder = mkdtempSync(join(tmpdir(), 'operando-bench-'));
  try {
    const size = writeFrames(folder) / 1e6;
    const module = fileURLToPath(import.meta.resolve('@operando/beamline-io/node'));
    const load = `const { listSeries, readSeries } = await import(${JSON.stringify(module)}); const folder = ${JSON.stringify(folder)};`;
    const peers = (runPython('series_peers', folder) ?? {}) as Readonly<Record<string, Passes>>;
    const measured: readonly (readonly [string, Passes])[] = [
      ['reading the bytes', passesOf(`${readBytes} const folder = ${JSON.stringify(folder)};`, 'readAll(folder)')],
      ['readSeries', passesOf(load, 'await readSeries(await listSeries(folder))')],
      ...Object.entries(peers).map(([name, passes]) => [`${name} (Python)`, passes] as const),
    ];
    const linesOf = (which: keyof Passes): string[] =>
      readingLines(
        measured.map(([name, passes]) => [name, passes[which]]),
        size,
        measured[0]![1][which],
      );
    const peak = peakOf(`${load} await readSeries(await listSeries(folder))`);
    return [
      `\nSeries of ${frames} XDI files of ${points} points, ${size.toFixed(0)} MB, each reader in a process of its own; first pass`,
      ...linesOf('first'),
      '  median of later passes',
      ...linesOf('later'),
      '  processor time of later passes, of all threads',
      ...linesOf('processor'),
      `  peak memory of readSeries ${peak.toFixed(0)} MB`,
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
