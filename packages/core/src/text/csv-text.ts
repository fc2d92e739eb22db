import { OperandoError } from '../error.js';

/** One column as files write it: a head, and numbers or words. */
export interface PlainColumn {
  readonly name: string;
  readonly values: ArrayLike<number | string>;
}

/** What stands for a missing number where an empty cell would be no cell at all. */
const missing = 'nan';

/** A number in the fewest digits that give it back to the last bit, its sign too. */
export function exactNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Quoted where readers would see the end of a field, of a row, or a comment; also by what others take for separators. */
function quoted(text: string): string {
  return /[",;\t\r\n]|^\s*[#%]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A cell of words: one that spreadsheet programs would take as a formula is written as text, with an apostrophe before it. */
export function csvWords(text: string): string {
  return quoted(/^[=+@\t\r-]/.test(text) && (text.trim() === '' || Number.isNaN(Number(text))) ? `'${text}` : text);
}

/** The cells of a column. One without any number is told from an empty one. */
function cellsOf({ values }: PlainColumn): string[] {
  const list = Array.from(values);
  const blank = list.length > 0 && list.every(Number.isNaN) ? missing : '';
  return list.map((value) =>
    typeof value === 'string' ? csvWords(value) : Number.isNaN(value) ? blank : exactNumber(value),
  );
}

/** The heads of columns as the first line of CSV. */
export function csvHeader(columns: readonly PlainColumn[]): string {
  return columns.map(({ name }) => csvWords(name)).join(',');
}

/**
 * Columns as CSV (RFC 4180, LF): numbers with all their digits, missing ones as empty cells, as `nan` where a row or column
 * has nothing else.
 *
 * @throws OperandoError `shape-mismatch` when the columns have different lengths.
 */
export function csvText(columns: readonly PlainColumn[]): string {
  const rows = columns[0]?.values.length ?? 0;
  const odd = columns.find(({ values }) => values.length !== rows);
  if (odd !== undefined) {
    throw new OperandoError('shape-mismatch', `column ${odd.name} has ${odd.values.length} rows, not ${rows}.`, {
      where: { column: odd.name },
    });
  }
  const cells = columns.map(cellsOf);
  const firstNumbers = columns.findIndex(({ values }) =>
    Array.from(values).every((value) => typeof value === 'number'),
  );
  const lines = [csvHeader(columns)];
  for (let row = 0; row < rows; row++) {
    const blank = cells.every((column) => column[row]!.trim() === '');
    lines.push(cells.map((column, i) => (blank && i === firstNumbers ? missing : column[row]!)).join(','));
  }
  return `${lines.join('\n')}\n`;
}
