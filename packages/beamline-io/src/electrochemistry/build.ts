import { OperandoError } from '@operando/core';
import type { Electrochemistry, Metadata, OperandoWarning } from '@operando/core';
import type { ParseOptions } from '../format.js';
import {
  accumulatorWarnings,
  capacityWarnings,
  clockShiftWarnings,
  counterWarnings,
  infiniteWarnings,
} from './checks.js';
import type { PlaceOfRow } from './checks.js';
import { compareClocks } from './compare-clocks.js';
import { withoutSigns } from './no-measured-value.js';
import { checkCurrentSign, currentSignedByVoltage, timeWarnings } from './current-sign.js';
import { epochOfDays } from '../text/date-time.js';
import { factorToBatteryData } from './units.js';
import { said } from '../text/said.js';

/**
 * `refuse` where nothing vouches for the sign, `warn` where the program itself fixes it, `none` where the potential is
 * controlled, so that the current may run against its course.
 */
export type SignCheckMode = 'refuse' | 'warn' | 'none';

/** What a reader found, before it is checked. */
export interface CyclerRecord {
  /** Identifier of the format. */
  readonly format: string;
  /** By BDF name, in BDF units. */
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** By the file's labels, as found. */
  readonly original: Readonly<Record<string, Float64Array>>;
  readonly text?: Readonly<Record<string, readonly string[]>> | undefined;
  /** File line of each row; rows are named where a file has no lines. */
  readonly lines?: Int32Array | undefined;
  readonly metadata: Metadata;
  readonly epoch?: number | undefined;
  readonly zone?: string | undefined;
  readonly warnings?: readonly OperandoWarning[];
  /** Seconds of a clock beside the test's time (any zone), to check the unit of the latter. */
  readonly clock?: Float64Array | undefined;
  /** What a sign of the current that contradicts the voltage leads to. @default 'refuse' */
  readonly signCheck?: SignCheckMode;
}

/** Whether times are days of a spreadsheet: of 1970 to 2100, and less than an hour apart, where seconds would be less than 0.04 s. */
function countsDays(time: Float64Array): boolean {
  const [first = Number.NaN, last = Number.NaN] = [time[0], time.at(-1)];
  return (
    time.length > 1 && first >= 25_569 && last > first && last < 73_051 && (last - first) / (time.length - 1) < 1 / 24
  );
}

interface ElapsedTime {
  readonly time: Float64Array;
  /** Where the times themselves tell when the test began. */
  readonly start?: { readonly epoch: number; readonly zone: string };
}

/** Whether a warning says why a column of times was not used. */
const isOfTime = ({ code, where }: OperandoWarning): boolean =>
  (code === 'column-kept-as-text' || code === 'unknown-unit') &&
  typeof where?.column === 'string' &&
  /time|zeit|时间/i.test(where.column);

/** `test_time_second`, from the clock where the file has no other; in the unit asked for. */
function timeOf({ columns, clock, warnings = [] }: CyclerRecord, { timeUnit }: ParseOptions): ElapsedTime {
  const time = columns['test_time_second'];
  if (time === undefined) {
    const clockTime = columns['unix_time_second'] ?? clock;
    const start = clockTime?.find(Number.isFinite);
    const unread = warnings.find(({ code }) => code === 'date-unreadable');
    if ((clockTime === undefined || start === undefined) && unread !== undefined)
      throw new OperandoError('bad-number', unread.message, {
        ...(unread.where === undefined ? {} : { where: unread.where }),
        cure: 'Export the data again with dates as ISO 8601, or with elapsed times.',
      });
    const unused = warnings.find(isOfTime);
    if ((clockTime === undefined || start === undefined) && unused !== undefined)
      throw new OperandoError('bad-number', unused.message, {
        ...(unused.where === undefined ? {} : { where: unused.where }),
        cure: 'Export the times again as numbers, with the decimal mark of the other columns and a unit of time.',
      });
    if (clockTime === undefined || start === undefined)
      throw new OperandoError('column-missing', 'there is no column of time.', {
        where: { column: 'test_time_second' },
        cure: 'Export the data again with their times.',
      });
    return { time: clockTime.map((value) => value - start) };
  }
  if (countsDays(time)) {
    if (timeUnit === 'd')
      return {
        time: time.map((value) => 86_400 * (value - time[0]!)),
        start: { epoch: epochOfDays(time[0]!), zone: 'unstated' },
      };
    if (timeUnit === undefined) {
      throw new OperandoError(
        'unit-mismatch',
        `the time column begins at ${time[0]} and seems to be a spreadsheet's count of days.`,
        {
          where: { column: 'test_time_second' },
          cure: "Pass timeUnit: 'd' (command: --time-unit d), or 's' to take it as it is.",
        },
      );
    }
  }
  if (timeUnit === undefined || timeUnit === 's') return { time };
  const factor = factorToBatteryData('test_time_second', timeUnit);
  if (factor === undefined)
    throw new OperandoError('invalid-argument', said`${JSON.stringify(timeUnit)} is no unit of time.`, {
      where: { parameter: 'timeUnit' },
      cure: 'Give s, min, h or d.',
    });
  return { time: time.map((value) => value * factor) };
}

