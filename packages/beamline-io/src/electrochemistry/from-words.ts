import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { kindOfColumn, numbersOf } from '../text/delimited.js';
import type { DelimitedTable } from '../text/delimited.js';
import { dateOrderOf, parseDateTime } from '../text/date-time.js';
import type { DateOrder, ReadMoment } from '../text/date-time.js';
import { uniqueLabels } from './map-columns.js';

/** A cycler's table with its columns told apart. */
export interface SortedColumns {
  /** Labels and values of the columns of numbers (and of durations, in seconds). */
  readonly labels: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly text: Readonly<Record<string, readonly string[]>>;
  /** UNIX seconds of a column of dates, read as if UTC where no zone is written. */
  readonly clock?: Float64Array;
  readonly clockZone?: string;
  readonly warnings: readonly OperandoWarning[];
}

const duration = /^\s*(?:(\d+)\s*d\s+)?(\d+):([0-5]?\d):([0-5]?\d(?:[.,]\d+)?)$/;

/** Seconds of `26:40:01`, `1d 02:40:01.5`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = duration.exec(text);
  if (match === null) return undefined;
  return Number(match[1] ?? 0) * 86_400 + Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4]!.replace(',', '.'));
}

/**
 * Dates as UNIX seconds.
 * @throws OperandoError `bad-number` with line and label for a cell that is no date.
 */
export function momentsOf(cells: readonly string[], label: string, lines: Int32Array, order: DateOrder | undefined): { readonly clock: Float64Array; readonly zone: string; readonly warnings: OperandoWarning[] } {
  const decided = order ?? dateOrderOf(cells);
  let first: ReadMoment | undefined;
  const clock = Float64Array.from(cells, (cell, row) => {
    if (cell === '') return Number.NaN;
    const moment = parseDateTime(cell, decided);
    if (moment === undefined) throw new OperandoError('bad-number', `${JSON.stringify(cell.slice(0, 40))} is no date.`, { where: { line: lines[row]!, column: label }, cure: 'Correct or remove this line.' });
    first ??= moment;
    return moment.epoch;
  });
  const ambiguous = first?.ambiguous === true && decided === undefined;
  const warnings = ambiguous ? [{ code: 'date-ambiguous', message: `${label} was read with the month first; pass dateOrder if that is wrong.`, where: { column: label } }] : [];
  return { clock, zone: first?.zone ?? 'unstated', warnings };
}

/**
 * Tell the columns of a cycler's table apart: numbers, durations (`hh:mm:ss`, with days), dates, words. What a column is
 * is decided by its first cell that is not blank, and then asked of all.
 *
 * @throws OperandoError `bad-number` with line and label.
 */
export function sortColumns(table: DelimitedTable, dateOrder?: DateOrder): SortedColumns {
  const labels: string[] = [];
  const columns: Float64Array[] = [];
  const text: [string, readonly string[]][] = [];
  const warnings: OperandoWarning[] = [];
  let clock: Float64Array | undefined;
  let clockZone: string | undefined;
  const unique = uniqueLabels(table.labels.map((label, i) => (label === '' ? `column ${i + 1}` : label)));
  table.cells.forEach((cells, i) => {
    const label = unique[i]!;
    const first = cells.find((cell) => cell !== '') ?? '';
    if (parseDuration(first) !== undefined) {
      labels.push(label);
      columns.push(
        Float64Array.from(cells, (cell, row) => {
          const seconds = cell === '' ? Number.NaN : parseDuration(cell);
          if (seconds === undefined) throw new OperandoError('bad-number', `${JSON.stringify(cell.slice(0, 40))} is no duration.`, { where: { line: table.lines[row]!, column: label }, cure: 'Correct or remove this line.' });
          return seconds;
        }),
      );
    } else if (parseDateTime(first) !== undefined || parseDateTime(first, 'day-first') !== undefined) {
      const read = momentsOf(cells, label, table.lines, dateOrder);
      clock ??= read.clock;
      clockZone ??= read.zone;
      warnings.push(...read.warnings);
      labels.push(label);
      columns.push(read.clock);
    } else if (kindOfColumn(cells, table.decimalComma) === 'numbers') {
      labels.push(label);
      columns.push(numbersOf(cells, label, table));
    } else if (first !== '') text.push([label, cells]);
  });
  return { labels, columns, text: Object.fromEntries(text), warnings, ...(clock === undefined ? {} : { clock }), ...(clockZone === undefined ? {} : { clockZone }) };
}
