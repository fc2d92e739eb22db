import { epochOfDays } from '../text/date-time.js';

/** Numbers of the built-in formats of dates, of clocks and of durations (ECMA-376 part 1, 18.8.30). */
const isDateFormat = (id: number): boolean =>
  (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
const isClockFormat = (id: number): boolean => id >= 18 && id <= 21;
const isDurationFormat = (id: number): boolean => id >= 45 && id <= 47;

/** A `clock` shows hours of a day: the number may be a date or a duration. */
export type CellKind = 'plain' | 'date' | 'clock' | 'duration';

/** What the format code of a cell shows: `[h]:mm` a duration, letters of dates outside quotes a date, of hours only a clock. */
export function kindOfCode(code: string): CellKind {
  const bare = code.replaceAll(/"[^"]{0,200}"|\\.|\[(?!h|m|s)[^\]]{0,40}\]/gi, '');
  if (/\[(h|m|s)/i.test(bare)) return 'duration';
  if (/0\.0.*e/i.test(bare)) return 'plain';
  return /[yd]/i.test(bare) ? 'date' : /h.*m|m.*s/i.test(bare) ? 'clock' : 'plain';
}

/** What a built-in number format shows. */
export function kindOfNumber(id: number): CellKind {
  return isDurationFormat(id) ? 'duration' : isDateFormat(id) ? 'date' : isClockFormat(id) ? 'clock' : 'plain';
}

/** Day 0 of the count in days from 1970, where a workbook says that it begins in 1904; otherwise it is that of Windows. */
export const epochDaysOf1904 = -24_107;

function dateText(days: number, epochDays: number | undefined): string {
  const milliseconds = Math.round(1000 * epochOfDays(days, epochDays));
  return !(Math.abs(milliseconds) <= 8e15)
    ? String(days)
    : new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '');
}

function durationText(days: number): string {
  const thousandths = Math.round(days * 86_400_000);
  const hours = Math.floor(thousandths / 3_600_000);
  const pad = (value: number, width: number): string => String(value).padStart(width, '0');
  return `${hours}:${pad(Math.floor(thousandths / 60_000) % 60, 2)}:${pad(Math.floor(thousandths / 1000) % 60, 2)}.${pad(thousandths % 1000, 3)}`;
}

/** Days after which a number that is shown as a clock is a date: a year is no hour of a test. */
const leastDate = 366;

/**
 * A number as its format shows it: dates as ISO 8601, durations as hh:mm:ss, others as the file writes them.
 * @param epochDays Day 0 of the workbook's count, in days from 1970. @default that of Windows
 */
export function shownAs(kind: CellKind | undefined, value: string, epochDays: number | undefined): string {
  const days = Number(value);
  if (kind === 'date' || (kind === 'clock' && days >= leastDate)) return dateText(days, epochDays);
  return (kind === 'duration' || kind === 'clock') && days >= 0 ? durationText(days) : value;
}
