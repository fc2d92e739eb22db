import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { kindOfColumn, numbersOf } from '../text/delimited.js';
import type { DelimitedTable } from '../text/delimited.js';
import { dateOrderOf, epochOfDays, orderOf, parseDateTime } from '../text/date-time.js';
import type { DateOrder } from '../text/date-time.js';
import { isGroupedNumber } from '../text/number.js';
import { uniqueLabels } from './map-columns.js';
import { said, shown } from '../text/said.js';

/** A cycler's table with its columns told apart. */
export interface SortedColumns {
  /** Labels and values of the columns of numbers (and of durations, in seconds). */
  readonly labels: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly text: Readonly<Record<string, readonly string[]>>;
  /** UNIX seconds of a column of dates, read as if UTC where no zone is written. */
  readonly clock?: Float64Array;
  readonly clockZone?: string;
  /** Labels of the columns of durations and dates. */
  readonly timed: ReadonlySet<string>;
  readonly warnings: readonly OperandoWarning[];
}

const duration = /^\s*(?:(\d+)(?:\s*d(?:ays?)?,?\s+|\.))?(\d+):([0-5]?\d):([0-5]?\d(?:[.,]\d+)?)$/;

/** Seconds of `26:40:01`, `1d 02:40:01.5`, `1 day, 2:40:01`, `1.02:40:01`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = duration.exec(text);
  if (match === null) return undefined;
  return (
    Number(match[1] ?? 0) * 86_400 +
    Number(match[2]) * 3600 +
    Number(match[3]) * 60 +
    Number(match[4]!.replace(',', '.'))
  );
}

/**
 * Dates as UNIX seconds, day and month in one order throughout: that given, or that of the dates which can be read in one way only.
 * @throws OperandoError `bad-number` with line and label for a cell that is no date, or none in that order.
 */
export function momentsOf(
  cells: readonly string[],
  label: string,
  lines: Int32Array,
  order: DateOrder | undefined,
): { readonly clock: Float64Array; readonly zone: string; readonly warnings: OperandoWarning[] } {
  const decided = order ?? dateOrderOf(cells);
  const warnings: OperandoWarning[] = [];
  let ambiguous = -1;
  let zone: string | undefined;
  let otherZone = -1;
  const clock = Float64Array.from(cells, (cell, row) => {
    if (cell === '') return Number.NaN;
    const moment = parseDateTime(cell, decided);
    if (moment === undefined)
      throw new OperandoError('bad-number', said`${JSON.stringify(cell.slice(0, 40))} is no date.`, {
        where: { line: lines[row]!, column: shown(label) },
        cure: 'Correct or remove this line.',
      });
    if (decided !== undefined && (orderOf(cell) ?? decided) !== decided) {
      throw new OperandoError(
        'bad-number',
        said`${JSON.stringify(cell.slice(0, 40))} does not have the ${decided === 'day-first' ? 'day' : 'month'} first.`,
        {
          where: { line: lines[row]!, column: shown(label) },
          cure:
            order === undefined
              ? 'Other dates of this column do: correct them.'
              : 'Pass the other dateOrder (command: --date-order).',
        },
      );
    }
    if (moment.ambiguous && ambiguous < 0) ambiguous = row;
    zone ??= moment.zone;
    if ((zone === 'unstated') !== (moment.zone === 'unstated') && otherZone < 0) otherZone = row;
    return moment.epoch;
  });
  if (ambiguous >= 0 && decided === undefined)
    warnings.push({
      code: 'date-ambiguous',
      message: said`${label} was read with the month first; pass dateOrder if that is wrong (command: --date-order).`,
      where: { line: lines[ambiguous]!, column: shown(label) },
    });
  if (otherZone >= 0)
    warnings.push({
      code: 'time-zones-differ',
      message: said`${label} is in part with a zone and in part without; dates without were read as UTC.`,
      where: { line: lines[otherZone]!, column: shown(label) },
    });
  return { clock, zone: otherZone >= 0 ? 'unstated' : (zone ?? 'unstated'), warnings };
}

