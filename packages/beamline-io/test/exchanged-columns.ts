import type { Draw } from './draw.js';

/** Cells of a line, and how it is put together again. */
interface Cells {
  readonly cells: readonly string[];
  readonly join: (cells: readonly string[]) => string;
}

/** A line taken apart as its rows are separated: by a letter, or by blanks, which stay where they are. */
function cellsOf(line: string, separator: ';' | ',' | '\t' | undefined): Cells {
  if (separator !== undefined) return { cells: line.split(separator), join: (cells) => cells.join(separator) };
  const lead = /^\s*(?:#+\s+)?/.exec(line)![0];
  const parts = line.slice(lead.length).split(/(\s+)/);
  const cells = parts.filter((_, i) => i % 2 === 0);
  return {
    cells: cells.at(-1) === '' ? cells.slice(0, -1) : cells,
    join: (put) => lead + parts.map((part, i) => (i % 2 === 0 ? (put[i / 2] ?? part) : part)).join(''),
  };
}

/** Cells in which two are exchanged. */
const exchange = (cells: readonly string[], [a, b]: readonly [number, number]): string[] =>
  cells.map((_, i) => cells[i === a ? b : i === b ? a : i]!);

/** A text two columns of which stand in each other's place. */
interface Exchanged {
  readonly text: string;
  /** From 1. */
  readonly columns: readonly [number, number];
  /** Whether their labels went with them: they stand above, one for each column. */
  readonly hasLabels: boolean;
}

/**
 * Two columns of a table of a text exchanged, with the labels and units in the lines above it.
 * @param rows Lines of the rows, from 1. @returns Undefined where the rows have no two columns, or are not of one length.
 */
export function exchangedColumns(lines: readonly string[], rows: readonly number[], draw: Draw): Exchanged | undefined {
  const row = lines[rows[0]! - 1]!;
  const separator = ([';', '\t', ','] as const).find((each) => row.includes(each));
  const { length: count } = cellsOf(row, separator).cells;
  if (count < 2) return undefined;
  const isWhole = (line: string): boolean => cellsOf(line, separator).cells.length === count;
  if (!rows.every((line) => isWhole(lines[line - 1]!))) return undefined;
  const a = draw(Array.from({ length: count }, (_, i) => i));
  const b = (a + 1 + draw(Array.from({ length: count - 1 }, (_, i) => i))) % count;
  const changed = [...lines];
  const change = (index: number): void => {
    const { cells, join } = cellsOf(lines[index]!, separator);
    changed[index] = join(exchange(cells, [a, b]));
  };
  for (const line of rows) change(line - 1);
  const isEqual = (line: number): boolean => {
    const { cells } = cellsOf(lines[line - 1]!, separator);
    return cells[a] === cells[b] || Number(cells[a]) === Number(cells[b]);
  };
  if (rows.every(isEqual)) return undefined;
  const first = rows[0]! - 1;
  let top = first;
  while (top > 0 && first - top < 3 && isWhole(lines[top - 1]!)) change(--top);
  return { text: changed.join('\n'), columns: [a + 1, b + 1], hasLabels: top < first || /[A-Za-z]{2}/.test(row) };
}
