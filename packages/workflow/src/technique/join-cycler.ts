import {
  accumulateCapacity,
  checkJoinedClock,
  deriveSeries,
  electrochemicalLog,
  joinChannels,
  OperandoError,
} from '@operando/core';
import type { Electrochemistry, OperandoWarning, Series } from '@operando/core';
import { usedStep } from './used-step.js';

/** How frames and cycler are brought together. */
export interface JoinOptions {
  /** How the cycler's columns become one value per frame. */
  readonly join: 'average' | 'interpolate';
  /** Seconds to add to the cycler's clock. */
  readonly clockOffset: number;
  /** Longest step of the log that is interpolated across, seconds. */
  readonly maxGap: number;
}

/** Columns of the cycler that become channels. */
export const cyclerColumns: readonly string[] = ['voltage_volt', 'current_ampere', 'net_capacity_ah', 'cycle_count'];

/** The cycler's table, with the capacity integrated from the current when the file has none. */
function withCapacity(table: Electrochemistry): Electrochemistry {
  const { test_time_second: time, current_ampere: current, net_capacity_ah: capacity } = table.columns;
  if (capacity !== undefined || time === undefined || current === undefined) return table;
  const { net } = accumulateCapacity(time, current);
  return {
    ...table,
    columns: { ...table.columns, net_capacity_ah: net },
    warnings: [
      ...table.warnings,
      { code: 'capacity-integrated', message: 'The log has no capacity; it was integrated from the current.' },
    ],
  };
}

/** A series with the cycler's channels, and what is to be said of it. */
export interface Joined<Name extends string, Unit extends string> {
  readonly series: Series<Name, Unit>;
  /** The cycler's table, all files joined; absent without one. */
  readonly electrochemistry?: Electrochemistry;
  readonly warnings: readonly OperandoWarning[];
  /** How the clocks were brought together, in words. */
  readonly clock: string;
}

/**
 * Join the cycler's columns to the frames of a series.
 *
 * @throws OperandoError `column-missing` for a log without voltage and current.
 */
export function joinCycler<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  cycler: Electrochemistry | undefined,
  { join, clockOffset, maxGap }: JoinOptions,
): Joined<Name, Unit> {
  if (cycler === undefined) return { series, warnings: [], clock: 'no cycler log was given' };
  const electrochemistry = withCapacity(cycler);
  const names = cyclerColumns.filter((name) => name in electrochemistry.columns);
  if (names.length === 0) {
    throw new OperandoError('column-missing', 'the cycler log has neither voltage nor current.');
  }
  const isIntegrated = electrochemistry !== cycler;
  const before = isIntegrated
    ? deriveSeries(series, {}, usedStep('core/accumulateCapacity', { from: ['test_time_second', 'current_ampere'] }))
    : series;
  const joined = joinChannels(before, electrochemicalLog(electrochemistry, names), {
    method: join,
    offset: clockOffset,
    maxGap,
  });
  const check = checkJoinedClock(series, electrochemistry, Object.keys(series.channels), { offset: clockOffset });
  const zones = series.time.zone === electrochemistry.zone ? `both ${series.time.zone ?? 'unstated'}` : 'different';
  return {
    series: joined,
    electrochemistry,
    warnings: [...electrochemistry.warnings, ...(check?.warnings ?? [])],
    clock: `clocks joined through the time stamps of the files (time zones ${zones}), cycler clock shifted by ${clockOffset} s`,
  };
}
