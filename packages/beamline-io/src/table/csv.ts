import { OperandoError } from '@operando/core';
import Papa from 'papaparse';
import type { ColumnTable } from './column-table.js';
import { csvRows } from './csv-rows.js';
import { chosenTable } from './scan-choice.js';
import type { ScansOfFile } from './scan-choice.js';
import { parseNumber } from '../text/number.js';
import { endOfFile } from '../text/decode.js';
import { openEndWarnings } from '../text/open-end.js';
import { toldTable } from './told-table.js';
import { said } from '../text/said.js';

const isNumber = (word: string): boolean => (parseNumber(word.trim()) ?? parseNumber(word.trim(), true)) !== undefined;
const isLabel = (word: string): boolean => /\p{L}/u.test(word) && !isNumber(word);

/** Whether a line is a row of numbers and blank cells: `7,1e+3;;nan` is no header, though its commas have letters between them. */
function isRow(line: string): boolean {
  return [/;/, /\t/, /\s+/].some((mark) =>
    line
      .trim()
      .split(mark)
      .every((word) => word.trim() === '' || isNumber(word)),
  );
}

/** The separator of a line of words, if it is plainly one. */
export function headerSeparator(line: string): ';' | ',' | '\t' | undefined {
  if (/^\s*[#%]/.test(line) || isRow(line)) return undefined;
  // What stands in quotes separates nothing.
  const bare = line.replaceAll(/(?<=^|[;,\t])"(?:[^"]|"")*"/g, (field) => field.replaceAll(/[;,\t"]/g, '_'));
  for (const mark of [';', '\t', ','] as const) {
    const words = bare.split(mark);
    if (words.length > 1 && words.some(isLabel)) return mark;
  }
  return undefined;
}

/** Options of {@link parseCsv}. */
export interface CsvOptions {
  /** Of several scans in one text: which one, by position from 1. @default the first, with a warning */
  readonly scan?: string | number | undefined;
}

/**
 * Comma-, semicolon- or tab-separated values with a header line, quotes allowed
 * (papaparse). Columns without any number are kept as text in the metadata;
 * blank cells are NaN. Several scans below each other (under the same header again, parted by blank lines, or by a first column
 * that begins again) are scans of the file.
 *
 * @throws OperandoError `malformed-file` with line and both counts when a row has another number of
 * fields than the header, `bad-number` with line and column, `truncated-file` for an unclosed quote; `invalid-argument` for a scan
 * there is not.
 */
export function parseCsv(text: string, { scan }: CsvOptions = {}): ColumnTable {
  return toldTable(chosenTable(csvScans(text), scan), { before: [], atEnd: openEndWarnings(text) });
}

/** The scans of a text, see {@link parseCsv}. */
export function csvScans(text: string): ScansOfFile {
  const separator = headerSeparator(/^[^\r\n]*/.exec(text)?.[0] ?? '') ?? ',';
  // Mixed line ends would have only one kind taken for such.
  const { data, errors } = Papa.parse<string[]>(text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text, {
    delimiter: separator,
    newline: '\n',
  });
  const quote = errors.find(({ type }) => type === 'Quotes');
  if (quote !== undefined) throw unclosedQuote(quote.message, (quote.row ?? 0) + 1);
  const first = data.findIndex((row) => !isBlank(row));
  const rows = csvRows(data[first] ?? [], separator);
  // A row of the parser is a line of the file, since no table of numbers has line ends inside quotes.
  data.forEach((row, i) => {
    if (i > first && !isBlank(row)) rows.add(row, i + 1);
  });
  return rows.finish();
}

/** The error for quotes that do not pair. */
export function unclosedQuote(message: string, line: number): OperandoError {
  return new OperandoError('truncated-file', said`a quoted field is not closed (${message}).`, { where: { line } });
}

/** Whether a row has nothing but blanks and separators, or is an old end-of-file mark. */
export function isBlank(row: readonly string[]): boolean {
  return row.every((cell) => cell.trim() === '') || (row.length === 1 && row[0]!.trim() === endOfFile);
}
