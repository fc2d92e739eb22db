import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import Papa from 'papaparse';
import { emptyColumnWarnings, labelledColumns } from '../column-table.js';
import type { ColumnTable } from '../column-table.js';
import { parseNumber } from '../text/number.js';
import { maximumColumns } from '../text/number-table.js';
import type { Format, Sample } from './format.js';

/** The separator of a line of words, if it is plainly one. */
export function headerSeparator(line: string): ';' | ',' | '\t' | undefined {
  if (/^\s*[#%]/.test(line)) return undefined;
  for (const mark of [';', '\t', ','] as const) {
    const words = line.split(mark);
    const isLabel = (word: string): boolean => /\p{L}/u.test(word) && parseNumber(word.trim(), mark !== ',') === undefined;
    if (words.length > 1 && words.some(isLabel)) return mark;
  }
  return undefined;
}

/** Decimal commas are decided for the whole file: only where the separator is not the comma. */
function usesDecimalComma(rows: readonly (readonly string[])[], separator: string): boolean {
  if (separator === ',') return false;
  let commas = 0;
  let points = 0;
  for (const row of rows.slice(0, 200)) {
    for (const cell of row) {
      if (/^\s*[+-]?\d+,\d+([eE][+-]?\d+)?\s*$/.test(cell)) commas++;
      if (/^\s*[+-]?\d*\.\d+([eE][+-]?\d+)?\s*$/.test(cell)) points++;
    }
  }
  return commas > points;
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
  const headerLine = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const separator = headerSeparator(headerLine) ?? ',';
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: separator, skipEmptyLines: 'greedy' });
  const quote = errors.find(({ type }) => type === 'Quotes');
  if (quote !== undefined) {
    throw new OperandoError('truncated-file', `a quoted field is not closed (${quote.message}).`, {
      where: { line: (quote.row ?? 0) + 1 },
    });
  }
  const [header = [], ...rows] = data;
  const labels = trimmedEnd(header).map((label) => label.trim());
  if (labels.length > maximumColumns) throw new OperandoError('too-large', `a table of ${labels.length} columns.`, { where: { line: 1 } });
  const lines = lineNumbers(text, rows.length);
  const decimalComma = usesDecimalComma(rows, separator);
  const columns = labels.map(() => new Float64Array(rows.length));
  const words = labels.map((_, column) => rows.some((row) => isWord(row[column], decimalComma)));
  const numbers = labels.map((_, column) => rows.some((row) => isNumber(row[column], decimalComma)));
  rows.forEach((row, r) => {
    const fields = row.length > labels.length ? trimmedEnd(row) : row;
    if (fields.length !== labels.length) {
      throw new OperandoError('malformed-file', `the header has ${labels.length} fields, this row has ${fields.length}.`, {
        where: { line: lines[r]! },
        cure: 'If the comma is both separator and decimal mark, export again with semicolons or decimal points.',
      });
    }
    fields.forEach((cell, column) => {
      if (!numbers[column]) return;
      const value = cell.trim() === '' ? Number.NaN : parseNumber(cell.trim(), decimalComma);
      if (value === undefined) {
        throw new OperandoError('bad-number', `${JSON.stringify(cell.slice(0, 40))} is no number.`, {
          where: { line: lines[r]!, column: labels[column] ?? column + 1 },
          cure: 'Correct or remove this line.',
        });
      }
      columns[column]![r] = value;
    });
  });
  const numeric = labels.flatMap((label, column) => (numbers[column] ? [{ label, column }] : []));
  const table = labelledColumns(
    { rows: rows.length, columns: numeric.map(({ column }) => columns[column]!), lines },
    numeric.map(({ label }, i) => label || `column ${i + 1}`),
  );
  const metadata: Record<string, JsonValue> = {};
  const textColumns: Record<string, JsonValue> = {};
  labels.forEach((label, column) => {
    if (words[column] && !numbers[column]) textColumns[label] = rows.slice(0, 1000).map((row) => row[column] ?? '');
  });
  if (Object.keys(textColumns).length > 0) metadata['textColumns'] = textColumns;
  const warnings: OperandoWarning[] = emptyColumnWarnings(table);
  return { format: 'csv', columns: table, rows: rows.length, lines, metadata, scalars: {}, warnings };
}

function trimmedEnd(fields: readonly string[]): string[] {
  const out = [...fields];
  while (out.length > 1 && out[out.length - 1]!.trim() === '') out.pop();
  return out;
}

function isNumber(cell: string | undefined, decimalComma: boolean): boolean {
  return cell !== undefined && cell.trim() !== '' && parseNumber(cell.trim(), decimalComma) !== undefined;
}

function isWord(cell: string | undefined, decimalComma: boolean): boolean {
  return cell !== undefined && cell.trim() !== '' && !isNumber(cell, decimalComma);
}

/** File lines of the rows; exact when no quoted field spans lines, which tables of numbers never do. */
function lineNumbers(text: string, rows: number): Int32Array {
  const lines = text.split(/\r\n|\n|\r/);
  const out = new Int32Array(rows);
  let row = -1;
  for (let i = 0; i < lines.length && row < rows; i++) {
    if (lines[i]!.trim() === '') continue;
    if (row >= 0) out[row] = i + 1;
    row++;
  }
  return out;
}

function sniffCsv({ lines }: Sample): number {
  const separator = headerSeparator(lines[0] ?? '');
  if (separator === undefined) return 0;
  const second = lines.find((line, i) => i > 0 && line.trim() !== '') ?? '';
  if (!second.includes(separator)) return 0;
  const cells = second.split(separator);
  const numeric = cells.filter((cell) => parseNumber(cell.trim(), separator !== ',') !== undefined).length;
  return numeric > 0 && numeric >= cells.length / 4 ? 0.5 : 0;
}

/** CSV with a header line. */
export const csv: Format = {
  id: 'csv',
  title: 'comma-separated values',
  sniff: sniffCsv,
  parse: (text) => ({ kind: 'spectrum', table: parseCsv(text) }),
};
