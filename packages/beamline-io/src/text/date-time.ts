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

const zoneText = String.raw`\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?`;
const iso = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/;
const compact = /^(\d{4})(\d{2})(\d{2})(?=[T ]\d)/i;
const numeric = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)/;
const monthNamed = /^(?:[A-Z]{3,9},?\s+)?([A-Z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})(?!\d)/i;
const dayNamed = /^(?:[A-Z]{3,9},?\s+)?(\d{1,2})\.?[-\s]+([A-Z]{3,9})\.?[-\s,]+(\d{4})(?!\d)/i;
const clock = new RegExp(
  String.raw`^[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s*([AP])?(?:(?<=[AP])\.?M\.?)?${zoneText}$`,
  'i',
);
const zoneOnly = new RegExp(`^${zoneText}$`, 'i');
const compactClock = new RegExp(String.raw`^[T ](\d{2})(\d{2})(\d{2}(?:[.,]\d+)?)?()${zoneText}$`, 'i');

/** As C's `ctime` writes it: the year comes after the clock. */
const ctime = /^((?:[A-Z]{3},?\s+)?[A-Z]{3}\s+\d{1,2})(\s+\d{1,2}:\d{2}:\d{2}(?:\.\d+)?)\s+(\d{4})$/i;

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** Number of a month by its name or at least three letters of it, 0 for others. */
function monthOf(name: string): number {
  return months.findIndex((month) => month.startsWith(name.toLowerCase())) + 1;
}

/** Order of day and month in dates such as 07/08/2022. */
export type DateOrder = 'month-first' | 'day-first';

interface DatePart {
  /** Year, month, day. */
  readonly date: readonly [number, number, number];
  readonly ambiguous: boolean;
  /** What follows it. */
  readonly rest: string;
}

/** The date at the beginning of a text. */
function dateOf(text: string, order: DateOrder): DatePart | undefined {
  const [whole = '', year, mark, month, day] = iso.exec(text) ?? [];
  if (mark !== undefined)
    return { date: [Number(year), Number(month), Number(day)], ambiguous: false, rest: text.slice(whole.length) };
  const packed = compact.exec(text);
  if (packed !== null)
    return { date: [Number(packed[1]), Number(packed[2]), Number(packed[3])], ambiguous: false, rest: text.slice(8) };
  const named = monthNamed.exec(text);
  if (named !== null)
    return {
      date: [Number(named[3]), monthOf(named[1]!), Number(named[2])],
      ambiguous: false,
      rest: text.slice(named[0].length),
    };
  const namedAfter = dayNamed.exec(text);
  if (namedAfter !== null)
    return {
      date: [Number(namedAfter[3]), monthOf(namedAfter[2]!), Number(namedAfter[1])],
      ambiguous: false,
      rest: text.slice(namedAfter[0].length),
    };
  const match = numeric.exec(text);
  if (match === null) return undefined;
  const [first, second] = [Number(match[1]), Number(match[3])];
  // With dots the day comes first wherever dates are written so.
  const dotted = match[2] === '.';
  const dayFirst = first > 12 || (second <= 12 && (order === 'day-first' || dotted));
  return {
    date: dayFirst ? [Number(match[4]), second, first] : [Number(match[4]), first, second],
    ambiguous: !dotted && first <= 12 && second <= 12 && first !== second,
    rest: text.slice(match[0].length),
  };
}

/** Hour of a clock with twelve hours; undefined for an hour that it has not. */
function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined || half === '') return hour;
  if (/p/i.test(half)) return hour < 12 ? hour + 12 : hour;
  return hour > 12 ? undefined : hour % 12;
}

/**
 * Read a date with or without time, in any of the ways instruments write it: ISO 8601 with marks or without
 * (`20220726T223830Z`), `07/26/2022 10:38:30.190 PM`, `26.07.2022 22:38`, `26-07-2022`, `Jul 26, 2022 22:38:30.190`,
 * `26-JUL-2022` and `Tue Jul 26 22:38:30 2022`; each with `Z`, `UTC`, `GMT`, `+02:00`, `+0200` or `+02` behind the time.
 * Years of two digits are not guessed at.
 *
 * @param order How to read dates that could be either. @default 'month-first'
 * @returns undefined when the text is no date.
 */
