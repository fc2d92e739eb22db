import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOperandoError } from '@operando/core';
import { exploredSeeds, referencePath } from '@operando/fixtures';
import { parseColumnText, parseCsv } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { fileSource, readFile, readTable, streamTable } from '../src/node.js';
import { readCsvFrom } from '../src/table/stream-csv.js';
import { rowSyntaxes } from '../src/text/row-parser.js';
import { numberStream } from '../src/table/number-stream.js';
import { tableStream } from '../src/table/table-stream.js';
import { decodeText } from '../src/text/decode.js';
import { mutate } from './mutate.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Everything a table says, with every bit of its numbers; or the error. */
function outcome(work: () => ColumnTable): string {
  try {
    const { columns, rows, lines, metadata, warnings } = work();
    return JSON.stringify({
      rows,
      lines: [...lines],
      metadata,
      warnings: warnings.map(({ code }) => code),
      columns: columns.map(({ label, unit, role, values }) => [
        label,
        unit,
        role,
        Array.from(values, (value) => (Object.is(value, -0) ? '-0' : String(value))),
      ]),
    });
  } catch (error) {
    if (!isOperandoError(error)) throw error;
    return `${error.code} ${error.message}`;
  }
}

function streamed(bytes: Uint8Array, piece: number, longestHeader?: number): string {
  return outcome(() => {
    const stream = tableStream({ longestHeader });
    for (let at = 0; at < bytes.length; at += piece) stream.push(bytes.subarray(at, at + piece));
    return stream.finish();
  });
}
const whole = (bytes: Uint8Array): string =>
  outcome(() => {
    const { text, warnings } = decodeText(bytes);
    const table = parseColumnText(text);
    return { ...table, warnings: [...warnings, ...table.warnings] };
  });

const texts = [
  '# a\n# x [eV]  y\n1 2\n3.5 -4e-3\n-0 .5\n+1. 6.02214076E23\n',
  '1,5 2,5\r\n3,25 -4,125\r\n-0,5 7\r\n',
  '1;2;3\n4;5;6\n7;8;9',
  'x, y\n1, 2\n3, 4,\n 5 ,6\n',
  '1 2\r3 4\r5 6\r',
  '1 2\n# between\n\n3 4\n5 nan\n7 inf\n9 1.0-100\n2 3.0D+01\n',
  '1764000000.125 1\n1764000001.25 123456789012345\n1764000002 12345678901234567890\n3 0.1234567890123456789\n4 1e-300\n5 1.7976931348623157e308\n',
  '1 2 3\n4 5 6\n7 8',
  '1 2 3\n4 5\n7 8 9\n',
  '1 2\n3 ####\n5 6\n',
  "'title\n1 2\n3 4\n\u001a\n",
  '\uFEFF1 2\n3 4\n',
  '1 2\n3 4\u001a',
  '1 2\n\uFEFF3 +\n5 6\n',
  '1 2\n3 -\n5 6\n',
  '1;2\n;3\n4;5\n6;7\n',
  '1 2.25\n3 4.25\n# between\n5 6.2',
  '1 2.25e+00\r\n3 4.25e+00\r\n5 6.25e+0',
  '1 2.25\n3 4.2\n5 6',
  '1 2.25\n3 4.25\n5 6.2\n',
  '1.5\t2.5\n3\t\u22124\n',
  'Energy\tmu\neV\t-\n1\t2\n3\t4\n',
];

