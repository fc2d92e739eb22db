import { dotProduct } from '@operando/numerics';

/**
 * The smoothing that Larch applies to the derivative before it looks for the
 * edge: linear interpolation onto a uniform grid of `step`, convolution with a
 * kernel one sample wide over the whole mirrored window, interpolation back.
 * All of it is linear, so for one grid of energies it is one matrix.
 */
export type SmoothingKernel = 'lorentzian' | 'gaussian';

/** Smoothing of values on fixed abscissae as a dense matrix, row-major `size x size`. */
export interface SmoothingOperator {
  readonly size: number;
  readonly matrix: Float64Array;
}

function kernelWeights(n: number, width: number, kernel: SmoothingKernel): Float64Array {
  const weights = new Float64Array(2 * n);
  let sum = 0;
  for (let k = 0; k < 2 * n; k++) {
    const t = (k - n) / width;
    const weight = kernel === 'lorentzian' ? 1 / (1 + t * t) : Math.exp(-0.5 * t * t);
    weights[k] = weight;
    sum += weight;
  }
  for (let k = 0; k < 2 * n; k++) weights[k]! /= sum;
  return weights;
}

/** Where each of the increasing `queries` falls on the increasing `x`, as numpy.interp sees it. */
function interpolationTable(x: Float64Array, queries: Float64Array): { left: Int32Array; fraction: Float64Array } {
  const left = new Int32Array(queries.length);
  const fraction = new Float64Array(queries.length);
  let i = 0;
  const last = x.length - 1;
  for (let q = 0; q < queries.length; q++) {
    const value = queries[q]!;
    if (value <= x[0]!) continue;
    if (value >= x[last]!) {
      left[q] = last - 1;
      fraction[q] = 1;
      continue;
    }
    while (i < last - 1 && x[i + 1]! <= value) i++;
    left[q] = i;
    fraction[q] = (value - x[i]!) / (x[i + 1]! - x[i]!);
  }
  return { left, fraction };
}

/**
 * Prepare the smoothing of values given at `x`.
 *
 * @param x Increasing abscissae, at least two.
 * @param step Spacing of the uniform grid; the grid has at most 50 points per abscissa, beyond
 * which its spacing grows while the kernel stays one sample wide (as in Larch).
 * @param sigma Kernel width in units of x. @default step
 * @param room Doubles to be left free before the matrix, in the same buffer. @default 0
 */
export function smoothingOperator(
  x: Float64Array,
  step: number,
  sigma: number = step,
  kernel: SmoothingKernel = 'lorentzian',
  room = 0,
): SmoothingOperator {
  const size = x.length;
  const low = step * Math.trunc((x[0]! - 5 * step) / step);
  const high = step * Math.trunc((x[size - 1]! + 5 * step) / step);
  const n = Math.min(1 + Math.trunc((Math.abs(high - low) + 0.1 * step) / step), 50 * size);
  const grid = new Float64Array(n);
  const spacing = (high - low) / (n - 1);
  for (let i = 0; i < n; i++) grid[i] = low + i * spacing;
  grid[n - 1] = high;
  const weights = kernelWeights(n, sigma / step, kernel);
  const onto = interpolationTable(x, grid);
  const back = interpolationTable(grid, x);

  const matrix = new Float64Array(room + size * size).subarray(room);
  const smoothedAt = smoothedPoints(size, n, weights, onto);
  for (let i = 0; i < size; i++) {
    const t = back.fraction[i]!;
    const lower = smoothedAt(back.left[i]!);
    const upper = t > 0 ? smoothedAt(back.left[i]! + 1) : lower;
    blend(lower, upper, t, matrix, i * size);
  }
  return { size, matrix };
}

function blend(lower: Float64Array, upper: Float64Array, t: number, out: Float64Array, from: number): void {
  for (let k = 0; k < lower.length; k++) out[from + k] = lower[k]! + t * (upper[k]! - lower[k]!);
}

/**
 * Weights of the values in the smoothed points of the uniform grid, of which the last two asked for are kept: points between the
 * same two of the grid follow each other.
 */
function smoothedPoints(
  size: number,
  n: number,
  weights: Float64Array,
  onto: ReturnType<typeof interpolationTable>,
): (point: number) => Float64Array {
  const kept = [0, 1].map(() => ({ point: -1, of: new Float64Array(size) }));
  const ofGrid = new Float64Array(n);
  return (j) => {
    const place = kept[j % 2]!;
    if (place.point !== j) {
      place.point = j;
      reachOf(j, weights, ofGrid);
      ontoValues(ofGrid, onto.left, onto.fraction, place.of);
    }
    return place.of;
  };
}

/** Weights of the samples of the grid in its point j. Sample p is met at p, mirrored at -p (p >= 1), and mirrored with repetition at 2n-1-p. */
function reachOf(j: number, weights: Float64Array, out: Float64Array): void {
  const n = out.length;
  const [ahead, behind] = [n - j, j + 1 - n];
  // Weights are even.
  for (let p = 0; p < n; p++) out[p] = weights[ahead + p]!;
  for (let p = 1; p < ahead; p++) out[p]! += weights[n + j + p]!;
  for (let p = -behind; p < n; p++) out[p]! += weights[behind + p]!;
}

/** Weights of the values that samples are interpolated from. */
function ontoValues(samples: Float64Array, left: Int32Array, fraction: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let p = 0; p < samples.length; p++) {
    const at = left[p]!;
    const upper = samples[p]! * fraction[p]!;
    out[at]! += samples[p]! - upper;
    out[at + 1]! += upper;
  }
}

/** Smooth the values of one row. @param out Receives `size` values. */
export function applySmoothing(operator: SmoothingOperator, values: Float64Array, out: Float64Array): void {
  const { size, matrix } = operator;
  for (let i = 0; i < size; i++) out[i] = dotProduct(matrix, i * size, values, 0, size);
}
