import { csvHeader, csvText, OperandoError } from '@operando/core';
import type { PlainColumn } from '@operando/core';
import { headerSeparator } from '../table/csv.js';
import { said } from '../text/said.js';

/** One column to write: a name and its values. */
export type CsvColumn = PlainColumn;

function checkNames(columns: readonly CsvColumn[], header: string): void {
  columns.forEach(({ name }, i) => {
    const problem =
      name.trim() === ''
        ? 'has no name'
        : /[\r\n]/.test(name)
          ? said`has a name of several lines, ${JSON.stringify(name.slice(0, 60))}`
          : undefined;
    if (problem !== undefined)
      throw new OperandoError('invalid-argument', said`column ${i + 1} ${problem}.`, {
        where: { column: i + 1 },
        cure: 'Give it a name of one line.',
      });
  });
  if (columns.length > 1 && headerSeparator(header) !== ',') {
    throw new OperandoError(
      'invalid-argument',
      said`the names ${columns
        .map(({ name }) => name)
        .slice(0, 8)
        .join(', ')} would be read as a row of numbers.`,
      { cure: 'Give at least one column a name with letters that is no number.' },
    );
  }
}

/**
 * Columns as CSV (RFC 4180, LF), so that `parseCsv` gives names (but for blanks around them) and values back: numbers with all
 * their digits, missing ones as `nan`, infinite ones as `inf`. Words that spreadsheet programs would take as a formula begin with an
 * apostrophe.
 *
 * @throws OperandoError `shape-mismatch` when the columns have different lengths, `invalid-argument` for a column without
 * name or with one of several lines, and for names that are all numbers.
 */
export function formatCsv(columns: readonly CsvColumn[]): string {
  const text = csvText(columns);
  checkNames(columns, csvHeader(columns));
  return text;
}
