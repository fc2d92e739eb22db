import { unitOfBatteryDataName } from './battery-data.js';
import type { ChannelLog } from './electrochemistry.js';
import { OperandoError } from './error.js';
import type { OperandoWarning } from './error.js';
import { integralBetween, longestStep, rowAt, valueBetween } from './log-sampling.js';
import { advancingRows } from './log-times.js';
import { channelFlag, withChannels } from './series.js';
import type { Channel, Series } from './series.js';

/** Options of {@link joinChannels}. */
export interface JoinChannelsOptions {
  /**
   * `average`: mean over the exposure by the trapezoid rule, cut at both ends;
   * the value at mid-exposure where the exposure is zero. `interpolate`: the value
   * at mid-exposure. Capacities and energies are always interpolated and never
   * across a reset; counters are taken from the row in force. @default 'average'
   */
  readonly method?: 'average' | 'interpolate';
  /** Columns to join. @default all */
  readonly columns?: readonly string[];
  /** Seconds added to the log's clock. @default 0 */
  readonly offset?: number;
  /** Hold the first or last value outside the log instead of leaving it missing. @default false */
  readonly extrapolate?: boolean;
  /** A frame that touches a step of the log longer than this, in seconds, has no value. @default Infinity */
  readonly maxGap?: number;
  /** What to do with a log whose time goes back. @default 'error' */
  readonly backwards?: 'error' | 'drop';
  /** Put before each channel's name. @default '' */
  readonly prefix?: string;
}

/** How a column may be sampled. */
type ColumnKind = 'level' | 'accumulator' | 'counter';

function kindOf(name: string): ColumnKind {
  if (/(_count|_id|_index)$/.test(name)) return 'counter';
  if (/(capacity|energy).*_(ah|wh)$/.test(name)) return 'accumulator';
  return 'level';
}

/** Seconds from the series' clock to the log's: log time + shift = series time. */
function clockShift(series: Series, log: ChannelLog, offset: number): number {
  const ours = series.time.epoch;
  const theirs = log.epoch;
  if ((ours === undefined) !== (theirs === undefined)) {
    const [known, unknown] = ours === undefined ? ['log', 'series'] : ['series', 'log'];
    throw new OperandoError('invalid-argument', `the ${known} has a date, the ${unknown} only elapsed time.`, {
      cure: `Give the ${unknown} an epoch (UNIX seconds at which its clock reads zero), or take it from the ${known}.`,
    });
  }
  return offset + (ours === undefined || theirs === undefined ? 0 : theirs - ours);
}

function emptyLog(log: ChannelLog): OperandoError {
  return new OperandoError('too-few-points', `the log has ${log.time.length} rows.`, {
    cure: 'Nothing can be joined to it.',
  });
}

interface Sampler {
  readonly time: Float64Array;
  readonly values: Float64Array;
  readonly kind: ColumnKind;
}

/** A capacity that falls back by more than a rounding error between two rows was reset there, not discharged. */
function isReset(values: Float64Array, row: number, largest: number): boolean {
  const before = values[row]!;
  const after = values[row + 1]!;
  // A reset goes to (nearly) zero from something large in one row; discharging takes many rows.
  return Math.abs(after) < 1e-3 * largest && Math.abs(before) > 0.05 * largest;
}

function sampleMoment({ time, values, kind }: Sampler, t: number, row: number, largest: number): number {
  if (kind === 'counter') return values[row]!;
  if (kind === 'accumulator' && row + 1 < time.length && isReset(values, row, largest)) {
    return t - time[row]! <= time[row + 1]! - t ? values[row]! : values[row + 1]!;
  }
  return valueBetween(time, values, t, row);
}

/**
 * Give every frame the log's values during its exposure, as channels.
 *
 * Frames outside the log get NaN and the flag `outside`; frames only partly
 * inside the mean over the part inside and `partial`; frames in a hole longer
 * than `maxGap` NaN and `gap`. Clocks are aligned through the epochs of both.
 * What was done, with the offset used, is in the provenance.
 *
 * @throws OperandoError `time-backwards` naming the row (see `backwards`), `column-missing`,
 * `shape-mismatch`, `too-few-points` for an empty log, `invalid-argument` when only one of both clocks has a date.
 */
