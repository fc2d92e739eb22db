import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flatValues, seriesWarnings } from '@operando/core';
import { columnFrame, parseColumnText } from '../src/index.js';
import { increasingGrid } from '../src/series/monotonic-grid.js';
import { withSharedGrid } from '../src/series/common-grid.js';
import { readColumnSeries, readFile, readFileScans } from '../src/node.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-grids-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const lines = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i + 1);

describe('increasingGrid', () => {
  it('gives what rises as it is, in arrays of its own', () => {
    const [x, y] = [Float64Array.of(1, 2, 4), Float64Array.of(5, 3, 9)];
    const grid = increasingGrid(x, y, lines(3));
    expect(grid).toEqual({ x, y, warnings: [] });
    expect([grid.x === x, grid.y === y]).toEqual([false, false]);
  });

  it('averages equal coordinates of rising rows (property)', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.double({ min: -10, max: 10, noNaN: true })), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(rows, (given) => {
        const sorted = given.toSorted((a, b) => a[0] - b[0]);
        const grid = increasingGrid(
          Float64Array.from(sorted, ([x]) => x),
          Float64Array.from(sorted, ([, y]) => y),
          lines(sorted.length),
        );
        const byX = new Map<number, number[]>();
        for (const [x, y] of sorted) byX.set(x, [...(byX.get(x) ?? []), y]);
        expect([...grid.x]).toEqual([...byX.keys()]);
        [...byX.values()].forEach((values, i) =>
          expect(grid.y[i]).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 12),
        );
        expect(grid.averaged === undefined ? [] : [...grid.averaged]).toEqual(
          byX.size === sorted.length ? [] : Array.from(byX.values(), ({ length }) => length),
        );
      }),
    );
  });
});

describe('frames', () => {
  it('have the error of an average where coordinates repeat', () => {
    // The mean of n values of variances v has the variance sum(v) / n^2.
    const frame = columnFrame(parseColumnText('1 5 3\n2 6 3\n2 8 4\n3 9 2\n'), 'a', { sigma: 3 });
    expect([...frame.y]).toEqual([5, 7, 9]);
    expect([...frame.sigma!]).toEqual([3, 2.5, 2]);
  });

  it('share a grid that is the same, and only then', () => {
    const [a, b, c] = ['1 5\n2 6\n', '1 7\n2 8\n', '1 5\n3 6\n'].map((text, i) =>
      columnFrame(parseColumnText(text), String(i), {}),
    );
    expect(withSharedGrid(b!, a!.x).x).toBe(a!.x);
    expect(withSharedGrid(c!, a!.x)).toBe(c);
    expect(withSharedGrid(a!, undefined)).toBe(a);
  });
});

describe('frames that reach differently far', () => {
  const written = (name: string, from: number, to: number): string => {
    const path = join(folder, name);
    const rows = Array.from({ length: 200 }, (_, i) => from + ((to - from) * i) / 199);
    writeFileSync(path, rows.map((x) => `${x} ${Math.sin(x)}\n`).join(''));
    return path;
  };
  const read = (...paths: string[]) =>
    readColumnSeries(paths, { axis: { name: 'x', unit: '1' }, timeStep: 1, grid: 'interpolate' });

  it('are cut to what they share, and the short ones named', async () => {
    const paths = [written('a.xy', 0, 100), written('b.xy', 20, 101), written('c.xy', -1, 60)];
    const series = await read(...paths);
    const { axis } = series;
    expect([axis.values[0]! >= 20, axis.values.at(-1)! <= 60]).toEqual([true, true]);
    const { message } = seriesWarnings(series).find(({ code }) => code === 'range-cut')!;
    expect(message).toMatch(/from 20 to 60: .*b\.xy begins at 20, others at -1; .*c\.xy ends at 60, others at 101/);
  });

  it('by less than a hundredth are not spoken of', async () => {
    const series = await read(written('d.xy', 0, 100), written('e.xy', 0.4, 99.8));
    expect(seriesWarnings(series).map(({ code }) => code)).toEqual(['interpolated']);
  });
});

describe('small files and larger ones', () => {
  const text = (rows: number): string => Array.from({ length: rows }, (_, i) => `${i} ${(i * i) % 97}.25`).join('\n');

  it('are read alike on either side of a MiB', async () => {
    const [small, large] = [text(1000), text(120_000)];
    expect(large.length).toBeGreaterThan(1024 * 1024);
    const paths = [small, large].map((content, i) => {
      const path = join(folder, `${i}.xy`);
      writeFileSync(path, content);
      return path;
    });
    for (const [i, rows] of [1000, 120_000].entries()) {
      expect((await readFile(paths[i]!)).table).toMatchObject({ rows });
      const [scan] = await readFileScans(paths[i]!);
      expect([scan!.rows, scan!.columns[1]!.values[999]]).toEqual([rows, ((999 * 999) % 97) + 0.25]);
    }
    const series = await readColumnSeries([paths[0]!, paths[0]!], { axis: { name: 'x', unit: '1' }, timeStep: 1 });
    expect(flatValues(series.signal).length).toBe(2000);
  });

  it.each([
    ['nothing there', 'missing.xy', 'file-access'],
    ['a folder', '.', 'file-access'],
  ])('%s', async (_, name, code) => {
    await expect(readFile(join(folder, name))).rejects.toThrow(
      expect.objectContaining({ code, where: { file: join(folder, name) } }),
    );
    await expect(readFileScans(join(folder, name))).rejects.toThrow(expect.objectContaining({ code }));
  });

  it('are refused beyond maxBytes, small ones too', async () => {
    writeFileSync(join(folder, 'limit.xy'), text(100));
    await expect(readFile(join(folder, 'limit.xy'), { maxBytes: 100 })).rejects.toThrow(
      expect.objectContaining({ code: 'too-large', where: { file: join(folder, 'limit.xy') } }),
    );
  });
});
