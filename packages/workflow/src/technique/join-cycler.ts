import {
  accumulateCapacity,
  advancingLog,
  checkJoinedClock,
  deriveSeries,
  electrochemicalLog,
  isOperandoError,
  joinChannels,
  OperandoError,
} from '@operando/core';
import type { Electrochemistry, OperandoWarning, Series } from '@operando/core';
import { makeRoom } from './make-room.js';
import { usedStep } from './used-step.js';

/** How frames and cycler are brought together. */
export interface JoinOptions {
  /** How the cycler's columns become one value per frame. */
  readonly join: 'average' | 'interpolate';
  /** Seconds to add to the cycler's clock; one that is given counts a log without dates from the first frame, 0 too. @default 0 */
  readonly clockOffset?: number | undefined;
  /** Longest step of the log that is interpolated across, seconds. */
  readonly maxGap: number;
  /** Rows whose time falls behind: an error, or left out. @default 'error' */
  readonly backwards?: 'error' | 'drop' | undefined;
  /** `first-frame`: the log's time 0 is the begin of the first frame, whatever dates there are. @default 'dates' */
  readonly cyclerClock?: 'dates' | 'first-frame' | undefined;
  /** Dates that were given to logs without. @default none */
  readonly cyclerStart?: string | readonly string[] | undefined;
}

/** Columns of the cycler that become channels. */
export const cyclerColumns: readonly string[] = ['voltage_volt', 'current_ampere', 'net_capacity_ah', 'cycle_count'];

/** The capacity by the current. @throws OperandoError as `accumulateCapacity`, with the file of the row. */
function integrated(
  { segments }: Electrochemistry,
  time: Float64Array,
  current: Float64Array,
): ReturnType<typeof accumulateCapacity> {
  try {
    return accumulateCapacity(time, current);
  } catch (error) {
    const row = isOperandoError(error) ? error.where.row : undefined;
    const segment = row === undefined ? undefined : segments.findLast((each) => each.row <= row);
    if (!isOperandoError(error) || row === undefined || segment?.file === undefined) throw error;
    const { code, problem, cure, where } = error;
    const place = { ...where, file: segment.file, row: row - segment.row };
    throw new OperandoError(code, problem, { where: place, cure, cause: error });
  }
}

/** The cycler's table, with the capacity integrated from the current when the file has none. */
function withCapacity(table: Electrochemistry): Electrochemistry {
  const { test_time_second: time, current_ampere: current, net_capacity_ah: capacity } = table.columns;
  if (capacity !== undefined || time === undefined || current === undefined) return table;
  const { net } = integrated(table, time, current);
  return {
    ...table,
    columns: { ...table.columns, net_capacity_ah: net },
    warnings: [
      ...table.warnings,
      { code: 'capacity-integrated', message: 'The log has no capacity; it was integrated from the current.' },
    ],
  };
}

/** The log on the clock of the frames, its time 0 where the first frame begins. */
function fromFirstFrame(
  { epoch: _epoch, zone: _zone, ...table }: Electrochemistry,
  { time }: Series,
): Electrochemistry {
  const { epoch, zone, start } = time;
  const seconds = table.columns['test_time_second'];
  return {
    ...table,
    columns:
      seconds === undefined
        ? table.columns
        : { ...table.columns, test_time_second: seconds.map((second) => second + (start[0] ?? 0)) },
    ...(epoch === undefined ? {} : { epoch }),
    ...(zone === undefined ? {} : { zone }),
  };
}

/** Whether time 0 of the log is the begin of the first frame: as said, or where an offset is given that nothing else can be counted from. */
function countsFromFirstFrame(
  { time }: Series,
  { epoch }: Electrochemistry,
  { cyclerClock, clockOffset }: JoinOptions,
): boolean {
  return (
    cyclerClock === 'first-frame' || (clockOffset !== undefined && epoch === undefined && time.epoch !== undefined)
  );
}

