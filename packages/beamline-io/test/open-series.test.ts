import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { File, ready } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blobSource, bytesSource, collectSeries, isOperandoError } from '@operando/core';
import type { FrameSource, NamedSource, Series } from '@operando/core';
import { openColumnSeries, openNexusSeries, openSeries, readColumnSeriesFrom, readSeriesFrom } from '../src/index.js';
import type { OpenSeriesOptions } from '../src/index.js';
import { fileSource, readColumnSeries, readNexusSeries, readSeries } from '../src/node.js';

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);
const source = (name: string, text: string): NamedSource => ({
  name,
  bytes: bytesSource(new TextEncoder().encode(text)),
});

interface XdiFrame {
  /** Seconds after the first, or no time. */
  readonly time?: number | undefined;
  readonly energies: readonly number[];
  readonly it: readonly number[];
  readonly temperature?: number | undefined;
}

function xdiText({ time, energies, it: transmitted, temperature }: XdiFrame): string {
  const start = time === undefined ? [] : [`# Scan.start_time: ${new Date(1.7e12 + 1000 * time).toISOString()}`];
  return `${[
    '# XDI/1.0',
    ...start,
    ...(temperature === undefined ? [] : [`# Sample.temperature: ${temperature} K`]),
    '# Column.1: energy eV',
    '# Column.2: i0',
    '# Column.3: itrans',
    '#---',
    '# energy i0 itrans',
    ...energies.map((energy, i) => `${energy} 1000 ${transmitted[i]}`),
  ].join('\n')}\n`;
}

const usual = [8330, 8335, 8340, 8345, 8350, 8355];
const frameOf = (i: number, more: Partial<XdiFrame> = {}): XdiFrame => ({
  energies: usual,
  it: usual.map((_, k) => 500 + 10 * k + i),
  ...more,
});
const sourcesOf = (frames: readonly XdiFrame[]): NamedSource[] =>
  frames.map((frame, i) => source(`scan_${i + 1}.xdi`, xdiText(frame)));

/** What collecting gives: block by block, and read again. */
async function collected<N extends string, U extends string>(
  open: Promise<FrameSource<N, U>>,
  frames: number,
): Promise<Series<N, U>> {
  const opened = await open;
  const first = await collectSeries(opened, { frames });
  expect(await collectSeries(opened, { frames: frames + 1 })).toEqual(first);
  expect([opened.axis, opened.frames, opened.time, opened.channels, opened.metadata]).toEqual([
    first.axis,
    first.time.start.length,
    first.time,
    first.channels,
    first.metadata,
  ]);
  return first;
}

/** That blocks give what reading at once gives, kept in memory or read again. */
async function expectSame(sources: readonly NamedSource[], options: OpenSeriesOptions = {}): Promise<Series> {
  const whole = await readSeriesFrom(sources, options);
  for (const keptBytes of [0, 200, Infinity])
    expect(await collected(openSeries(sources, { ...options, keptBytes }), 2)).toEqual(whole);
  return whole;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operando-open-'));
  await ready;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('openSeries', () => {
  it('gives what readSeries gives of a folder of XDI files, from the disk', async () => {
    mkdirSync(at('xdi'));
    const paths = Array.from({ length: 7 }, (_, i) => {
      const path = at('xdi', `s_${i + 1}.xdi`);
      writeFileSync(path, xdiText(frameOf(i, { time: 60 * i, temperature: i === 3 ? undefined : 300 + i })));
      return path;
    });
    const whole = await readSeries(paths);
    expect(await collected(openSeries(paths.map(fileSource), { keptBytes: 0 }), 3)).toEqual(whole);
    expect(whole.metadata['files']).toHaveLength(7);
  });

  it('where the times contradict the names, and where some are missing', async () => {
    const times = [300, 0, 120, 60, 240];
    const whole = await expectSame(sourcesOf(times.map((time, i) => frameOf(i, { time }))));
    expect([...whole.time.start]).toEqual([0, 60, 120, 240, 300]);
    expect(whole.metadata['files']).toEqual([2, 4, 3, 5, 1].map((n) => `scan_${n}.xdi`));
    await expectSame(sourcesOf([frameOf(0, { time: 5 }), frameOf(1), frameOf(2, { time: 1 })]));
    await expectSame(sourcesOf([frameOf(0), frameOf(1), frameOf(2)]), { timeStep: 30 });
  });

  it('on several grids, with masked points and repeated frames', async () => {
    const shifted = frameOf(2, { energies: usual.map((energy) => energy + 1) });
    const frames = [frameOf(0), frameOf(1), shifted, frameOf(3), frameOf(3)];
    const interpolatedSeries = await expectSame(sourcesOf(frames), { grid: 'interpolate' });
    expect(interpolatedSeries.axis.size).toBe(5);
    await expectSame(sourcesOf(frames.map((frame, i) => ({ ...frame, time: 60 * ((i * 3) % 5) }))), {
      grid: 'interpolate',
    });
    const bad = frameOf(1, { it: usual.map((_, k) => (k === 2 ? 0 : 400 + k)) });
    const masked = await expectSame(sourcesOf([frameOf(0), bad, frameOf(2)]), { onBadPoint: 'mask' });
    expect([...masked.mask!.data].filter((value) => value === 1)).toHaveLength(1);
    const repeated = await expectSame(sourcesOf([frameOf(0), frameOf(7), frameOf(7), frameOf(8)]));
    expect(repeated.provenance[0]!.warnings!.map(({ code }) => code)).toContain('frames-repeated');
    for (const keptBytes of [0, Infinity]) {
      const several = sourcesOf(frames);
      const message = /scan_3.xdi: the grid differs from that of scan_1.xdi: point 1 is 8331, there 8330/;
      await expect(openSeries(several, { keptBytes })).rejects.toThrow(message);
      const apart = sourcesOf([frameOf(0), frameOf(1, { energies: usual.map((energy) => energy + 500) })]);
      await expect(openSeries(apart, { keptBytes, grid: 'interpolate' })).rejects.toThrow(
        /scan_2.xdi.*no range in common/,
      );
    }
  });

  it('of all scans of SPEC files, in the order of their times', async () => {
    const spec = (date: string, scans: number): string =>
      `#F f\n#E 1700000000\n#D ${date}\n${Array.from(
        { length: scans },
        (_, s) =>
          `\n#S ${s + 1} ascan energy 8.33 8.35 2 1\n#D ${date.replace('10:00', `10:${10 * s + 10}`)}\n#N 3\n#L energy  i0  it\n8.33 1000 ${500 + s}\n8.34 1000 ${400 + s}\n8.35 1000 ${300 + s}\n`,
      ).join('')}`;
    const sources = [
      source('a.spec', spec('Tue Nov 14 10:00:00 2023', 3)),
      source('b.spec', spec('Tue Nov 14 10:00:30 2023', 2)),
    ];
    const whole = await expectSame(sources, { scan: 'all' });
    expect(whole.metadata['files']).toEqual(['a.spec 1.1', 'b.spec 1.1', 'a.spec 2.1', 'b.spec 2.1', 'a.spec 3.1']);
  });

  it('of columns with their errors, along any axis, with a log of scans', async () => {
    const paths = [3, 1, 2].map((n) => {
      const path = at(`run_${n}.xy`);
      writeFileSync(path, `1 ${n} 0.1\n2 ${n + 1} 0.2\n3 ${n + 4} 0.3\n`);
      return path;
    });
    const axis = { name: 'two-theta', unit: 'deg' } as const;
    const whole = await readColumnSeries(paths, { axis, sigma: 'auto' });
    expect(whole.variances).toBeDefined();
    const opened = openColumnSeries(paths.map(fileSource), { axis, sigma: 'auto', keptBytes: 0 });
    expect(await collected(opened, 2)).toEqual(whole);
    writeFileSync(
      at('scans.csv'),
      'scan_number,start_time\n1,2024-02-01T10:05:00\n2,2024-02-01T10:00:00\n3,2024-02-01T10:10:00\n',
    );
    const logged = await readColumnSeries(paths, { axis, scanLog: at('scans.csv') });
    const scanLog = fileSource(at('scans.csv'));
    expect(logged.metadata['files']).toEqual(['run_2.xy', 'run_1.xy', 'run_3.xy']);
    expect(await collected(openColumnSeries(paths.map(fileSource), { axis, scanLog, keptBytes: 0 }), 2)).toEqual(
      logged,
    );
    await expect(readColumnSeriesFrom([source('other.xy', '1 2\n2 3\n')], { axis, scanLog })).rejects.toThrow(
      /no scan of .*scans.csv has its number or name/,
    );
  });

  it('of a stack in an HDF5 file, in slabs', async () => {
    const file = new File(at('stack.h5'), 'w');
    const entry = file.create_group('entry');
    entry.create_attribute('NX_class', 'NXentry');
    entry.create_attribute('default', 'data');
    file.create_attribute('default', 'entry');
    const data = entry.create_group('data');
    data.create_attribute('NX_class', 'NXdata');
    data.create_attribute('signal', 'intensity');
    data.create_attribute('axes', ['time', 'energy']);
    const values = BigInt64Array.from({ length: 35 }, (_, i) => (i === 33 ? 2n ** 60n + 1n : BigInt(i)));
    data.create_dataset({ name: 'intensity', data: values, shape: [7, 5], chunks: [1, 5], compression: 4 });
    data.create_dataset({
      name: 'intensity_errors',
      data: Float64Array.from(values, (v) => Math.sqrt(Number(v))),
      shape: [7, 5],
    });
    data.create_dataset({ name: 'time', data: Float64Array.of(0, 2, 4, 6, 8, 10, 12) }).create_attribute('units', 's');
    // Falls: it is turned with the spectra.
    data.create_dataset({ name: 'energy', data: Float64Array.of(9, 8, 7, 6, 5) }).create_attribute('units', 'keV');
    data.create_dataset({ name: 'temperature', data: Float64Array.of(1, 2, 3, 4, 5, 6, 7) });
    file.close();
    const whole = await readSeries([at('stack.h5')]);
    expect(whole.provenance[0]!.warnings!.map(({ code }) => code)).toContain('inexact-integers');
    const small = await openSeries([fileSource(at('stack.h5'))]);
    const opened = await openSeries([fileSource(at('stack.h5'))], { keptBytes: 0 });
    expect(small.warnings.map(({ code }) => code)).toContain('inexact-integers');
    for (const frames of [1, 2, 3, 7])
      for (const each of [small, opened]) expect(await collectSeries(each, { frames })).toEqual(whole);
    const axis = { name: 'energy', unit: 'eV' } as const;
    const part = await readNexusSeries(at('stack.h5'), { axis, from: 2, to: 6 });
    const some = await openNexusSeries(fileSource(at('stack.h5')), { axis, from: 2, to: 6, keptBytes: 0 });
    expect(await collectSeries(some, { frames: 3 })).toEqual(part);
    // It must be the same file that the blocks are read from.
    const other = new File(at('stack.h5'), 'w');
    other.create_dataset({ name: 'x', data: Float64Array.of(1, 2), shape: [1, 2] });
    other.close();
    await expect(collectSeries(opened)).rejects.toThrow(expect.objectContaining({ name: 'OperandoError' }));
    // What was read when it was opened stays.
    expect(await collectSeries(small)).toEqual(whole);
  });

  it('leaves out what cannot be read, if told to, and tells how far it is', async () => {
    const sources = [...sourcesOf([frameOf(0, { time: 0 }), frameOf(1, { time: 9 })]), source('x.xdi', 'no numbers\n')];
    const seen: number[] = [];
    const options = { onError: 'skip', onProgress: (done: number) => seen.push(done) } as const;
    const opened = await openSeries(sources, options);
    expect([opened.frames, seen]).toEqual([2, [1, 2, 3]]);
    expect(opened.warnings.map(({ code }) => code)).toContain('file-skipped');
    await expectSame(sources, { onError: 'skip' });
    await expect(openSeries(sources)).rejects.toThrow(/x.xdi/);
    await expect(openSeries([source('x.xdi', 'no')], options)).rejects.toThrow(/none of 1 files could be read/);
    await expect(openSeries([])).rejects.toThrow(/none of 0 files could be read. Give at least one file./);
  });

  it('stops when told to, before a file and between two blocks', async () => {
    const sources = sourcesOf([0, 1, 2].map((i) => frameOf(i)));
    await expect(openSeries(sources, { abort: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    const opened = await openSeries(sources, { keptBytes: 0 });
    const stop = new AbortController();
    const blocks = opened.blocks({ frames: 1, signal: stop.signal })[Symbol.asyncIterator]();
    expect((await blocks.next()).done).toBe(false);
    stop.abort();
    await expect(blocks.next()).rejects.toThrow(/abort/i);
  });

  it('tells of a file that was written to between survey and blocks', async () => {
    const path = at('growing.xdi');
    writeFileSync(path, xdiText(frameOf(0)));
    const opened = await openSeries([fileSource(path)], { keptBytes: 0 });
    writeFileSync(path, xdiText({ energies: usual.slice(0, 4), it: [1, 2, 3, 4] }));
    await expect(collectSeries(opened)).rejects.toThrow(/growing.xdi: the file is not what it was when it was opened/);
  });

  it('reads Blobs, as browsers have them', async () => {
    const frames = [frameOf(0, { time: 0 }), frameOf(1, { time: 60 })];
    const blobs = frames.map((frame, i) => ({
      name: `scan_${i + 1}.xdi`,
      bytes: blobSource(new Blob([xdiText(frame)])),
    }));
    expect(await readSeriesFrom(blobs)).toEqual(await readSeriesFrom(sourcesOf(frames)));
  });

  it('or throws the same, whatever the files', async () => {
    const frame = fc.record({
      time: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined }),
      energies: fc.constantFrom(usual, usual, usual, usual.slice(1), usual.toReversed()),
      it: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 6 }),
      temperature: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
    });
    const options = fc.record({
      grid: fc.constantFrom('error' as const, 'interpolate' as const),
      onBadPoint: fc.constantFrom('error' as const, 'mask' as const),
      onError: fc.constantFrom('throw' as const, 'skip' as const),
    });
    const told = async (work: Promise<unknown>): Promise<unknown> => {
      try {
        return await work;
      } catch (error) {
        if (!isOperandoError(error)) throw error;
        return error.message;
      }
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(frame, { minLength: 1, maxLength: 6 }),
        options,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(0, 150, Infinity),
        async (frames, chosen, size, keptBytes) => {
          const sources = sourcesOf(frames);
          const whole = await told(readSeriesFrom(sources, chosen));
          const blocks = await told(
            openSeries(sources, { ...chosen, keptBytes }).then((opened) => collectSeries(opened, { frames: size })),
          );
          expect(blocks).toEqual(whole);
        },
      ),
      { numRuns: 60 },
    );
  });
});
