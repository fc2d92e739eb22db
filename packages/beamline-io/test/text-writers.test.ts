import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOperandoError } from '@operando/core';
import { formatCsv, formatXdi, parseCsv, parseXdi, read } from '../src/index.js';
import type { XdiContent } from '../src/index.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const number = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Number.NaN, -0, 0, Infinity, -Infinity, 5e-324, 1e21, 0.1),
);
/** Names that look like numbers, separators, quotes, comments or formulas. */
const odd = [
  '1',
  '2.5',
  '1e5',
  'nan',
  'inf',
  'a,b',
  'a;b',
  'a\tb',
  'say "x"',
  '"',
  '"a"',
  '#energy',
  '% x',
  '1,5',
  '5"',
  "'",
  '-',
  '---',
  'time/s',
  'E (eV)',
  'θ',
  '日本',
  '__proto__',
  'a\nb',
  'a\r\nb',
  '',
  ' ',
  'a b',
];
const name = fc.oneof(fc.constantFrom(...odd), fc.string({ unit: 'grapheme', maxLength: 6 }));
const table = fc.integer({ min: 1, max: 5 }).chain((rows) =>
  fc.array(
    fc.record({
      name,
      values: fc.oneof(
        fc.array(number, { minLength: rows, maxLength: rows }),
        fc.constant(Array.from({ length: rows }, () => Number.NaN)),
      ),
    }),
    { minLength: 2, maxLength: 5 },
  ),
);

/** What a writer gives, or undefined where it refuses with an error of ours. */
function written(work: () => string): string | undefined {
  try {
    return work();
  } catch (error) {
    if (isOperandoError(error)) return undefined;
    throw error;
  }
}

describe('CSV', () => {
  it('is read back, whatever the names, or refused (property)', () => {
    let [tried, kept] = [0, 0];
    fc.assert(
      fc.property(table, (columns) => {
        tried++;
        const text = written(() => formatCsv(columns));
        if (text === undefined) return;
        kept++;
        const back = parseCsv(text);
        // Words that would be formulas have an apostrophe before them.
        expect(back.columns.map(({ label }) => label)).toEqual(
          columns.map(({ name: label }) => (/^[=+@\t-]/.test(label) ? `'${label}`.trim() : label.trim())),
        );
        expect(back.columns.map(({ values }) => Array.from(values))).toEqual(columns.map(({ values }) => values));
      }),
      { numRuns: 1000 },
    );
    expect(kept / tried).toBeGreaterThan(0.2);
  });

  it('keeps rows and columns of nothing but missing numbers', () => {
    const text = formatCsv([
      { name: 'x', values: [1, Number.NaN, 3] },
      { name: 'y', values: [Number.NaN, Number.NaN, 4] },
      { name: 'none', values: [Number.NaN, Number.NaN, Number.NaN] },
      { name: 'words', values: ['a', '', 'b'] },
    ]);
    expect(text).toBe('x,y,none,words\n1,nan,nan,a\nnan,nan,nan,\n3,4,nan,b\n');
    expect(
      formatCsv([
        { name: 'x', values: [1, Number.NaN] },
        { name: 'y', values: [2, Number.NaN] },
      ]),
    ).toBe('x,y\n1,2\nnan,nan\n');
    const back = read(
      bytes(
        formatCsv([
          { name: 'a;b', values: [1, Number.NaN] },
          { name: '#c', values: [2, Number.NaN] },
        ]),
      ),
    );
    expect(
      back.kind === 'spectrum' && back.table.columns.map(({ label, values }) => [label, Array.from(values)]),
    ).toEqual([
      ['a;b', [1, Number.NaN]],
      ['#c', [2, Number.NaN]],
    ]);
  });

  it('refuses names that would be read as numbers, none, and of several lines', () => {
    for (const names of [
      ['1', '2'],
      ['nan', '5'],
      ['a', ''],
      ['a\nb', 'c'],
    ]) {
      expect(() => formatCsv(names.map((each) => ({ name: each, values: [1] })))).toThrow(
        expect.objectContaining({ code: 'invalid-argument' }),
      );
    }
  });

  it('writes no formulas', () => {
    expect(formatCsv([{ name: 'text', values: ['=1+1', '-2+3|cmd', '-2', '+1e5', '@x', '\t=1', 'a;=1'] }])).toBe(
      `text\n'=1+1\n'-2+3|cmd\n-2\n+1e5\n'@x\n"'\t=1"\n"a;=1"\n`,
    );
  });
});