/** How the clocks were brought together, in words. */
function clockWords(
  series: Series,
  { epoch, zone }: Electrochemistry,
  { cyclerStart, clockOffset = 0 }: JoinOptions,
  fromFrames: boolean,
): string {
  const shifted = `cycler clock shifted by ${clockOffset} s`;
  if (fromFrames) return `time 0 of the cycler log is the begin of the first frame, ${shifted}`;
  if (epoch === undefined) return `neither frames nor cycler log have dates: both clocks begin together, ${shifted}`;
  const zones = series.time.zone === zone ? `both ${zone ?? 'unstated'}` : 'different';
  const given =
    cyclerStart === undefined ? '' : ` and the start given for the log (${[cyclerStart].flat().join(', ')})`;
  return `clocks joined through the time stamps of the files${given} (time zones ${zones}), ${shifted}`;
}

/** Frames that follow each other more slowly may have taken long. */
const slowStep = 60;

/** That values of the log are those at one moment of each frame, where it is not known how long slow frames took. */
function exposureWarnings({ time: { start, duration } }: Series, { join }: JoinOptions): OperandoWarning[] {
  if (join !== 'average' || duration.some((seconds) => seconds > 0)) return [];
  const steps = Float64Array.from(start.subarray(1), (second, i) => second - start[i]!).sort();
  const step = steps[steps.length >> 1] ?? 0;
  if (!(step >= slowStep)) return [];
  return [
    {
      code: 'exposure-unknown',
      message: `The files do not say how long a frame took, and one follows another after ${Number(step.toPrecision(3))} s: values of the log are those at its begin, no means.`,
    },
  ];
}

/** A series with the cycler's channels, and what is to be said of it. */
export interface Joined<Name extends string, Unit extends string> {
  /** The frames, with the cycler's columns as channels. */
  readonly series: Series<Name, Unit>;
  /** The cycler's table, all files joined; absent without one. */
  readonly electrochemistry?: Electrochemistry;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
  /** How the clocks were brought together, in words. */
  readonly clock: string;
}

/**
 * Join the cycler's columns to the frames of a series.
 *
 * @throws OperandoError `column-missing` for a log without voltage and current; `invalid-argument` for a log without dates
 * beside frames with, or the other way round.
 */
export function joinCycler<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  cycler: Electrochemistry | undefined,
  options: JoinOptions,
): Joined<Name, Unit> {
  const { join, clockOffset = 0, maxGap, backwards, cyclerClock, cyclerStart } = options;
  if (cycler === undefined) return { series, warnings: [], clock: 'no cycler log was given' };
  if (cyclerClock === 'first-frame' && cyclerStart !== undefined) {
    throw new OperandoError('invalid-argument', 'a start is given for a log that begins with the first frame.', {
      where: { parameter: 'cyclerStart' },
      cure: 'Give one of cyclerStart and cyclerClock (command: --cycler-start, --cycler-clock).',
    });
  }
  const known = withCapacity(advancingLog(cycler, backwards));
  const fromFrames = countsFromFirstFrame(series, known, options);
  const electrochemistry = fromFrames ? fromFirstFrame(known, series) : known;
  const names = cyclerColumns.filter((name) => name in electrochemistry.columns);
  if (names.length === 0) {
    throw new OperandoError('column-missing', 'the cycler log has neither voltage nor current.', {
      cure: 'Give the log of the cell (command: --ec).',
    });
  }
  const isIntegrated = !('net_capacity_ah' in cycler.columns) && 'net_capacity_ah' in known.columns;
  const before = makeRoom(
    isIntegrated
      ? deriveSeries(series, {}, usedStep('core/accumulateCapacity', { from: ['test_time_second', 'current_ampere'] }))
      : series,
    names,
    'the cycler log',
  );
  const joined = joinChannels(before, electrochemicalLog(electrochemistry, names), {
    method: join,
    offset: clockOffset,
    maxGap,
  });
  const check = checkJoinedClock(series, electrochemistry, Object.keys(series.channels), { offset: clockOffset });
  return {
    series: joined,
    electrochemistry,
    warnings: [...electrochemistry.warnings, ...exposureWarnings(series, options), ...(check?.warnings ?? [])],
    clock: clockWords(series, electrochemistry, options, fromFrames),
  };
}
