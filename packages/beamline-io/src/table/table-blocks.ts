import type { NumberTable } from '../text/number-table.js';
import { blocksOf } from './blocks.js';
import type { Block } from './blocks.js';
import { patternOf } from './passed-lines.js';
import type { PassedLines } from './passed-lines.js';

/** Letters of a title. */
const longestTitle = 60;

/** The scans that stand below each other in a table. @param along Which column the others run along. */
export function tableBlocks(
  { columns, lines }: Pick<NumberTable, 'columns' | 'lines'>,
  along: number,
  passed: PassedLines,
): Block[] {
  return blocksOf(columns[along] ?? new Float64Array(0), (row) => passed.between(lines[row - 1]!, lines[row]!));
}

/** Rows of a table, without copying them. */
export function rowsOf({ columns, lines }: NumberTable, { from, to }: Block): NumberTable {
  return {
    rows: to - from,
    columns: columns.map((values) => values.subarray(from, to)),
    lines: lines.subarray(from, to),
  };
}

const textOf = (line: string): string => line.replace(/^[\s#%;!'/]+/, '').trim();

/** Titles of scans along x: a line of their header that is another in each, else where their axis begins and ends. */
export function blockTitles(
  x: Float64Array | undefined,
  blocks: readonly Block[],
  headers: readonly (readonly string[])[],
): string[] {
  const inAll = headers[1]!.map(patternOf).find((pattern) => {
    const lines = headers.map((header) => header.find((line) => patternOf(line) === pattern));
    return !lines.includes(undefined) && new Set(lines).size === blocks.length;
  });
  return blocks.map(({ from, to }, i) => {
    const own =
      inAll === undefined
        ? headers[i]!.slice(i === 0 ? -1 : 0)
            .map(textOf)
            .find((text) => /\p{L}/u.test(text))
        : textOf(headers[i]!.find((line) => patternOf(line) === inAll)!);
    return (own ?? `${x![from]} to ${x![to - 1]}`).slice(0, longestTitle);
  });
}
