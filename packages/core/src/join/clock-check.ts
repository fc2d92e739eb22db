import { estimateClockOffset } from './clock-offset.js';
import type { ClockOffset } from './clock-offset.js';
import type { Electrochemistry } from '../cycler/electrochemistry.js';
import { OperandoError } from '../error.js';
import type { OperandoWarning } from '../error.js';
import { checkLogTimes } from './log-times.js';
import type { Channel, Series } from '../series/series.js';

/** Options of {@link checkJoinedClock}. */
export interface ClockCheckOptions {
  /** Seconds added to the log's clock when it was joined. @default 0 */
  readonly offset?: number | undefined;
  /** Largest error of the clock that is looked for, seconds. @default 4000 (a local hour and some minutes), or a quarter of the series where that is less */
  readonly maxOffset?: number | undefined;
}

/** What the frames' own readings say of the cycler's clock. */
export interface ClockCheck {
  /** Channel of the frames that was compared. */
  readonly channel: string;
  /** Column of the log. */
  readonly column: string;
  /** Seconds to add to the log's clock, with its error. */
  readonly found: ClockOffset;
  /** That the clocks disagree (`clock-offset`); empty where they do not. */
  readonly warnings: readonly OperandoWarning[];
}

const markers: readonly {
  readonly column: string;
  readonly unit: string;
  readonly factors: Readonly<Record<string, number>>;
  readonly pattern: RegExp;
}[] = [
  { column: 'voltage_volt', unit: 'V', factors: { V: 1, mV: 1e-3 }, pattern: /volt|potential|ewe|ecell|cell|^u$|^v$/i },
  { column: 'current_ampere', unit: 'A', factors: { A: 1, mA: 1e-3, uA: 1e-6 }, pattern: /current|amp|^i$/i },
];

/** A local hour wrong, and some minutes. */
const defaultMaxOffset = 4000;

function curveOf(
  series: Series,
  { values }: Channel,
  factor: number,
): { readonly time: Float64Array; readonly values: Float64Array } {
  const rows = Array.from(values.keys()).filter((i) => Number.isFinite(values[i]!));
  const { start, duration } = series.time;
  return {
    time: Float64Array.from(rows, (i) => start[i]! + duration[i]! / 2),
    values: Float64Array.from(rows, (i) => values[i]! * factor),
  };
}

/**
 * Compare the clocks of frames and cycler by what both recorded: a channel of the frames that looks like the cell's voltage or
 * current against the log. The offset found is reported with its error; where it differs from the one that was used by more
 * than three errors and a frame's spacing, a warning says so. Nothing is shifted.
 *
 * @param before Channels of this series that do not come from the log.
 * @returns undefined where the frames carry no such reading, or it changes too little to tell.
 */
export function checkJoinedClock(
  series: Series,
  table: Electrochemistry,
  before: readonly string[],
  options: ClockCheckOptions = {},
): ClockCheck | undefined {
  const { offset = 0 } = options;
  const time = table.columns['test_time_second'];
  if (time === undefined || time.length < 5 || checkLogTimes(time).backwards.length > 0) return undefined;
  const shift = (table.epoch ?? 0) - (series.time.epoch ?? 0) + offset;
  const span = series.time.start.at(-1)! - series.time.start[0]!;
  for (const { column, factors, pattern } of markers) {
    const logged = table.columns[column];
    const channel = before.find(
      (name) => pattern.test(name) && Object.hasOwn(factors, series.channels[name]?.unit ?? ''),
    );
    if (logged === undefined || channel === undefined || !logged.every(Number.isFinite)) continue;
    const curve = curveOf(series, series.channels[channel]!, factors[series.channels[channel]!.unit]!);
    if (curve.time.length < 5) continue;
    try {
      const found = estimateClockOffset(
        curve,
        { time: time.map((value) => value + shift), values: logged },
        { maxOffset: options.maxOffset ?? Math.min(defaultMaxOffset, span / 4) },
      );
      const spacing = span / Math.max(1, series.time.start.length - 1);
      const wrong = Math.abs(found.offset) > 3 * found.stderr + spacing;
      const whole: ClockOffset = { ...found, offset: found.offset + offset };
      const message = `The frames' own ${channel} fits ${column} best when ${whole.offset.toFixed(1)} +- ${found.stderr.toFixed(1)} s are added to the cycler's clock, not ${offset}.`;
      return {
        channel,
        column,
        found: whole,
        warnings: wrong ? [{ code: 'clock-offset', message, where: { parameter: 'clockOffset' } }] : [],
      };
    } catch (error) {
      // Too little overlap or change to tell: no check, and no error.
      if (!(error instanceof OperandoError)) throw error;
    }
  }
  return undefined;
}
