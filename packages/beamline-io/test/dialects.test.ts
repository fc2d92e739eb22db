import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOperandoError } from '@operando/core';
import { parseColumnText, parseCsv, parseNumber, read } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';

const spectrum = (text: string): ColumnTable => {
  const result = read(new TextEncoder().encode(text));
  if (result.kind !== 'spectrum') throw new Error('read as a cycler log');
  return result.table;
};
const numbers = ({ columns }: ColumnTable): (number | string)[][] =>
  columns.map(({ label, values }) => [label, ...values]);
const codes = ({ warnings }: ColumnTable): string[] => warnings.map(({ code }) => code);

describe('numbers of programs', () => {
  it('know the minus of typesetting, and do not take two numbers for one', () => {
    expect([parseNumber('\u22125.5'), parseNumber('1e\u22123'), parseNumber('\u22121,5', true)]).toEqual([
      -5.5, 1e-3, -1.5,
    ]);
    expect(['12.5-45', '1.0-5', '\u2212', '5\u22123', '1\u2212\u22123'].map((text) => parseNumber(text))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    '1,234.5',
    '1.234,5',
    '1_000',
    '１２',
    '٣',
    'NA',
    '--',
    '1.5e3.2',
    "1'000",
    '12:30',
    '1e-7d',
    '1.#J',
    '0b1',
    '1n',
    '∞',
  ])('%s is no number', (text) => {
    expect([parseNumber(text), parseNumber(text, true)]).toEqual([undefined, undefined]);
  });
});

describe('CSV', () => {
  it.each([
    ['quoted decimal commas between commas', 'Energy,mu\n7100,"0,51"\n7101,"0,62"\n', 2],
    ['the same below a word', 'Energy,mu\n7100,none\n7101,"0,62"\n', 3],
    ['decimal points among decimal commas', 'Energy;mu;i0\n7100,5;0.51;1,5\n7101,5;0.62;1,5\n', 2],
  ])('is refused with %s', (_, text, line) => {
    expect(() => parseCsv(text)).toThrow(
      expect.objectContaining({ code: 'bad-number', where: expect.objectContaining({ line }) as object }),
    );
  });

  it('reads lines that end in different ways, an end-of-file mark, the minus of typesetting', () => {
    expect(numbers(spectrum('E,I\r\n1,2\n3,"4"\r5,\u22126\r\n\u001a'))).toEqual([
      ['E', 1, 3, 5],
      ['I', 2, 4, -6],
    ]);
    expect(numbers(spectrum('E,I\n1,2\n3,4\u001a'))).toEqual([
      ['E', 1, 3],
      ['I', 2, 4],
    ]);
  });

  it('with tabs or semicolons and decimal points may have words and blank cells', () => {
    expect(numbers(spectrum('E;I;note\n1.5;2.5;ok\n2.5;3.5;\n'))).toEqual([
      ['E', 1.5, 2.5],
      ['I', 2.5, 3.5],
    ]);
    expect(numbers(spectrum('x\ty\tz\n1.5\t\t3.5\n2.5\t4.5\t\n'))).toEqual([
      ['x', 1.5, 2.5],
      ['y', Number.NaN, 4.5],
      ['z', 3.5, Number.NaN],
    ]);
  });

  it.each(['\t', ';', ','])('does not take a row of numbers for the header, apart by %j', (mark) => {
    const rows = ['1.5e+07 2.5e-01', 'nan 3.5e-01', '3.5e+07 inf'].map((row) => row.replace(' ', mark));
    const commas = mark === ',' ? [] : [rows.map((row) => row.replaceAll('.', ',')).join('\n')];
    for (const text of commas) expect(spectrum(text).columns.map(({ values }) => values[0])).toEqual([1.5e7, 0.25]);
    expect(spectrum(rows.join('\n')).columns.map(({ label, values }) => [label, values[0], values.length])).toEqual([
      ['column 1', 1.5e7, 3],
      ['column 2', 0.25, 3],
    ]);
  });

  it('tells of labels that several columns have', () => {
    expect(codes(parseCsv('E,I,I\n1,2,3\n'))).toEqual(['labels-repeated']);
    expect(codes(parseColumnText('# E I I\n1 2 3\n'))).toEqual(['labels-repeated']);
  });
});

describe('columns of numbers', () => {
  it.each([
    ['blank cells between tabs, not always in one column', '# x\ty\tz\n1.0\t2\t\n1.1\t\t3.1\n', 'malformed-file', 3],
    [
      'blank cells among blanks',
      'x     y     z\n1.0   2.0   3.0\n1.1         3.1\n1.2   2.2   3.2\n',
      'malformed-file',
      3,
    ],
    ['commas that may mark thousands', '20 1,234\n21 12,345\n22 456\n', 'bad-number', 1],
    ['blank cells below a row that does not show the decimal mark', '0\tnan\n0,5\t\n1,5\t\n', 'malformed-file', 2],
    ['a sign and a point', '1 2\n3 +.\n5 6\n', 'bad-number', 2],
    ['a dash between commas', '1,2\n-,4\n5,6\n', 'bad-number', 2],
    ['blank cells above rows that do not show the decimal mark', '0\t\n0,5\t\nnan\tnan\n', 'malformed-file', 3],
    ['the same between semicolons', '0;\n0,5;\nnan;nan\n', 'malformed-file', 1],
  ])('are refused with %s', (_, text, code, line) => {
    expect(() => spectrum(text)).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining({ line }) as object }),
    );
  });

  it.each([
    [
      '20,125 1,234\n21,125 1,345\n',
      [
        [20.125, 21.125],
        [1.234, 1.345],
      ],
    ],
    [
      '1 0,123\n2 1,000\n3 2\n',
      [
        [1, 2, 3],
        [0.123, 1, 2],
      ],
    ],
    [
      '\t1\t2\n3\t4\n\t5\t6\n',
      [
        [1, 3, 5],
        [2, 4, 6],
      ],
    ],
    [
      '7100;0.1\n;0.2\n7102;0.3\n7103;0.4\n',
      [
        [7100, Number.NaN, 7102, 7103],
        [0.1, 0.2, 0.3, 0.4],
      ],
    ],
  ])('%j is what it says', (text, expected) => {
    expect(parseColumnText(text).columns.map(({ values }) => Array.from(values))).toEqual(expected);
  });

  it('take units from a line below the names', () => {
    const table = spectrum('Energy\tmu\tT\nkeV\t-\t°C\n7.100\t5\t20\n7.101\t6\t20\n');
    expect(table.columns.map(({ label, unit, role }) => [label, unit, role])).toEqual([
      ['Energy (keV)', 'keV', 'energy'],
      ['mu', undefined, 'mutrans'],
      ['T (°C)', '°C', undefined],
    ]);
    expect(spectrum('Energy,mu\n[eV],[a.u.]\n7100,5.5\n').columns[0]).toMatchObject({
      label: 'Energy (eV)',
      unit: 'eV',
    });
    // A title is no line of names.
    expect(spectrum('LFP cell three\ndeg  counts\n10.5 5\n11.5 6\n').columns.map(({ label }) => label)).toEqual([
      'deg',
      'counts',
    ]);
  });

  it('take labels and number of points from the header of FIT2D', () => {
    const chi = 'C:\\data\\a b.tif\nQ (A^-1)\nIntensity\n       2\n 1.0E+00 2.0E+00\n 2.0E+00 3.0E+00\n';
    expect(spectrum(chi).columns.map(({ label, unit, role }) => [label, unit, role])).toEqual([
      ['Q (A^-1)', 'A^-1', 'q'],
      ['Intensity', undefined, 'intensity'],
    ]);
    expect(spectrum(chi.replace('Q (A^-1)', '2-Theta Angle (Degrees)')).columns[0]).toMatchObject({
      unit: 'Degrees',
      role: 'two-theta',
    });
    expect(() => spectrum(chi.replace('       2', '       3'))).toThrow(
      expect.objectContaining({ code: 'truncated-file' }),
    );
    expect(codes(spectrum(chi.replace('       2', '       1')))).toEqual(['points-declared']);
  });

  it.each([
    [
      '7100, , 0\n7101, 1, 2\n7102, 3, 4\n',
      [
        [7100, 7101, 7102],
        [Number.NaN, 1, 3],
        [0, 2, 4],
      ],
    ],
    ['# a;b\n7100,5;\n;0,5\n7102,5;0,5\n7103,5;0,6\n', undefined],
    ['# a\tb\tc\n7.5\t\t1.5\n8.5\t1.5\t2.5\n9.5\t1.5\t2.5\n', undefined],
  ])('a first row with a blank cell is not lost: %j', (text, expected) => {
    if (expected === undefined)
      expect(() => parseColumnText(text)).toThrow(
        expect.objectContaining({
          code: 'malformed-file',
          where: expect.objectContaining({ line: expect.any(Number) as number }) as object,
        }),
      );
    else expect(parseColumnText(text).columns.map(({ values }) => Array.from(values))).toEqual(expected);
  });

  it('tell of rows above the table that are shorter or longer', () => {
    const table = spectrum('1 2\n3 4\n\n# second\n1 2 3\n4 5 6\n7 8 9\n');
    expect([table.rows, table.warnings]).toEqual([
      3,
      [expect.objectContaining({ code: 'rows-passed-over', where: { line: 1 } })],
    ]);
  });

  it('pass over a line between names and rows, and commas between names', () => {
    expect(spectrum('Serial,123\nE,mu\n1,two\n7100.5,0.5\n7101.5,0.6\n').columns.map(({ label }) => label)).toEqual([
      'E',
      'mu',
    ]);
    expect(spectrum('E, mu\n7100.5 5\n7101.5 6\n').columns.map(({ role }) => role)).toEqual(['energy', 'mutrans']);
  });

  it.each([
    ['1 2.25\n3 4.25\n5 6.2', true],
    ['1 2.25E+00\n3 4.25E+00\n5 6.25E+0', true],
    ['1 2.25\n3 4.25\n5 6.25', false],
    ['1 2.25\n3 4.2\n5 6', false],
    ['1 100\n3 101\n5 99', false],
  ])('tell of a last line without its end, and of fewer digits in it: %j', (text, fewer) => {
    const { warnings } = parseColumnText(text);
    expect(warnings.map(({ code }) => code)).toEqual(['open-end']);
    expect(warnings[0]!.message.includes('fewer digits')).toBe(fewer);
    expect(codes(parseColumnText(`${text}\n`))).toEqual([]);
  });

  it('tell of names that are fewer than the columns', () => {
    const table = spectrum('E I\n1 7100.5 2\n2 7101.5 3\n');
    expect([codes(table), table.columns[0]!.label]).toEqual([['labels-mismatch'], 'column 1']);
    expect(codes(spectrum('# x\ty\tz\n1.5\t\t3.5\n2.5\t\t4.5\n'))).toEqual(['labels-mismatch']);
    expect(codes(spectrum('# measured at the beamline by us\n1.5 3.5\n2.5 4.5\n'))).toEqual([]);
  });
});

