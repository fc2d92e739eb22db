import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { dateOrderOf, epochOfDays, orderOf, parseDateTime } from '../text/date-time.js';
import type { DateOrder } from '../text/date-time.js';
import { said, shown } from '../text/said.js';

const duration = /^\s*(?:(\d+)(?:\s*d(?:ays?)?,?\s+|[.-]))?(\d+):([0-5]?\d):([0-5]?\d(?:[.,]\d+)?)$/;

/** A time of the day by a clock of twelve hours. */
const halfDay = /^\s*(0?\d|1[0-2]):([0-5]\d)(?::([0-5]\d(?:[.,]\d+)?))?\s*([AP])\.?M\.?\s*$/i;

/** Seconds of the day of `11:05:00 PM`; undefined for anything else. */
export function parseHalfDay(text: string): number | undefined {
  const [, hour, minute, second = '0', half] = halfDay.exec(text) ?? [];
  if (hour === undefined) return undefined;
  const hours = (Number(hour) % 12) + (/p/i.test(half!) ? 12 : 0);
  return hours * 3600 + Number(minute) * 60 + Number(second.replace(',', '.'));
}

/** Seconds of `26:40:01`, `1d 02:40:01.5`, `1 day, 2:40:01`, `1.02:40:01`, `1-02:40:01`; undefined for anything else. */
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
 *
 * @param label Of the column, for messages.
 * @param lines Of the cells in their file, from 1. @default rows are named, from 0
 * @param order Of day and month. @default what the cells show; the month first where none does, which is told
 * @returns NaN for blank cells. `zone` is that of the first cell; `unstated` where there is none, or where it stands in some only.
 * @throws OperandoError `bad-number` with place and label for a cell that is no date, or none in that order.
 */
export function momentsOf(
  cells: readonly string[],
  label: string,
  lines: Int32Array | undefined,
  order: DateOrder | undefined,
): { readonly clock: Float64Array; readonly zone: string; readonly warnings: OperandoWarning[] } {
  const decided = order ?? dateOrderOf(cells);
  const warnings: OperandoWarning[] = [];
  const placeOf = (row: number) => ({
    ...(lines === undefined ? { row } : { line: lines[row]! }),
    column: shown(label),
  });
  let ambiguous = -1;
  let zone: string | undefined;
  let otherZone = -1;
  const clock = Float64Array.from(cells, (cell, row) => {
    if (cell === '') return Number.NaN;
    const moment = parseDateTime(cell, decided);
    if (moment === undefined)
      throw new OperandoError('bad-number', said`${JSON.stringify(cell.slice(0, 40))} is no date.`, {
        where: placeOf(row),
        cure: 'Correct or remove this line.',
      });
    if (decided !== undefined && (orderOf(cell) ?? decided) !== decided) {
      throw new OperandoError(
        'bad-number',
        said`${JSON.stringify(cell.slice(0, 40))} does not have the ${decided === 'day-first' ? 'day' : 'month'} first.`,
        {
          where: placeOf(row),
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
      where: placeOf(ambiguous),
    });
  if (otherZone >= 0)
    warnings.push({
      code: 'time-zones-differ',
      message: said`${label} is in part with a zone and in part without; dates without were read as UTC.`,
      where: placeOf(otherZone),
    });
  return { clock, zone: otherZone >= 0 ? 'unstated' : (zone ?? 'unstated'), warnings };
}

/** Labels that say of their columns that they are dates. */
export const dateLabel: RegExp =
  /^(date|date[_ ]?time|time[_ ]?stamp|absolute time|real ?time|sys(tem)? ?time|dpt time|datum|zeitstempel)\b|^(绝对时间|系统时间|日期|实时时间)/i;

/** Days of spreadsheets from 1970 to 2100. */
const isDayNumber = (value: number): boolean => value >= 25_569 && value < 73_051;

/** A column labelled as dates that holds numbers: days, as a spreadsheet counts them, become UNIX seconds. */
export function datesOfDays(label: string, values: Float64Array): Float64Array | undefined {
  // A time stamp may as well count the seconds of a day.
  if (
    !/^date/i.test(label) ||
    !values.some(Number.isFinite) ||
    !values.every((value) => Number.isNaN(value) || isDayNumber(value))
  )
    return undefined;
  return values.map((value) => epochOfDays(value));
}

/**
 * Seconds of a column of durations, or of times of the day.
 * @param parse Seconds of a cell. @default parseDuration
 */
export function durationsOf(
  cells: readonly string[],
  label: string,
  lines: Int32Array,
  parse: (cell: string) => number | undefined = parseDuration,
): Float64Array {
  const what = parse === parseDuration ? 'duration' : 'time of the day';
  return Float64Array.from(cells, (cell, row) => {
    const seconds = cell === '' ? Number.NaN : parse(cell);
    if (seconds === undefined)
      throw new OperandoError('bad-number', said`${JSON.stringify(cell.slice(0, 40))} is no ${what}.`, {
        where: { line: lines[row]!, column: shown(label) },
        cure: 'Correct or remove this line.',
      });
    return seconds;
  });
}