describe('a stream of bytes', () => {
  it.each(texts.map((text, i) => [i, text] as const))(
    'gives what parseColumnText gives, however it is cut (%i)',
    (_, text) => {
      const bytes = bytesOf(text);
      const expected = whole(bytes);
      for (let piece = 1; piece <= 50; piece++) expect(streamed(bytes, piece)).toBe(expected);
    },
  );

  it('takes mixed line ends as they are, cut at any two places', () => {
    const bytes = bytesOf('10 20\r30 40\n50 60\r\n70 80\n\r90 11\r\r12 13\n\n14 15');
    for (let first = 0; first <= bytes.length; first++) {
      for (let second = first; second <= bytes.length; second++) {
        const stream = numberStream({
          syntax: rowSyntaxes[0]!,
          columns: 2,
          firstLine: 1,
          skip: (line) => line.trim() === '',
        });
        for (const piece of [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)])
          stream.push(piece);
        const { columns, lines } = stream.finish();
        expect([[...columns[0]!], [...columns[1]!], [...lines]]).toEqual([
          [10, 30, 50, 70, 90, 12, 14],
          [20, 40, 60, 80, 11, 13, 15],
          [1, 2, 3, 4, 6, 8, 10],
        ]);
        expect(stream.ending()).toEqual(['90 11', '12 13', '14 15']);
      }
    }
  });

  it('reads any number as Number does (property)', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => Number(value.toFixed(6))),
    );
    const spelled = fc
      .tuple(number, fc.constantFrom('plain', 'fixed', 'exponential'))
      .map(([value, how]) =>
        how === 'plain'
          ? String(value)
          : how === 'fixed' && Math.abs(value) < 1e15
            ? value.toFixed(7)
            : value.toExponential(8),
      );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(spelled, spelled, spelled), { minLength: 2, maxLength: 30 }),
        fc.integer({ min: 1, max: 200 }),
        (rows, piece) => {
          const bytes = bytesOf(rows.map((row) => row.join(' ')).join('\n'));
          const stream = tableStream();
          for (let at = 0; at < bytes.length; at += piece) stream.push(bytes.subarray(at, at + piece));
          const { columns } = stream.finish();
          rows.forEach((row, r) => row.forEach((word, c) => expect(columns[c]!.values[r]).toBe(Number(word))));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('finds the table in its beginning, wherever that ends in a letter or a line (property)', () => {
    const end = fc.constantFrom('\n', '\r\n', '\r');
    const separator = fc.constantFrom(' ', '\t', ', ', ';');
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((number) => number.toFixed(3));
    const row = fc.record({
      values: fc.tuple(value, value, value),
      end,
      comment: fc.constantFrom('', '', '', '# µ°Å\u2082 \u{1F50B}\n', '\n'),
    });
    fc.assert(
      fc.property(
        separator,
        fc.array(row, { minLength: 6, maxLength: 40 }),
        fc.integer({ min: 1, max: 64 }),
        fc.nat(200),
        (mark, rows, piece, further) => {
          const head = '# Ångström µm°\n# a b c\n';
          const text = rows
            .map(({ values, end: last, comment }, i) => values.join(mark) + last + (i < 2 ? '' : comment))
            .join('');
          const bytes = bytesOf(head + text);
          // Header and two rows at least are in the part by which the table is found.
          const least = bytesOf(head).length + 2 * 40;
          expect(streamed(bytes, piece, least + further)).toBe(whole(bytes));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('agrees with parseColumnText on every damaged text', () => {
    const differing: string[] = [];
    texts.forEach((text, t) => {
      for (const seed of exploredSeeds(150)) {
        const damaged = mutate(bytesOf(text), seed);
        if (damaged.length === 0 || damaged[0] === 0xff || damaged[0] === 0xfe) continue;
        if (streamed(damaged, 1 + (seed % 37)) !== whole(damaged))
          differing.push(
            `${t}: ${seed} ${JSON.stringify(Buffer.from(damaged).toString('latin1'))} ${streamed(damaged, 1 + (seed % 37))} | ${whole(damaged)}`,
          );
      }
    });
    expect(differing).toEqual([]);
  });

  it('holds its limits', () => {
    const long = bytesOf(`1 2\n3 ${'4'.repeat(3000)}\n`);
    expect(() => {
      const stream = tableStream({ longestLine: 1000, longestHeader: 2 });
      stream.push(long);
      stream.finish();
    }).toThrow(expect.objectContaining({ code: 'too-large' }));
    expect(() => {
      const stream = tableStream({ mostValues: 3 });
      stream.push(bytesOf('1 2\n3 4\n'));
      stream.finish();
    }).toThrow(expect.objectContaining({ code: 'too-large' }));
    expect(() => {
      const stream = tableStream({ longestHeader: 100 });
      stream.push(bytesOf('words and words\n'.repeat(50)));
      stream.finish();
    }).toThrow(expect.objectContaining({ code: 'unknown-format' }));
    expect(() => {
      const stream = tableStream();
      stream.push(Uint8Array.of(0xff, 0xfe, 49, 0));
      stream.finish();
    }).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });
});

let folder = '';
const at = (name: string): string => join(folder, name);
const manyRows = Array.from(
  { length: 30_000 },
  (_, i) => `${i} ${(i / 7).toFixed(6)} ${(-i * 1e-5).toExponential(6)}`,
).join('\n');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-stream-'));
  writeFileSync(at('table.txt'), manyRows);
  writeFileSync(at('table.txt.gz'), gzipSync(manyRows));
  writeFileSync(at('cut.gz'), gzipSync(manyRows).subarray(0, 20_000));
  writeFileSync(at('bomb.gz'), gzipSync('1 1\n'.repeat(2_000_000)));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('files', () => {
  it('are read piece by piece, packed or not', async () => {
    const plain = await readTable(at('table.txt'));
    const packed = await readTable(at('table.txt.gz'));
    expect([plain.rows, plain.columns[1]!.values[29_999], plain.lines[29_999]]).toEqual([
      30_000,
      Number((29_999 / 7).toFixed(6)),
      30_000,
    ]);
    expect(packed.columns.map(({ values }) => Array.from(values.subarray(0, 9)))).toEqual(
      plain.columns.map(({ values }) => Array.from(values.subarray(0, 9))),
    );
    expect(packed.rows).toBe(30_000);
  });

  it('come in blocks, none of them kept', async () => {
    let rows = 0;
    let sum = 0;
    for await (const block of streamTable(at('table.txt'))) {
      expect(block.labels).toEqual(['column 1', 'column 2', 'column 3']);
      for (let row = 0; row < block.rows; row++) sum += block.values[3 * row]!;
      expect(block.lines[0]).toBe(rows + 1);
      rows += block.rows;
    }
    expect([rows, sum]).toEqual([30_000, (29_999 * 30_000) / 2]);
  });

  it('cut short, too dense, or not there, are refused with their path', async () => {
    await expect(readTable(at('cut.gz'))).rejects.toThrow(
      expect.objectContaining({ code: 'truncated-file', where: { file: at('cut.gz') } }),
    );
    await expect(readTable(at('bomb.gz'))).rejects.toThrow(expect.objectContaining({ code: 'too-large' }));
    await expect(readTable(at('none.txt'))).rejects.toThrow(expect.objectContaining({ code: 'file-access' }));
    await expect(readTable(at('table.txt.gz'), { mostUnpacked: 1000 })).rejects.toThrow(/more than 1000 bytes/);
    await expect(async () => {
      for await (const _ of streamTable(at('cut.gz'))) expect(_.rows).toBeGreaterThan(0);
    }).rejects.toThrow(expect.objectContaining({ code: 'truncated-file' }));
  });

  const csvTexts = [
    'a,b\n1,2\n3,4\n',
    '"x, m",b,name\n1,2,"a ""b"""\n,4,c\n\n5,6,d',
    'Zeit (s);U\n0,5;1\n1,5;2\n',
    'a,b\n1,2\n3\n',
    'a,b\n1,2\n3,x\n',
    'a,b\n1,"2\n',
    'a,b\n',
    'x;y\nword;1\n',
    'a,b\r\n1,2\r3,4\n5,"6"\r\n\u001a',
  ];
  it.each(csvTexts)('CSV is streamed as it is parsed: %j', async (text) => {
    writeFileSync(at('t.csv'), `\uFEFF${text}`);
    const expected = outcome(() => parseCsv(text));
    let table: ColumnTable | undefined;
    let message = '';
    try {
      table = await readCsvFrom(fileSource(at('t.csv')));
    } catch (error) {
      if (!isOperandoError(error)) throw error;
      message = `${error.code} ${error.message.replace(`${at('t.csv')}, `, '').replace(`${at('t.csv')}: `, '')}`;
    }
    expect(table === undefined ? message : outcome(() => table)).toBe(expected);
  });

  it('of more than 32 MB are streamed by readFile itself', async () => {
    const line = '1.000001,2.000002,3.000003,4.000004\n';
    writeFileSync(at('large.csv'), `a,b,c,d\n${line.repeat(Math.ceil((33 * 1024 * 1024) / line.length))}`);
    const result = await readFile(at('large.csv'));
    expect(
      result.kind === 'spectrum' && [
        result.table.columns.map(({ label }) => label),
        result.table.columns[3]!.values.at(-1),
      ],
    ).toEqual([['a', 'b', 'c', 'd'], 4.000004]);
    writeFileSync(at('large.txt'), line.replaceAll(',', ' ').repeat(Math.ceil((33 * 1024 * 1024) / line.length)));
    const text = await readFile(at('large.txt'));
    expect(text.kind === 'spectrum' && [text.table.format, text.table.columns.length]).toEqual(['column-text', 4]);
  });
});

const samples = referencePath('formats', 'samples');

describe.skipIf(samples === undefined)('real files (needs OPERANDO_REFERENCE_DATA)', () => {
  it('stream and text agree on every text sample', () => {
    const differing: string[] = [];
    let compared = 0;
    for (const kind of readdirSync(samples!).filter((name) => !name.endsWith('.csv'))) {
      for (const name of readdirSync(`${samples}/${kind}`)) {
        const bytes = Uint8Array.from(readFileSync(`${samples}/${kind}/${name}`));
        if (bytes.subarray(0, 4096).includes(0) || bytes.length > 1_000_000) continue;
        compared++;
        if (streamed(bytes, 7919) !== whole(bytes)) differing.push(`${kind}/${name}`);
      }
    }
    expect(differing).toEqual([]);
    expect(compared).toBeGreaterThan(90);
  });
});