describe('a table in any dialect', () => {
  const cell = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.constantFrom('whole', 'fixed', 'exponential'))
        .map(([value, how]) =>
          how === 'whole' ? String(Math.round(value) + 0) : how === 'fixed' ? value.toFixed(3) : value.toExponential(4),
        ),
    },
    { weight: 1, arbitrary: fc.constantFrom('nan', 'inf', '') },
  );
  const dialect = fc.constantFrom(
    { mark: ' ', comma: false },
    { mark: '   ', comma: true },
    { mark: '\t', comma: false },
    { mark: '\t', comma: true },
    { mark: ';', comma: false },
    { mark: ';', comma: true },
    { mark: ',', comma: false },
    { mark: ', ', comma: false },
  );
  const names = ['Energy', 'mu', 'i0', 'it'];
  const headers: readonly ((mark: string, columns: number) => string)[] = [
    () => '',
    (mark, columns) => `${names.slice(0, columns).join(mark)}\n`,
    (mark, columns) => `# ${names.slice(0, columns).join(mark)}\n`,
    (mark, columns) =>
      `${names.slice(0, columns).join(mark)}\n${['eV', 'a.u.', 'counts', 'V'].slice(0, columns).join(mark)}\n`,
    (mark, columns) => `My measurement of today\n${names.slice(0, columns).join(mark)}\n`,
  ];

  it('is read as written, or refused (property)', () => {
    let [tried, taken] = [0, 0];
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 4 })
          .chain((columns) =>
            fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 3, maxLength: 8 }),
          ),
        dialect,
        fc.constantFrom(...headers),
        fc.constantFrom('\n', '\r\n', '\r'),
        (rows, { mark, comma }, header, end) => {
          const columns = rows[0]!.length;
          // Between blanks a blank cell cannot be seen, and a column of blank cells alone is none.
          fc.pre(
            !rows.some((row) => row.includes('') && (/^ +$/.test(mark) || row[0] === '')) &&
              rows[0]!.every((_, c) => rows.some((row) => row[c] !== '')),
          );
          const text = (
            header(mark, columns) +
            rows.map((row) => row.map((word) => (comma ? word.replace('.', ',') : word)).join(mark)).join('\n') +
            '\n'
          ).replaceAll('\n', end);
          tried++;
          let table: ColumnTable;
          try {
            table = spectrum(text);
          } catch (error) {
            expect(isOperandoError(error)).toBe(true);
            return;
          }
          taken++;
          const expected = rows.map((row) =>
            row.map((word) => (word === '' || word === 'nan' ? Number.NaN : word === 'inf' ? Infinity : Number(word))),
          );
          expect(expected.map((_, r) => table.columns.map(({ values }) => values[r]! + 0))).toEqual(
            expected.map((row) => row.map((value) => value + 0)),
          );
          expect(table.rows).toBe(rows.length);
        },
      ),
      {
        numRuns: 1500,
        examples: [
          // Not counts from -4 on in steps of 1.
          [
            [
              ['-4.0000e-294', '1.000'],
              ['0', '0.0000e+0'],
              ['0.000', '0'],
              ['0.000', '0.000'],
            ],
            { mark: '   ', comma: true },
            headers[0]!,
            '\n',
          ],
          [
            [
              ['0', '5', '2.0000e-120'],
              ['0', '0', '0'],
              ['0', '0.0000e+0', '0.0000e+0'],
            ],
            { mark: '   ', comma: true },
            headers[0]!,
            '\n',
          ],
          [
            [
              ['0', 'nan', '0', '0'],
              ['-7241', '0', '', '1810.251'],
              ['0', '0', 'nan', '0'],
            ],
            { mark: '\t', comma: false },
            headers[0]!,
            '\n',
          ],
          // Nor from 0 on in steps of 1000.001.
          [
            [
              ['0', '1000.001', '3500.004', ''],
              ['0', '0', '0', '0'],
              ['0', '', '', '0'],
              ['0', '0', '0', '0'],
            ],
            { mark: ',', comma: false },
            headers[0]!,
            '\n',
          ],
        ],
      },
    );
    expect(taken / tried).toBeGreaterThan(1 / 3);
  });
});

