import { OperandoError } from '@operando/core';
import type { Status } from '@operando/core';
import { boundedLeastSquaresSolver } from '@operando/numerics';
import type { BoundedLeastSquaresOptions, BoundedSolver } from '@operando/numerics';
import type { CombinationShifts } from './combination-shifts.js';
import type { EnergyWindow } from './spectra.js';

/** Lowest and highest weight. */
export type WeightBounds = readonly [number, number];

/** Options of `linearCombination`. */
export interface LinearCombinationOptions extends EnergyWindow {
  /** The weights sum to one. @default true */
  readonly sumToOne?: boolean | undefined;
  /** Lowest and highest weight: one pair for all components or one each. @default none, as Larch; [0, 1] for fractions */
  readonly bounds?: WeightBounds | readonly WeightBounds[] | undefined;
  /**
   * Standard error of the sample: one number or one per energy (of the sample, or of the window). Absolute.
   * @default none: all points weigh alike and errors follow from the scatter about the fit, as in Larch
   */
  readonly stderr?: number | ArrayLike<number> | undefined;
  /**
   * Let energies move, since scales of different days do not agree: those of the sample, or of each component. An unnoticed shift
   * of 0.3 eV changes weights by a tenth. A window whose ends are not given is narrowed by `largestShift`. @default 'none'
   */
  readonly shift?: 'none' | 'sample' | 'components' | undefined;
  /** Furthest that they move, eV. @default 2 */
  readonly largestShift?: number | undefined;
}

/** Weights of component spectra in a sample's. Arrays over energies have one value per energy of the window. */
export interface LinearCombination {
  /** Energies of the fit: the sample's own, eV. */
  readonly energy: Float64Array;
  /** One per component, in the order given. */
  readonly weights: Float64Array;
  /**
   * Standard errors of the weights. A weight at a bound (or the last one left by the sum rule) does not vary; its error is
   * the one it has in the fit without bounds, which tells how well the data determine it.
   */
  readonly stderr: Float64Array;
  /** Covariance of the weights that are not at bounds (rows and columns of the others are 0), row-major. */
  readonly covariance: Float64Array;
  /** Per component -1 at its lower bound, 1 at its upper, 0 free. */
  readonly active: Int8Array;
  /** Sum of the weights. */
  readonly total: number;
  /** Standard error of the sum of the weights: NaN where the sum is prescribed, or bounds hold all weights. */
  readonly totalStderr: number;
  /** The combination at each energy that was used. */
  readonly fit: Float64Array;
  /** Sample minus fit. */
  readonly residual: Float64Array;
  /** Sum of squared residuals as a share of the sum of squares of the sample. */
  readonly rfactor: number;
  /** Sum of squares of residual / stderr; without `stderr`, of the residual. */
  readonly chiSquare: number;
  /** chiSquare / (points - variables). */
  readonly reducedChiSquare: number;
  /** Weights that were free to vary: one less with `sumToOne`; those that ended at bounds count, as in Larch. */
  readonly variables: number;
  /**
   * `converged`: the conditions of the minimum hold. `singular`: components depend on each other, the weights are
   * one choice of many and their errors NaN. `limit-reached`: the search was left before its end; bounds and sum rule hold.
   */
  readonly status: Extract<Status, 'converged' | 'singular' | 'limit-reached'>;
  /** Energy shifts, where they were free. */
  readonly shifts?: CombinationShifts;
}

/** Sum rule and bounds as the solver takes them. @throws OperandoError `shape-mismatch`. */
export function weightLimits(
  count: number,
  { sumToOne = true, bounds }: LinearCombinationOptions,
): BoundedLeastSquaresOptions {
  const sum = sumToOne ? { sumTo: 1 } : {};
  if (bounds === undefined) return sum;
  const isPair = (value: WeightBounds | readonly WeightBounds[]): value is WeightBounds => typeof value[0] === 'number';
  const pairs = isPair(bounds) ? Array.from({ length: count }, () => bounds) : bounds;
  if (pairs.length !== count)
    throw new OperandoError('shape-mismatch', `${pairs.length} pairs of bounds for ${count} components.`, {
      where: { parameter: 'bounds' },
    });
  return Object.assign({ lower: pairs.map(([low]) => low), upper: pairs.map(([, high]) => high) }, sum);
}

