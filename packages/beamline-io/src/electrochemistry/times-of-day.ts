import type { OperandoWarning } from '@operando/core';
import { said } from '../text/said.js';

const day = 86_400;

/**
 * Times of the day as seconds since the first row: each fall from the end of one day to the beginning of the next goes on to it.
 *
 * @param label For messages.
 * @param surely Whether they are times of the day even if they never fall so.
 * @returns undefined for elapsed times, as far as they can be told apart.
 */
export function sinceFirst(
  time: Float64Array,
  label: string,
  surely: boolean,
): { readonly time: Float64Array; readonly warning: OperandoWarning } | undefined {
  let largestStep = 0;
  let midnights = 0;
  for (let row = 1; row < time.length; row++) largestStep = Math.max(largestStep, time[row]! - time[row - 1]! || 0);
  // A test that begins again at zero falls too, but not from just before midnight.
  const longest = Math.max(3600, 2 * largestStep);
  const first = time.find(Number.isFinite) ?? Number.NaN;
  let last = first;
  let broken = false;
  const on = time.map((value) => {
    if (value - last < -day / 2) {
      midnights++;
      if (day + value - last > longest) broken = true;
    }
    if (Number.isFinite(value)) last = value;
    return value + midnights * day - first;
  });
  if (!surely && (midnights === 0 || broken || time.some((value) => value >= day))) return undefined;
  const over = midnights === 0 ? '' : `, and goes on to the next day where it falls at midnight (${midnights} times)`;
  return {
    time: on,
    warning: {
      code: 'time-of-day',
      message: said`${label} is the time of the day: it is counted from the first row${over}.`,
      where: { column: 'test_time_second' },
    },
  };
}

/** Whether moments are days alone, without a time of the day. */
export function areDays(clock: Float64Array): boolean {
  return clock.length > 0 && clock.every((value) => Number.isNaN(value) || value % day === 0);
}

/**
 * Moments out of a column of days and one of times of the day.
 * @returns undefined where the times are elapsed ones: they pass 24 hours, begin at nothing, or do not fall where the day changes.
 */
export function joinedMoments(days: Float64Array, time: Float64Array): Float64Array | undefined {
  if (!areDays(days) || !(time[0]! > 0) || time.some((value) => value >= day)) return undefined;
  for (let row = 1; row < days.length; row++)
    if (days[row]! > days[row - 1]! && !(time[row]! < time[row - 1]!) && days[row]! - days[row - 1]! <= day)
      return undefined;
  return days.map((value, row) => value + time[row]!);
}