describe('names of columns', () => {
  const rows = (columns: number, separator = ' '): string =>
    Array.from(
      { length: 6 },
      (_, i) => `${Array.from({ length: columns }, (__, c) => (c === 0 ? 10 + i : i * c)).join(separator)}\n`,
    ).join('');
  const labelsOf = (text: string): string[] => spectrum(text).columns.map(({ label }) => label);

  it.each([
    ['# measured at beamline B18\n', 4],
    ['# T = 300 K\n', 4],
    ['# Sample: LCO pellet 300K\n', 4],
    ['The sample was cycled.\n', 4],
    ['2023 sample 7 cycled\n', 4],
    ['10 20\n', 3],
  ])('are no prose, field or row: %j', (line, columns) => {
    expect(labelsOf(line + rows(columns))).toEqual(Array.from({ length: columns }, (_, i) => `column ${i + 1}`));
  });

  it.each([
    ['# energy i0 it mu\n# T = 300 K\n', 4, ['energy', 'i0', 'it', 'mu']],
    ['# Columns: energy i0 it mu\n', 4, ['energy', 'i0', 'it', 'mu']],
    ['energy i0 it mu\nmeasured in air twice\n', 4, ['energy', 'i0', 'it', 'mu']],
    ['a b c\n', 3, ['a', 'b', 'c']],
  ])('are found above other lines: %j', (lines, columns, labels) => {
    expect(labelsOf(lines + rows(columns))).toEqual(labels);
  });

  it('that come again keep the names above them', () => {
    expect(labelsOf(`cell A,,cell B,\nenergy (eV),mu,energy (eV),mu\n${rows(4, ',')}`)).toEqual([
      'energy cell A (eV)',
      'mu cell A',
      'energy cell B (eV)',
      'mu cell B',
    ]);
    expect(spectrum(`cell A,,cell B,\nenergy (eV),mu,energy (eV),mu\n${rows(4, ',')}`).columns[2]).toMatchObject({
      unit: 'eV',
      role: 'energy',
    });
  });

  it.each(['2024-01-01 10:00;ok;3,5\n2024-01-01 10:01;ok;3,6\n', 'on,1,2\noff,2,3\n'])(
    'are never a row of numbers: %j',
    (text) => {
      expect(() => spectrum(text)).toThrow(expect.objectContaining({ code: 'unknown-format' }));
      expect(() => parseCsv(text)).toThrow(expect.objectContaining({ code: 'malformed-file' }));
    },
  );

  it('may be numbers beside those that are none', () => {
    expect(labelsOf('2theta,300,310\n10,5,6\n11,6,7\n')).toEqual(['2theta', '300', '310']);
  });
});

