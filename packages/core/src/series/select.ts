import type { NdArray } from 'ndarray';
import { axisPoints, createAxis } from './axis.js';
import type { Axis } from './axis.js';
import { OperandoError } from '../error.js';
import { createFrameTime, frameMiddles } from './frame-time.js';
import { createSeries } from './series.js';
import { flatMask, flatValues } from './stack.js';
import type { Channel, ProvenanceStep, Series } from './series.js';

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

function pick(values: Float64Array, indices: readonly number[]): Float64Array {
  return Float64Array.from(indices, (i) => values[i]!);
}

/** A channel at the given frames, with errors and flags. */
export function selectChannel(channel: Channel, frames: readonly number[]): Channel {
  return {
    ...channel,
    values: pick(channel.values, frames),
    ...(channel.stderr === undefined ? {} : { stderr: pick(channel.stderr, frames) }),
    ...(channel.status === undefined ? {} : { status: Uint8Array.from(frames, (i) => channel.status![i]!) }),
  };
}

function rebuild<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  parts: {
    readonly axis?: Axis<Name, Unit>;
    readonly frames?: readonly number[];
    readonly take: <T extends Float64Array | Uint8Array>(array: NdArray<T>, flat: () => T) => NdArray<T> | T;
  },
  step: ProvenanceStep,
): Series<Name, Unit> {
  const { frames } = parts;
  const { time } = series;
  const channels =
    frames === undefined
      ? series.channels
      : Object.fromEntries(Object.entries(series.channels).map(([name, c]) => [name, selectChannel(c, frames)]));
  return createSeries({
    signal: parts.take(series.signal, () => flatValues(series.signal)),
    dims: series.dims,
    axis: parts.axis ?? series.axis,
    coordinates: series.coordinates,
    time:
      frames === undefined
        ? time
        : createFrameTime({
            ...time,
            start: pick(time.start, frames),
            duration: pick(time.duration, frames),
          }),
    channels,
    metadata: series.metadata,
    ...(series.variances === undefined
      ? {}
      : { variances: parts.take(series.variances, () => flatValues(series.variances!)) }),
    ...(series.mask === undefined ? {} : { mask: parts.take(series.mask, () => flatMask(series.mask!)) }),
    provenance: [...series.provenance, step],
  });
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
        const out = from.slice(0, frames.length * size) as typeof from;
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
  const rest = Array.from({ length: series.dims.length - 1 }, () => 0);
  return rebuild(
    series,
    {
      frames,
      take: (array) => array.hi(last + 1, ...array.shape.slice(1)).lo(first, ...rest),
    },
    { step: 'core/sliceTime', options: { ...options } },
  );
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
