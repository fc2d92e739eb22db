import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createTable,
  formatResultCsv,
  isTextColumn,
  parseResultDocument,
  plainValue,
  resultDocument,
  statusNames,
  statusOf,
  tableColumn,
  tableOfDocument,
  worseStatus,
} from '../src/index.js';
import type { Result, ResultTable } from '../src/index.js';

const any = fc.double();

/** Tables of up to six rows with any numbers, errors and statuses. */
const tables: fc.Arbitrary<ResultTable> = fc
  .array(fc.record({ value: any, stderr: any, word: fc.constantFrom(...statusNames), text: fc.string() }), {
    maxLength: 6,
  })
  .map((rows) =>
    createTable({
      name: 'results',
      index: {
        rows: 'frame',
        columns: [{ name: 'frame', unit: '1', values: Float64Array.from(rows, (_, row) => row + 1) }],
      },
      columns: [
        {
          name: 'e0',
          unit: 'eV',
          values: Float64Array.from(rows, ({ value }) => value),
          stderr: Float64Array.from(rows, ({ stderr }) => stderr),
          status: Uint8Array.from(rows, ({ word }) => statusOf[word]),
        },
        { name: 'file', words: rows.map(({ text }) => text) },
      ],
    }),
  );

const resultOf = (table: ResultTable): Result => ({
  technique: 'xas',
  headline: {},
  text: 'one edge',
  tables: [table],
  figures: [],
  details: {},
  warnings: [],
  provenance: {
    technique: 'xas',
    versions: { operando: '1' },
    options: { e0: 8333 },
    inputs: [{ role: 'data', name: 'a.dat', size: 3, sha256: 'ab' }],
    seeds: {},
    steps: [],
  },
});
const program = { name: 'operando', version: '1' };

describe('results.json', () => {
  it('holds every number, error, status and word of its tables', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const text = JSON.stringify(resultDocument(resultOf(table), program));
        const document = parseResultDocument(text);
        const read = tableOfDocument(document.tables[0]!);
        // JSON has one zero.
        const plain = (column: ResultTable['columns'][number]): unknown =>
          isTextColumn(column)
            ? column
            : { ...column, values: column.values.map((v) => v + 0), stderr: column.stderr?.map((v) => v + 0) };
        expect(read.columns.map(plain)).toEqual(table.columns.map(plain));
        expect(read.index.rows).toBe('frame');
        expect(tableColumn(read, 'frame')).toEqual(table.index.columns[0]);
      }),
    );
  });

  it('is refused where it is none, of another form, or has words unknown here', () => {
    const table = createTable({
      name: 'results',
      index: { rows: 'frame', columns: [{ name: 'frame', unit: '1', values: Float64Array.of(1) }] },
      columns: [{ name: 'a', unit: 'eV', values: Float64Array.of(1), status: Uint8Array.of(statusOf.converged) }],
    });
    const text = JSON.stringify(resultDocument(resultOf(table), program));
    expect(parseResultDocument(`\uFEFF${text}`).technique).toBe('xas');
    const refused = (changed: string): unknown => {
      try {
        return parseResultDocument(changed).tables.map(tableOfDocument);
      } catch (error) {
        return error;
      }
    };
    expect(refused(text.slice(1))).toMatchObject({ code: 'malformed-file' });
    expect(refused('[]')).toMatchObject({ code: 'malformed-file' });
    expect(refused(text.replace('"sha256":"ab"', '"sha256":1'))).toMatchObject({ code: 'malformed-file' });
    expect(refused(text.replace('"formatVersion":1', '"formatVersion":99'))).toMatchObject({ code: 'unsupported' });
    expect(refused(text.replace('"converged"', '"wonderful"'))).toMatchObject({
      code: 'unsupported',
      where: { column: 'a' },
    });
  });

  it('has no place for what is no value', () => {
    expect(
      plainValue({ a: Float32Array.of(1, Number.NaN, Infinity), b: undefined, c: () => 1, d: [null, true, 'x'] }),
    ).toEqual({ a: [1, null, 'inf'], d: [null, true, 'x'] });
  });
});

describe('results.csv', () => {
  it('spells what is missing as NumPy and pandas read it', () => {
    const csv = formatResultCsv(
      createTable({
        name: 'results',
        index: { rows: 'frame', columns: [{ name: 'frame', unit: '1', values: Float64Array.of(1, 2) }] },
        columns: [
          {
            name: 'a',
            unit: 'angstrom',
            values: Float64Array.of(0.1, Number.NaN),
            stderr: Float64Array.of(-0, Infinity),
            status: Uint8Array.of(statusOf.converged, statusOf.failed),
          },
        ],
      }),
    );
    expect(csv).toBe('frame,a_angstrom,a_angstrom_stderr,a_status\n1,0.1,-0,converged\n2,nan,inf,failed\n');
  });
});

it('of two statuses the worse stays, whichever comes first', () => {
  for (const one of statusNames)
    for (const other of statusNames) {
      const worse = worseStatus(statusOf[one], statusOf[other]);
      expect(worse).toBe(worseStatus(statusOf[other], statusOf[one]));
      expect([statusOf[one], statusOf[other]]).toContain(worse);
    }
  expect(worseStatus(statusOf.converged, statusOf.failed)).toBe(statusOf.failed);
});