function checkScale(time: Float64Array, clock: Float64Array | undefined, options: ParseOptions): OperandoWarning[] {
  const scale = clock === undefined ? undefined : compareClocks(time, clock);
  if (scale === undefined || Math.abs(scale.ratio - 1) < 0.05) return [];
  if (scale.unit !== undefined && options.timeUnit === undefined) {
    throw new OperandoError(
      'unit-mismatch',
      said`the time column runs ${scale.ratio.toPrecision(3)} times slower than the clock beside it: it seems to be in ${scale.unit}.`,
      {
        where: { column: 'test_time_second' },
        cure: said`Pass timeUnit: '${scale.unit}' (command: --time-unit ${scale.unit}), or 's' to take it as it is.`,
      },
    );
  }
  return [
    {
      code: 'time-scale',
      message: `The clock beside the time column runs ${scale.ratio.toPrecision(3)} times as fast.`,
      where: { column: 'test_time_second' },
    },
  ];
}

/** Share of the time under current below which the voltage contradicts the sign. */
const contradiction = 0.25;

function signOf(
  time: Float64Array,
  record: CyclerRecord,
  place: PlaceOfRow,
  options: ParseOptions,
): { readonly current?: Float64Array; readonly warnings: OperandoWarning[] } {
  const { current_ampere: current, voltage_volt: voltage } = record.columns;
  if (current === undefined) return { warnings: [] };
  if (options.currentSign === 'negate')
    return {
      current: current.map((value) => -value),
      warnings: [{ code: 'current-sign', message: 'The sign of the current was turned round, as asked.' }],
    };
  if (options.currentSign === 'from-voltage' && voltage !== undefined) {
    return {
      current: currentSignedByVoltage(voltage, current),
      warnings: [
        {
          code: 'current-sign',
          message: 'The sign of the current was taken from the course of the voltage, as asked.',
        },
      ],
    };
  }
  const sign =
    voltage === undefined || record.signCheck === 'none' ? undefined : checkCurrentSign(time, voltage, current);
  const unsigned = current.every((value) => !(value < 0));
  // With both signs chance alone gives one half; without any, charging alone may take most of the time.
  if (sign === undefined || sign.agreement >= (unsigned ? 0.75 : 0.4)) return { current, warnings: [] };
  const percent = (100 * (1 - sign.agreement)).toFixed(0);
  const where = { ...place(sign.firstRow), column: 'current_ampere' };
  const refused =
    options.currentSign === undefined && record.signCheck !== 'warn' && (sign.agreement < contradiction || unsigned);
  if (refused) {
    throw new OperandoError(
      'invalid-argument',
      `the voltage falls while the current charges in ${percent} % of the time: ${unsigned ? 'the current seems to carry no sign' : 'charge seems to be negative in this file'}.`,
      {
        where,
        cure: `Pass currentSign: '${unsigned ? 'from-voltage' : 'negate'}' (command: --current-sign), or 'as-is' to take it as it stands.`,
      },
    );
  }
  return {
    current,
    warnings: [
      {
        code: 'current-sign',
        message: `The voltage falls while the current charges in ${percent} % of the time: is charge negative in this file?`,
        where,
      },
    ],
  };
}

