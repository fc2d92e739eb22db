import { axisPoints, createAxis } from './axis.js';
import { OperandoError } from '../error.js';
import { frameMiddles } from './frame-time.js';
import { framesInRow, rebuild } from './rebuild.js';
import type { Series } from './series.js';

export { selectChannel } from './rebuild.js';

/** Which frames {@link sliceTime} keeps. Seconds and frame numbers may be combined. */
export interface SliceTimeOptions {
  /** Keep frames whose middle lies at or after this time, seconds on the series' clock. */
  readonly from?: number | undefined;
  /** Keep frames whose middle lies at or before this time. */
  readonly to?: number | undefined;
  /** First frame, counted from 0. @default 0 */
  readonly fromFrame?: number | undefined;
  /** Last frame, included. @default the last */
  readonly toFrame?: number | undefined;
  /** Every how many frames. @default 1 */
  readonly step?: number | undefined;
}

/** Which part of the spectral axis {@link sliceAxis} keeps. */
export interface SliceAxisOptions {
  /** Lowest coordinate kept; a bin is kept when it lies wholly inside. */
  readonly from?: number | undefined;
  /** Highest coordinate kept, in the unit of the axis. */
  readonly to?: number | undefined;
  /** First point or bin, from 0. */
  readonly fromIndex?: number | undefined;
  /** Last point or bin, included. */
  readonly toIndex?: number | undefined;
}

function nothingLeft(what: string): OperandoError {
  return new OperandoError('outside-range', `no ${what} lies in the range asked for.`);
}

/**
 * The given frames, in the order given, which must not go back in time.
 * Everything that belongs to a frame comes along.
 *
 * @throws OperandoError `outside-range` for a frame that is not there or an empty selection, `time-backwards`.
 */
export function selectFrames<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  frames: readonly number[],
): Series<Name, Unit> {
  const total = series.time.start.length;
  if (frames.length === 0) throw nothingLeft('frame');
  for (const frame of frames) {
    if (!Number.isInteger(frame) || frame < 0 || frame >= total) {
      throw new OperandoError('outside-range', `there is no frame ${frame}; there are ${total}.`, { where: { frame } });
    }
  }
  const size = series.signal.size / total;
  return rebuild(
    series,
    {
      frames,
      take: (array, flat) => {
        const from = flat();
        const kept = frames.length * size;
        const out = (from instanceof Float64Array ? new Float64Array(kept) : new Uint8Array(kept)) as typeof from;
        frames.forEach((frame, i) => out.set(from.subarray(frame * size, (frame + 1) * size), i * size));
        return array.shape[0] === 0 ? array : out;
      },
    },
    { step: 'core/selectFrames', options: { frames: frames.length } },
  );
}

/**
 * Frames between two times or two frame numbers (both ends included). The
 * signal is a view of the input's where every frame is kept in a row.
 *
 * @throws OperandoError `outside-range` when nothing is left, `invalid-argument` for a step below 1.
 */
export function sliceTime<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  options: SliceTimeOptions,
): Series<Name, Unit> {
  const { from = -Infinity, to = Infinity, fromFrame = 0, toFrame = Infinity, step = 1 } = options;
  if (!Number.isInteger(step) || step < 1) {
    throw new OperandoError('invalid-argument', `step is ${step}.`, { where: { parameter: 'step' } });
  }
  const middle = frameMiddles(series.time);
  const frames: number[] = [];
  for (let frame = 0; frame < middle.length; frame++) {
    if (middle[frame]! < from || middle[frame]! > to || frame < fromFrame || frame > toFrame) continue;
    if ((frame - Math.max(0, fromFrame)) % step === 0) frames.push(frame);
  }
  if (frames.length === 0) throw nothingLeft('frame');
  const first = frames[0]!;
  const last = frames[frames.length - 1]!;
  if (last - first + 1 !== frames.length) return selectFrames(series, frames);
  return framesInRow(series, frames, { step: 'core/sliceTime', options: { ...options } });
}

/**
 * Part of the spectral axis, both ends included; of bins, those that lie wholly
 * inside. Signal, variances and mask are views of the input's.
 *
 * @throws OperandoError `outside-range` when nothing is left.
 */
export function sliceAxis<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  options: SliceAxisOptions,
): Series<Name, Unit> {
  const { axis } = series;
  const { from = -Infinity, to = Infinity, fromIndex = 0, toIndex = axis.size - 1 } = options;
  const points = axisPoints(axis);
  const inside = (i: number): boolean =>
    axis.edges ? axis.values[i]! >= from && axis.values[i + 1]! <= to : points[i]! >= from && points[i]! <= to;
  let first = Math.max(0, fromIndex);
  let last = Math.min(axis.size - 1, toIndex);
  while (first <= last && !inside(first)) first++;
  while (last >= first && !inside(last)) last--;
  if (last < first) throw nothingLeft(axis.edges ? 'bin' : 'point');
  const values = axis.values.subarray(first, last + (axis.edges ? 2 : 1));
  const rest = Array.from({ length: series.dims.length - 1 }, () => 0);
  return rebuild(
    series,
    {
      axis: createAxis({ name: axis.name, unit: axis.unit, values, edges: axis.edges }),
      take: (array) => array.hi(...array.shape.slice(0, -1), last + 1).lo(...rest, first),
    },
    { step: 'core/sliceAxis', options: { ...options } },
  );
}
