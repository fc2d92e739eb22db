import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listSeries, readSeries } from '@operando/beamline-io/node';
import { runPython } from './python.js';
import { peakOf, readingLines, timed } from './text.js';

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

/** A series of many small files, as a beamline exports it: against reading their bytes, and NumPy without headers. */
export async function benchmarkSeriesFiles(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'operando-bench-'));
  try {
    const size = writeFrames(folder) / 1e6;
    const results: [string, number][] = [
      ['reading the bytes', await timed(() => readdirSync(folder).forEach((name) => readFileSync(join(folder, name))))],
      ['readSeries', await timed(async () => readSeries(await listSeries(folder)))],
    ];
    const peers = runPython('series_peers', folder) as Readonly<Record<string, number>> | undefined;
    for (const [name, time] of Object.entries(peers ?? {})) results.push([`${name} (Python)`, time]);
    const reading = results[0]![1];
    const module = fileURLToPath(import.meta.resolve('@operando/beamline-io/node'));
    const peak = peakOf(
      `const { listSeries, readSeries } = await import(${JSON.stringify(module)}); await readSeries(await listSeries(${JSON.stringify(folder)}))`,
    );
    return [
      `\nSeries of ${frames} XDI files of ${points} points, ${size.toFixed(0)} MB`,
      ...readingLines(results, size, reading),
      `  peak memory of readSeries ${peak.toFixed(0)} MB`,
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