describe('XDI', () => {
  const word = fc.oneof(
    fc.constantFrom('energy', 'i0', 'a b', '1', '#x', 'a||b', '||', ':', '---', '', 'a\nb', 'θ', 'A h'),
    fc.string({ unit: 'grapheme', maxLength: 5 }),
  );
  const text = fc.oneof(
    fc.constantFrom('Ni', '', '---', '----- x', '///', ' ---', 'a\nb', 'a\n---\nb', '# x', 'a: b', '\\', '\r'),
    fc.string({ maxLength: 8 }),
  );
  const content = fc.integer({ min: 0, max: 4 }).chain((rows) =>
    fc.record({
      columns: fc.array(
        fc.record({
          label: word,
          unit: fc.option(word, { nil: undefined }),
          values: fc.array(number, { minLength: rows, maxLength: rows }),
        }),
        { maxLength: 4 },
      ),
      fields: fc.dictionary(
        fc.oneof(
          fc.constantFrom(
            'Element.symbol',
            'element.Symbol',
            'Column.1',
            'Outer.name',
            'Mono.d_spacing',
            'Scan.start_time',
            'bad',
            'A.b c',
            'A.b:c',
            'Facility.GeV',
          ),
          fc.string({ maxLength: 5 }),
        ),
        text,
        { maxKeys: 3 },
      ),
      comments: text,
    }),
  );

  it('is read back, fields, comments and units too, or refused (property)', () => {
    fc.assert(
      fc.property(content, ({ columns, fields, comments }) => {
        const given = columns.map(({ unit, ...column }) => (unit === undefined ? column : { ...column, unit }));
        const out = written(() => formatXdi({ columns: given, fields, comments }));
        // One in some twenty is not refused; as many are tried as it takes.
        fc.pre(out !== undefined);
        const back = parseXdi(out);
        expect(back.columns.map(({ label, unit, values }) => [label, unit, Array.from(values)])).toEqual(
          columns.map(({ label, unit, values }) => [label, unit, values]),
        );
        const said = (value: string): string => value.replaceAll(/[\r\n]+/g, ' ').trim();
        // Of values that are numbers the reader makes such.
        for (const [key, value] of Object.entries(fields))
          if (!/^[+-]?\d/.test(said(value))) expect(back.metadata[key.toLowerCase()]).toBe(said(value));
        expect(back.metadata['comments'] ?? '').toBe(
          comments
            .split(/\r\n|\n|\r/)
            .map((line) => line.trimEnd())
            .join('\n'),
        );
        expect(Object.keys(back.metadata).filter((key) => /\./.test(key) && !key.startsWith('column.'))).toHaveLength(
          Object.keys(fields).length,
        );
      }),
      { numRuns: 100 },
    );
  });

  const columns: XdiContent['columns'] = [{ label: 'energy', unit: 'eV', values: [1] }];
  it.each<[string, XdiContent]>([
    ['a unit of two words', { columns: [{ label: 'q', unit: 'A h', values: [1] }] }],
    ['a unit with a line break', { columns: [{ label: 'q', unit: 'eV\n#---', values: [1] }] }],
    ['a comment with a line of dashes', { columns, comments: 'one\n-----\ntwo' }],
    ['a comment with a line of slashes', { columns, comments: '////' }],
    ['a field twice', { columns, fields: { 'Element.symbol': 'Ni', 'element.symbol': 'Co' } }],
    ['a field of a column', { columns, fields: { 'Column.1': 'angle' } }],
    ['a field name with a line break', { columns, fields: { 'A.b\n#---': 'x' } }],
    ['no rows', { columns: [{ label: 'energy', values: [] }] }],
  ])('refuses %s', (_, bad) => {
    expect(() => formatXdi(bad)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