/** Seconds to the year 5138: a larger UNIX time counts milliseconds or less. */
const latestUnixTime = 1e11;

/** Executions of steps counted: one more whenever the programme's step changes or its time starts again. */
function countSteps(id: Float64Array | undefined, stepTime: Float64Array | undefined): Float64Array | undefined {
  if (id === undefined) return undefined;
  let count = 1;
  return id.map((value, row) => {
    if (row > 0 && (value !== id[row - 1] || (stepTime !== undefined && stepTime[row]! < stepTime[row - 1]!))) count++;
    return count;
  });
}

/**
 * A checked table out of what a reader found. Nothing is repaired in silence: the sign of the current is compared with
 * the course of the voltage, elapsed time with the clock, counters must be whole, net must be charging less
 * discharging, capacities the integral of the current; what fails is a warning with its place, and an error where
 * the result would be wrong.
 *
 * @throws OperandoError `column-missing` without time, or without voltage and current and impedance; `unit-mismatch` when
 * the clock betrays another unit of time; `invalid-argument` when the voltage contradicts the sign of the current.
 */
export function buildElectrochemistry(read: CyclerRecord, options: ParseOptions = {}): Electrochemistry {
  const { lines } = read;
  const place: PlaceOfRow = (row) => (lines === undefined ? { row } : { line: lines[row]!, row });
  const { columns, warnings: signs } = withoutSigns(read.columns, place);
  const record: CyclerRecord = { ...read, columns };
  const { time, start } = timeOf(record, options);
  if (
    columns['voltage_volt'] === undefined &&
    columns['current_ampere'] === undefined &&
    columns['frequency_hertz'] === undefined
  ) {
    throw new OperandoError('column-missing', 'there are no columns for voltage or current.', {
      cure: said`The file has ${Object.keys(record.original).slice(0, 20).join(', ')}.`,
    });
  }
  const clock = columns['unix_time_second'] ?? record.clock;
  const unixStart = columns['unix_time_second']?.find(Number.isFinite);
  if (unixStart !== undefined && unixStart > latestUnixTime)
    throw new OperandoError('unit-mismatch', `the UNIX time ${unixStart} is no number of seconds.`, {
      where: { column: 'unix_time_second' },
      cure: 'State its unit in the label, such as Unix Time / ms.',
    });
  const scale = checkScale(time, clock, options);
  const { current, warnings: signWarnings } = signOf(time, record, place, options);
  const steps = columns['step_count'] ?? countSteps(columns['step_id'], columns['step_time_second']);
  const whole: Record<string, Float64Array> = {
    test_time_second: time,
    ...columns,
    ...(columns['test_time_second'] === undefined ? {} : { test_time_second: time }),
    ...(current === undefined ? {} : { current_ampere: current }),
    ...(steps === undefined ? {} : { step_count: steps }),
  };
  const warnings: OperandoWarning[] = [
    ...(record.warnings ?? []),
    ...signs,
    ...scale,
    ...(record.clock === undefined || columns['test_time_second'] === undefined
      ? []
      : clockShiftWarnings(time, record.clock, place)),
    ...infiniteWarnings(whole, place),
    ...timeWarnings(time, lines),
    ...signWarnings,
    ...counterWarnings(whole, place),
    ...capacityWarnings(whole),
    ...accumulatorWarnings(whole, place),
  ];
  if (time.length === 0) warnings.push({ code: 'no-rows', message: 'The file has a header but no data rows.' });
  const unixRow = columns['unix_time_second']?.findIndex(Number.isFinite) ?? -1;
  const epoch = record.epoch ?? (unixStart === undefined ? start?.epoch : unixStart - time[unixRow]!);
  const zone = record.zone ?? (unixStart === undefined ? start?.zone : 'utc');
  return {
    columns: whole,
    original: record.original,
    ...(record.text === undefined || Object.keys(record.text).length === 0 ? {} : { text: record.text }),
    ...(epoch === undefined || Number.isNaN(epoch) ? {} : { epoch }),
    ...(zone === undefined ? {} : { zone }),
    segments: [{ row: 0 }],
    metadata: { format: record.format, ...record.metadata },
    warnings,
  };
}
