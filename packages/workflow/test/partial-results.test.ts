import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTable, isTextColumn, seriesBlock, seriesSource } from '@operando/core';
import type { FrameSource, ResultTable, Series } from '@operando/core';
import { createPartialWriter, partialNames, runTechnique, techniques } from '../src/node.js';
import { rietveldCase } from './in-memory.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-partial-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const tableOf = (frames: number): ResultTable =>
  createTable({
    name: 'results',
    index: {
      rows: 'frame',
      columns: [{ name: 'frame', unit: '1', values: Float64Array.from({ length: frames }, (_, k) => k) }],
    },
    columns: [{ name: 'rwp', unit: '1', values: new Float64Array(frames).fill(0.5) }],
  });

describe('tables of a run as far as they are', () => {
  it('are written now and then, whole, and at the end of a run that failed', async () => {
    let seconds = 0;
    const own = join(folder, 'now', 'and', 'then');
    const writer = createPartialWriter(techniques.rietveld, own, () => seconds);
    const lines = (): number => readFileSync(join(own, 'results-so-far.csv'), 'utf8').trim().split('\n').length;
    writer.take(() => [tableOf(1)]);
    expect(await writer.keep()).toEqual(['results-so-far.csv']);
    expect(lines()).toBe(2);
    seconds = 60;
    writer.take(() => [tableOf(2)]);
    // It is being written: what comes meanwhile waits.
    writer.take(() => [tableOf(3)]);
    writer.take(() => [tableOf(4)]);
    expect(await writer.keep()).toEqual(['results-so-far.csv']);
    expect(lines()).toBe(5);
    await writer.drop();
    expect(readdirSync(own)).toEqual([]);
  });

  it('make no folder where there is nothing to keep, and do not end the run where they cannot be written', async () => {
    const nothing = createPartialWriter(techniques.xas, join(folder, 'nothing'));
    expect(await nothing.keep()).toEqual([]);
    await nothing.drop();
    expect(readdirSync(folder)).not.toContain('nothing');
    let seconds = 0;
    const impossible = createPartialWriter(techniques.rietveld, '/proc/nowhere', () => seconds);
    seconds = 60;
    impossible.take(() => [tableOf(1)]);
    await expect(impossible.keep()).rejects.toMatchObject({ code: 'file-access' });
  });
});

/** Patterns of which the fourth cannot be read the second time: a file that was taken away meanwhile. */
function goneLater(series: Series<'two-theta', 'deg'>): FrameSource<'two-theta', 'deg'> {
  let passes = 0;
  return {
    ...seriesSource(series),
    async *blocks() {
      const pass = passes++;
      for (let frame = 0; frame < series.time.start.length; frame++) {
        if (pass > 0 && frame === 3) throw new Error('it is gone');
        yield seriesBlock(series, frame, frame + 1);
      }
    },
  };
}

describe('a refined series', () => {
  const { input, options } = rietveldCase(6);

  it('hands out what is done when a later pattern fails: as it is without that', async () => {
    let tables: readonly ResultTable[] = [];
    const patterns = goneLater(input.patterns as Series<'two-theta', 'deg'>);
    const onPartial = (make: () => readonly ResultTable[]): void => void (tables = make());
    const failing = runTechnique('rietveld', { ...input, patterns }, options, { onPartial });
    await expect(failing).rejects.toThrow('it is gone');
    expect(tables.map(({ name }) => `${name}-so-far.csv`)).toEqual(partialNames(techniques.rietveld));
    const whole = await runTechnique('rietveld', input, options);
    for (const { name, index, columns } of tables) {
      const rows = name === 'results' ? 3 : 3 * options.phases.length;
      expect(index.columns[0]!.name).toBe('frame');
      const same = whole.tables.find((table) => table.name === name)!;
      expect(columns.map((column) => column.name)).toEqual(same.columns.map((column) => column.name));
      for (const [c, column] of columns.entries()) {
        const other = same.columns[c]!;
        if (isTextColumn(column) || isTextColumn(other)) continue;
        expect(column.values.length).toBe(rows);
        if (column.name !== 'cycles') expect([...column.values]).toEqual(Array.from(other.values).slice(0, rows));
      }
    }
  });
});
