import { describe, expect, it } from 'vitest';
import { parseBrukerRaw, read, readScans, sniff } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { joined, raw1Range, raw2, raw4 } from './made-bruker.js';
import { brokenBinarySeeds } from './survives.js';

const numbers = (bytes: Uint8Array): number[][][] =>
  readScans(bytes).map(({ columns }) => columns.map(({ values }) => Array.from(values)));
const told = ({ warnings }: ColumnTable): string[] => warnings.map(({ code }) => code);

describe('Bruker and Siemens .raw', () => {
  it('version 1: ranges with and without the mark again', () => {
    const bytes = joined(
      raw1Range(10, [5, 7], { more: 1 }),
      raw1Range(20, [1], { more: 1 }),
      raw1Range(30, [2, 3], { mark: false }),
    );
    expect(numbers(bytes)).toEqual([
      [
        [10, 10.02],
        [5, 7],
      ],
      [[20], [1]],
      [
        [30, 30.02],
        [2, 3],
      ],
    ]);
    const table = parseBrukerRaw(bytes, { scan: 1 });
    expect([table.scalars, table.metadata]).toEqual([
      {
        wavelength: { value: 1.5406, unit: 'angstrom' },
        wavelength_alpha1: { value: 1.5406, unit: 'angstrom' },
        wavelength_alpha2: { value: 1.5444, unit: 'angstrom' },
        time_per_step: { value: 1.5, unit: 's' },
      },
      { version: '1', SAMPLEID: 'quartz' },
    ]);
  });

  it('version 2: headers of any length, temperature, and a year of two digits', () => {
    const bytes = raw2([[5, 7], [9]]);
    expect(numbers(bytes)).toEqual([
      [
        [10, 10.05],
        [5, 7],
      ],
      [[20], [9]],
    ]);
    const table = parseBrukerRaw(bytes, { scan: 1 });
    expect(table.scalars).toMatchObject({
      wavelength: { value: 1.54056, unit: 'angstrom' },
      alpha2_ratio: { value: 0.5, unit: '1' },
      temperature: { value: 298, unit: 'K' },
      time_per_step: { value: 2, unit: 's' },
    });
    expect(table.time?.epoch).toBe(Date.UTC(1998, 2, 24, 10, 20, 30) / 1000);
    expect(told(parseBrukerRaw(raw2([[1, 2]], 'some day')))).toEqual(['date-unreadable']);
  });

  it('version 4: records of any length, ranges of both kinds, padding at the end', () => {
    for (const stride of [4, 8, 12, 13]) {
      const table = parseBrukerRaw(raw4([{ values: [500, 501, 502], stride }]));
      expect(table.columns.map(({ values }) => Array.from(values))).toEqual([
        [20, 20.02, 20.04],
        [500, 501, 502],
      ]);
      expect(told(table)).toEqual(stride > 4 ? ['columns-left-out'] : []);
      expect(table.time?.epoch).toBe(Date.UTC(1998, 0, 2, 10) / 1000);
      expect(table.scalars).toMatchObject({
        wavelength: { value: 1.5418, unit: 'angstrom' },
        wavelength_alpha2: { value: 1.54439, unit: 'angstrom' },
        time_per_step: { value: 0.1, unit: 's' },
      });
    }
    const two = joined(
      raw4([
        { values: [1, 2], stride: 8 },
        { values: [3], kind: 160 },
      ]),
      new Uint8Array(100),
    );
    expect(numbers(two).map(([, counts]) => counts)).toEqual([[1, 2], [3]]);
  });

  it.each<[string, Uint8Array, string]>([
    ['fewer points than announced', raw2([[1, 2, 3]]).subarray(0, -8), 'truncated-file'],
    ['a range that is announced and not there', raw1Range(10, [5, 7], { more: 1 }), 'truncated-file'],
    ['no range', raw2([]), 'malformed-file'],
    [
      'a range without room for its header',
      Uint8Array.from(raw2([[1]]), (byte, i) => (i === 256 ? 20 : byte)),
      'malformed-file',
    ],
    [
      'points of two bytes',
      Uint8Array.from(raw4([{ values: [1] }]), (byte, i) => (i === 241 + 136 ? 2 : byte)),
      'malformed-file',
    ],
  ])('refuse %s', (_, bytes, code) => {
    expect(() => read(bytes, { format: 'bruker-raw' })).toThrow(expect.objectContaining({ code }));
  });

  it('are known by their marks, texts that begin alike are not', () => {
    for (const bytes of [raw1Range(10, [1]), raw2([[1]]), raw4([{ values: [1] }])])
      expect(sniff(bytes).format).toBe('bruker-raw');
    expect(sniff(new TextEncoder().encode('RAW counts\n1 2\n2 3\n3 4\n')).format).toBe('column-text');
  });

  it('damaged copies are whole or refused', () => {
    for (const bytes of [raw1Range(10, [5, 7, 9]), raw2([[5, 7], [9]]), raw4([{ values: [5, 7, 9], stride: 8 }])])
      expect(brokenBinarySeeds(bytes, 200, 'bruker-raw')).toEqual([]);
  });
});
