import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesSource, flatValues, seriesWarnings } from '@operando/core';
import type { NamedSource, Series } from '@operando/core';
import { openSeries, readSeriesFrom, readWholeSeriesFrom } from '../src/index.js';
import { unfinishedScans } from '../src/series/unfinished-scans.js';

const encoder = new TextEncoder();
const source = (name: string, text: string): NamedSource => ({ name, bytes: bytesSource(encoder.encode(text)) });

/** A scan of an edge at 7120 eV. @param at The moment, minutes after the first. */
function scanText(energies: readonly number[], at: number): string {
  const rows = energies.map((energy) => {
    const mu = 0.4 + 0.9 / (1 + Math.exp((7120 - 0.01 * at - energy) / 2));
    return `${energy} 100000 ${(1e5 * Math.exp(-mu)).toFixed(4)}`;
  });
  const start = new Date(Date.UTC(2026, 2, 1, 10, at)).toISOString();
  return `# XDI/1.0\n# Scan.start_time: ${start}\n# Column.1: energy eV\n# Column.2: i0\n# Column.3: itrans\n#---\n# energy i0 itrans\n${rows.join('\n')}\n`;
}

const grid = Array.from({ length: 120 }, (_, i) => 7000 + 2.5 * i);
/** An encoder's grid: never twice the same. */
const jittered = (at: number): number[] =>
  grid.map((energy, i) => Number((energy + 0.4 * Math.sin(7 * at + 3 * i)).toFixed(4)));
const fileName = (i: number): string => `fe_${String(i).padStart(3, '0')}.xdi`;
/** All of a series but what is said about it. */
const dataOf = ({ signal, axis, time, channels, metadata, mask }: Series) => ({
  values: flatValues(signal),
  points: axis.values,
  time,
  channels,
  metadata,
  mask,
});

describe('scans that end before the others', () => {
  const cut = fc.record({
    scans: fc.integer({ min: 3, max: 12 }),
    place: fc.integer({ min: 0, max: 11 }),
    points: fc.integer({ min: 3, max: 100 }),
    mode: fc.constantFrom('error' as const, 'interpolate' as const),
    falling: fc.boolean(),
    reverse: fc.boolean(),
  });

  it('change nothing in those that are whole, to the last bit (property)', async () => {
    await fc.assert(
      fc.asyncProperty(cut, async ({ scans, place, points, mode, falling, reverse }) => {
        const lost = place % scans;
        const energies = falling ? grid.toReversed() : grid;
        const all = Array.from({ length: scans }, (_, i) => {
          const own = mode === 'error' ? energies : falling ? jittered(i).toReversed() : jittered(i);
          return source(fileName(i), scanText(i === lost ? own.slice(0, points) : own, reverse ? scans - i : i));
        });
        const options = { grid: mode };
        const without = await readSeriesFrom(
          all.filter((_file, i) => i !== lost),
          options,
        );
        const whole = await readSeriesFrom(all, options);
        expect(dataOf(whole)).toEqual(dataOf(without));
        // Block by block, with nothing kept, the same comes.
        const opened = await openSeries(all, { ...options, keptBytes: 0 });
        const blocks: number[] = [];
        for await (const block of opened.blocks({ frames: 2 })) blocks.push(...flatValues(block.signal));
        expect(Float64Array.from(blocks)).toEqual(flatValues(without.signal));
        const axis = { name: 'energy', unit: 'eV' } as const;
        const asConverted = await readWholeSeriesFrom(all, { ...options, axis, absorption: true });
        expect(flatValues(asConverted.series.signal)).toEqual(flatValues(without.signal));
        expect(seriesWarnings(whole)).toContainEqual(
          expect.objectContaining({ code: 'scan-left-out', where: { file: fileName(lost) } }),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('are left out where the last file ends within a row, or is empty, too', async () => {
    const texts = [0, 1, 2].map((i) => scanText(grid, i));
    const whole = await readSeriesFrom(texts.map((text, i) => source(fileName(i), text)));
    const last = scanText(grid, 3);
    for (const length of [0, 60, last.indexOf('7050 ') + 2, last.indexOf('7200 ') + 9]) {
      const growing = [...texts, last.slice(0, length)].map((text, i) => source(fileName(i), text));
      const series = await readSeriesFrom(growing);
      expect(dataOf(series)).toEqual(dataOf(whole));
      expect(seriesWarnings(series)).toContainEqual(
        expect.objectContaining({ code: 'scan-left-out', where: expect.objectContaining({ file: fileName(3) }) }),
      );
    }
    // A file in the middle is not being written: it is damaged.
    const damaged = [texts[0]!, last.slice(0, 60), texts[1]!].map((text, i) => source(fileName(i), text));
    await expect(readSeriesFrom(damaged)).rejects.toThrow(expect.objectContaining({ code: 'truncated-file' }));
  });

  it('are no scans of another kind: several that end together, coarser or wider ones, halves', async () => {
    const scan = (low: number, high: number, points: number) => ({ low, high, points });
    const whole = Array.from({ length: 6 }, () => scan(7000, 7300, 120));
    expect(unfinishedScans(whole)).toBeUndefined();
    expect(unfinishedScans([...whole, scan(7000, 7150, 60), scan(7000, 7150, 60)])).toBeUndefined();
    expect(unfinishedScans([...whole, scan(7000, 7300, 60)])).toBeUndefined();
    expect(unfinishedScans([...whole, scan(7000, 7400, 150)])).toBeUndefined();
    expect(unfinishedScans([...whole, scan(7050, 7200, 60)])).toBeUndefined();
    expect(unfinishedScans([...whole, scan(7000, 7150, 60), scan(7000, 7250, 100)])?.places).toEqual(new Set([6, 7]));
    const others = [0, 1].map((i) => source(fileName(i), scanText(grid.slice(0, 40), i)));
    await expect(
      readSeriesFrom([...others, ...[2, 3, 4].map((i) => source(fileName(i), scanText(grid, i)))]),
    ).rejects.toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
  });
});