describe('a line of one number above the table', () => {
  const rows = '10 5\n11 6\n12 7\n';
  it('is the number of points, or told', () => {
    expect(codes(spectrum(`3\n${rows}`))).toEqual([]);
    expect(codes(spectrum(`4\n${rows}`))).toEqual(['points-declared']);
    expect(spectrum(`3\n${rows}`).rows).toBe(3);
  });
});

describe('numbers in quotes', () => {
  it.each([
    ['"10.5","5"\n"11.5","6"\n', [10.5, 11.5]],
    ['"10,5","5"\n"11,5","6"\n', [10.5, 11.5]],
    ['"10,5";"5"\n"11,5";"6"\n', [10.5, 11.5]],
    ['"q";"I"\n"10,5";"5"\n"11,5";"6"\n', [10.5, 11.5]],
  ])('%j', (text, values) => {
    expect(Array.from(spectrum(text).columns[0]!.values)).toEqual(values);
    expect(spectrum(text).columns).toHaveLength(2);
  });
});

describe('a text that no format fits', () => {
  it.each([
    ['# Element.symbol: Ni\nnothing\n', 'XDI', { line: 1 }],
    ['x\nEwe/V\tI/mA\nno\tnumbers\n', 'BioLogic', { line: 2 }],
    ['on,1,2\noff,2,3\n', 'columns between commas, but "on" is no number', { line: 1, column: 1 }],
    ['a\n1 2 x\n3 4 y\n', '"x" is no number', { line: 2, column: 3 }],
  ])('names the nearest: %j', (text, words, where) => {
    expect(() => spectrum(text)).toThrow(
      expect.objectContaining({ code: 'unknown-format', message: expect.stringContaining(words) as string, where }),
    );
  });

  it('has none near it', () => {
    expect(() => spectrum('hello\nworld\n')).toThrow('no format known here fits this file. Two or more');
  });
});
