import { dotProduct } from '../dot-product.js';
import { householderQrInPlace } from '../householder-qr.js';
import { activeSetSearch } from './active-set-search.js';

/** Limits of {@link boundedLeastSquares}. */
export interface BoundedLeastSquaresOptions {
  /** One for all unknowns or one each; -Infinity for none. @default -Infinity */
  readonly lower?: number | ArrayLike<number> | undefined;
  /** One for all unknowns or one each; Infinity for none. @default Infinity */
  readonly upper?: number | ArrayLike<number> | undefined;
  /** Prescribed sum of all unknowns. @default none */
  readonly sumTo?: number | undefined;
}

/** Solution of {@link boundedLeastSquares}. */
export interface BoundedSolution {
  /** The unknowns: inside their bounds exactly, their sum as prescribed to rounding. */
  readonly x: Float64Array;
  /** |A x - b|. */
  readonly residual: number;
  /**
   * A^T (A x - b) + sumMultiplier: 0 where x is free, not below 0 at a lower,
   * not above 0 at an upper bound (within rounding), which proves the solution.
   */
  readonly multipliers: Float64Array;
  /** How fast half the squared residual falls as the prescribed sum grows; 0 without one. */
  readonly sumMultiplier: number;
  /** Per unknown -1 at its lower bound, 1 at its upper bound, 0 free. */
  readonly active: Int8Array;
  /**
   * Covariance of x for b of unit variance and this active set, row-major.
   * Rows and columns of unknowns at bounds are 0, of undetermined ones NaN.
   */
  readonly covariance: Float64Array;
  /** Active sets looked at. */
  readonly iterations: number;
  /** `converged`: the multipliers prove it. `singular`: as good as any other, but not the only one. `limit-reached`: inside the bounds, no more. */
  readonly status: 'converged' | 'singular' | 'limit-reached';
}

/** What {@link BoundedSolver} says of a solution without copying; shared between solutions with the same active set. */
export interface BoundedEnd {
  /** Per unknown -1 at its lower bound, 1 at its upper bound, 0 free. */
  readonly active: Int8Array;
  /** As that of {@link BoundedSolution}. */
  readonly covariance: Float64Array;
  /** Whether all free unknowns are determined by the data. */
  readonly determined: boolean;
}

/** {@link boundedLeastSquares} for many right-hand sides of one matrix, which is factorised once. */
export interface BoundedSolver {
  /** Number of values of a right-hand side. */
  readonly rows: number;
  /** Number of unknowns. */
  readonly columns: number;
  /** @throws RangeError for another number of values, or values that are not finite. */
  solve(right: ArrayLike<number>): BoundedSolution;
  /**
   * The same without allocation, for loops. Values that are not finite are not looked for.
   * @param right The right-hand side is `right[offset ... offset + rows)`.
   * @param x Receives the unknowns.
   */
  solveInto(right: Float64Array, offset: number, x: Float64Array): BoundedEnd;
  /** Whether the multipliers prove the last solution (otherwise the limit of iterations was reached). */
  converged(): boolean;
}

/**
 * Prepare {@link boundedLeastSquares} for any number of right-hand sides: one QR
 * factorisation, then a problem of columns x columns for each, which starts from the
 * active set of the one before. What belongs to an active set is kept.
 *
 * @param matrix Row-major, rows x columns. Meant for up to some tens of columns.
 * @throws RangeError as {@link boundedLeastSquares}.
 */