export function parseDateTime(text: string, order: DateOrder = 'month-first'): ReadMoment | undefined {
  const trimmed = text.trim().replace(ctime, '$1 $3$2');
  const found = dateOf(trimmed, order);
  if (found === undefined) return undefined;
  const {
    date: [year, month, day],
    rest,
    ambiguous,
  } = found;
  const match = clock.exec(rest) ?? compactClock.exec(rest);
  const onlyZone = match === null ? zoneOnly.exec(rest) : null;
  if (match === null && (onlyZone === null || /^[+-]\d\d$/.test(rest))) return undefined;
  const [, hours = '0', minute = '0', second = '0', half, clockZone] = match ?? [];
  const hour = hourOf(Number(hours), half);
  const seconds = Number(second.replace(',', '.'));
  if (hour === undefined || year < 1000 || month < 1 || day < 1) return undefined;
  // A leap second is 60; midnight at the end of a day may be written 24:00.
  const late = hour === 24 && Number(minute) === 0 && seconds === 0;
  if ((hour > 23 && !late) || Number(minute) > 59 || !(seconds < 61)) return undefined;
  // Date would make 3 March of 31 February.
  const midnight = new Date(Date.UTC(year, month - 1, day));
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  const whole = midnight.getTime() / 1000 + 3600 * hour + 60 * Number(minute);
  const zone = clockZone ?? onlyZone?.[1];
  if (zone === undefined) return { epoch: whole + seconds, zone: 'unstated', ambiguous };
  if (/^(z|utc|gmt)$/i.test(zone)) return { epoch: whole + seconds, zone: 'utc', ambiguous };
  const ahead = zoneSeconds(zone);
  // No clock on earth is further from UTC than 14 hours.
  return Math.abs(ahead) > 14 * 3600 || Number(zone.slice(3).replace(':', '')) > 59
    ? undefined
    : // Rounded once, so that moments are read back as they were written.
      { epoch: whole - ahead + seconds, zone, ambiguous };
}

/** Seconds by which a zone such as `+02:00`, `-0530` or `+02` is ahead of UTC. */
export function zoneSeconds(zone: string): number {
  return (
    (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(3).replace(':', '')) * 60)
  );
}

/** A year of two digits, or of four as it is: 70 to 99 are of the last century. */
export function yearOf(digits: string): string {
  if (digits.length !== 2) return digits;
  return `${Number(digits) < 70 ? '20' : '19'}${digits}`;
}

/**
 * A date whose year has two digits with all four, where these come last: `07/26/98`, `26-Jul-22 10:00`, `26.7.22`. Other texts
 * stay as they are.
 */
export function withFullYear(date: string): string {
  return date.replace(
    /^(\s*(?:\d{1,2}\s?[-/. ]\s?(?:\d{1,2}|[A-Za-z]{3,9})\.?|[A-Za-z]{3,9}\.?\s{1,2}\d{1,2},?)\s?[-/. ]\s?)(\d{2})(?![\d:.])/,
    (_, before: string, year: string) => before + yearOf(year),
  );
}

/** Which order the dates of one file follow, from those that can be read in one way only. */
export function dateOrderOf(texts: readonly string[]): DateOrder | undefined {
  for (const text of texts) {
    const order = orderOf(text);
    if (order !== undefined) return order;
  }
  return undefined;
}

/** The order of a date that can be read in one way only; undefined for others. */
export function orderOf(text: string): DateOrder | undefined {
  const [, first, mark, second] = numeric.exec(text.trim()) ?? [];
  if (mark === undefined || mark === '.') return undefined;
  if (Number(first) > 12) return 'day-first';
  return Number(second) > 12 ? 'month-first' : undefined;
}
