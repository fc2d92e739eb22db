import { finiteExtent } from '@operando/core';
import type { Electrochemistry } from '@operando/core';

/** A change counts where the current moves by this share of its whole range. */
const share = 0.1;
const most = 40;

/**
 * Moments at which the current of a log changes, s on the clock of the signals; the first forty.
 * @param epoch UNIX seconds at which that clock reads zero.
 */
export function currentKinks(log: Electrochemistry | undefined, epoch: number | undefined, clockOffset = 0): number[] {
  const { test_time_second: time, current_ampere: current } = log?.columns ?? {};
  if (time === undefined || current === undefined) return [];
  const [low, high] = finiteExtent(current) ?? [0, 0];
  const shift = clockOffset + (log?.epoch ?? 0) - (epoch ?? 0) * (log?.epoch === undefined ? 0 : 1);
  const kinks: number[] = [];
  for (let row = 1; row < time.length && kinks.length < most; row++)
    if (Math.abs(current[row]! - current[row - 1]!) > share * (high - low))
      kinks.push(0.5 * (time[row]! + time[row - 1]!) + shift);
  return kinks;
}