/** Columns divided by the standard errors, factorised. @throws OperandoError `invalid-argument` for bounds that cannot be met. */
export function weightSolver(
  columns: readonly Float64Array[],
  sigma: Float64Array | undefined,
  limits: BoundedLeastSquaresOptions,
): BoundedSolver {
  const rows = columns[0]!.length;
  const count = columns.length;
  const matrix = new Float64Array(rows * count);
  columns.forEach((column, j) => {
    for (let i = 0; i < rows; i++) matrix[i * count + j] = column[i]! / (sigma?.[i] ?? 1);
  });
  try {
    return boundedLeastSquaresSolver(matrix, rows, count, limits);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new OperandoError('invalid-argument', `${error.message}.`, { where: { parameter: 'bounds' }, cause: error });
  }
}

/** Square roots of the diagonal; of the fit without bounds where an active set leaves nothing free to vary. NaN where nothing is without them, either. */
export function standardErrors(covariance: Float64Array, unbounded: Float64Array, active: Int8Array): Float64Array {
  const n = active.length;
  return Float64Array.from(active, (side, j) => {
    const own = covariance[j * n + j]!;
    const variance = side === 0 && own !== 0 ? own : unbounded[j * n + j]!;
    return variance === 0 ? Number.NaN : Math.sqrt(variance);
  });
}

/** What the components need to be enough for. */
export function expectComponents(count: number, points: number): void {
  if (count < 1)
    throw new OperandoError('invalid-argument', 'there are no components.', { where: { parameter: 'components' } });
  if (points <= count)
    throw new OperandoError('too-few-points', `${points} energies for ${count} components.`, {
      cure: 'Give a wider window, or fewer components.',
    });
}

/** `linearCombination` of values that are on one grid already. */
export function combineColumns(
  energy: Float64Array,
  values: Float64Array,
  columns: readonly Float64Array[],
  sigma: Float64Array | undefined,
  options: LinearCombinationOptions,
): LinearCombination {
  const points = energy.length;
  const count = columns.length;
  expectComponents(count, points);
  const limits = weightLimits(count, options);
  const right = sigma === undefined ? values : values.map((value, i) => value / sigma[i]!);
  const solution = weightSolver(columns, sigma, limits).solve(right);
  const weights = solution.x;
  const fit = new Float64Array(points);
  columns.forEach((column, j) => {
    for (let i = 0; i < points; i++) fit[i]! += weights[j]! * column[i]!;
  });
  const residual = values.map((value, i) => value - fit[i]!);
  let [squares, chiSquare, size] = [0, 0, 0];
  for (let i = 0; i < points; i++) {
    squares += residual[i]! ** 2;
    size += values[i]! ** 2;
    chiSquare += (residual[i]! / (sigma?.[i] ?? 1)) ** 2;
  }
  const variables = limits.sumTo === undefined ? count : count - 1;
  const reducedChiSquare = chiSquare / (points - variables);
  const scale = sigma === undefined ? reducedChiSquare : 1;
  const covariance = solution.covariance.map((value) => value * scale);
  const free =
    limits.lower === undefined ? covariance : unboundedCovariance(columns, sigma, limits).map((value) => value * scale);
  return {
    energy,
    weights,
    stderr: standardErrors(covariance, free, solution.active),
    covariance,
    active: solution.active,
    total: weights.reduce((sum, value) => sum + value, 0),
    totalStderr: totalError(covariance, limits.sumTo),
    fit,
    residual,
    rfactor: squares / size,
    chiSquare,
    reducedChiSquare,
    variables,
    status: solution.status,
  };
}

/** Standard error of the sum of the weights; NaN where it was not measured. */
function totalError(covariance: Float64Array, sumTo: number | undefined): number {
  const variance = covariance.reduce((sum, value) => sum + value, 0);
  return sumTo === undefined && covariance.some((value) => value !== 0) ? Math.sqrt(variance) : Number.NaN;
}

/** Covariance of the weights for unit variance as if there were no bounds. */
export function unboundedCovariance(
  columns: readonly Float64Array[],
  sigma: Float64Array | undefined,
  { sumTo }: BoundedLeastSquaresOptions,
): Float64Array {
  return covarianceOf(weightSolver(columns, sigma, sumTo === undefined ? {} : { sumTo }));
}

/** Covariance for unit variance of a solver without bounds, which is the same for all right-hand sides. */
export function covarianceOf(solver: BoundedSolver): Float64Array {
  return solver.solveInto(new Float64Array(solver.rows), 0, new Float64Array(solver.columns)).covariance;
}
