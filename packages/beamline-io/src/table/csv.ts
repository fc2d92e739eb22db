import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import Papa from 'papaparse';
import { emptyColumnWarnings, labelledColumns, repeatedLabelWarnings } from './column-table.js';
import type { ColumnTable } from './column-table.js';
import { isGroupedNumber, parseNumber } from '../text/number.js';
import { endOfFile } from '../text/decode.js';
import { hasDecimalComma } from '../text/delimited.js';
import { maximumColumns } from '../text/number-table.js';
import type { Format, Sample } from '../format.js';

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

/** Rows by which decimal commas are decided. */
const decidingRows = 200;
/** Rows of text columns that are kept in the metadata. */
const keptWords = 1000;

/** Rows of a CSV, taken one after another. */
export interface CsvRows {
  /** @throws OperandoError `malformed-file` with line and both counts for another number of fields than the header's; `bad-number`. */
  add(row: readonly string[], line: number): void;
  /** @throws OperandoError as {@link add}. */
  finish(): ColumnTable;
}

interface CsvWord {
  readonly cell: string;
  readonly line: number;
}

interface CsvColumn {
  readonly label: string;
  values: Float64Array;
  numeric: boolean;
  /** First cell that is neither blank nor a number. */
  word?: CsvWord;
  /** First such cell that looks like a number all the same. */
  unread?: CsvWord;
  readonly words: string[];
}

/** Numbers that are taken for words: digits in groups of three, percentages, the other decimal mark. */
const isUnread = (text: string): boolean => isGroupedNumber(text) || /^[+-]?\d+(?:[.,]\d+)?\s*%$/.test(text);
const looksLikeNumber = (cell: string): boolean =>
  isUnread(cell) || (parseNumber(cell) ?? parseNumber(cell, true)) !== undefined;

/** Whether values count the rows, from 0 or 1. */
function countsRows(values: Float64Array, rows: number): boolean {
  const first = values[0];
  return (
    rows > 1 && (first === 0 || first === 1) && values.subarray(0, rows).every((value, row) => value === row + first)
  );
}

/** Columns that grow row by row: which of them are numbers is known at the end. */
export function csvRows(header: readonly string[], separator: string): CsvRows {
  const labels = trimmedEnd(header).map((label) => label.trim());
  if (labels.length > maximumColumns)
    throw new OperandoError('too-large', `a table of ${labels.length} columns.`, { where: { line: 1 } });
  const columns = labels.map((label): CsvColumn => ({
    label,
    values: new Float64Array(256),
    numeric: false,
    words: [],
  }));
  let lineOf = new Int32Array(256);
  let rows = 0;
  let decimalComma: boolean | undefined;
  let held: { readonly row: readonly string[]; readonly line: number }[] = [];
  const badNumber = ({ cell, line }: CsvWord, column: number, cure = 'Correct or remove this line.'): OperandoError =>
    new OperandoError('bad-number', `${JSON.stringify(cell.slice(0, 40))} is no number.`, {
      where: { line, column: labels[column] || column + 1 },
      cure,
    });
  /** The first word in a column of numbers so far. */
  const wordAmongNumbers = (): OperandoError | undefined => {
    let first = -1;
    columns.forEach(({ numeric, word }, i) => {
      if (numeric && word !== undefined && (first < 0 || word.line < columns[first]!.word!.line)) first = i;
    });
    return first < 0 ? undefined : badNumber(columns[first]!.word!, first);
  };
  const take = (row: readonly string[], line: number): void => {
    const fields = row.length > labels.length ? trimmedEnd(row) : row;
    if (fields.length !== labels.length) {
      throw (
        wordAmongNumbers() ??
        new OperandoError('malformed-file', `the header has ${labels.length} fields, this row has ${fields.length}.`, {
          where: { line },
          cure: 'If the comma is both separator and decimal mark, export again with semicolons or decimal points.',
        })
      );
    }
    if (rows === lineOf.length) {
      const wider = new Int32Array(2 * rows);
      wider.set(lineOf);
      lineOf = wider;
    }
    lineOf[rows] = line;
    columns.forEach((column, i) => {
      const cell = fields[i]!.trim();
      const value = cell === '' ? Number.NaN : parseNumber(cell, decimalComma);
      if (rows === column.values.length) {
        const wider = new Float64Array(2 * rows);
        wider.set(column.values);
        column.values = wider;
      }
      if (value === undefined) {
        column.word ??= { cell, line };
        if (column.unread === undefined && rows < keptWords && looksLikeNumber(cell)) column.unread = { cell, line };
      } else if (cell !== '') column.numeric = true;
      column.values[rows] = value ?? Number.NaN;
      if (rows < keptWords) column.words.push(fields[i]!);
    });
    rows++;
  };
  const decide = (): void => {
    decimalComma = hasDecimalComma(
      held.map(({ row }) => row),
      separator,
    );
    for (const { row, line } of held) take(row, line);
    held = [];
  };
  return {
    add(row, line) {
      if (decimalComma !== undefined) take(row, line);
      else if (held.push({ row, line }) === decidingRows) decide();
    },
    finish() {
      if (decimalComma === undefined) decide();
      const error = wordAmongNumbers();
      if (error !== undefined) throw error;
      // A column of numbers that nobody can read must not be left out as one of words.
      const unread = columns.findIndex(({ numeric: read, unread: cell }) => !read && cell !== undefined);
      if (unread >= 0)
        throw badNumber(
          columns[unread]!.unread!,
          unread,
          'Export the data again with one decimal mark, without separators of thousands and percent signs.',
        );
      const lines = lineOf.slice(0, rows);
      // Programs that write row numbers write them first and give them no name.
      const indexed =
        columns.length > 2 && columns[0]!.label === '' && columns[0]!.numeric && countsRows(columns[0]!.values, rows);
      const numeric = columns.slice(indexed ? 1 : 0).filter((column) => column.numeric);
      const table = labelledColumns(
        { rows, columns: numeric.map(({ values }) => values.slice(0, rows)), lines },
        numeric.map(({ label }, i) => label || `column ${i + 1}`),
      );
      const words = columns.filter((column) => !column.numeric && column.word !== undefined);
      const metadata: Record<string, JsonValue> =
        words.length === 0
          ? {}
          : { textColumns: Object.fromEntries(words.map((column) => [column.label, column.words])) };
      return {
        format: 'csv',
        columns: table,
        rows,
        lines,
        metadata,
        scalars: {},
        warnings: [
          ...(indexed
            ? [
                {
                  code: 'index-left-out',
                  message: 'The first column has no name and counts the rows; it was left out.',
                  where: { column: 1 },
                },
              ]
            : []),
          ...repeatedLabelWarnings(table.map(({ label }) => label)),
          ...emptyColumnWarnings(table),
        ],
      };
    },
  };
}

