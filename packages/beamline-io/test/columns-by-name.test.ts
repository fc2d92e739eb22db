import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriesWarnings } from '@operando/core';
import type { Series } from '@operando/core';
import { parseCsv } from '../src/table/csv.js';
import { parseColumnText } from '../src/table/column-text.js';
import { columnFrame } from '../src/series/column-frame.js';
import { headerWavelength } from '../src/series/header-wavelength.js';
import { readColumnSeries, readWholeSeries } from '../src/node.js';

let folder = '';
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-columns-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const angles = { name: 'two-theta', unit: 'deg' } as const;
const size = 12;
const x = Array.from({ length: size }, (_, i) => 16 + 0.02 * i);
// Rises and falls, so that it begins again where it is taken for an axis.
const y = Array.from({ length: size }, (_, i) => 1000 + 37 * (i % 5));
const near = (values: Float64Array): number[] => Array.from(values, (value) => Number(value.toFixed(6)));
const tableOf = (labels: readonly string[], columns: readonly (readonly (number | string)[])[], mark = ','): string =>
  [labels, ...x.map((_, row) => columns.map((column) => column[row]!))].map((row) => `${row.join(mark)}\n`).join('');
const codes = (series: Series): string[] => seriesWarnings(series).map(({ code }) => code);

describe('columns under names', () => {
  const parts = {
    angle: fc.constantFrom('2theta', '2Theta (deg)', 'tth', 'two_theta', '2θ [°]'),
    signal: fc.constantFrom('Intensity', 'I', 'counts', 'Yobs'),
    others: fc.subarray(['No', 'sigma', 'd (A)'], { minLength: 0 }),
  };

  it('are what they are called in any order, between commas, semicolons and tabs (property)', () => {
    fc.assert(
      fc.property(
        fc
          .record(parts)
          .chain(({ angle, signal, others }) =>
            fc
              .shuffledSubarray([angle, signal, ...others], { minLength: 2 + others.length })
              .map((order) => ({ angle, signal, order })),
          ),
        fc.constantFrom(',', ';', '\t'),
        ({ angle, signal, order }, mark) => {
          const values: Readonly<Record<string, readonly number[]>> = {
            [angle]: x.map((value) => Number(value.toFixed(6))),
            [signal]: y,
            No: x.map((_, i) => i + 1),
            sigma: y.map((value) => Number(Math.sqrt(value).toFixed(3))),
            'd (A)': x.map((value) => Number((0.5 / Math.sin((value * Math.PI) / 360)).toFixed(6))),
          };
          const text = tableOf(
            order,
            order.map((name) => values[name]!),
            mark,
          );
          const table = mark === '\t' ? parseColumnText(text) : parseCsv(text);
          const frame = columnFrame(table, 'a', { axis: angles, sigma: 'auto' });
          expect([near(frame.x), Array.from(frame.y)]).toEqual([near(Float64Array.from(x)), y]);
          expect(frame.sigma === undefined ? undefined : Array.from(frame.sigma)).toEqual(
            order.includes('sigma') ? values['sigma'] : undefined,
          );
        },
      ),
    );
  });

  it('that number the rows are no coordinate, nor where none is asked for', async () => {
    const path = file(
      'numbered.csv',
      tableOf(['Index', '2theta', 'Intensity'], [x.map((_, i) => i), x.map((value) => value.toFixed(2)), y]),
    );
    const { series, signal, columns } = await readWholeSeries([path], { axis: { name: 'column', unit: '1' } });
    expect([near(series.axis.values), Array.from(series.signal.data), signal.name, Object.keys(columns)]).toEqual([
      near(Float64Array.from(x)),
      y,
      'Intensity',
      ['Index'],
    ]);
  });

  it('of counts run along their channels, and along nothing else where channels are wanted', async () => {
    const channels = x.map((_, i) => i);
    const wanted = { axis: { name: 'channel', unit: '1' }, timeStep: 1 } as const;
    const orders = [
      ['Channel', 'Counts'],
      ['Counts', 'Channel'],
      ['Energy (keV)', 'Counts', 'Channel'],
    ];
    for (const order of orders) {
      const values: Readonly<Record<string, readonly number[]>> = { Channel: channels, Counts: y, 'Energy (keV)': x };
      const columns = order.map((name) => values[name]!);
      const series = await readColumnSeries([file('counts.csv', tableOf(order, columns))], wanted);
      expect([Array.from(series.axis.values), Array.from(series.signal.data)]).toEqual([channels, y]);
    }
    const energies = file('energies.csv', tableOf(['Energy (keV)', 'Counts'], [x, y]));
    await expect(readColumnSeries([energies], wanted)).rejects.toThrow('is energy in keV, not channel in 1');
  });

  it('stay in their order where the first is a coordinate, or nothing says which is one', () => {
    const frameOf = (labels: readonly string[]) => columnFrame(parseCsv(tableOf(labels, [x, y, y])), 'a', {});
    for (const labels of [
      ['2theta', 'a', 'b'],
      ['q', '2theta', 'I'],
      ['position', 'a', 'b'],
      ['time', 'energy', 'I'],
    ])
      expect(Array.from(frameOf(labels).x)).toEqual(x);
    expect(frameOf(['2theta', 'Icalc', 'Iobs']).expression).toBe('Icalc');
  });
});

