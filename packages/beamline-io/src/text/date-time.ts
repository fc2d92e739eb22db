/** A moment as read from a file. */
export interface ReadMoment {
  /** UNIX seconds; a time without a zone is read as if it were UTC. */
  readonly epoch: number;
  /** `utc`, an offset such as `+02:00`, or `unstated`. */
  readonly zone: string;
  /** Day and month could be exchanged. */
  readonly ambiguous: boolean;
}

/** Days from 30 December 1899, where Windows begins to count them (OLE automation dates), to 1970. */
const windowsEpochDays = -25_569;

/**
 * UNIX seconds, to the millisecond, of a date counted in days.
 * @param epochDays Day 0 of the count, in days from 1970. @default 30 December 1899, as Windows has it
 */
export function epochOfDays(days: number, epochDays: number = windowsEpochDays): number {
  return Math.round((days + epochDays) * 86_400_000) / 1000;
}

const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;
const slashed = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?)?\s*(AM|PM)?$/i;

function moment(
  [year, month, day]: readonly [number, number, number],
  time: readonly (string | undefined)[],
  zone: string | undefined,
  ambiguous: boolean,
): ReadMoment | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const [hour = '0', minute = '0', second = '0'] = time;
  const seconds = Number(second.replace(',', '.'));
  // A leap second is 60; midnight at the end of a day may be written 24:00.
  const late = Number(hour) === 24 && Number(minute) === 0 && seconds === 0;
  if ((Number(hour) > 23 && !late) || Number(minute) > 59 || !(seconds < 61)) return undefined;
  // Date would make 3 March of 31 February.
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return undefined;
  const local = Date.UTC(year, month - 1, day, Number(hour), Number(minute)) / 1000 + seconds;
  if (zone === undefined) return { epoch: local, zone: 'unstated', ambiguous };
  if (/^(z|utc)$/i.test(zone)) return { epoch: local, zone: 'utc', ambiguous };
  return { epoch: local - zoneSeconds(zone), zone, ambiguous };
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const named = /^([A-Z]{3})[a-z]*\s+(\d{1,2}),?\s+(\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/i;

/** As C's `ctime` writes it. */
const ctime = /^(?:[A-Z]{3},?\s+)?([A-Z]{3})\s+(\d{1,2})\s+(\d{1,2}):(\d{2}):(\d{2}(?:\.\d+)?)\s+(\d{4})$/i;

/** Order of day and month in dates such as 07/08/2022. */
export type DateOrder = 'month-first' | 'day-first';

/**
 * Read a date with time: ISO 8601, or `07/26/2022 22:38:30.190`, `26.07.2022 22:38`,
 * `Jul 26, 2022 22:38:30.190` and `Tue Jul 26 22:38:30 2022`.
 *
 * @param order How to read dates that could be either. @default 'month-first'
 * @returns undefined when the text is no date.
 */
export function parseDateTime(text: string, order: DateOrder = 'month-first'): ReadMoment | undefined {
  const trimmed = text.trim();
  const [, year, month, day, hour, minute, second, zone] = iso.exec(trimmed) ?? [];
  if (year !== undefined) {
    return moment([Number(year), Number(month), Number(day)], [hour, minute, second], zone, false);
  }
  const [, monthName, namedDay, namedYear, ...clock] = named.exec(trimmed) ?? [];
  if (monthName !== undefined) return moment([Number(namedYear), months.indexOf(monthName.toLowerCase()) + 1, Number(namedDay)], clock, undefined, false);
  const [, ctimeMonth, ctimeDay, ctimeHour, ctimeMinute, ctimeSecond, ctimeYear] = ctime.exec(trimmed) ?? [];
  if (ctimeMonth !== undefined) return moment([Number(ctimeYear), months.indexOf(ctimeMonth.toLowerCase()) + 1, Number(ctimeDay)], [ctimeHour, ctimeMinute, ctimeSecond], undefined, false);
  const match = slashed.exec(trimmed);
  if (match === null) return undefined;
  const [first, second2, fullYear] = [Number(match[1]), Number(match[2]), Number(match[3])];
  // With dots the day comes first wherever dates are written so.
  const dotted = /^\d+\./.test(trimmed);
  const dayFirst = first > 12 || (second2 <= 12 && (order === 'day-first' || dotted));
  const ambiguous = !dotted && first <= 12 && second2 <= 12 && first !== second2;
  const half = match[7]?.toUpperCase();
  const hours = match[4] === undefined || half === undefined ? match[4] : String((Number(match[4]) % 12) + (half === 'PM' ? 12 : 0));
  return moment(
    dayFirst ? [fullYear, second2, first] : [fullYear, first, second2],
    [hours, match[5], match[6]],
    undefined,
    ambiguous,
  );
}

/** Seconds by which a zone such as `+02:00` or `-0530` is ahead of UTC. */
export function zoneSeconds(zone: string): number {
  return (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60);
}

/** A year of two digits, or of four as it is: 70 to 99 are of the last century. */
export function yearOf(digits: string): string {
  if (digits.length !== 2) return digits;
  return `${Number(digits) < 70 ? '20' : '19'}${digits}`;
}

/** Which order the dates of one file follow, from those that can be read in one way only. */
export function dateOrderOf(texts: readonly string[]): DateOrder | undefined {
  for (const text of texts) {
    const [, first, second] = /^\s*(\d{1,2})[/](\d{1,2})[/]\d{4}/.exec(text) ?? [];
    if (Number(first) > 12) return 'day-first';
    if (Number(second) > 12) return 'month-first';
  }
  return undefined;
}
