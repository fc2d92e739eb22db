import type { NdArray } from 'ndarray';
import type { Axis } from './axis.js';
import { createFrameTime } from './frame-time.js';
import { createSeries } from './series.js';
import { flatMask, flatValues } from './stack.js';
import type { Channel, ProvenanceStep, Series } from './series.js';

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

/** A series with some of its frames, or of its axis: all that belongs to them comes along. */
export function rebuild<Name extends string, Unit extends string>(
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

/**
 * Frames one after another, as views of the series' values.
 *
 * @param frames Their numbers: there is at least one, and none is left out.
 * @param step Told in the provenance.
 */
export function framesInRow<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  frames: readonly number[],
  step: ProvenanceStep,
): Series<Name, Unit> {
  const first = frames[0]!;
  const end = first + frames.length;
  const rest = Array.from({ length: series.dims.length - 1 }, () => 0);
  return rebuild(series, { frames, take: (array) => array.hi(end, ...array.shape.slice(1)).lo(first, ...rest) }, step);
}
