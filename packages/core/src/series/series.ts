import type { NdArray } from 'ndarray';
import type { Axis } from './axis.js';
import { OperandoError } from '../error.js';
import type { OperandoWarning } from '../error.js';
import { createFrameTime } from './frame-time.js';
import type { FrameTime, FrameTimeOptions } from './frame-time.js';
import { asFloatStack, asMask, expectShape, flatMask, flatValues, isNdArray } from './stack.js';
import type { StackLike } from './stack.js';

/** One number per frame: voltage, current, I0, temperature, edge energy. */
export interface Channel {
  /** One value per frame; NaN where missing. */
  readonly values: Float64Array;
  /** As in `Axis.unit`; `1` for none. */
  readonly unit: string;
  /** Standard error of each value. */
  readonly stderr?: Float64Array;
  /** What became of each value: bytes of `statusNames`; absent when every value is sound. */
  readonly status?: Uint8Array;
  /** A sentence for people, where the name does not say enough. */
  readonly description?: string;
}

/** One thing that was done to a series, with its options and what it had to say. */
export interface ProvenanceStep {
  /** `package/function`, e.g. `core/rebinTime`. */
  readonly step: string;
  /** Those that it was called with, defaults filled in. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What it had to say; absent where nothing. */
  readonly warnings?: readonly OperandoWarning[];
}

/** Anything that JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Free information about a measurement, kept as read. */
export type Metadata = { readonly [key: string]: JsonValue };

/**
 * A measurement through time: `[time x ... x spectral axis]`.
 * The kind and the unit of the spectral axis are part of the type, so a
 * two-theta series cannot be handed to a function that wants energies.
 */
export interface Series<Name extends string = string, Unit extends string = string> {
  /** Row-major values; the first dimension is `time`, the last is `axis`. */
  readonly signal: NdArray<Float64Array>;
  /** Names of the dimensions, first `time`, last the axis's name. */
  readonly dims: readonly string[];
  /** Coordinate of the last dimension, with its unit. */
  readonly axis: Axis<Name, Unit>;
  /** Coordinates of the dimensions between time and axis (positions, pixels), by dimension name. */
  readonly coordinates: Readonly<Record<string, Axis>>;
  /** When each frame was measured, seconds. */
  readonly time: FrameTime;
  /** One value for each frame and quantity (voltage, temperature), by name. */
  readonly channels: Readonly<Record<string, Channel>>;
  /** Variance of each signal value, same shape. */
  readonly variances?: NdArray<Float64Array>;
  /** 1 where a value must not be used, same shape. */
  readonly mask?: NdArray<Uint8Array>;
  /** What files and users say of the measurement, by name. */
  readonly metadata: Metadata;
  /** What was done to it, the oldest first. */
  readonly provenance: readonly ProvenanceStep[];
}

/** What {@link createSeries} takes. */
export interface SeriesOptions<Name extends string, Unit extends string> {
  /** Frames x (others x) points, row-major, flat or n-dimensional. Copied unless it is of doubles already. */
  readonly signal: StackLike;
  /** Names of the dimensions of the signal, the axis last. @default `['time', axis.name]` */
  readonly dims?: readonly string[] | undefined;
  /** Coordinate of the last dimension. */
  readonly axis: Axis<Name, Unit>;
  /** Of the dimensions between time and axis, by dimension name. @default none */
  readonly coordinates?: Readonly<Record<string, Axis>> | undefined;
  /** Begin and exposure of each frame, seconds. */
  readonly time: FrameTime | FrameTimeOptions;
  /** One value for each frame and quantity, by name. @default none */
  readonly channels?: Readonly<Record<string, Channel>> | undefined;
  /** Of each value, same shape, in the square of its unit. @default not known */
  readonly variances?: StackLike | undefined;
  /** 1 where a value must not be used, same shape. @default none */
  readonly mask?: NdArray<Uint8Array> | ArrayLike<number> | undefined;
  /** What is known of the measurement, by name. @default nothing */
  readonly metadata?: Metadata | undefined;
  /** What was done before, the oldest first. @default nothing */
  readonly provenance?: readonly ProvenanceStep[] | undefined;
}

function isFrameTime(time: FrameTime | FrameTimeOptions): time is FrameTime {
  return Object.isFrozen(time) && time.duration instanceof Float64Array && time.start instanceof Float64Array;
}

