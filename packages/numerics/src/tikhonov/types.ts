import type { KernelChoice } from '../kernels/kernel.js';
import type { TikhonovPenalty } from './penalty.js';

/** How the strength of the smoothing is chosen. */
export type LambdaRule = 'evidence' | 'gcv' | 'discrepancy' | 'l-curve';

/** A linear model with a penalty: A x + background against data. */
export interface TikhonovProblem {
  /** A, row-major, rows x columns. */
  readonly matrix: ArrayLike<number>;
  /** Data. */
  readonly rows: number;
  /** Unknowns. */
  readonly columns: number;
  /** What is held small: the values, or their first or second differences. @default 'second' */
  readonly penalty?: TikhonovPenalty | undefined;
  /** Segment of each column; differences do not reach over two segments. @default all in one */
  readonly segments?: ArrayLike<number> | undefined;
  /** Weight of each difference in the penalty, under the number of its first column: lower where x may bend. @default 1 */
  readonly differenceWeights?: ArrayLike<number> | undefined;
  /** A typical x, which makes lambda a plain number. @default 1 */
  readonly scale?: number | undefined;
  /** Which way the normal equations go: both give the same to the bit. @default 'auto' */
  readonly kernels?: KernelChoice | undefined;
}

/** Options of one solution. */
export interface TikhonovOptions {
  /** Of the data: Gaussian with `sigma`, or counts. @default 'gaussian' */
  readonly likelihood?: 'gaussian' | 'poisson' | undefined;
  /** Standard errors of Gaussian data. @default 1 */
  readonly sigma?: ArrayLike<number> | undefined;
  /** Weight of each datum in the misfit: 0 for one that is not to be used, below 1 for counts that vary more than Poisson's (by the share that is Poisson's). @default 1 */
  readonly weights?: ArrayLike<number> | undefined;
  /** Expected data without any x. @default 0 */
  readonly background?: ArrayLike<number> | undefined;
  /** Factor on A for these data (exposure). @default 1 */
  readonly factor?: number | undefined;
  /** Strength of the penalty lambda |L x / scale|^2, or the rule that chooses it. @default 'evidence' */
  readonly lambda?: number | LambdaRule | undefined;
  /** Also hold x near a mean: adds weight |(x - mean) / scale|^2. @default nothing */
  readonly prior?: { readonly mean: ArrayLike<number>; readonly weight: number } | undefined;
  /** Hold every x at 0 or above. @default true */
  readonly nonNegative?: boolean | undefined;
  /** Where to begin. @default all equal */
  readonly start?: ArrayLike<number> | undefined;
  /** Change of the objective, relative to itself, at which to stop. @default 1e-9 */
  readonly tolerance?: number | undefined;
  /** Most steps of the solution. @default 200 */
  readonly maximumIterations?: number | undefined;
}

/** Solution of a penalised problem. */
export interface TikhonovSolution {
  /** The unknowns. */
  readonly x: Float64Array;
  /** A x + background. */
  readonly fitted: Float64Array;
  /** Sum of squared residuals over their expected variance (Pearson's for counts). */
  readonly chiSquare: number;
  /** Deviance plus penalty: what was minimised. */
  readonly objective: number;
  /** What the smoothing adds, without its factor. */
  readonly penalty: number;
  /** Factor on the penalty that was used. */
  readonly lambda: number;
  /** Trace of the resolution matrix: how many numbers the data determine. */
  effectiveParameters(): number;
  /** Minus twice the logarithm of the marginal likelihood, up to a constant. */
  evidence(): number;
  /** The differences held small, in units of the scale, with their variances: each under the number of its first column, NaN where there is none. */
  differences(): { readonly values: Float64Array; readonly variances: Float64Array };
  /** Steps that were taken. */
  readonly iterations: number;
  /** How it ended. */
  readonly status: 'converged' | 'limit-reached';
  /** Standard error of each x from the posterior covariance (A^T W A + lambda L^T L)^-1, bounds disregarded. */
  standardErrors(): Float64Array;
  /** Standard error of sums w.x, one for each row of weights, from the same covariance. */
  sumErrors(weights: readonly ArrayLike<number>[]): Float64Array;
  /** Covariance of two sums. */
  covarianceOf(a: ArrayLike<number>, b: ArrayLike<number>): number;
  /** Dense inverse of the posterior covariance, row-major, prior included. */
  precision(): Float64Array;
  /** Row j of the resolution matrix: how much of each x appears in the estimate of x[j]. */
  resolutionRow(j: number): Float64Array;
}
