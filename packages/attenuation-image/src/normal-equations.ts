import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';

/** The inverse of a symmetric positive matrix n x n, row-major; undefined where it is singular. */
export function inverseOf(matrix: Float64Array, n: number): Float64Array | undefined {
  const factor = Float64Array.from(matrix);
  if (!choleskyInPlace(factor, n)) return undefined;
  const inverse = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    column.fill(0);
    column[j] = 1;
    choleskySolveInPlace(factor, n, column);
    for (let i = 0; i < n; i++) inverse[i * n + j] = column[i]!;
  }
  return inverse;
}

/** A linear fit. */
export interface LinearFit {
  readonly coefficients: Float64Array;
  /** n x n, for weights as given. */
  readonly covariance: Float64Array;
  readonly chiSquare: number;
}

/**
 * Linear least squares by normal equations, for a handful of well-scaled terms.
 * @param rows Terms of each point. @param weights One over variances. @returns undefined where the points do not determine it.
 */
export function linearFit(
  rows: readonly (readonly number[])[],
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
): LinearFit | undefined {
  const n = rows[0]?.length ?? 0;
  const normal = new Float64Array(n * n);
  const right = new Float64Array(n);
  rows.forEach((row, k) => {
    const weight = weights[k]!;
    for (let i = 0; i < n; i++) {
      right[i] = right[i]! + weight * row[i]! * values[k]!;
      for (let j = 0; j < n; j++) normal[i * n + j] = normal[i * n + j]! + weight * row[i]! * row[j]!;
    }
  });
  const covariance = inverseOf(normal, n);
  if (covariance === undefined) return undefined;
  const coefficients = Float64Array.from({ length: n }, (_, i) =>
    right.reduce((sum, value, j) => sum + covariance[i * n + j]! * value, 0),
  );
  const chiSquare = rows.reduce((sum, row, k) => {
    const residual = values[k]! - row.reduce((total, term, i) => total + term * coefficients[i]!, 0);
    return sum + weights[k]! * residual * residual;
  }, 0);
  return { coefficients, covariance, chiSquare };
}
