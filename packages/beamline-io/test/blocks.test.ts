import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseColumnText, parseCsv, read, readScans } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const tableOf = (text: string, scan?: number | string): ColumnTable => {
  const result = read(bytesOf(text), { scan });
  if (result.kind !== 'spectrum') throw new Error('read as a cycler log');
  return result.table;
};
const codes = ({ warnings }: ColumnTable): string[] => warnings.map(({ code }) => code);
const firsts = (text: string): number[][] =>
  readScans(bytesOf(text)).map(({ columns }) => Array.from(columns[0]!.values));
const up = (from: number, count: number, step = 1): number[] =>
  Array.from({ length: count }, (_, i) => from + step * i);
const rowsOf = (x: readonly number[], add = 100, mark = ' '): string =>
  x.map((value, i) => `${value}${mark}${add + i}\n`).join('');

describe('several scans in one text', () => {
  const first = rowsOf(up(10, 6));
  const second = rowsOf(up(10, 6), 200);

  it.each([
    ['parted by a blank line', `${first}\n${second}`],
    ['parted by blank lines, CRLF', `${first}\r\n\r\n${second}`.replaceAll(/\r?\n/g, '\r\n')],
    ['under a header that comes again', `# q I\n${first}# q I\n${second}`],
    ['under titles of their own', `# Scan 1\n# q I\n${first}# Scan 2\n# q I\n${second}`],
    ['under names that are no comment', `q I\n${first}q I\n${second}`],
    ['under numbers of points', `6\n${first}6\n${second}`],
    ['where the axis begins again', `${first}${second}`],
    ['in CSV under its header', `q,I\n${rowsOf(up(10, 6), 100, ',')}q,I\n${rowsOf(up(10, 6), 200, ',')}`],
    ['in CSV after a blank line', `q,I\n${rowsOf(up(10, 6), 100, ',')}\n${rowsOf(up(10, 6), 200, ',')}`],
    ['in CSV where the axis begins again', `q,I\n${rowsOf(up(10, 6), 100, ',')}${rowsOf(up(10, 6), 200, ',')}`],
  ])('%s', (_, text) => {
    const table = tableOf(text);
    expect(codes(table)).toEqual(['several-scans']);
    expect(table.scans!.map(({ id, rows }) => [id, rows])).toEqual([
      ['1', 6],
      ['2', 6],
    ]);
    expect(Array.from(table.columns[1]!.values)).toEqual(up(100, 6));
    expect(Array.from(tableOf(text, 2).columns[1]!.values)).toEqual(up(200, 6));
    expect(readScans(bytesOf(text)).map(({ columns }) => Array.from(columns[1]!.values))).toEqual([
      up(100, 6),
      up(200, 6),
    ]);
    expect(Array.from(tableOf(text, 2).lines)).toEqual(up(tableOf(text, 2).lines[0]!, 6));
    expect(() => tableOf(text, 3)).toThrow('there is no scan "3"');
  });

  it('have titles: what their headers say, or where they begin and end', () => {
    const titles = (text: string): string[] => tableOf(text).scans!.map(({ title }) => title);
    expect(titles(`# Scan 1\n# q I\n${first}# Scan 2\n# q I\n${second}`)).toEqual(['Scan 1', 'Scan 2']);
    expect(titles(`# T = 300 K\n${first}# T = 310 K\n${second}`)).toEqual(['T = 300 K', 'T = 310 K']);
    expect(titles(`${first}\n${second}`)).toEqual(['10 to 15', '10 to 15']);
    expect(tableOf(`# T = 300 K\n${first}# T = 310 K\n${second}`, 'T = 310 K').columns[1]!.values[0]).toBe(200);
  });

  it('keep labels of their own', () => {
    const text = `# Scan 1\n# q I\n${first}# Scan 2\n# q mu\n${second}`;
    expect(tableOf(text).columns.map(({ label }) => label)).toEqual(['q', 'I']);
    expect(tableOf(text, 2).columns.map(({ label }) => label)).toEqual(['q', 'mu']);
  });

  it('may overlap, fall, be of one row, or stand far apart', () => {
    expect(firsts(`${first}\n${rowsOf(up(13, 6))}`)).toEqual([up(10, 6), up(13, 6)]);
    expect(firsts(`${first}# lost beam\n${rowsOf(up(13, 6))}`)).toEqual([up(10, 6), up(13, 6)]);
    expect(firsts(`${rowsOf(up(20, 6, -1))}${rowsOf(up(20, 6, -1))}`)).toEqual([up(20, 6, -1), up(20, 6, -1)]);
    expect(firsts(`${first}\n${rowsOf(up(40, 6))}`)).toEqual([up(10, 6), up(40, 6)]);
    expect(firsts(`${first}\n10 7\n`)).toEqual([up(10, 6), [10]]);
    expect(firsts(`1 1 5\n1 2 6\n\n2 1 7\n2 2 8\n`)).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it.each([
    ['a blank line where the axis goes on', `${rowsOf(up(10, 6))}\n${rowsOf(up(16, 6))}`],
    ['every second line blank', rowsOf(up(10, 12)).replaceAll('\n', '\n\n')],
    ['a comment where the axis goes on', `# q I\n${rowsOf(up(10, 6))}# beam lost\n${rowsOf(up(16, 6))}`],
    ['an up and a down sweep', `${rowsOf(up(10, 6))}${rowsOf(up(14, 6, -1))}`],
    ['regions that overlap by a point', `${rowsOf(up(10, 6))}${rowsOf(up(14.5, 6))}`],
    ['a column that goes to and fro', rowsOf([1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2])],
    ['a constant column', rowsOf([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])],
  ])('one table: %s', (_, text) => {
    const table = tableOf(text);
    expect(table.rows).toBe(12);
    expect(table.scans).toBeUndefined();
  });

  it('come back as written, however they are parted (property)', () => {
    const scan = fc.record({ from: fc.integer({ min: -50, max: 50 }), rows: fc.integer({ min: 5, max: 30 }) });
    fc.assert(
      fc.property(
        fc.array(scan, { minLength: 2, maxLength: 6 }),
        fc.constantFrom('\n', '\n\n', '# q I\n', '\n# q I\n'),
        fc.constantFrom('\n', '\r\n'),
        (scans, gap, ending) => {
          const written = scans.map(({ from, rows }) => up(from, rows, 0.5));
          // Blank lines alone do not part what goes on over them.
          fc.pre(gap.includes('#') || written.every((x, i) => i === 0 || x[0]! !== written[i - 1]!.at(-1)! + 0.5));
          fc.pre(gap.includes('#') || written.every((x, i) => i === 0 || x[0]! < written[i - 1]!.at(-1)!));
          // Each with values of its own: the same bytes twice are a file that was copied behind itself.
          const text = `# q I\n${written.map((x, i) => rowsOf(x, 100 * (i + 1))).join(gap)}`.replaceAll('\n', ending);
          expect(firsts(text)).toEqual(written);
        },
      ),
    );
  });

  it('are chosen by the parsers too', () => {
    expect(parseColumnText(`${first}\n${second}`, { scan: 2 }).columns[1]!.values[0]).toBe(200);
    expect(
      parseCsv(`q,I\n${rowsOf(up(10, 6), 100, ',')}q,I\n${rowsOf(up(10, 6), 200, ',')}`, { scan: 2 }).lines[0],
    ).toBe(9);
  });
});
