import ndarray from 'ndarray';
import ops from 'ndarray-ops';
import { axisPoints } from '../series/axis.js';
import { derivativeRows, derivativeVarianceRows } from './derivative.js';
import type { DerivativeScheme } from './derivative.js';
import { OperandoError } from '../error.js';
import { deriveSeries } from '../series/series.js';
import { flatMask, flatValues } from '../series/stack.js';
import type { Series } from '../series/series.js';

/** Options of {@link derivativeMap}. */
export interface DerivativeMapOptions {
  /** How the derivative is formed on grids that are not uniform. @default 'ratio-of-gradients', as Larch */
  readonly scheme?: DerivativeScheme | undefined;
}

/** Mask of a three-point operation: a value is masked when any it was made from was. */
function widenedMask(mask: Uint8Array, points: number): Uint8Array {
  return mask.map((_, i) => {
    const column = i % points;
    return mask[i] === 1 || (column > 0 && mask[i - 1] === 1) || (column < points - 1 && mask[i + 1] === 1) ? 1 : 0;
  });
}

/**
 * First derivative of every spectrum along its axis, in signal units per axis
 * unit. Variances are propagated (neighbours taken as independent) and a masked
 * value masks its neighbours.
 *
 * @throws OperandoError `too-few-points` for an axis of one point.
 */
export function derivativeMap<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  options: DerivativeMapOptions = {},
): Series<Name, Unit> {
  const scheme = options.scheme ?? 'ratio-of-gradients';
  const x = axisPoints(series.axis);
  if (x.length < 2) throw new OperandoError('too-few-points', 'a derivative needs at least two points.');
  const stack = flatValues(series.signal);
  const rows = stack.length / x.length;
  const signal = new Float64Array(stack.length);
  derivativeRows(x, stack, rows, signal, scheme);
  const change: { signal: Float64Array; variances?: Float64Array; mask?: Uint8Array } = { signal };
  if (series.variances !== undefined) {
    change.variances = new Float64Array(stack.length);
    derivativeVarianceRows(x, flatValues(series.variances), rows, change.variances, scheme);
  }
  if (series.mask !== undefined) change.mask = widenedMask(flatMask(series.mask), x.length);
  return deriveSeries(series, { ...change }, { step: 'core/derivativeMap', options: { scheme } });
}

/** What a difference or ratio is taken against: a frame, the first, the one before, the mean of all, or given values. */
export type MapReference = number | 'first' | 'previous' | 'mean' | ArrayLike<number>;

/** Options of {@link differenceMap} and {@link ratioMap}. */
export interface ReferenceMapOptions {
  /** What is compared with. @default 'first' */
  readonly reference?: MapReference | undefined;
}

interface ReferenceRows {
  readonly values: Float64Array;
  readonly variances: Float64Array | undefined;
  /** Weight of the frame itself in its reference, for the covariance. */
  readonly ownWeight: (frame: number) => number;
  /** Offset of the reference of a frame in `values`. */
  readonly offset: (frame: number) => number;
}

function referenceRows(series: Series, reference: MapReference): ReferenceRows {
  const frames = series.time.start.length;
  const values = flatValues(series.signal);
  const variances = series.variances === undefined ? undefined : flatValues(series.variances);
  const size = values.length / frames;
  if (reference === 'previous') {
    return {
      values,
      variances,
      ownWeight: (frame) => (frame === 0 ? 1 : 0),
      offset: (frame) => Math.max(0, frame - 1) * size,
    };
  }
  if (reference === 'mean') {
    const mean = new Float64Array(size);
    const variance = new Float64Array(size);
    for (let frame = 0; frame < frames; frame++) {
      for (let i = 0; i < size; i++) {
        mean[i]! += values[frame * size + i]! / frames;
        if (variances !== undefined) variance[i]! += variances[frame * size + i]! / frames ** 2;
      }
    }
    return {
      values: mean,
      variances: variances === undefined ? undefined : variance,
      ownWeight: () => 1 / frames,
      offset: () => 0,
    };
  }
  if (typeof reference === 'object') {
    if (reference.length !== size) {
      throw new OperandoError(
        'shape-mismatch',
        `the reference has ${reference.length} values where ${size} are needed.`,
        {
          where: { parameter: 'reference' },
        },
      );
    }
    return { values: Float64Array.from(reference), variances: undefined, ownWeight: () => 0, offset: () => 0 };
  }
  const chosen = reference === 'first' ? 0 : reference;
  if (!Number.isInteger(chosen) || chosen < 0 || chosen >= frames) {
    throw new OperandoError('outside-range', `there is no frame ${chosen}; there are ${frames}.`, {
      where: { parameter: 'reference' },
    });
  }
  return { values, variances, ownWeight: (frame) => (frame === chosen ? 1 : 0), offset: () => chosen * size };
}

