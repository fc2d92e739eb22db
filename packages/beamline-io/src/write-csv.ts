/** One column to write: a name and its values. */
export interface CsvColumn {
  readonly name: string;
  readonly values: ArrayLike<number | string>;
}

/** A cell that spreadsheet programs would take as a formula is written as text. */
function cell(value: number | string): string {
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value);
  const text = /^[=+@-]/.test(value) && !/^[+-]?[\d.]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Columns as CSV (RFC 4180, LF): numbers with all their digits, missing ones as empty cells.
 *
 * @throws RangeError when the columns have different lengths.
 */
export function formatCsv(columns: readonly CsvColumn[]): string {
  const rows = columns[0]?.values.length ?? 0;
  const odd = columns.find(({ values }) => values.length !== rows);
  if (odd !== undefined) throw new RangeError(`column ${odd.name} has ${odd.values.length} rows, not ${rows}`);
  const lines = [columns.map(({ name }) => cell(name)).join(',')];
  for (let row = 0; row < rows; row++) lines.push(columns.map(({ values }) => cell(values[row]!)).join(','));
  return `${lines.join('\n')}\n`;
}
