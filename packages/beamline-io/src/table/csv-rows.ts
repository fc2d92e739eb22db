import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { CommaWatch } from '../text/comma-watch.js';
import { hasDecimalComma } from '../text/delimited.js';
import { PointWatch } from '../text/point-watch.js';
import { maximumColumns } from '../text/number-table.js';
import { isGroupedNumber, isNoValue, parseNumber } from '../text/number.js';
import { abscissaIndex } from './abscissa.js';
import { amountWarnings } from './amounts.js';
import { emptyColumnWarnings, labelledColumns, repeatedLabelWarnings } from './column-table.js';
import { blocksOf } from './blocks.js';
import type { Block } from './blocks.js';
import { numberedScans } from './scan-choice.js';
import type { ScansOfFile } from './scan-choice.js';
import { rowsOf } from './table-blocks.js';
import { said } from '../text/said.js';

/** Rows by which decimal commas are decided. */
const decidingRows = 200;
/** Rows of text columns that are kept in the metadata. */
const keptWords = 1000;

/** Rows of a CSV, taken one after another. */
export interface CsvRows {
  /** @throws OperandoError `malformed-file` with line and both counts for another number of fields than the header's; `bad-number`. */
  add(row: readonly string[], line: number): void;
  /** @throws OperandoError as {@link add}. */
  finish(): ScansOfFile;
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
  /** Some cell says that there is no value: `---`, `n/a`. */
  marked?: boolean;
  /** First word that looks like a number all the same. */
  unread?: CsvWord;
  readonly words: string[];
  readonly points: PointWatch;
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

function trimmedEnd(fields: readonly string[]): string[] {
  const out = [...fields];
  while (out.length > 1 && out[out.length - 1]!.trim() === '') out.pop();
  return out;
}

function badNumber(
  { cell, line }: CsvWord,
  column: string | number,
  cure = 'Correct or remove this line.',
): OperandoError {
  return new OperandoError('bad-number', said`${JSON.stringify(cell.slice(0, 40))} is no number.`, {
    where: { line, column },
    cure,
  });
}

/** Twice as long, with what there is. */
function widened<T extends Float64Array | Int32Array>(values: T, make: (length: number) => T): T {
  const wider = make(2 * values.length);
  wider.set(values);
  return wider;
}

/** Columns that grow row by row: which of them are numbers is known at the end. */
class GrowingColumns {
  readonly #columns: readonly CsvColumn[];
  #lineOf = new Int32Array(256);
  #rows = 0;
  readonly #commas = new CommaWatch();
  /** Rows above which the header stands again. */
  readonly #headersBefore = new Set<number>();

