import { OperandoError } from '@operando/core';
import type { RowSyntax } from './row-parser.js';
import { parsePlainRow, splitFields } from './row-parser.js';
import { isNoValue, parseNumber } from './number.js';
import { said } from './said.js';

/** The numbers of a text table, by column. */
export interface NumberTable {
  readonly rows: number;
  readonly columns: readonly Float64Array[];
  /** File line (from 1) of each row. */
  readonly lines: Int32Array;
}

/** Most columns a table may have; more is not a table of spectra. */
export const maximumColumns = 10_000;

/** What {@link parseNumberTable} needs to know. */
export interface NumberTableOptions {
  readonly syntax: RowSyntax;
  readonly columns: number;
  /** First line to read, from 0. */
  readonly from: number;
  /** One past the last. @default the end */
  readonly to?: number | undefined;
  /** Lines to pass over: comments, blank ones. */
  readonly skip: (line: string, lineNumber: number) => boolean;
}

/**
 * Read numeric rows. Every row that is not passed over must have exactly the
 * expected number of fields, all of them numbers.
 *
 * @throws OperandoError `bad-number` with line and column; `truncated-file` when the last row is
 * short and the file ends in it, `malformed-file` for any other row of another length; `too-large`.
 */
export function parseNumberTable(lines: readonly string[], options: NumberTableOptions): NumberTable {
  const { syntax, columns, from, skip } = options;
  const to = options.to ?? lines.length;
  if (columns > maximumColumns) {
    throw new OperandoError('too-large', `a table of ${columns} columns.`, { where: { line: from + 1 } });
  }
  const flat = new Float64Array(Math.max(0, to - from) * columns);
  const lineOf = new Int32Array(Math.max(0, to - from));
  let rows = 0;
  for (let i = from; i < to; i++) {
    const line = lines[i]!;
    if (!parsePlainRow(line, syntax, columns, flat, rows * columns)) {
      if (skip(line, i + 1)) continue;
      carefulRow(line, i + 1, flat, rows * columns, options, i === lastContentLine(lines, to, skip));
    }
    lineOf[rows] = i + 1;
    rows++;
  }
  const table = Array.from({ length: columns }, (_, column) => {
    const values = new Float64Array(rows);
    for (let row = 0, at = column; row < rows; row++, at += columns) values[row] = flat[at]!;
    return values;
  });
  return { rows, columns: table, lines: lineOf.slice(0, rows) };
}

function lastContentLine(lines: readonly string[], to: number, skip: NumberTableOptions['skip']): number {
  let last = to - 1;
  while (last > 0 && skip(lines[last]!, last + 1)) last--;
  return last;
}

/**
 * A row that is not plain numbers, field by field.
 *
 * @param lineNumber File line, from 1.
 * @param isLast Whether nothing follows: a short row then means that the file is cut. When left out, a short row is not an error yet.
 * @param found Number of fields of a row read before, whose error is asked for now.
 * @returns How many fields there are.
 * @throws OperandoError `bad-number` with line and column, `truncated-file` or `malformed-file` for another number of fields.
 */
export function carefulRow(
  line: string,
  lineNumber: number,
  out: Float64Array,
  at: number,
  { syntax, columns }: Pick<NumberTableOptions, 'syntax' | 'columns'>,
  isLast?: boolean,
  found?: number,
): number {
  const fields = found === undefined ? splitFields(line, syntax) : [];
  const where = { line: lineNumber };
  fields.slice(0, columns).forEach((field, column) => {
    // A mark for no value stands for one beside others: a line of dashes is no row.
    const isBlank = (field === '' && syntax.separator !== 'space') || (column > 0 && isNoValue(field));
    const value = isBlank ? Number.NaN : parseNumber(field, syntax.decimalComma);
    if (value === undefined) {
      const stars = /[*#]{3,}/.test(field);
      throw new OperandoError('bad-number', said`${JSON.stringify(field.slice(0, 40))} is no number.`, {
        where: { ...where, column: column + 1 },
        cure: stars
          ? 'The writing program ran out of width here: export again with wider columns.'
          : 'Correct or remove this line.',
      });
    }
    out[at + column] = value;
  });
  const count = found ?? fields.length;
  if (count !== columns && !(count < columns && isLast === undefined)) {
    const cut = isLast === true && count < columns;
    throw new OperandoError(cut ? 'truncated-file' : 'malformed-file', `expected ${columns} columns, found ${count}.`, {
      where,
      cure: cut ? 'The file seems cut short: copy it again.' : 'Correct or remove this line.',
    });
  }
  return count;
}