/**
 * Comma-, semicolon- or tab-separated values with a header line, quotes allowed
 * (papaparse). Columns without any number are kept as text in the metadata;
 * blank cells are NaN.
 *
 * @throws OperandoError `malformed-file` with line and both counts when a row has another number of
 * fields than the header, `bad-number` with line and column, `truncated-file` for an unclosed quote.
 */
export function parseCsv(text: string): ColumnTable {
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
  return new OperandoError('truncated-file', `a quoted field is not closed (${message}).`, { where: { line } });
}

/** Whether a row has nothing but blanks and separators, or is an old end-of-file mark. */
export function isBlank(row: readonly string[]): boolean {
  return row.every((cell) => cell.trim() === '') || (row.length === 1 && row[0]!.trim() === endOfFile);
}

function trimmedEnd(fields: readonly string[]): string[] {
  const out = [...fields];
  while (out.length > 1 && out[out.length - 1]!.trim() === '') out.pop();
  return out;
}

/** Rows by which a text of numbers alone is told from one with words and blank cells. */
const sniffedRows = 500;

function sniffCsv({ lines }: Sample): number {
  const separator = headerSeparator(lines[0] ?? '');
  if (separator === undefined) return 0;
  const below = lines.slice(1, sniffedRows).filter((line) => line.trim() !== '');
  const second = below[0] ?? '';
  if (!second.includes(separator)) return 0;
  const cells = second.split(separator).map(unquoted);
  const enough = (decimalComma: boolean): boolean => {
    const numeric = cells.filter((cell) => parseNumber(cell, decimalComma) !== undefined).length;
    return numeric > 0 && numeric >= cells.length / 4;
  };
  if (enough(separator !== ',')) return 0.5;
  // Numbers alone with decimal points are columns of numbers, which are read faster.
  return separator !== ',' &&
    enough(false) &&
    below.some((line) => line.split(separator).some((cell) => parseNumber(unquoted(cell)) === undefined))
    ? 0.5
    : 0;
}

const unquoted = (cell: string): string => cell.trim().replace(/^"(.*)"$/, '$1');

/** CSV with a header line. */
export const csv: Format = {
  id: 'csv',
  title: 'comma-separated values',
  sniff: sniffCsv,
  parse: (text) => ({ kind: 'spectrum', table: parseCsv(text) }),
};
