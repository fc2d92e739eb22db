import { describe, expect, it } from 'vitest';
import { parseBrukerRaw, parseStoeRaw, read, readScans, sniff } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { joined, raw1Range, raw2, raw4, stoeRaw } from './made-bruker.js';
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

describe('Stoe .raw', () => {
  // Layout of the records as in the readers of DASH and of Chemotion's converter; the numbers are those that were put there.
  const values = [5, 70_000, 12, 0];

  it('has its ranges, angles, counts, wavelengths and times', () => {
    const bytes = stoeRaw([{ values }, { values: [1, 40_000, 3], short: true }]);
    expect(sniff(bytes).format).toBe('stoe-raw');
    const [first, second] = readScans(bytes);
    expect(first!.columns.map((column) => Array.from(column.values))).toEqual([[10, 10.02, 10.04, 10.06], values]);
    expect(Array.from(second!.columns[1]!.values)).toEqual([1, 40_000, 3]);
    expect(first!.columns[0]!.role).toBe('two-theta');
    expect(first!.metadata).toEqual({ version: '1.06', title: 'quartz', comment: 'by hand' });
    expect(first!.scalars).toMatchObject({
      wavelength: { value: expect.closeTo(1.5406, 6) },
      time_per_step: { value: 30, unit: 's' },
    });
    expect(first!.time).toEqual({ epoch: Date.UTC(1998, 1, 3, 10) / 1000, zone: 'unstated', duration: 600 });
    expect(second!.warnings).toEqual([]);
  });

  it('counts are divided by their factor; what was done to them is told in the metadata', () => {
    const { columns, metadata } = parseStoeRaw(stoeRaw([{ values, factor: 10, history: 2 ** 5 + 2 ** 7 }]));
    expect(Array.from(columns[1]!.values)).toEqual([0.5, 7000, 1.2000000000000002, 0]);
    expect(metadata['modifications']).toEqual(['smoothed', 'alpha2 stripped']);
  });

  it('an omega scan, a range cut short, ranges that are missing, a count that does not fit the header are told', () => {
    const codes = (bytes: Uint8Array): string[] => parseStoeRaw(bytes).warnings.map(({ code }) => code);
    const omega = parseStoeRaw(stoeRaw([{ values, step: [0, 0.01] }]));
    expect([omega.warnings.map(({ code }) => code), Array.from(omega.columns[0]!.values)]).toEqual([
      ['axis-unknown'],
      [5, 5.01, 5.02, 5.03],
    ]);
    expect(codes(stoeRaw([{ values, end: 11 }]))).toEqual(['points-declared']);
    expect(codes(stoeRaw([{ values }], { planned: 2 }))).toEqual(['aborted']);
    expect(codes(stoeRaw([{ values, most: 7 }]))).toEqual(['header-invalid']);
  });

  it('other versions, and files cut short, are refused', () => {
    expect(() => parseStoeRaw(stoeRaw([{ values }], { version: 'RAW_1.03' }))).toThrow(/RAW_1.03.*WinXPOW/);
    const bytes = stoeRaw([{ values }]);
    expect(() => parseStoeRaw(bytes.subarray(0, 2 * 1024 + 10))).toThrow(
      expect.objectContaining({ code: 'truncated-file' }),
    );
    expect(brokenBinarySeeds(bytes, 200, 'stoe-raw')).toEqual([]);
  });
});

it('HDF4 is refused by name, with the cure', () => {
  const bytes = Uint8Array.of(0x0e, 0x03, 0x13, 0x01, 0, 200, 0, 0, 0, 0, 0, 30);
  expect(() => read(bytes)).toThrow(/HDF4.*h4toh5/);
});
