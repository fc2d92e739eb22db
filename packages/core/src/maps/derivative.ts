import { differenceRows } from '@operando/numerics';
import type { KernelChoice } from '@operando/numerics';

/**
 * How a derivative on a non-uniform grid is formed. `ratio-of-gradients` is
 * (y[i+1] - y[i-1]) / (x[i+1] - x[i-1]), numpy.gradient(y) / numpy.gradient(x),
 * as Larch does; `second-order` is the parabola through three points,
 * numpy.gradient(y, x). Both are two-point at the ends and equal on a uniform grid.
 */
export type DerivativeScheme = 'ratio-of-gradients' | 'second-order';

/** Weights of the three points around each point: derivative = before * y[i-1] + here * y[i] + after * y[i+1]. */
export interface DerivativeWeights {
  readonly before: Float64Array;
  readonly here: Float64Array;
  readonly after: Float64Array;
}

/** Derivative weights of a grid of at least two increasing points. */
export function derivativeWeights(x: Float64Array, scheme: DerivativeScheme = 'ratio-of-gradients'): DerivativeWeights {
  const n = x.length;
  if (n < 2) throw new RangeError('a derivative needs at least two points');
  const before = new Float64Array(n);
  const here = new Float64Array(n);
  const after = new Float64Array(n);
  for (let i = 1; i < n - 1; i++) {
    const left = x[i]! - x[i - 1]!;
    const right = x[i + 1]! - x[i]!;
    if (scheme === 'ratio-of-gradients') {
      const inverse = 1 / (left + right);
      after[i] = inverse;
      before[i] = -inverse;
    } else {
      before[i] = -right / (left * (left + right));
      here[i] = (right - left) / (left * right);
      after[i] = left / (right * (left + right));
    }
  }
  const first = 1 / (x[1]! - x[0]!);
  const last = 1 / (x[n - 1]! - x[n - 2]!);
  after[0] = first;
  here[0] = -first;
  here[n - 1] = last;
  before[n - 1] = -last;
  return { before, here, after };
}

/**
 * First derivative of every row of a stack.
 *
 * @param x Grid, at least two increasing points.
 * @param stack Rows x points, row-major.
 * @param rows Number of rows.
 * @param out Receives the derivative; must not be the stack itself.
 * @param kernels Which loop is taken, see `KernelChoice`; results are the same to the bit. @default 'auto'
 */
export function derivativeRows(
  x: Float64Array,
  stack: Float64Array,
  rows: number,
  out: Float64Array,
  scheme: DerivativeScheme = 'ratio-of-gradients',
  kernels: KernelChoice = 'auto',
): void {
  const n = x.length;
  const { before, here, after } = derivativeWeights(x, scheme);
  if (scheme === 'ratio-of-gradients') {
    const weights = after.slice();
    weights[n - 1] = here[n - 1]!;
    differenceRows(stack.subarray(0, rows * n), weights, out, kernels);
    return;
  }
  for (let row = 0; row < rows; row++) {
    const start = row * n;
    out[start] = here[0]! * stack[start]! + after[0]! * stack[start + 1]!;
    for (let i = 1; i < n - 1; i++) {
      out[start + i] =
        before[i]! * stack[start + i - 1]! + here[i]! * stack[start + i]! + after[i]! * stack[start + i + 1]!;
    }
    out[start + n - 1] = before[n - 1]! * stack[start + n - 2]! + here[n - 1]! * stack[start + n - 1]!;
  }
}

/** Variance of {@link derivativeRows} for independent values. */
export function derivativeVarianceRows(
  x: Float64Array,
  variances: Float64Array,
  rows: number,
  out: Float64Array,
  scheme: DerivativeScheme = 'ratio-of-gradients',
): void {
  const n = x.length;
  const { before, here, after } = derivativeWeights(x, scheme);
  for (let row = 0; row < rows; row++) {
    const start = row * n;
    for (let i = 0; i < n; i++) {
      let sum = here[i]! ** 2 * variances[start + i]!;
      if (i > 0) sum += before[i]! ** 2 * variances[start + i - 1]!;
      if (i < n - 1) sum += after[i]! ** 2 * variances[start + i + 1]!;
      out[start + i] = sum;
    }
  }
}
