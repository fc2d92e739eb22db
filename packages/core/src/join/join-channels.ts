import { unitOfBatteryDataName } from '../cycler/battery-data.js';
import type { ChannelLog } from '../cycler/electrochemistry.js';
import { OperandoError } from '../error.js';
import type { OperandoWarning } from '../error.js';
import { isStatedZone } from '../series/frame-time.js';
import { coverageOf, flagWarnings, missingValues, pauseWarnings } from './join-flags.js';
import { kindOfColumn, marksOf, resetsOf, stepBegins } from '../cycler/log-resets.js';
import type { ColumnKind } from '../cycler/log-resets.js';
import { integralBetween, rowAt, valueBetween } from './log-sampling.js';
import { advancingRows } from './log-times.js';
import { withChannels } from '../series/series.js';
import { statusOf } from '../result/status.js';
import type { Channel, Series } from '../series/series.js';

/** Options of {@link joinChannels}. */
export interface JoinChannelsOptions {
  /**
   * `average`: mean over the exposure by the trapezoid rule, cut at both ends;
   * the value at mid-exposure where the exposure is zero. `interpolate`: the value
   * at mid-exposure. Capacities, energies and times of steps are always taken at
   * mid-exposure and never across a reset; counters from the row in force there. @default 'average'
   */
  readonly method?: 'average' | 'interpolate' | undefined;
  /** Columns to join. @default all */
  readonly columns?: readonly string[] | undefined;
  /** Seconds added to the log's clock. @default 0 */
  readonly offset?: number | undefined;
  /** Hold the first or last value outside the log instead of leaving it missing. @default false */
  readonly extrapolate?: boolean | undefined;
  /** A frame that touches a step of the log longer than this, in seconds, has no value. @default Infinity */
  readonly maxGap?: number | undefined;
  /** What to do with a log whose time goes back. @default 'error' */
  readonly backwards?: 'error' | 'drop' | undefined;
  /** Put before each channel's name. @default '' */
  readonly prefix?: string | undefined;
}

/** Seconds from the series' clock to the log's: log time + shift = series time. */
function clockShift(series: Series, log: ChannelLog, offset: number): number {
  const ours = series.time.epoch;
  const theirs = log.epoch;
  if ((ours === undefined) !== (theirs === undefined)) {
    const [known, unknown] = ours === undefined ? ['log', 'series'] : ['series', 'log'];
    throw new OperandoError('invalid-argument', `the ${known} has a date, the ${unknown} only elapsed time.`, {
      cure:
        `Give the ${unknown} an epoch (UNIX seconds at which its clock reads zero${ours === undefined ? '' : '; command: --cycler-start'}), ` +
        `or take it from the ${known} (command: --cycler-clock first-frame, where the log began with the first frame, or --clock-offset with the seconds between).`,
    });
  }
  return offset + (ours === undefined || theirs === undefined ? 0 : theirs - ours);
}

/** A time without a zone was read as UTC: beside one with a zone it may be hours away. */
function zoneWarnings(series: Series, log: ChannelLog): OperandoWarning[] {
  if (log.epoch === undefined || isStatedZone(series.time.zone) === isStatedZone(log.zone)) return [];
  const message =
    `The frames' times are ${series.time.zone ?? 'unstated'}, the log's ${log.zone ?? 'unstated'}: ` +
    'a time without a zone was read as UTC. Pass offset (command: --clock-offset) if it was local time.';
  return [{ code: 'time-zones-differ', message, where: { parameter: 'offset' } }];
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
  /** Whether the column begins again after each row. */
  readonly resets: Uint8Array;
  readonly stepTime: Float64Array | undefined;
}

/** Value at the moment t inside the log, `row` being the last one not after it. */
function sampleMoment({ time, values, kind, resets, stepTime }: Sampler, t: number, row: number): number {
  const next = row + 1;
  if (kind === 'level' || next >= time.length || t === time[row]!) return valueBetween(time, values, t, row);
  const counted = kind === 'counter' && values[row] !== values[next];
  if (kind !== 'counter' && resets[row] === 0) return valueBetween(time, values, t, row);
  const began = counted || resets[row] === 1 ? stepBegins(time, stepTime, row) : undefined;
  if (kind === 'counter') return began !== undefined && t >= began ? values[next]! : values[row]!;
  // Without a step time the reset may lie anywhere between the two rows: the nearer one is taken.
  if (began === undefined) return t - time[row]! <= time[next]! - t ? values[row]! : values[next]!;
  if (kind === 'elapsed') return t < began ? values[row]! + t - time[row]! : t - began;
  return t < began ? values[row]! : values[next]! * (time[next]! > began ? (t - began) / (time[next]! - began) : 1);
}

/**
 * Give every frame the log's values during its exposure, as channels.
 *
 * Frames outside the log get NaN and the flag `outside`; frames only partly
 * inside the mean over the part inside and `partial`; frames in a hole longer
 * than `maxGap`, or where the column has no value, NaN and `gap`. Where the log
 * pauses much longer than it samples, what is interpolated is a warning. Clocks are aligned through the epochs of both.
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
  const warnings: OperandoWarning[] = [...zoneWarnings(series, log), ...timeWarnings];
  const { flags, longest } = coverageOf(series.time, time, extrapolate, maxGap);
  const marks = marksOf(log, keep);
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
      throw new OperandoError(
        'shape-mismatch',
        `column ${name} has ${column.values.length} rows, the times ${log.time.length}.`,
      );
    }
    const unit = column.unit || unitOfBatteryDataName(name);
    const kept = keep(column.values);
    const kind = kindOfColumn(name, unit);
    const resets = kind === 'accumulator' || kind === 'elapsed' ? resetsOf(name, time, kept, marks) : new Uint8Array(0);
    const stepTime = kind === 'elapsed' ? kept : marks.stepTime;
    const values = sampleFrames(series, { time, values: kept, kind, resets, stepTime }, flags, method);
    const missing = missingValues(name, values, flags);
    if (missing !== undefined) warnings.push(missing.warning);
    channels[prefix + name] = { values, unit, status: missing?.flags ?? flags };
  }
  warnings.push(...flagWarnings(flags), ...pauseWarnings(time, flags, longest));
  const recorded = { method, offset, extrapolate, maxGap: Number.isFinite(maxGap) ? maxGap : 'none', columns: names };
  return withChannels(series, channels, { step: 'core/joinChannels', options: recorded, warnings });
}

function sampleFrames(
  series: Series,
  sampler: Sampler,
  flags: Uint8Array,
  method: 'average' | 'interpolate',
): Float64Array {
  const { start, duration } = series.time;
  const { time, values, kind } = sampler;
  const first = time[0]!;
  const last = time[time.length - 1]!;
  const out = new Float64Array(start.length);
  let row = 0;
  for (let frame = 0; frame < start.length; frame++) {
    const a = start[frame]!;
    const b = a + duration[frame]!;
    const flag = flags[frame];
    if (flag === statusOf.outside || flag === statusOf.gap) {
      out[frame] = Number.NaN;
    } else if (flag === statusOf.extrapolated) {
      out[frame] = b <= first ? values[0]! : values[values.length - 1]!;
    } else {
      const from = Math.max(a, first);
      const to = Math.min(b, last);
      row = Math.max(0, rowAt(time, from, row));
      if (method === 'average' && kind === 'level' && to > from) {
        out[frame] = integralBetween(time, values, from, to, row) / (to - from);
      } else {
        const middle = Math.min(to, Math.max(from, 0.5 * (a + b)));
        out[frame] = sampleMoment(sampler, middle, rowAt(time, middle, row));
      }
    }
  }
  return out;
}
