import { OperandoError } from '../error.js';
import { statusOf } from '../result/status.js';
import { flatMask, flatValues } from '../series/stack.js';
import type { Axis } from '../series/axis.js';
import type { Channel, Series } from '../series/series.js';

/** Options of {@link windowIntegral}. */
export interface WindowIntegralOptions {
  /** Ends of the window, in the axis's unit. */
  readonly from: number;
  /** Upper end, in the axis's unit. */
  readonly to: number;
  /** `line`: less the straight line between the values at both ends. @default 'none' */
  readonly baseline?: 'none' | 'line' | undefined;
  /** `mean`: divided by the width of the window. @default 'integral' */
  readonly reduce?: 'integral' | 'mean' | undefined;
}

/**
 * Weight of each value in the integral from `from` to `to`: of points by the
 * trapezoid rule with ends cut by linear interpolation, of bins (a count per
 * bin) the share of the bin that lies inside.
 */
function integralWeights(axis: Axis, from: number, to: number): Float64Array {
  const weights = new Float64Array(axis.size);
  const x = axis.values;
  if (axis.edges) {
    for (let i = 0; i < axis.size; i++) {
      const overlap = Math.min(to, x[i + 1]!) - Math.max(from, x[i]!);
      if (overlap > 0) weights[i] = overlap / (x[i + 1]! - x[i]!);
    }
    return weights;
  }
  for (let i = 0; i + 1 < x.length; i++) {
    const a = Math.max(from, x[i]!);
    const b = Math.min(to, x[i + 1]!);
    if (b <= a) continue;
    const width = x[i + 1]! - x[i]!;
    // The line between both points at the middle of the part taken.
    const middle = (0.5 * (a + b) - x[i]!) / width;
    weights[i]! += (b - a) * (1 - middle);
    weights[i + 1]! += (b - a) * middle;
  }
  return weights;
}

/** Weights of linear interpolation at one coordinate. */
function addInterpolation(weights: Float64Array, x: Float64Array, at: number, factor: number): void {
  let i = 0;
  while (i + 2 < x.length && x[i + 1]! <= at) i++;
  const t = (at - x[i]!) / (x[i + 1]! - x[i]!);
  weights[i]! += factor * (1 - t);
  weights[i + 1]! += factor * t;
}

/**
 * Integral (or mean) of every spectrum over a window of its axis, as a channel
 * with its standard error from the variances. A frame with a masked value
 * inside the window is NaN and flagged.
 *
 * @param unit Unit of the result. @default '1'
 * @throws OperandoError `outside-range` when the window is not wholly on the axis,
 * `unsupported` for more than one spectrum a frame, or a baseline under bins.
 */
export function windowIntegral(series: Series, options: WindowIntegralOptions, unit = '1'): Channel {
  const { from, to, baseline = 'none', reduce = 'integral' } = options;
  const { axis } = series;
  const first = axis.values[0]!;
  const last = axis.values[axis.values.length - 1]!;
  if (!(from < to && from >= first && to <= last)) {
    throw new OperandoError(
      'outside-range',
      `the window ${from} to ${to} is not inside ${first} to ${last} ${axis.unit}.`,
    );
  }
  if (series.dims.length !== 2) {
    throw new OperandoError('unsupported', `a window integral of a ${series.dims.length}-dimensional series.`);
  }
  const weights = integralWeights(axis, from, to);
  if (baseline === 'line') {
    if (axis.edges)
      throw new OperandoError('unsupported', 'a baseline under bins.', { where: { parameter: 'baseline' } });
    addInterpolation(weights, axis.values, from, -0.5 * (to - from));
    addInterpolation(weights, axis.values, to, -0.5 * (to - from));
  }
  if (reduce === 'mean') for (let i = 0; i < weights.length; i++) weights[i]! /= to - from;
  const values = flatValues(series.signal);
  const variances = series.variances === undefined ? undefined : flatValues(series.variances);
  const mask = series.mask === undefined ? undefined : flatMask(series.mask);
  const frames = series.time.start.length;
  const result = new Float64Array(frames);
  const stderr = new Float64Array(frames);
  const flags = new Uint8Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    let variance = 0;
    let masked = false;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i]!;
      if (weight === 0) continue;
      const at = frame * axis.size + i;
      sum += weight * values[at]!;
      if (variances !== undefined) variance += weight * weight * variances[at]!;
      if (mask?.[at] === 1) masked = true;
    }
    result[frame] = masked ? Number.NaN : sum;
    stderr[frame] = masked ? Number.NaN : Math.sqrt(variance);
    if (!Number.isFinite(result[frame]!)) flags[frame] = statusOf.failed;
  }
  return {
    values: result,
    unit,
    status: flags,
    description: `${reduce} from ${from} to ${to} ${axis.unit}${baseline === 'line' ? ' above a line' : ''}`,
    ...(variances === undefined ? {} : { stderr }),
  };
}
