import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIllSum, parseSteppedCounts, read, sniff } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { brokenSeeds, silentCuts, silentLines } from './survives.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const tableOf = (text: string): ColumnTable => {
  const result = read(bytesOf(text));
  if (result.kind !== 'spectrum') throw new Error('read as a cycler log');
  return result.table;
};
const numbers = ({ columns }: ColumnTable): number[][] => columns.map(({ values }) => Array.from(values));
const codes = ({ warnings }: ColumnTable): string[] => warnings.map(({ code }) => code);

/** Counts that never repeat in a short while. */
const counts = Array.from({ length: 100 }, (_, i) => 100 + ((37 * i) % 97));
const rows = (values: readonly (number | string)[], perLine: number, width = 8, end = '\n'): string =>
  Array.from(
    { length: Math.ceil(values.length / perLine) },
    (_, i) =>
      values
        .slice(perLine * i, perLine * (i + 1))
        .map((value) => String(value).padStart(width))
        .join('') + end,
  ).join('');
const angles = counts.map((_, i) => Number((10 + 0.02 * i).toFixed(2)));

describe('counts under first angle, step and last angle', () => {
  it.each<[string, string]>([
    ['FullProf INSTRM 0 without a title', `   10.0000    0.0200   11.9800\n${rows(counts, 10)}`],
    ['with a title behind the numbers', `   10.0000    0.0200   11.9800  sample A 300K\n${rows(counts, 10)}`],
    ['with a title that touches them', `   10.00    0.02   11.98quartz\n${rows(counts, 8)}`],
    ['with comments above', `! made by hand\n# second\nquartz, 2 of 3\n10 0.02 11.98\n${rows(counts, 10)}`],
    ['DBWS with fields that touch', ` 10.0000 0.0200011.98000 quartz\n${rows(counts, 8, 8)}`],
    [
      'points behind the counts',
      `10 .02 11.98\n${rows(
        counts.map((value) => `${value}.`),
        8,
      )}`,
    ],
    ['CRLF', `10 0.02 11.98\r\n${rows(counts, 10, 7, '\r\n')}`],
    ['a count in each line', `10 0.02 11.98\n${rows(counts, 1)}`],
    [
      'decimal commas',
      `10,0000 0,0200 11,9800 Quarz\n${rows(
        counts.map((value) => `${value},0`),
        10,
      )}`,
    ],
    ['the step at the end', `10.0 11.98 0.02\n${rows(counts, 10)}`],
    ['commas', `10.0, 0.02, 11.98\n${counts.join(', ')}\n`],
    [
      'blank lines and comments between',
      `10 0.02 11.98\n\n! counts\n${rows(counts.slice(0, 50), 10)}\n${rows(counts.slice(50), 10)}`,
    ],
  ])('%s', (_, text) => {
    const table = tableOf(text);
    expect(table.format).toBe('stepped-counts');
    expect(numbers(table)).toEqual([angles, counts]);
    expect(table.columns.map(({ role, unit }) => [role, unit])).toEqual([
      ['two-theta', 'deg'],
      ['intensity', undefined],
    ]);
    expect(codes(table)).toEqual([]);
  });

  it('as many errors below the counts', () => {
    const errors = counts.map((value) => Number(Math.sqrt(value).toFixed(2)));
    const head = 'D1A sum\n   1680     -1.000   100.018    1  100000.0       0.0\nlambda = 1.909 A\n';
    const table = tableOf(`${head}  10.0000    0.0200   11.9800\n${rows(counts, 10)}${rows(errors, 10)}`);
    expect(numbers(table)).toEqual([angles, counts, errors]);
    expect(table.columns[2]!.role).toBe('sigma');
    expect(table.scalars).toEqual({ wavelength: { value: 1.909, unit: 'angstrom' } });
  });

  it('a counter of detectors before the means of neutron diffractometers', () => {
    const fields = counts.map((value, i) => `${i % 3 === 0 ? ' 4' : '  '}${String(value).padStart(6)}`);
    const table = tableOf(`10 0.02 11.98\n${rows(fields, 10)}`);
    expect(numbers(table).slice(0, 2)).toEqual([angles, counts]);
    // A mean over n detectors has the variance of one of them over n.
    counts.forEach((value, i) =>
      expect(table.columns[2]!.values[i]).toBeCloseTo(Math.sqrt(value / (i % 3 === 0 ? 4 : 1)), 12),
    );
  });

  it('rows with their angles under such a line are columns', () => {
    const xye = angles.map((angle, i) => `${angle} ${counts[i]!} 3`).join('\n');
    expect(numbers(tableOf(`10 0.02 11.98\n${xye}\n`))).toEqual([angles, counts, counts.map(() => 3)]);
  });

  it('a full last row may have more or fewer values than the header says, with a word', () => {
    const fewer = tableOf(`10 0.02 11.98 quartz\n${rows(counts.slice(0, 96), 8)}`);
    expect([numbers(fewer), codes(fewer)]).toEqual([[angles.slice(0, 96), counts.slice(0, 96)], ['range-declared']]);
    const padded = tableOf(`10 0.02 11.92 quartz\n${rows(counts, 10)}`);
    expect([numbers(padded), codes(padded)]).toEqual([[angles.slice(0, 97), counts.slice(0, 97)], ['points-declared']]);
    const text = tableOf(`10 0.02 11.98\n${rows(counts, 10)} filename : a.dat\n`);
    expect([numbers(text), codes(text)]).toEqual([[angles, counts], ['rows-passed-over']]);
    const flight = tableOf(`1000 20 2980\n${rows(counts, 10)}`);
    expect([flight.columns[0]!.role, codes(flight)]).toEqual([undefined, ['axis-unknown']]);
  });

  it.each<[string, string, string, object]>([
    ['fewer values', `10 0.02 11.98\n${rows(counts.slice(0, 75), 10)}`, 'truncated-file', {}],
    [
      'a value lost in the middle',
      `10 0.02 11.98\n${rows(counts.slice(0, 45), 10)}${rows(counts.slice(46), 10)}`,
      'truncated-file',
      {},
    ],
    [
      'a word among the counts',
      `10 0.02 11.98\n${rows(counts.with(63, 0), 10).replace('       0', '   1O0  ')}`,
      'bad-number',
      { line: 8, column: 4 },
    ],
  ])('refuse %s', (_, text, code, where) => {
    expect(() => read(bytesOf(text), { format: 'stepped-counts' })).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining(where) as object }),
    );
  });

  it('tables are no such counts, whatever their first row', () => {
    const table = (first: string, columns: number): string =>
      `${first}\n${Array.from({ length: 20 }, (_, i) => Array.from({ length: columns }, (__, k) => i + k).join(' ')).join('\n')}\n`;
    for (const [first, columns] of [
      ['0 1 59', 3],
      ['1 1 60', 3],
      ['0 1 39', 2],
      ['10 0.5 300', 5],
    ] as const)
      expect(sniff(bytesOf(table(first, columns))).format).toBe('column-text');
    expect(() => parseSteppedCounts('1 2\n3 4\n')).toThrow(expect.objectContaining({ code: 'malformed-file' }));
  });

  it('a header that promises what is not there takes no memory', () => {
    expect(() => read(bytesOf('0 1e-9 100\n1 2 3 4 5\n'), { format: 'stepped-counts' })).toThrow(
      expect.objectContaining({ code: 'malformed-file' }),
    );
  });

  it('any scan comes back, however its rows are broken', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -20, max: 120 }),
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.integer({ min: 0, max: 999_999 }), { minLength: 12, maxLength: 200 }),
        fc.constantFrom(1, 5, 8, 10),
        fc.constantFrom('', ' title 1 2 3', ' quartz'),
        (start, thousandths, values, perLine, title) => {
          const grid = values.map((_, i) => Number((start + (thousandths / 1000) * i).toFixed(9)));
          const text = `${start}.0 ${thousandths / 1000} ${grid.at(-1)!}${title}\n${rows(values, perLine, 9)}`;
          expect(numbers(parseSteppedCounts(text))).toEqual([grid, values]);
        },
      ),
    );
  });

  it('sums of D1A and D2B: fields of detectors and mean, until -1000', () => {
    const fields = [' 1   100', '12    48', '        '.slice(2) + ' 9', ' 4     0', '      25'];
    const text = `D2B lambda=1.594\n   3  10.0000      0.050\n  10.000\n 100000.  50000.\n${fields.join('')}\n   -1000\n  -10000\n`;
    expect(sniff(bytesOf(text)).format).toBe('ill-sum');
    const table = parseIllSum(text);
    expect(numbers(table).slice(0, 2)).toEqual([
      [10, 10.05, 10.1, 10.15, 10.2],
      [100, 48, 9, 0, 25],
    ]);
    // Counted at half the monitor: a mean of n detectors has the variance 2 y / n (CrysFML reads it alike), and of no counts that of one.
    [200, 8, 18, 4 / 16, 50].forEach((variance, i) =>
      expect(table.columns[2]!.values[i]! ** 2).toBeCloseTo(variance, 10),
    );
    expect(table.scalars).toEqual({ wavelength: { value: 1.594, unit: 'angstrom' } });
    expect(() => parseIllSum(text.replace('   -1000\n', ''))).toThrow(
      expect.objectContaining({ code: 'truncated-file' }),
    );
    expect(() => parseIllSum(text.replace('    48', '    x8'))).toThrow(
      expect.objectContaining({ code: 'bad-number', where: expect.objectContaining({ line: 5, column: 2 }) as object }),
    );
    expect(() => parseIllSum('a\nb\n')).toThrow(expect.objectContaining({ code: 'malformed-file' }));
    expect(brokenSeeds(bytesOf(text), 200, 'ill-sum')).toEqual([]);
  });

  const small = `10 0.02 10.5 quartz\n${rows(counts.slice(0, 26), 8)}`;
  it('damage is refused or told', () => {
    expect(brokenSeeds(bytesOf(small), 300, 'stepped-counts')).toEqual([]);
    expect(silentLines(small, 'stepped-counts')).toEqual([]);
    // Within the last number nothing can tell, but the missing end of the line.
    expect(silentCuts(bytesOf(small), 'stepped-counts')).toEqual([]);
  });
});