/**
 * Variance of every value of a map from its own, that of its reference, and the
 * weight it has in its own reference; undefined for a series without variances.
 */
function mapVariances(
  series: Series,
  rows: ReferenceRows,
  combine: (own: number, other: number, ownWeight: number, index: number) => number,
): Float64Array | undefined {
  if (series.variances === undefined) return undefined;
  const size = series.signal.size / series.time.start.length;
  return flatValues(series.variances).map((own, i) => {
    const frame = Math.floor(i / size);
    const other = rows.variances?.[rows.offset(frame) + (i % size)] ?? 0;
    return Math.max(0, combine(own, other, rows.ownWeight(frame), i));
  });
}

/**
 * Every frame less a reference. Variances of frame and reference add, less
 * twice their covariance where a frame is part of its own reference.
 *
 * @throws OperandoError `outside-range` for a frame that is not there, `shape-mismatch` for given values.
 */
export function differenceMap<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  options: ReferenceMapOptions = {},
): Series<Name, Unit> {
  const reference = options.reference ?? 'first';
  const rows = referenceRows(series, reference);
  const frames = series.time.start.length;
  const size = series.signal.size / frames;
  const signal = ndarray(new Float64Array(series.signal.size), series.signal.shape);
  ops.assign(signal, series.signal);
  for (let frame = 0; frame < frames; frame++) {
    const offset = rows.offset(frame);
    ops.subeq(
      ndarray(signal.data.subarray(frame * size, (frame + 1) * size)),
      ndarray(rows.values.subarray(offset, offset + size)),
    );
  }
  const variances = mapVariances(series, rows, (own, other, weight) => own + other - 2 * weight * own);
  return deriveSeries(
    series,
    { signal, variances },
    { step: 'core/differenceMap', options: { reference: referenceName(reference) } },
  );
}

/**
 * Every frame divided by a reference. Relative variances of frame and reference
 * add (to first order); where the reference is zero the ratio is NaN.
 *
 * @throws OperandoError as {@link differenceMap}.
 */
export function ratioMap<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  options: ReferenceMapOptions = {},
): Series<Name, Unit> {
  const reference = options.reference ?? 'first';
  const rows = referenceRows(series, reference);
  const frames = series.time.start.length;
  const size = series.signal.size / frames;
  const values = flatValues(series.signal);
  const divisor = (i: number): number => rows.values[rows.offset(Math.floor(i / size)) + (i % size)]!;
  const signal = values.map((v, i) => (divisor(i) === 0 ? Number.NaN : v / divisor(i)));
  const variances = mapVariances(series, rows, (own, other, weight, i) => {
    const ratio = signal[i]!;
    return (own + ratio * ratio * other - 2 * ratio * weight * own) / divisor(i) ** 2;
  });
  return deriveSeries(
    series,
    { signal, variances },
    { step: 'core/ratioMap', options: { reference: referenceName(reference) } },
  );
}

function referenceName(reference: MapReference): number | string {
  return typeof reference === 'object' ? 'given values' : reference;
}
