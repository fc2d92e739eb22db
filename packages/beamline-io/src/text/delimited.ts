import { OperandoError } from '@operando/core';
import Papa from 'papaparse';
import { isGroupedNumber, parseNumber } from './number.js';
import { maximumColumns } from './number-table.js';
import { said, shown } from './said.js';

/** A table of words: one array for each column. */
export interface DelimitedTable {
  readonly labels: readonly string[];
  readonly rows: number;
  /** Cells of each column, blanks around them taken off. */
  readonly cells: readonly (readonly string[])[];
  /** File line of each row, from 1. */
  readonly lines: Int32Array;
  readonly decimalComma: boolean;
  /** Line of a last row that was cut short and left out. */
  readonly dropped?: number;
}

/** What keeps the fields of a line apart. */
export type Separator = ',' | ';' | '\t';

/** What {@link readDelimited} needs to know. */
export interface DelimitedOptions {
  readonly separator: Separator;
  /** Line of the labels, from 0. @default 0 */
  readonly headerLine?: number | undefined;
  /** One past the last line of the table. @default the end */
  readonly to?: number | undefined;
  /** Labels, where the header line cannot be taken as it stands. */
  readonly labels?: readonly string[] | undefined;
  /** Rows may lack cells at their end (programs that leave out blank ones). @default false */
  readonly shortRows?: boolean | undefined;
  /** A last row cut short: an error, or left out (`dropped` tells). @default 'error' */
  readonly lastRow?: 'error' | 'drop' | undefined;
  /** Quotes are marks of quoted fields. @default true */
  readonly quotes?: boolean | undefined;
}

function withoutEmptyEnd(fields: readonly string[], least: number): readonly string[] {
  let end = fields.length;
  while (end > least && fields[end - 1]!.trim() === '') end--;
  return fields.slice(0, end);
}

/** Decimal commas are decided for the whole table, and only where the separator is not the comma. */
export function hasDecimalComma(rows: readonly (readonly string[])[], separator: string): boolean {
  if (separator === ',') return false;
  let commas = 0;
  let points = 0;
  for (const row of rows.slice(0, 200)) {
    for (const cell of row) {
      if (/^\s*[+-]?\d+,\d+([eE][+-]?\d+)?\s*$/.test(cell)) commas++;
      else if (/^\s*[+-]?\d*\.\d+([eE][+-]?\d+)?\s*$/.test(cell)) points++;
    }
  }
  return commas > points;
}

/** Fields of one line, with their blanks and without their quotes; quotes that do not pair stay. */
export function delimitedFields(line: string, separator: Separator): readonly string[] {
  if (!line.includes('"')) return line.split(separator);
  return Papa.parse<string[]>(line, { delimiter: separator }).data[0] ?? [''];
}

function fieldsOf(line: string, { separator, quotes = true }: DelimitedOptions, number: number): readonly string[] {
  if (!quotes || !line.includes('"')) return line.split(separator);
  const { data, errors } = Papa.parse<string[]>(line, { delimiter: separator });
  if (errors.some(({ type }) => type === 'Quotes')) {
    throw new OperandoError('truncated-file', 'a quoted field is not closed.', {
      where: { line: number },
      cure: 'The file seems cut short or damaged: copy it again.',
    });
  }
  return data[0] ?? [''];
}

/**
 * Rows of words under a line of labels. Every row must have as many fields as there are labels, but for empty ones at
 * its end; blank lines, and lines of nothing but separators, are passed over.
 *
 * @throws OperandoError `malformed-file` or, for the last row, `truncated-file` with the line and both counts; `too-large`.
 */
export function readDelimited(lines: readonly string[], options: DelimitedOptions): DelimitedTable {
  const { headerLine = 0, to = lines.length, shortRows = false } = options;
  const labels =
    options.labels ??
    withoutEmptyEnd(fieldsOf(lines[headerLine] ?? '', options, headerLine + 1), 1).map((label) => label.trim());
  if (labels.length > maximumColumns)
    throw new OperandoError('too-large', `a table of ${labels.length} columns.`, { where: { line: headerLine + 1 } });
  const cells: string[][] = labels.map(() => []);
  const at: number[] = [];
  const head: (readonly string[])[] = [];
  let dropped: number | undefined;
  for (let i = headerLine + 1; i < to; i++) {
    if (lines[i]!.trim() === '') continue;
    const fields = withoutEmptyEnd(fieldsOf(lines[i]!, options, i + 1), labels.length);
    if (fields.length <= labels.length && fields.every((field) => field.trim() === '')) continue;
    const short = fields.length < labels.length && !shortRows;
    if (short || fields.length > labels.length) {
      const last = !lines.slice(i + 1, to).some((line) => line.trim() !== '');
      if (last && short && options.lastRow === 'drop') {
        dropped = i + 1;
        continue;
      }
      throw new OperandoError(
        last && short ? 'truncated-file' : 'malformed-file',
        `the header has ${labels.length} fields, this row has ${fields.length}.`,
        {
          where: { line: i + 1 },
          cure:
            last && short
              ? "The file seems cut short: copy it again, or pass lastRow: 'drop' if it is still being written (command: --last-row drop)."
              : short || options.separator !== ','
                ? 'Correct or remove this line; what is no part of the table belongs above it.'
                : 'If the comma is both separator and decimal mark, export again with semicolons or decimal points.',
        },
      );
    }
    if (labels.length > 1 && fields.every((field, column) => field.trim() === labels[column]))
      throw new OperandoError('malformed-file', 'the line of labels stands here again: another log begins.', {
        where: { line: i + 1 },
        cure: 'Put each log into a file of its own.',
      });
    for (let column = 0; column < labels.length; column++) cells[column]!.push((fields[column] ?? '').trim());
    if (head.length < 200) head.push(fields);
    at.push(i + 1);
  }
  return {
    labels,
    rows: at.length,
    cells,
    lines: Int32Array.from(at),
    decimalComma: hasDecimalComma(head, options.separator),
    ...(dropped === undefined ? {} : { dropped }),
  };
}

/** What a column of words holds: numbers, words, or nothing at all. */
export function kindOfColumn(cells: readonly string[], decimalComma: boolean): 'numbers' | 'words' | 'empty' {
  let some = false;
  for (const cell of cells) {
    if (cell === '') continue;
    if (parseNumber(cell, decimalComma) !== undefined) return 'numbers';
    some = true;
  }
  return some ? 'words' : 'empty';
}

/**
 * A column of words as numbers; blank cells and `N/A` are NaN.
 * @throws OperandoError `bad-number` with line and label.
 */
export function numbersOf(
  cells: readonly string[],
  label: string,
  { lines, decimalComma }: Pick<DelimitedTable, 'lines' | 'decimalComma'>,
): Float64Array {
  return Float64Array.from(cells, (cell, row) => {
    if (cell === '' || cell === 'N/A') return Number.NaN;
    const value = parseNumber(cell, decimalComma);
    if (value !== undefined) return value;
    throw new OperandoError('bad-number', said`${JSON.stringify(cell.slice(0, 40))} is no number.`, {
      where: { line: lines[row]!, column: shown(label) },
      cure: isGroupedNumber(cell)
        ? 'Export the data again without separators of thousands.'
        : 'Correct or remove this line.',
    });
  });
}
