import { describe, expect, it } from 'vitest';
import { read, readColumnSeriesFrom, readSeriesFrom } from '../src/index.js';
import { bytesSource } from '@operando/core';
import type { ColumnTable } from '../src/index.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const tableOf = (text: string): ColumnTable => {
  const result = read(bytesOf(text));
  if (result.kind !== 'spectrum') throw new Error('a log');
  return result.table;
};
const seen = (text: string): unknown[] => tableOf(text).columns.map(({ label, unit, role }) => [label, unit, role]);
const scan = (scale: number): string[] =>
  Array.from({ length: 60 }, (_, i) => `${((7000 + 2 * i) * scale).toFixed(4)} 1000 ${i < 30 ? 900 : 400}`);

describe('labels of a quantity, a slash and its unit', () => {
  it.each([
    ['blanks', ' '],
    ['tabs', '\t'],
    ['commas', ','],
  ])('are told apart above columns kept apart by %s', (_name, mark) => {
    const rows = scan(1).map((row) => row.replaceAll(' ', mark));
    expect(seen([`E/eV${mark}I0/counts${mark}It/counts`, ...rows, ''].join('\n'))).toEqual([
      ['E/eV', 'eV', 'energy'],
      ['I0/counts', 'counts', 'i0'],
      ['It/counts', 'counts', 'itrans'],
    ]);
  });

  it('may be one over a unit', () => {
    const rows = Array.from({ length: 9 }, (_, i) => `${i + 1}\t${i}\t1`);
    expect(seen(['q 1/nm\tI 1/cm\tcounter 1/s', ...rows, ''].join('\n'))).toEqual([
      ['q 1/nm', '1/nm', 'q'],
      ['I 1/cm', '1/cm', 'intensity'],
      ['counter 1/s', undefined, undefined],
    ]);
  });

  it('are told apart in XDI files', () => {
    const head = [
      '# XDI/1.0',
      '# Column.1: E/keV',
      '# Column.2: I0/counts',
      '# Column.3: It/counts',
      '#---',
      '# E I0 It',
    ];
    expect(seen([...head, ...scan(1e-3), ''].join('\n'))).toEqual([
      ['E/keV', 'keV', 'energy'],
      ['I0/counts', 'counts', 'i0'],
      ['It/counts', 'counts', 'itrans'],
    ]);
  });

  it('give energies in the unit that they say', async () => {
    const source = { name: 'a.txt', bytes: bytesSource(bytesOf(['# E/keV I0/1 It/1', ...scan(1e-3), ''].join('\n'))) };
    const { axis, signal } = await readSeriesFrom([source]);
    expect(axis.values[0]).toBeCloseTo(7000, 9);
    expect(signal.data[59]).toBeCloseTo(Math.log(1000 / 400), 14);
  });

  it('give q in the unit that they say', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${(0.1 * (i + 1)).toFixed(2)} ${100 + i}`);
    const source = { name: 'a.dat', bytes: bytesSource(bytesOf(['q/nm^-1 I(q)/cm^-1', ...rows, ''].join('\n'))) };
    const { axis } = await readColumnSeriesFrom([source], { axis: { name: 'q', unit: '1/angstrom' } });
    expect(axis.values[9]).toBeCloseTo(0.1, 12);
  });

  it('leave ratios of two columns what they are', () => {
    expect(seen(['# E/eV itrans/i0 ln(I0/It)', ...scan(1), ''].join('\n')).slice(1)).toEqual([
      ['itrans/i0', undefined, undefined],
      ['ln(I0/It)', undefined, undefined],
    ]);
  });
});
