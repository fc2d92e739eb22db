import type { OperandoWarning } from '@operando/core';

const day = 86_400;

/**
 * Times of the day that go over midnight, as seconds since the first row: each fall from the end of one day to the beginning of the
 * next goes on to it.
 *
 * @param label For messages.
 * @returns undefined where times never fall so, as elapsed times do not.
 */
export function pastMidnight(
  time: Float64Array,
  label: string,
): { readonly time: Float64Array; readonly warning: OperandoWarning } | undefined {
  let largestStep = 0;
  let falls = 0;
  for (let row = 1; row < time.length; row++) {
    const step = time[row]! - time[row - 1]!;
    if (step > largestStep) largestStep = step;
    if (step < -day / 2) falls++;
  }
  if (falls === 0 || time.some((value) => value >= day)) return undefined;
  // A test that begins again at zero falls too, but not from just before midnight.
  const longest = Math.max(3600, 2 * largestStep);
  let days = 0;
  const on = new Float64Array(time.length);
  for (let row = 0; row < time.length; row++) {
    if (row > 0 && time[row]! - time[row - 1]! < -day / 2) {
      if (day + time[row]! - time[row - 1]! > longest) return undefined;
      days++;
    }
    on[row] = time[row]! + days * day - time[0]!;
  }
  return {
    time: on,
    warning: {
      code: 'time-past-midnight',
      message: `${label} falls at midnight ${days} times: it is the time of the day; it goes on to the next day, counted from the first row.`,
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
    if (days[row]! > days[row - 1]! && !(time[row]! < time[row - 1]!) && days[row]! - days[row - 1]! <= day) return undefined;
  return days.map((value, row) => value + time[row]!);
}
