import { OperandoError } from '../error.js';

/** One column as files write it: a head, and numbers or words. */
export interface PlainColumn {
  /** Head of the column. */
  readonly name: string;
  /** One for each row: numbers, or words. */
  readonly values: ArrayLike<number | string>;
}

/**
 * A number in the fewest digits that give it back to the last bit, its sign too; `nan`, `inf` and `-inf` as NumPy and pandas write and
 * read them.
 */
export function exactNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

/** Quoted where readers would see the end of a field, of a row, or a comment; also by what others take for separators. */
function quoted(text: string): string {
  return /[",;\t\r\n]|^\s*[#%]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A cell of words: one that spreadsheet programs would take as a formula is written as text, with an apostrophe before it. */
export function csvWords(text: string): string {
  return quoted(/^[=+@\t\r-]/.test(text) && (text.trim() === '' || Number.isNaN(Number(text))) ? `'${text}` : text);
}

function cellOf(value: number | string): string {
  return typeof value === 'string' ? csvWords(value) : exactNumber(value);
}

/** The heads of columns as the first line of CSV. */
export function csvHeader(columns: readonly PlainColumn[]): string {
  return columns.map(({ name }) => csvWords(name)).join(',');
}

/** Rows of a piece of text. */
const rowsOfPiece = 512;

/**
 * {@link csvText} in pieces of some hundred rows, so that the text of a long table need not be in memory.
 *
 * @throws OperandoError `shape-mismatch` when the columns have different lengths.
 */
export function* csvPieces(columns: readonly PlainColumn[]): Generator<string, void> {
  const rows = columns[0]?.values.length ?? 0;
  const odd = columns.find(({ values }) => values.length !== rows);
  if (odd !== undefined) {
    throw new OperandoError('shape-mismatch', `column ${odd.name} has ${odd.values.length} rows, not ${rows}.`, {
      where: { column: odd.name },
    });
  }
  yield `${csvHeader(columns)}\n`;
  for (let from = 0; from < rows; from += rowsOfPiece) {
    let piece = '';
    const to = Math.min(rows, from + rowsOfPiece);
    for (let row = from; row < to; row++) piece += `${columns.map(({ values }) => cellOf(values[row]!)).join(',')}\n`;
    yield piece;
  }
}

/**
 * Columns as CSV (RFC 4180, LF): numbers with all their digits, missing ones as `nan`.
 *
 * @throws OperandoError `shape-mismatch` when the columns have different lengths.
 */
export function csvText(columns: readonly PlainColumn[]): string {
  return [...csvPieces(columns)].join('');
}