export function joinChannels<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  log: ChannelLog,
  options: JoinChannelsOptions = {},
): Series<Name, Unit> {
  const { method = 'average', offset = 0, extrapolate = false, maxGap = Infinity, prefix = '' } = options;
  const names = options.columns ?? Object.keys(log.columns);
  if (!Number.isFinite(offset)) {
    throw new OperandoError('non-finite', `the clock offset is ${offset}.`, { where: { parameter: 'offset' } });
  }
  if (log.time.length === 0) throw emptyLog(log);
  const shift = clockShift(series, log, offset);
  const { rows, warnings: timeWarnings } = advancingRows(log.time, options.backwards ?? 'error');
  const keep = (values: Float64Array): Float64Array =>
    rows === undefined ? values : Float64Array.from(rows, (row) => values[row]!);
  const time = keep(log.time).map((t) => t + shift);
  const warnings: OperandoWarning[] = [...timeWarnings];
  const flags = frameFlags(series, time, extrapolate, maxGap);
  const channels: Record<string, Channel> = {};
  for (const name of names) {
    const column = log.columns[name];
    if (column === undefined) {
      throw new OperandoError('column-missing', `the log has no column ${name}.`, {
        where: { column: name },
        cure: `It has ${Object.keys(log.columns).join(', ')}.`,
      });
    }
    if (column.values.length !== log.time.length) {
      throw new OperandoError('shape-mismatch', `column ${name} has ${column.values.length} rows, the times ${log.time.length}.`);
    }
    const sampler = { time, values: keep(column.values), kind: kindOf(name) };
    const values = sampleFrames(series, sampler, flags, method);
    channels[prefix + name] = { values, unit: column.unit || unitOfBatteryDataName(name), flags };
  }
  warnings.push(...flagWarnings(flags));
  const recorded = { method, offset, extrapolate, maxGap: Number.isFinite(maxGap) ? maxGap : 'none', columns: names };
  return withChannels(series, channels, { step: 'core/joinChannels', options: recorded, warnings });
}

function frameFlags(series: Series, time: Float64Array, extrapolate: boolean, maxGap: number): Uint8Array {
  const { start, duration } = series.time;
  const first = time[0]!;
  const last = time[time.length - 1]!;
  const flags = new Uint8Array(start.length);
  let row = 0;
  for (let frame = 0; frame < start.length; frame++) {
    const a = start[frame]!;
    const b = a + duration[frame]!;
    if (b < first || a > last || (b > a && (b === first || a === last))) {
      flags[frame] = extrapolate ? channelFlag.extrapolated : channelFlag.outside;
      continue;
    }
    if (a < first || b > last) flags[frame] = channelFlag.partial;
    row = Math.max(0, rowAt(time, Math.max(a, first), row));
    if (longestStep(time, Math.max(a, first), Math.min(b, last), row) > maxGap) flags[frame] = channelFlag.gap;
  }
  return flags;
}

function sampleFrames(series: Series, sampler: Sampler, flags: Uint8Array, method: 'average' | 'interpolate'): Float64Array {
  const { start, duration } = series.time;
  const { time, values, kind } = sampler;
  const first = time[0]!;
  const last = time[time.length - 1]!;
  let largest = 0;
  if (kind === 'accumulator') for (const value of values) largest = Math.max(largest, Math.abs(value));
  const out = new Float64Array(start.length);
  let row = 0;
  for (let frame = 0; frame < start.length; frame++) {
    const a = start[frame]!;
    const b = a + duration[frame]!;
    const flag = flags[frame];
    if (flag === channelFlag.outside || flag === channelFlag.gap) {
      out[frame] = Number.NaN;
    } else if (flag === channelFlag.extrapolated) {
      out[frame] = b <= first ? values[0]! : values[values.length - 1]!;
    } else {
      const from = Math.max(a, first);
      const to = Math.min(b, last);
      row = Math.max(0, rowAt(time, from, row));
      if (method === 'average' && kind === 'level' && to > from) {
        out[frame] = integralBetween(time, values, from, to, row) / (to - from);
      } else {
        const middle = Math.min(to, Math.max(from, 0.5 * (a + b)));
        out[frame] = sampleMoment(sampler, middle, rowAt(time, middle, row), largest);
      }
    }
  }
  return out;
}

function flagWarnings(flags: Uint8Array): OperandoWarning[] {
  const said: readonly (readonly [number, string, string])[] = [
    [channelFlag.outside, 'frames-outside-log', 'lie outside the log and have no value'],
    [channelFlag.partial, 'frames-partly-in-log', 'are covered by the log only in part'],
    [channelFlag.gap, 'frames-in-gap', 'fall into a gap of the log and have no value'],
    [channelFlag.extrapolated, 'frames-extrapolated', 'lie outside the log and hold its nearest value'],
  ];
  const warnings: OperandoWarning[] = [];
  for (const [flag, code, words] of said) {
    let count = 0;
    let firstFrame = -1;
    flags.forEach((value, frame) => {
      if (value !== flag) return;
      if (count === 0) firstFrame = frame;
      count++;
    });
    if (count > 0) {
      warnings.push({ code, message: `${count} of ${flags.length} frames ${words}.`, where: { frame: firstFrame } });
    }
  }
  return warnings;
}