/**
 * Make a series, checking that everything fits together. Arrays that already
 * are `Float64Array` (or ndarrays of it) are used as they are, not copied.
 *
 * @throws OperandoError `shape-mismatch` when signal, variances, mask, a channel or a coordinate
 * does not fit, `invalid-argument` when the dimensions do not begin with `time` and end with the axis's name.
 */
export function createSeries<Name extends string, Unit extends string>(
  options: SeriesOptions<Name, Unit>,
): Series<Name, Unit> {
  const { axis } = options;
  const time = isFrameTime(options.time) ? options.time : createFrameTime(options.time);
  const dims = options.dims ?? ['time', axis.name];
  if (dims.length < 2 || dims[0] !== 'time' || dims[dims.length - 1] !== axis.name) {
    throw new OperandoError('invalid-argument', `dimensions are [${dims.join(', ')}].`, {
      where: { parameter: 'dims' },
      cure: `The first must be time and the last ${axis.name}.`,
    });
  }
  const frames = time.start.length;
  const coordinates = options.coordinates ?? {};
  const shape = dims.map((dim, d) => {
    if (d === 0) return frames;
    if (d === dims.length - 1) return axis.size;
    const coordinate = coordinates[dim];
    if (coordinate !== undefined) return coordinate.size;
    if (isNdArray<Float64Array>(options.signal) && options.signal.shape[d] !== undefined)
      return options.signal.shape[d];
    throw new OperandoError('shape-mismatch', `the size of dimension ${dim} is not known.`, {
      where: { parameter: 'coordinates' },
      cure: `Give a coordinate axis for ${dim}, or the signal as an ndarray.`,
    });
  });
  const channels = options.channels ?? {};
  for (const [name, channel] of Object.entries(channels)) {
    expectShape(`channel ${name}`, [channel.values.length], [frames]);
    if (channel.stderr) expectShape(`stderr of channel ${name}`, [channel.stderr.length], [frames]);
    if (channel.status) expectShape(`status of channel ${name}`, [channel.status.length], [frames]);
  }
  return Object.freeze({
    signal: asFloatStack('signal', options.signal, shape),
    dims: Object.freeze([...dims]),
    axis,
    coordinates: Object.freeze({ ...coordinates }),
    time,
    channels: Object.freeze({ ...channels }),
    ...(options.variances === undefined ? {} : { variances: asFloatStack('variances', options.variances, shape) }),
    ...(options.mask === undefined ? {} : { mask: asMask(options.mask, shape) }),
    metadata: options.metadata ?? {},
    provenance: options.provenance ?? [],
  });
}

/** Parts of a series that {@link deriveSeries} may replace. */
export type SeriesChange = Partial<{
  signal: StackLike;
  variances: StackLike | undefined;
  mask: NdArray<Uint8Array> | ArrayLike<number> | undefined;
  time: FrameTime | FrameTimeOptions;
  channels: Readonly<Record<string, Channel>>;
  metadata: Metadata;
}>;

/** The same series with some parts replaced and one step added to its provenance. The input is left as it was. @throws as {@link createSeries}, for parts that do not fit together. */
export function deriveSeries<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  change: SeriesChange,
  step: ProvenanceStep,
): Series<Name, Unit> {
  const variances = 'variances' in change ? change.variances : series.variances;
  const mask = 'mask' in change ? change.mask : series.mask;
  return createSeries({
    signal: change.signal ?? series.signal,
    dims: series.dims,
    axis: series.axis,
    coordinates: series.coordinates,
    time: change.time ?? series.time,
    channels: change.channels ?? series.channels,
    metadata: change.metadata ?? series.metadata,
    ...(variances === undefined ? {} : { variances }),
    ...(mask === undefined ? {} : { mask }),
    provenance: [...series.provenance, step],
  });
}

/** The same series with channels added or replaced. */
export function withChannels<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  channels: Readonly<Record<string, Channel>>,
  step: ProvenanceStep,
): Series<Name, Unit> {
  return deriveSeries(series, { channels: { ...series.channels, ...channels } }, step);
}

/** Values of a series, row-major, masked ones NaN; not a copy where none is. */
export function unmaskedValues(series: Series): Float64Array {
  const values = flatValues(series.signal);
  if (series.mask === undefined) return values;
  const mask = flatMask(series.mask);
  return values.map((value, i) => (mask[i] === 0 ? value : Number.NaN));
}

/** Every warning in a series' provenance, oldest first. */
export function seriesWarnings(series: Series): OperandoWarning[] {
  return series.provenance.flatMap((step) => step.warnings ?? []);
}