export function boundedLeastSquaresSolver(
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
  options: BoundedLeastSquaresOptions = {},
): BoundedSolver {
  if (columns < 1 || rows < 1 || matrix.length !== rows * columns)
    throw new RangeError(`${matrix.length} values do not make ${rows} x ${columns}`);
  const lower = limits(options.lower, columns, -Infinity, 'lower');
  const upper = limits(options.upper, columns, Infinity, 'upper');
  const sumTo = options.sumTo ?? Number.NaN;
  if (options.sumTo !== undefined && !Number.isFinite(options.sumTo))
    throw new RangeError(`a sum of ${options.sumTo} cannot be prescribed`);
  let least = 0;
  let most = 0;
  for (let j = 0; j < columns; j++) {
    if (!(lower[j]! <= upper[j]!) || lower[j] === Infinity || upper[j] === -Infinity)
      throw new RangeError(`unknown ${j} cannot lie between ${lower[j]} and ${upper[j]}`);
    least += lower[j]!;
    most += upper[j]!;
  }
  const slack = 1e-12 * Math.max(1, Math.abs(sumTo));
  if (sumTo < least - slack || sumTo > most + slack)
    throw new RangeError(`within their bounds the unknowns sum to ${least} to ${most}, not to ${sumTo}`);

  const height = Math.max(rows, columns);
  const factor = new Float64Array(height * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = matrix[i * columns + j]!;
      if (!Number.isFinite(value)) throw new RangeError(`element ${i}, ${j} of the matrix is ${value}`);
      factor[j * height + i] = value;
    }
  }
  const diagonal = new Float64Array(columns);
  householderQrInPlace(factor, height, columns, new Float64Array(height), diagonal);
  const triangle = new Float64Array(columns * columns);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < j; i++) triangle[i * columns + j] = factor[j * height + i]!;
    triangle[j * columns + j] = diagonal[j]!;
  }
  const basis = orthonormalBasis(factor, height, columns, diagonal);
  const search = activeSetSearch({ n: columns, triangle, lower, upper, sumTo });
  const z = new Float64Array(columns);
  const solveInto = (right: Float64Array, offset: number, x: Float64Array): BoundedEnd => {
    for (let k = 0; k < columns; k++) z[k] = dotProduct(basis, k * height, right, offset, rows);
    return search.solve(z, x);
  };
  const solve = (given: ArrayLike<number>): BoundedSolution => {
    if (given.length !== rows) throw new RangeError(`${given.length} values on the right of ${rows} rows`);
    const right = Float64Array.from(given);
    if (!right.every(Number.isFinite)) throw new RangeError('the right-hand side has values that are not finite');
    const x = new Float64Array(columns);
    const { active, covariance, determined } = solveInto(right, 0, x);
    let square = 0;
    for (let i = 0; i < rows; i++) {
      let rest = right[i]!;
      for (let j = 0; j < columns; j++) rest -= matrix[i * columns + j]! * x[j]!;
      square += rest * rest;
    }
    const proved = determined ? 'converged' : 'singular';
    return {
      x,
      residual: Math.sqrt(square),
      multipliers: search.multipliers.slice(),
      sumMultiplier: search.sumMultiplier(),
      active: active.slice(),
      covariance: covariance.slice(),
      iterations: search.rounds(),
      status: search.converged() ? proved : 'limit-reached',
    };
  };
  return { rows, columns, solve, solveInto, converged: () => search.converged() };
}

/**
 * Minimise |A x - b| with every unknown inside its bounds and, if wanted, all
 * of them summing to a prescribed value. The active set method ends at the exact
 * minimum, which its multipliers prove (Karush, Kuhn and Tucker).
 *
 * @param matrix A, row-major, rows x columns. Meant for up to some tens of columns.
 * @param right b.
 * @throws RangeError for shapes that do not fit, values that are not finite, bounds
 * that cross, or a sum that the bounds do not allow.
 */
export function boundedLeastSquares(
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
  right: ArrayLike<number>,
  options: BoundedLeastSquaresOptions = {},
): BoundedSolution {
  return boundedLeastSquaresSolver(matrix, rows, columns, options).solve(right);
}

function limits(
  given: number | ArrayLike<number> | undefined,
  columns: number,
  otherwise: number,
  name: string,
): Float64Array {
  const values =
    typeof given === 'object' ? Float64Array.from(given) : new Float64Array(columns).fill(given ?? otherwise);
  if (values.length !== columns) throw new RangeError(`${values.length} ${name} bounds for ${columns} unknowns`);
  return values;
}

/** The first n columns of Q, column-major, from the reflectors of {@link householderQrInPlace}. */
function orthonormalBasis(factor: Float64Array, m: number, n: number, diagonal: Float64Array): Float64Array {
  const basis = new Float64Array(m * n);
  for (let j = 0; j < n; j++) {
    basis[j * m + j] = 1;
    for (let k = n - 1; k >= 0; k--) {
      if (diagonal[k] === 0) continue;
      const share = dotProduct(factor, k * m + k, basis, j * m + k, m - k) / factor[k * m + k]!;
      for (let i = k; i < m; i++) basis[j * m + i]! -= share * factor[k * m + i]!;
    }
  }
  return basis;
}