describe('units of coordinates', () => {
  const read = async (label: string, values: readonly number[]): Promise<Series> =>
    readColumnSeries([file('unit.csv', tableOf([`"${label}"`, 'I'], [values, y]))], { axis: angles, timeStep: 1 });

  it.each([
    ['2theta [arcmin]', 60],
    ['2theta (arcsec)', 3600],
    ['2Theta [millideg]', 1000],
    ['2theta (gon)', 1 / 0.9],
    ['two-theta in radians', Math.PI / 180],
    ['°2θ', 1],
  ])('%s are converted', async (label, factor) => {
    const series = await read(
      label,
      x.map((value) => value * factor),
    );
    expect(near(series.axis.values)).toEqual(near(Float64Array.from(x)));
    expect(codes(series)).toEqual([]);
  });

  it('hold for angles of unknown names too, and others are refused', async () => {
    const series = await read(
      'Omega (rad)',
      x.map((value) => (value * Math.PI) / 180),
    );
    expect([near(series.axis.values), codes(series)]).toEqual([near(Float64Array.from(x)), ['axis-unknown']]);
    await expect(read('position (mm)', x)).rejects.toThrow('column position (mm) is in mm, no unit of two-theta');
    await expect(read('time (s)', x)).rejects.toThrow('column time (s) is in s, no unit of two-theta');
  });

  it('of lengths turned over become q', async () => {
    for (const [label, factor] of [
      ['q (1/um)', 1e4],
      ['q (m^-1)', 1e10],
      ['q (cm-1)', 1e8],
      ['Q (1/mm)', 1e7],
    ] as const) {
      const path = file('q.csv', tableOf([label, 'I'], [x.map((value) => value * factor), y]));
      const series = await readColumnSeries([path], { axis: { name: 'q', unit: '1/angstrom' }, timeStep: 1 });
      expect([near(series.axis.values), codes(series)]).toEqual([near(Float64Array.from(x)), []]);
    }
  });
});

describe('numbers that would be misread', () => {
  it('with blanks between thousands, as fields between tabs or with blanks of typesetting, are refused', () => {
    const grouped = (value: number, blank: string): string =>
      `${Math.floor(value / 1000)}${blank}${String(value % 1000).padStart(3, '0')}`;
    for (const blank of [' ', '\u00A0', '\u202F', '\u2009']) {
      const text = x.map((value, i) => `${value.toFixed(2)}\t${grouped(y[i]! + 500, blank)}\n`).join('');
      expect(() => parseColumnText(text)).toThrow('may be one number and not two');
    }
    // Two columns of their own beside one between tabs.
    const mixed = x.map((value, i) => `${value.toFixed(2)}\t${y[i]!} ${Math.round(Math.sqrt(y[i]!))}\n`).join('');
    expect(parseColumnText(mixed).columns).toHaveLength(3);
  });

  it.each(['1000(31)', '1000±31', '1000 +- 31.6', '<100', '1000*', '.5 cts'])(
    'as %s in every cell are told as kept as text',
    (cell) => {
      const table = parseCsv(tableOf(['2theta', 'I'], [x, y.map(() => `"${cell}"`)]));
      expect(table.warnings).toMatchObject([{ code: 'column-kept-as-text', where: { column: 'I' } }]);
    },
  );

  it.each([9.91e37, 1e30, -1e38, 9.9e37])('as %d beyond all counts are masked', (sign) => {
    const values = y.map((value, i) => (i === 4 ? sign : value));
    const frame = columnFrame(parseCsv(tableOf(['2theta', 'I'], [x, values])), 'a', { axis: angles });
    expect(Array.from(frame.y.keys()).filter((i) => Number.isNaN(frame.y[i]!))).toEqual([4]);
    expect([...frame.masked!.keys()]).toEqual([`that hold ${sign}, which stands for no value`]);
  });

  it('as a wavelength with a decimal comma are read', () => {
    for (const line of ['# Wavelength 1,5406', '# lambda = 1,5406 A', '# wavelength: 0,15406 nm'])
      expect(headerWavelength(parseColumnText(`${line}\n16 1\n17 2\n18 3\n`))?.wavelength).toBeCloseTo(1.5406, 10);
  });
});
