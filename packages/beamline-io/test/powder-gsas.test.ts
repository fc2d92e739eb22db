import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGsas, readScans } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { brokenSeeds, silentCuts, silentLines } from './survives.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const numbers = ({ columns }: ColumnTable): number[][] => columns.map(({ values }) => Array.from(values));
const axisOf = ({ columns }: ColumnTable): unknown => [columns[0]!.role, columns[0]!.unit];
const codes = ({ warnings }: ColumnTable): string[] => warnings.map(({ code }) => code);
const flight = ['time-of-flight', 'us'];

// Rows of the manual's formats: 10(I2,F6.0), 10F8.0, 4(F8.0,F7.4,F5.4).
const alternative = '   96000    100   10   96032    137   10   96064   1.25  0.5\n';

describe('GSAS', () => {
  it('RALF with ALT: times in 1/32 microseconds, four decimals where no point is written', () => {
    const table = parseGsas(`powder TOF\nBANK 1 3 1 RALF 96000 32 96000 0.0008 ALT\n${alternative}`);
    expect(numbers(table)).toEqual([
      [3000, 3001, 3002],
      [0.01, 0.0137, 1.25],
      [0.001, 0.001, 0.5],
    ]);
    expect(axisOf(table)).toEqual(flight);
    // 96064/32 is below 18 000: the same numbers could be 1/3200 degrees.
    expect(codes(table)).toEqual(['unit-assumed']);
    const long = parseGsas('t\nBANK 1 1 1 RALF 960000 32 960000 0.0008 ALT\n  960000    100   10\n');
    expect([numbers(long)[0], codes(long)]).toEqual([[30_000], []]);
    const angles = parseGsas(`t\nBANK 1 3 1 CONST 3000 1 0 0 ALT\n${alternative}`);
    expect([axisOf(angles), numbers(angles)[0]]).toEqual([
      ['two-theta', 'deg'],
      [30, 30.01, 30.02],
    ]);
  });

  it('SLOG: times beside the values, or by the relative step', () => {
    const own = parseGsas('t\nBANK 2 2 2 SLOG 1000 1010 0.01 0 FXYE\n1000.5 3 1\n1010.6 4 2\n');
    expect([axisOf(own), numbers(own)]).toEqual([
      flight,
      [
        [1000.5, 1010.6],
        [3, 4],
        [1, 2],
      ],
    ]);
    const reckoned = parseGsas(
      't\nBANK 2 3 1 SLOG 1000 1020 0.01 0 ESD\n     3.0     1.0     4.0     2.0     5.0     2.0\n',
    );
    expect(axisOf(reckoned)).toEqual(flight);
    [1000, 1010, 1020.1].forEach((time, i) => expect(numbers(reckoned)[0]![i]).toBeCloseTo(time, 9));
  });

  it('TIME_MAP: channels of several widths, in pulses of a clock', () => {
    // From channel 1 at pulse 1000 by 2, from channel 4 at 1006 by 5; pulses of 100 ns.
    const map = 'TIME_MAP 7 7 1 TIME_MAP 100\n       1    1000       2       4    1006       5    1031\n';
    const text = `t\n${map}BANK 1 6 1 TIME_MAP 7 STD\n       3       4       5       6       7       8\n`;
    const table = parseGsas(text);
    expect(axisOf(table)).toEqual(flight);
    [100, 100.2, 100.4, 100.6, 101.1, 101.6].forEach((time, i) => expect(numbers(table)[0]![i]).toBeCloseTo(time, 9));
    expect(numbers(table)[1]).toEqual([3, 4, 5, 6, 7, 8]);
    const below = parseGsas(`t\nBANK 1 6 1 TIME_MAP 7 STD\n       3       4       5       6       7       8\n${map}`);
    expect(numbers(below)).toEqual(numbers(table));
    expect(codes(below)).toEqual([]);
  });

  it('means over several detectors have their errors, single counts have none of their own', () => {
    const means = parseGsas('t\nBANK 1 3 1 CONST 1000 10 0 0 STD\n 4   100       9 2     0\n');
    expect(numbers(means)[1]).toEqual([100, 9, 0]);
    // n detectors that counted n y in all: the root of that over n.
    expect(numbers(means)[2]).toEqual([Math.sqrt(400) / 4, 3, 0.5]);
    expect(means.columns[2]!.role).toBe('sigma');
    expect(parseGsas('t\nBANK 1 1 1 CONST 1000 10 0 0 STD\n     100\n').columns.length).toBe(2);
  });

  it('what cannot be an angle is a time, and told; banks are scans', () => {
    const text =
      't\nBANK 1 2 1 CONST 20000 10 0 0 STD\n       3       4\nBANK 2 2 2 CONST 1000 10 0 0 FXY\n1000 3\n1010 4\n';
    const [times, angles] = readScans(bytesOf(text)) as [ColumnTable, ColumnTable];
    expect([axisOf(times), codes(times), numbers(times)[0]]).toEqual([flight, ['unit-inferred'], [20_000, 20_010]]);
    expect([axisOf(angles), codes(angles), numbers(angles)]).toEqual([
      ['two-theta', 'deg'],
      [],
      [
        [10, 10.1],
        [3, 4],
      ],
    ]);
  });

  it('wavelength, temperature and time of comments are read', () => {
    const comments = '# Temp (K) = 98.89\n# Scan time = APR 25, 2011 13:50:00.5\n# Calibrated wavelength = 0.413263\n';
    const table = parseGsas(`t\n${comments}BANK 1 1 1 CONST 1000 10 0 0 FXYE\n1000 3 1\n`);
    expect(table.scalars).toEqual({
      wavelength: { value: 0.413263, unit: 'angstrom' },
      temperature: { value: 98.89, unit: 'K' },
    });
    expect(table.time?.epoch).toBe(Date.UTC(2011, 3, 25, 13, 50, 0, 500) / 1000);
  });

  it.each<[string, string, string, object]>([
    ['a relative step that is none', 'BANK 1 1 1 SLOG 0 10 0.1 0 STD\n       1\n', 'malformed-file', { line: 2 }],
    ['a map that is not there', 'BANK 1 1 1 TIME_MAP 3 STD\n       1\n', 'malformed-file', { line: 2 }],
    [
      'a map cut short',
      'TIME_MAP 1 7 1 TIME_MAP 100\n 1 2 3\nBANK 1 1 1 TIME_MAP 1 STD\n       1\n',
      'bad-number',
      { line: 4 },
    ],
    [
      'a map that goes back',
      'TIME_MAP 1 4 1 TIME_MAP 100\n 1 2 0 4\nBANK 1 2 1 TIME_MAP 1 STD\n       1       1\n',
      'malformed-file',
      { line: 4 },
    ],
    ['a value without its error', 'BANK 1 1 1 CONST 1000 10 0 0 ESD\n       1\n', 'malformed-file', { line: 3 }],
    [
      'a bank of millions that are not there',
      'BANK 1 9999999 1 CONST 1000 10 0 0 STD\n       1\n',
      'truncated-file',
      {},
    ],
    ['a bank of more than that', 'BANK 1 999999999999 1 CONST 1000 10 0 0 STD\n       1\n', 'too-large', {}],
    ['another way of writing', 'BANK 1 1 1 CONST 1000 10 0 0 XYZ\n       1\n', 'unsupported', {}],
  ])('refuse %s', (_, text, code, where) => {
    expect(() => parseGsas(`t\n${text}`)).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining(where) as object }),
    );
  });

  it('any counts come back from fields that touch', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 0, max: 999_999 })), {
          minLength: 1,
          maxLength: 60,
        }),
        (points) => {
          const fields = points.map(([detectors, value]) => String(detectors).padStart(2) + String(value).padStart(6));
          const rows = Array.from({ length: Math.ceil(fields.length / 10) }, (_, i) =>
            fields.slice(10 * i, 10 * i + 10).join(''),
          );
          const table = parseGsas(
            `t\nBANK 1 ${fields.length} ${rows.length} CONST 1000 10 0 0 STD\n${rows.join('\n')}\n`,
          );
          expect(numbers(table)[1]).toEqual(points.map(([, value]) => value));
        },
      ),
    );
  });

  const small = `t\nBANK 1 3 1 RALF 96000 32 96000 0.0008 ALT\n${alternative}BANK 2 4 2 SLOG 1000 1010 0.01 0 FXYE\n1000 1 1\n1010 2 1\n1020 3 1\n1030 4 1\n`;
  it('damage is refused or told', () => {
    expect(brokenSeeds(bytesOf(small), 300, 'gsas')).toEqual([]);
    const one = small.slice(0, small.indexOf('BANK 2'));
    expect(silentLines(one, 'gsas').filter((line) => !line.startsWith('1 '))).toEqual([]);
    expect(silentCuts(bytesOf(one), 'gsas')).toEqual([]);
  });
});
