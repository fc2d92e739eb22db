import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { read, readScans } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const tableOf = (bytes: Uint8Array, format?: string): ColumnTable => {
  const result = read(bytes, { format });
  if (result.kind !== 'spectrum') throw new Error('read as a cycler log');
  return result.table;
};
const warningsOf = (text: string): string[] =>
  read(bytesOf(text)).table.warnings.map(
    ({ code, message, where }) => `${code} ${where?.line ?? where?.row}: ${message}`,
  );
const codesOf = (text: string): string[] => read(bytesOf(text)).table.warnings.map(({ code }) => code);
const rows = Array.from({ length: 12 }, (_, i) => `${10 + i} ${100 + ((7 * i) % 5)} ${i % 3}`);

const xdi = [
  '# XDI/1.0',
  '# Element.symbol: Ni',
  '# Element.edge: K',
  '# Column.1: energy eV',
  '#---',
  '# energy i0 it',
];
const log = ['Time (s),Voltage (V),Current (A)', ...rows.map((_, i) => `${60 * i},${3 + i / 50},1`)];

describe('a file as a whole', () => {
  it.each([
    ['column text', ['# q I s', ...rows]],
    ['CSV', ['energy,i0,it', ...rows.map((row) => row.replaceAll(' ', ','))]],
    ['XDI', [...xdi, ...rows]],
    ['a cycler log', log],
  ])('%s: a last line without its end is told, whatever its length', (_, lines) => {
    expect(codesOf(`${lines.join('\n')}\n`)).not.toContain('open-end');
    expect(codesOf(`${lines.join('\r\n')}\r\n`)).not.toContain('open-end');
    expect(codesOf(lines.join('\n'))).toContain('open-end');
    expect(read(bytesOf(lines.join('\n'))).table.warnings.find(({ code }) => code === 'open-end')?.where).toEqual({
      line: lines.length,
    });
  });

  it('a text that ends in its own end mark lacks nothing', () => {
    const xml =
      '<?xml version="1.0"?><xrdMeasurements xmlns="http://www.xrdml.com/XRDMeasurement/1.5"><xrdMeasurement><scan><dataPoints><positions axis="2Theta" unit="deg"><startPosition>10</startPosition><endPosition>12</endPosition></positions><commonCountingTime unit="seconds">1</commonCountingTime><intensities unit="counts">1 2 3</intensities></dataPoints></scan></xrdMeasurement></xrdMeasurements>';
    expect(codesOf(xml)).not.toContain('open-end');
  });

  it.each([
    ['column text', `# q I s\n${rows.join('\n')}\n`],
    ['XDI', `${[...xdi, ...rows].join('\n')}\n`],
    ['a log', `${log.join('\n')}\n`],
    ['without a last line end', log.join('\n')],
  ])('%s that was copied behind itself is read once, and that is told', (_, text) => {
    const once = read(bytesOf(text));
    for (const times of [2, 3, 4]) {
      const again = read(bytesOf(text.repeat(times)));
      expect(again.table.columns).toEqual(once.table.columns);
      expect(again.table.warnings.find(({ code }) => code === 'file-repeated')?.message).toContain(`${times} times`);
    }
    expect(once.table.warnings.map(({ code }) => code)).not.toContain('file-repeated');
  });

  it('packed files that hold themselves twice are told too', () => {
    const text = `${[...xdi, ...rows].join('\n')}\n`;
    expect(tableOf(gzipSync(text + text)).warnings.map(({ code }) => code)).toContain('file-repeated');
  });

  it('rows that are alike make no file that holds itself twice', () => {
    expect(codesOf('1 5\n1 5\n1 5\n1 5\n')).not.toContain('file-repeated');
    expect(codesOf(`# a b\n${'1 5\n'.repeat(8)}`)).not.toContain('file-repeated');
  });

  it('numbers that overflow and blank cells are counted, with the first line', () => {
    expect(warningsOf('q,I\n1,2\n2,1e400\n3,\n4,-1e999\n5,\n6,3\n')).toEqual([
      'missing-values 4: Some values are missing, blank or nan: 2 of 6 in I.',
      'not-finite 3: Some values are infinite, beyond 1.8e308 or written as inf: 2 of 6 in I.',
    ]);
    expect(warningsOf('1 2 3\n2 nan 4\n3 4 1e400\n')).toEqual([
      'missing-values 2: Some values are missing, blank or nan: 1 of 3 in column 2.',
      'not-finite 3: Some values are infinite, beyond 1.8e308 or written as inf: 1 of 3 in column 3.',
    ]);
    expect(codesOf(`${log.join('\n').replace(',3.02,', ',,')}\n`)).toContain('missing-values');
  });

  it('every blank or infinite cell is counted (property)', () => {
    const cell = fc.constantFrom('1', '2.5', '', 'nan', '1e400', '-inf');
    fc.assert(
      fc.property(fc.array(cell, { minLength: 3, maxLength: 40 }), (cells) => {
        fc.pre(cells.some((each) => !['', 'nan'].includes(each)));
        const { warnings } = tableOf(bytesOf(`x,y\n${cells.map((each, i) => `${i + 5},${each}`).join('\n')}\n`), 'csv');
        const missing = cells.filter((each) => each === '' || each === 'nan').length;
        const infinite = cells.filter((each) => each === '1e400' || each === '-inf').length;
        const countOf = (code: string): number =>
          Number(/: (\d+) of/.exec(warnings.find((each) => each.code === code)?.message ?? ': 0 of')?.[1]);
        expect([countOf('missing-values'), countOf('not-finite')]).toEqual([missing, infinite]);
      }),
    );
  });

  it('warnings of the file stand with the scans of it', () => {
    const map = [...xdi.slice(0, 4), '# Outer.name: x', '# Outer.value: 1', ...xdi.slice(4), ...rows.slice(0, 4)];
    const text = [...map, '# Outer.value: 2', ...rows.slice(4, 8)].join('\n');
    const codes = readScans(bytesOf(text)).map(({ warnings }) => warnings.map(({ code }) => code));
    expect(codes.map((each) => each.includes('open-end'))).toEqual([false, true]);
  });
});

describe('Gamry', () => {
  const head = 'EXPLAIN\nTAG\tCHRONOP\nTITLE\tLABEL\tx\nCURVE\tTABLE\t4\n\tPt\tT\tVf\tIm\n\t#\ts\tV\tA\n';
  const row = (i: number): string => `\t${i}\t${i}\t${3 + i / 100}\t0.5\n`;

  it('blank lines inside a curve end nothing', () => {
    const table = read(bytesOf(`${head}${row(0)}${row(1)}\n${row(2)}${row(3)}EXPERIMENTABORTED\tTOGGLE\tF\n`)).table;
    expect(Array.from(table.columns['test_time_second' as never] ?? [])).toEqual([0, 1, 2, 3]);
  });

  it('what is no row is refused with its line', () => {
    expect(() => read(bytesOf(`${head}${row(0)}${row(1)}oops\n${row(2)}${row(3)}`))).toThrow(
      'line 9: "oops" is no row',
    );
  });
});
