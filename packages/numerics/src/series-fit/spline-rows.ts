import { bandedCholeskyInPlace, bandedSolveInPlace } from '../banded-cholesky.js';

/** Cubic B-splines on uniform knots, seen from the frames: each lies under four of them. */
export interface SplineRows {
  readonly coefficients: number;
  /** First of the four coefficients at each frame. */
  readonly first: Int32Array;
  /** frames x 4. */
  readonly weights: Float64Array;
}

/** @param coefficients At least 4. */
export function splineRows(times: ArrayLike<number>, coefficients: number): SplineRows {
  let low = Infinity;
  let high = -Infinity;
  for (let f = 0; f < times.length; f++) {
    low = Math.min(low, times[f]!);
    high = Math.max(high, times[f]!);
  }
  const segments = coefficients - 3;
  const first = new Int32Array(times.length);
  const weights = new Float64Array(times.length * 4);
  for (let f = 0; f < times.length; f++) {
    const at = high > low ? ((times[f]! - low) / (high - low)) * segments : 0;
    const segment = Math.min(segments - 1, Math.floor(at));
    const u = at - segment;
    first[f] = segment;
    weights[4 * f] = (1 - u) ** 3 / 6;
    weights[4 * f + 1] = (3 * u ** 3 - 6 * u * u + 4) / 6;
    weights[4 * f + 2] = (-3 * u ** 3 + 3 * u * u + 3 * u + 1) / 6;
    weights[4 * f + 3] = u ** 3 / 6;
  }
  return { coefficients, first, weights };
}

/** Value of the spline at a frame. */
export function splineAt({ first, weights }: SplineRows, values: Float64Array, from: number, frame: number): number {
  let sum = 0;
  for (let a = 0; a < 4; a++) sum += weights[4 * frame + a]! * values[from + first[frame]! + a]!;
  return sum;
}

/** Sum of products of second differences of two runs of coefficients. */
export function roughness(values: Float64Array, from: number, coefficients: number): number {
  let sum = 0;
  for (let j = from; j + 2 < from + coefficients; j++) sum += (values[j]! - 2 * values[j + 1]! + values[j + 2]!) ** 2;
  return sum;
}

/** Add `weight` x D^T D of second differences to a dense matrix, from row and column `from` on. */
export function addRoughness(
  matrix: Float64Array,
  size: number,
  from: number,
  coefficients: number,
  weight: number,
): void {
  const stencil = [1, -2, 1];
  for (let j = from; j + 2 < from + coefficients; j++)
    for (let a = 0; a < 3; a++)
      for (let b = 0; b < 3; b++) matrix[(j + a) * size + j + b]! += weight * stencil[a]! * stencil[b]!;
}

/** out = D^T D values of second differences, added with a weight. */
export function addRoughnessGradient(
  values: Float64Array,
  from: number,
  coefficients: number,
  weight: number,
  out: Float64Array,
): void {
  for (let j = from; j + 2 < from + coefficients; j++) {
    const difference = weight * (values[j]! - 2 * values[j + 1]! + values[j + 2]!);
    out[j]! += difference;
    out[j + 1]! -= 2 * difference;
    out[j + 2]! += difference;
  }
}

/** Coefficients that go through values of the frames as well as they can, smoothly where there are too few. */
export function splineThrough({ coefficients, first, weights }: SplineRows, values: ArrayLike<number>): Float64Array {
  const bands = new Float64Array(coefficients * 4);
  const right = new Float64Array(coefficients);
  for (let f = 0; f < first.length; f++) {
    for (let a = 0; a < 4; a++) {
      const row = first[f]! + a;
      right[row]! += weights[4 * f + a]! * values[f]!;
      for (let b = a; b < 4; b++) bands[row * 4 + b - a]! += weights[4 * f + a]! * weights[4 * f + b]!;
    }
  }
  const small = 1e-6;
  const stencil = [1, -2, 1];
  for (let j = 0; j + 2 < coefficients; j++)
    for (let a = 0; a < 3; a++)
      for (let b = a; b < 3; b++) bands[(j + a) * 4 + b - a]! += small * stencil[a]! * stencil[b]!;
  if (bandedCholeskyInPlace(bands, coefficients, 3)) bandedSolveInPlace(bands, coefficients, 3, right);
  return right;
}
