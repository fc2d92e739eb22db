import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectSeries, concatenateSeries, createAxis, createSeries, seriesWarnings } from '@operando/core';
import type { Series } from '@operando/core';
import { openColumnSeries, openCounts } from '../src/index.js';
import { fileSource, readColumnSeries, readNexusSeries, writeNexus } from '../src/node.js';

const axis = { name: 'two-theta', unit: 'deg' } as const;
let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-history-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const toldOf = (series: Series): string[] => seriesWarnings(series).map(({ code }) => code);

/** Four untimed patterns in which -1 stands for no value. */
function patterns(): string[] {
  return Array.from({ length: 4 }, (_, frame) => {
    const rows = Array.from({ length: 30 }, (_row, i) => `${10 + i / 10} ${i > 10 && i < 14 ? -1 : 500 + i + frame}\n`);
    writeFileSync(at(`p_${frame}.xy`), rows.join(''));
    return at(`p_${frame}.xy`);
  });
}

describe('a series that was written and is read again', () => {
  it('tells what was masked once, with the reason of then, however often it was written', async () => {
    let series: Series<'two-theta', 'deg'> = await readColumnSeries(patterns(), { axis });
    const masked = seriesWarnings(series).filter(({ code }) => code === 'points-masked');
    expect(masked).toMatchObject([
      { masked: { points: 12, frames: 4, reasons: { 'that hold -1, which stands for no value': 12 } } },
    ]);
    for (const name of ['once.h5', 'twice.h5']) {
      await writeNexus(at(name), series);
      series = await readNexusSeries(at(name), { axis });
      expect(seriesWarnings(series).filter(({ code }) => code === 'points-masked')).toEqual(masked);
      expect(toldOf(series).filter((code) => code === 'time-unknown')).toEqual(['time-unknown']);
      // Block by block, and in parts, it is one word too.
      const opened = await openColumnSeries([fileSource(at(name))], { axis, keptBytes: 0 });
      expect(toldOf(await collectSeries(opened, { frames: 1 }))).toEqual(toldOf(series));
      const parts = [
        await readNexusSeries(at(name), { axis, to: 2 }),
        await readNexusSeries(at(name), { axis, from: 2 }),
      ];
      expect(seriesWarnings(concatenateSeries(parts)).filter(({ code }) => code === 'points-masked')).toEqual(masked);
    }
  });

  it('tells of points without a number that its history does not know', async () => {
    const series = await readColumnSeries(patterns(), { axis });
    const signal = Float64Array.from({ length: 120 }, (_, i) => (i === 5 || i % 30 === 12 ? Number.NaN : 500));
    await writeNexus(at('more.h5'), createSeries({ ...series, signal, mask: undefined }));
    const again = seriesWarnings(await readNexusSeries(at('more.h5'), { axis }));
    expect(again.flatMap(({ masked }) => (masked === undefined ? [] : [Object.values(masked.reasons)]))).toEqual([
      [12],
      [5],
    ]);
  });

  it('takes the seconds from frame to frame that are given where its times were numbers of frames', async () => {
    await writeNexus(at('numbered.h5'), await readColumnSeries(patterns(), { axis }));
    const series = await readNexusSeries(at('numbered.h5'), { axis, timeStep: 60 });
    expect([...series.time.start]).toEqual([0, 60, 120, 180]);
    expect([...series.time.duration]).toEqual([60, 60, 60, 60]);
    expect(toldOf(series)).not.toContain('time-unknown');
    // As of the patterns themselves.
    expect((await readColumnSeries(patterns(), { axis, timeStep: 60 })).time).toEqual(series.time);
  });

  it('says that a step has no effect where it has times', async () => {
    const series = createSeries({
      signal: new Float64Array(6).fill(1),
      axis: createAxis({ ...axis, values: [1, 2, 3] }),
      time: { start: [0, 7] },
    });
    await writeNexus(at('timed.h5'), series);
    const again = await readNexusSeries(at('timed.h5'), { axis, timeStep: 60 });
    expect([...again.time.start]).toEqual([0, 7]);
    expect(toldOf(again)).toEqual(['option-without-effect']);
  });
});

describe('spectra of counts in one stack', () => {
  const channels = createAxis({ name: 'channel', unit: '1', values: [0, 1, 2] });
  const spectra = (mask?: readonly number[], warnings: readonly string[] = []): Series =>
    createSeries({
      signal: Float64Array.from({ length: 12 }, (_, i) => i),
      axis: channels,
      time: { start: [5, 6, 17, 18], duration: [0.5, 0.5, 0.5, 2] },
      ...(mask === undefined ? {} : { mask: Uint8Array.from(mask) }),
      provenance: [{ step: 'x', warnings: warnings.map(() => ({ code: 'time-unknown', message: 'numbers' })) }],
    });

  it('keep the times of their file though it has no date, and no masked point is a count', async () => {
    await writeNexus(at('counts.h5'), spectra([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]));
    const scan = await collectSeries(await openCounts([fileSource(at('counts.h5'))], { positions: 2 }));
    expect([[...scan.time.start], [...scan.time.duration], toldOf(scan)]).toEqual([
      [5, 17],
      [1.5, 3],
      ['points-masked'],
    ]);
    expect(Array.from(scan.signal.data)).toEqual([0, 1, 2, 3, Number.NaN, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('are numbered frame by frame where they were numbered, and that is told once', async () => {
    await writeNexus(at('numbers.h5'), spectra(undefined, ['numbers']));
    const open = (timeStep?: number) => openCounts([fileSource(at('numbers.h5'))], { positions: 2, timeStep });
    const scan = await collectSeries(await open());
    expect([[...scan.time.start], toldOf(scan)]).toEqual([[0, 1], ['time-unknown']]);
    const stepped = await collectSeries(await open(30));
    expect([[...stepped.time.start], [...stepped.time.duration], toldOf(stepped)]).toEqual([[0, 30], [30, 30], []]);
  });
});