/** Labels that say of their columns that they are dates. */
export const dateLabel: RegExp = /^(date|date[_ ]?time|time[_ ]?stamp|absolute time|real ?time)\b/i;

/** Days of spreadsheets from 1970 to 2100. */
const isDayNumber = (value: number): boolean => value >= 25_569 && value < 73_051;

/** A column labelled as dates that holds numbers: days, as a spreadsheet counts them, become UNIX seconds. */
function datesOfDays(label: string, values: Float64Array): Float64Array | undefined {
  // A time stamp may as well count the seconds of a day.
  if (
    !/^date/i.test(label) ||
    !values.some(Number.isFinite) ||
    !values.every((value) => Number.isNaN(value) || isDayNumber(value))
  )
    return undefined;
  return values.map((value) => epochOfDays(value));
}

/** Seconds of a column of durations. */
function durationsOf(cells: readonly string[], label: string, lines: Int32Array): Float64Array {
  return Float64Array.from(cells, (cell, row) => {
    const seconds = cell === '' ? Number.NaN : parseDuration(cell);
    if (seconds === undefined)
      throw new OperandoError('bad-number', said`${JSON.stringify(cell.slice(0, 40))} is no duration.`, {
        where: { line: lines[row]!, column: shown(label) },
        cure: 'Correct or remove this line.',
      });
    return seconds;
  });
}

/**
 * Tell the columns of a cycler's table apart: numbers, durations (`hh:mm:ss`, with days), dates, words. What a column is
 * is decided by its first cell that is not blank, and then asked of all. Dates that are not understood are a warning.
 *
 * @throws OperandoError `bad-number` with line and label, also for digits in groups of three.
 */
export function sortColumns(table: DelimitedTable, dateOrder?: DateOrder): SortedColumns {
  const labels: string[] = [];
  const columns: Float64Array[] = [];
  const text: [string, readonly string[]][] = [];
  const timed = new Set<string>();
  const warnings: OperandoWarning[] = [];
  let clock: Float64Array | undefined;
  let clockZone: string | undefined;
  const unique = uniqueLabels(table.labels.map((label, i) => (label === '' ? `column ${i + 1}` : label)));
  table.cells.forEach((cells, i) => {
    const label = unique[i]!;
    const firstRow = cells.findIndex((cell) => cell !== '');
    const first = cells[firstRow] ?? '';
    const where = { line: table.lines[firstRow] ?? 0, column: label };
    const add = (values: Float64Array, isTime: boolean): void => {
      labels.push(label);
      columns.push(values);
      if (isTime) timed.add(label);
    };
    if (parseDuration(first) !== undefined) add(durationsOf(cells, label, table.lines), true);
    else if (parseDateTime(first) !== undefined) {
      const read = momentsOf(cells, label, table.lines, dateOrder);
      clock ??= read.clock;
      clockZone ??= read.zone;
      warnings.push(...read.warnings);
      add(read.clock, true);
    } else if (kindOfColumn(cells, table.decimalComma) === 'numbers') {
      const values = numbersOf(cells, label, table);
      const days = datesOfDays(label, values);
      if (days !== undefined) {
        warnings.push({
          code: 'date-of-days',
          message: said`${label} counts days: they were read as a spreadsheet's, from 30 December 1899.`,
          where,
        });
        clock ??= days;
      }
      add(days ?? values, days !== undefined);
    } else if (first !== '') {
      if (isGroupedNumber(first))
        throw new OperandoError('bad-number', said`${JSON.stringify(first.slice(0, 40))} is no number.`, {
          where,
          cure: 'Export the data again without separators of thousands.',
        });
      if ((dateLabel.test(label) || /\btime\b/i.test(label)) && /\d/.test(first))
        warnings.push({
          code: 'date-unreadable',
          message: said`${JSON.stringify(first.slice(0, 40))} is no date or time that is understood; ${label} was kept as text.`,
          where,
        });
      text.push([label, cells]);
    }
  });
  return {
    labels,
    columns,
    text: Object.fromEntries(text),
    timed,
    warnings,
    ...(clock === undefined ? {} : { clock }),
    ...(clockZone === undefined ? {} : { clockZone }),
  };
}