  constructor(labels: readonly string[]) {
    this.#columns = labels.map((label): CsvColumn => ({
      label,
      values: new Float64Array(256),
      numeric: false,
      words: [],
      points: new PointWatch(),
    }));
  }

  #nameOf(column: CsvColumn): string | number {
    return column.label || this.#columns.indexOf(column) + 1;
  }

  /** The first word in a column of numbers so far. */
  wordAmongNumbers(): OperandoError | undefined {
    let first: CsvColumn | undefined;
    for (const column of this.#columns) {
      const { numeric, word } = column;
      if (numeric && word !== undefined && (first === undefined || word.line < first.word!.line)) first = column;
    }
    return first && badNumber(first.word!, this.#nameOf(first));
  }

  /** The header once more: what follows is another scan. */
  noteHeader(): void {
    this.#headersBefore.add(this.#rows);
  }

  /** A row of as many fields as there are columns. */
  add(fields: readonly string[], line: number, decimalComma: boolean): void {
    const row = this.#rows++;
    if (row === this.#lineOf.length) this.#lineOf = widened(this.#lineOf, (length) => new Int32Array(length));
    this.#lineOf[row] = line;
    for (let i = 0; i < this.#columns.length; i++) {
      const column = this.#columns[i]!;
      const cell = fields[i]!.trim();
      const value = cell === '' ? Number.NaN : parseNumber(cell, decimalComma);
      if (!decimalComma && i > 0 && !column.points.settled) column.points.note(cell, line);
      if (decimalComma && !this.#commas.settled && cell.includes(','))
        this.#commas.note(cell, { line, column: this.#nameOf(column), isAxis: i === 0 });
      if (row === column.values.length) column.values = widened(column.values, (length) => new Float64Array(length));
      if (value === undefined && i > 0 && isNoValue(cell)) column.marked = true;
      else if (value === undefined) {
        column.word ??= { cell, line };
        if (column.unread === undefined && row < keptWords && looksLikeNumber(cell)) column.unread = { cell, line };
      } else if (cell !== '') column.numeric = true;
      column.values[row] = value ?? Number.NaN;
      if (row < keptWords) column.words.push(fields[i]!);
    }
  }

  /** @throws OperandoError `bad-number`. */
  scans(): ScansOfFile {
    const error = this.wordAmongNumbers();
    if (error !== undefined) throw error;
    // A column of numbers that nobody can read must not be left out as one of words.
    const unread = this.#columns.find(({ numeric, unread: cell }) => !numeric && cell !== undefined);
    if (unread?.unread !== undefined)
      throw badNumber(
        unread.unread,
        this.#nameOf(unread),
        'Export the data again with one decimal mark, without separators of thousands and percent signs.',
      );
    const rows = this.#rows;
    const lines = this.#lineOf.slice(0, rows);
    // Programs that write row numbers write them first and give them no name.
    const [first] = this.#columns;
    const indexed =
      this.#columns.length > 2 && first!.label === '' && first!.numeric && countsRows(first!.values, rows);
    const numeric = this.#columns.slice(indexed ? 1 : 0).filter((column) => column.numeric);
    if (rows > 0 && numeric.length > 0 && numeric.every(({ label }) => looksLikeNumber(label)))
      throw new OperandoError(
        'malformed-file',
        'the first line has numbers where the names of these columns should stand.',
        {
          where: { line: 1 },
          cure: 'Give the columns names in a line above the first row.',
        },
      );
    const labels = numeric.map(({ label }, i) => label || `column ${i + 1}`);
    const table = { rows, columns: numeric.map(({ values }) => values.slice(0, rows)), lines };
    const leftOut: OperandoWarning = {
      code: 'index-left-out',
      message: 'The first column has no name and counts the rows; it was left out.',
      where: { column: 1 },
    };
    const warnings = [
      ...(indexed ? [leftOut] : []),
      ...repeatedLabelWarnings(labels),
      ...amountWarnings(this.#columns),
      ...this.#commas.warnings(),
      ...this.#columns.flatMap((column) => column.points.warnings(this.#nameOf(column))),
    ];
    const along = abscissaIndex(labels.map((label) => ({ label })));
    const blocks = blocksOf(table.columns[along] ?? new Float64Array(0), (row) =>
      this.#headersBefore.has(row) ? 'header' : lines[row]! > lines[row - 1]! + 1 ? 'blank' : 'none',
    );
    return {
      scans: numberedScans(blocks.map(({ from, to }) => to - from)),
      table: (i) => {
        const block = blocks[i]!;
        const part = blocks.length === 1 ? table : rowsOf(table, block);
        const columns = labelledColumns(part, labels);
        return {
          format: 'csv',
          columns,
          rows: part.rows,
          lines: part.lines,
          metadata: this.#words(block),
          scalars: {},
          warnings: [...warnings, ...emptyColumnWarnings(columns)],
        };
      },
    };
  }

  /** Columns without any number. */
  #words({ from, to }: Block): Record<string, JsonValue> {
    const words = this.#columns.filter((column) => !column.numeric && (column.word !== undefined || column.marked));
    return words.length === 0
      ? {}
      : { textColumns: Object.fromEntries(words.map((column) => [column.label, column.words.slice(from, to)])) };
  }
}

/** Rows of a CSV under a header, taken one after another: decimal commas are decided by the first rows, for the whole table. */
export function csvRows(header: readonly string[], separator: string): CsvRows {
  const labels = trimmedEnd(header).map((label) => label.trim());
  if (labels.length > maximumColumns)
    throw new OperandoError('too-large', `a table of ${labels.length} columns.`, { where: { line: 1 } });
  const columns = new GrowingColumns(labels);
  let decimalComma: boolean | undefined;
  let held: { readonly row: readonly string[]; readonly line: number }[] = [];
  const take = (row: readonly string[], line: number, isComma: boolean): void => {
    const fields = row.length > labels.length ? trimmedEnd(row) : row;
    if (fields.length === labels.length && fields.every((field, i) => field.trim() === labels[i])) columns.noteHeader();
    else if (fields.length === labels.length) columns.add(fields, line, isComma);
    else
      throw (
        columns.wordAmongNumbers() ??
        new OperandoError('malformed-file', `the header has ${labels.length} fields, this row has ${fields.length}.`, {
          where: { line },
          cure: 'If the comma is both separator and decimal mark, export again with semicolons or decimal points.',
        })
      );
  };
  const decide = (): void => {
    const isComma = hasDecimalComma(
      held.map(({ row }) => row),
      separator,
    );
    decimalComma = isComma;
    for (const { row, line } of held) take(row, line, isComma);
    held = [];
  };
  return {
    add(row, line) {
      if (decimalComma !== undefined) take(row, line, decimalComma);
      else if (held.push({ row, line }) === decidingRows) decide();
    },
    finish() {
      if (decimalComma === undefined) decide();
      return columns.scans();
    },
  };
}
