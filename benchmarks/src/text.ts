import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openHdf5, readTable } from '@operando/beamline-io/node';
import Papa from 'papaparse';
import { runPython } from './python.js';

const megabytes = 100;
const columns = 8;

/** A table as instruments write it: an energy, counts, currents. */
function writeTable(path: string, separator: string): void {
  const file = openSync(path, 'w');
  let state = 1;
  const random = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff) / 0x7fffffff;
  for (let written = 0, row = 0; written < megabytes * 1e6;) {
    const lines: string[] = [];
    for (let i = 0; i < 5000; i++, row++) {
      const cells = [(8000 + row * 1e-3).toFixed(4), Math.floor(1e6 * random()).toString()];
      while (cells.length < columns)
        cells.push(cells.length % 2 === 0 ? (random() - 0.5).toFixed(7) : (random() * 1e-9).toExponential(6));
      lines.push(cells.join(separator));
    }
    written += writeSync(file, `${lines.join('\n')}\n`);
  }
  closeSync(file);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** Median of three, ms. */
export async function timed(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}

/** papaparse, streaming and turning cells to numbers, as its documentation says for large files. */
function papa(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const values: number[][] = Array.from({ length: columns }, () => []);
    Papa.parse<number[]>(createReadStream(path), {
      dynamicTyping: true,
      delimiter: ',',
      chunk: ({ data }) => {
        for (const row of data) for (let c = 0; c < columns; c++) values[c]!.push(row[c]!);
      },
      complete: () => resolve(values[0]!.length),
      error: reject,
    });
  });
}

/** Times of reading so many MB, against reading the bytes alone. */
export function readingLines(
  results: readonly (readonly [name: string, time: number])[],
  size: number,
  reading: number,
): string[] {
  return results.map(
    ([name, time]) =>
      `  ${name.padEnd(52)} ${time.toFixed(0).padStart(7)} ms ${(size / (time / 1000)).toFixed(0).padStart(6)} MB/s ${(time / reading).toFixed(1).padStart(7)} x reading`,
  );
}

/** Peak memory of a script in a process of its own, MB. */
export function peakOf(script: string): number {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', `${script}; console.log(process.resourceUsage().maxRSS)`],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return Number(stdout.trim().split('\n').at(-1)) / 1000;
}

/** Reading a table of 100 MB: here, by papaparse, by NumPy, against reading the bytes and copying them. */
export async function benchmarkText(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'operando-bench-'));
  try {
    const [blanks, commas] = [join(folder, 'table.txt'), join(folder, 'table.csv')];
    writeTable(blanks, ' ');
    writeTable(commas, ',');
    const size = statSync(blanks).size / 1e6;
    const bytes = readFileSync(blanks);
    const results: [string, number][] = [
      ['copy of the same bytes', await timed(() => new Uint8Array(bytes))],
      ['reading the bytes', await timed(() => readFileSync(blanks))],
      ['readTable', await timed(() => readTable(blanks))],
      ['papaparse, streaming, dynamicTyping', await timed(() => papa(commas))],
    ];
    const peers = runPython('text_peers', blanks) as Readonly<Record<string, number>> | undefined;
    for (const [name, time] of Object.entries(peers ?? {})) results.push([`${name} (Python)`, time]);
    const reading = results[1]![1];
    const module = fileURLToPath(import.meta.resolve('@operando/beamline-io/node'));
    const peak = peakOf(
      `const { readTable } = await import(${JSON.stringify(module)}); await readTable(${JSON.stringify(blanks)})`,
    );
    const lines = readingLines(results, size, reading);
    return [
      `\nText, ${size.toFixed(0)} MB, ${columns} columns`,
      ...lines,
      `  peak memory of readTable ${peak.toFixed(0)} MB${peers === undefined ? '\n  numpy: python3 with numpy is not here.' : ''}`,
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const frames = 512;
const points = 262_144;

/** Reading an HDF5 dataset of 1 GB frame by frame: time against reading the bytes, and peak memory. */
export async function benchmarkHdf5(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'operando-bench-'));
  try {
    const path = join(folder, 'stack.h5');
    const h5wasm = await import('h5wasm/node');
    await h5wasm.ready;
    const file = new h5wasm.File(path, 'w');
    const row = Float64Array.from({ length: points }, (_, i) => i);
    const dataset = file.create_dataset({
      name: 'stack',
      data: row,
      shape: [1, points],
      maxshape: [null, points],
      chunks: [1, points],
    });
    dataset.resize([frames, points]);
    for (let f = 1; f < frames; f++) dataset.write_slice([[f, f + 1], []], row);
    file.close();
    const size = statSync(path).size / 1e6;
    const start = performance.now();
    const reader = await openHdf5(path);
    const stack = reader.dataset('stack');
    let sum = 0;
    for (let f = 0; f < frames; f++) sum += stack.read(f, f + 1)[f]!;
    reader.close();
    const time = performance.now() - start;
    const module = fileURLToPath(import.meta.resolve('@operando/beamline-io/node'));
    const peak = peakOf(
      `const { openHdf5 } = await import(${JSON.stringify(module)}); const file = await openHdf5(${JSON.stringify(path)}); const stack = file.dataset('stack'); let sum = 0; for (let f = 0; f < ${frames}; f++) sum += stack.read(f, f + 1)[f]; if (sum !== ${sum}) throw new Error('wrong')`,
    );
    return `\nHDF5, ${size.toFixed(0)} MB, frame by frame: ${time.toFixed(0)} ms, ${(size / (time / 1000)).toFixed(0)} MB/s, peak memory ${peak.toFixed(0)} MB`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
