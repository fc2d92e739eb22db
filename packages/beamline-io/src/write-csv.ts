import { OperandoError } from '@operando/core';
import { headerSeparator } from './formats/csv.js';
import { exactNumber } from './text/format-number.js';
import { parseNumber } from './text/number.js';

/** One column to write: a name and its values. */
export interface CsvColumn {
  readonly name: string;
  readonly values: ArrayLike<number | string>;
}

/** What stands for a missing number where an empty cell would be no cell at all. */
const missing = 'nan';

/** Quoted where readers would see the end of a field, of a row, or a comment; also by what others take for separators. */
function quoted(text: string): string {
  return /[",;\t\r\n]|^\s*[#%]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A cell of words: one that spreadsheet programs would take as a formula is written as text. */
export function csvWords(text: string): string {
  return quoted(/^[=+@\t\r-]/.test(text) && parseNumber(text) === undefined ? `'${text}` : text);
}

/** The cells of a column. One without any number is told from an empty one. */
function cellsOf({ values }: CsvColumn): string[] {
  const list = Array.from(values);
  const blank = list.length > 0 && list.every(Number.isNaN) ? missing : '';
  return list.map((value) =>
    typeof value === 'string' ? csvWords(value) : Number.isNaN(value) ? blank : exactNumber(value),
  );
}

function checkNames(columns: readonly CsvColumn[], header: string): void {
  columns.forEach(({ name }, i) => {
    const problem =
      name.trim() === ''
        ? 'has no name'
        : /[\r\n]/.test(name)
          ? `has a name of several lines, ${JSON.stringify(name.slice(0, 60))}`
          : undefined;
    if (problem !== undefined)
      throw new OperandoError('invalid-argument', `column ${i + 1} ${problem}.`, {
        where: { column: i + 1 },
        cure: 'Give it a name of one line.',
      });
  });
  if (columns.length > 1 && headerSeparator(header) !== ',') {
    throw new OperandoError(
      'invalid-argument',
      `the names ${columns
        .map(({ name }) => name)
        .slice(0, 8)
        .join(', ')} would be read as a row of numbers.`,
      { cure: 'Give at least one column a name with letters that is no number.' },
    );
  }
}

/**
 * Columns as CSV (RFC 4180, LF), so that `parseCsv` gives names (but for blanks around them) and values back: numbers with all
 * their digits, missing ones as empty cells, as `nan` where a row or column has nothing else. Words that spreadsheet
 * programs would take as a formula begin with an apostrophe.
 *
 * @throws OperandoError `shape-mismatch` when the columns have different lengths, `invalid-argument` for a column without
 * name or with one of several lines, and for names that are all numbers.
 */
export function formatCsv(columns: readonly CsvColumn[]): string {
  const rows = columns[0]?.values.length ?? 0;
  const odd = columns.find(({ values }) => values.length !== rows);
  if (odd !== undefined)
    throw new OperandoError('shape-mismatch', `column ${odd.name} has ${odd.values.length} rows, not ${rows}.`, {
      where: { column: odd.name },
    });
  const header = columns.map(({ name }) => csvWords(name)).join(',');
  checkNames(columns, header);
  const cells = columns.map(cellsOf);
  const firstNumbers = columns.findIndex(({ values }) =>
    Array.from(values).every((value) => typeof value === 'number'),
  );
  const lines = [header];
  for (let row = 0; row < rows; row++) {
    const blank = cells.every((column) => column[row]!.trim() === '');
    lines.push(cells.map((column, i) => (blank && i === firstNumbers ? missing : column[row]!)).join(','));
  }
  return `${lines.join('\n')}\n`;
}
