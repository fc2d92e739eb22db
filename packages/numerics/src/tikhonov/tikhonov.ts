import type { KernelChoice } from '../kernels/kernel.js';
import { applyTransposed, columnRuns, withColumns } from './column-runs.js';
import type { ColumnRuns } from './column-runs.js';
import { chooseLambda } from './choose-lambda.js';
import { penaltyBands } from './penalty.js';
import type { DifferencePrior, TikhonovPenalty } from './penalty.js';
import { minimisePenalised } from './projected-newton.js';
import { tikhonovSolution } from './solution.js';
import type { TikhonovOptions, TikhonovProblem, TikhonovSolution } from './types.js';
import { penalisedWorkspace } from './workspace.js';
import type { WorkingRoom } from './workspace.js';

/** A problem made ready for many data sets. */
export interface TikhonovSolver {
  /** Number of data. */
  readonly rows: number;
  /** Number of unknowns. */
  readonly columns: number;
  /** Number of differences in the penalty. */
  readonly rank: number;
  /** The solution for data. @throws as `tikhonov`. */
  solve(data: ArrayLike<number>, options?: TikhonovOptions): TikhonovSolution;
  /**
   * The same problem with other weights of its differences.
   * @param correlations Of each difference with the one before it in its segment, from 0 to below 1: the weights are then of what each has beyond that. @default none
   */
  withDifferenceWeights(weights: ArrayLike<number>, correlations?: ArrayLike<number>): TikhonovSolver;
  /**
   * The same problem with some columns of A, and the segments of all, replaced; weights and correlations stay.
   * @param columns By number, of all rows.
   * @throws RangeError for columns of other lengths, or that are not finite.
   */
  withColumns(columns: ReadonlyMap<number, ArrayLike<number>>, segments: ArrayLike<number>): TikhonovSolver;
}

function checkData(data: ArrayLike<number>, rows: number, options: TikhonovOptions): void {
  if (data.length !== rows) throw new RangeError(`${data.length} data for ${rows} rows`);
  const poisson = options.likelihood === 'poisson';
  for (let i = 0; i < rows; i++) {
    if (!Number.isFinite(data[i]!) || (poisson && data[i]! < 0)) throw new RangeError(`datum ${i} is ${data[i]}`);
    const sigma = options.sigma?.[i];
    if (options.sigma !== undefined && !(sigma! > 0))
      throw new RangeError(`the standard error of datum ${i} is ${sigma}`);
    const weight = options.weights?.[i];
    if (options.weights !== undefined && !(weight! >= 0 && weight! < Infinity))
      throw new RangeError(`the weight of datum ${i} is ${weight}`);
    const background = options.background?.[i];
    if (options.background !== undefined && (!Number.isFinite(background!) || (poisson && background! < 0)))
      throw new RangeError(`the background of datum ${i} is ${background}`);
  }
  if (options.factor !== undefined && !(options.factor > 0 && Number.isFinite(options.factor)))
    throw new RangeError(`the factor is ${options.factor}`);
}

/** How many data are used at all. */
function usedRows(rows: number, { weights }: TikhonovOptions): number {
  if (weights === undefined) return rows;
  let used = 0;
  for (let i = 0; i < rows; i++) if (weights[i]! > 0) used++;
  return used;
}

/** A level x for all columns that explains the sum of the data. */
function startLevel(
  data: Float64Array,
  background: Float64Array,
  { factor = 1, weights }: TikhonovOptions,
  columnSums: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) if (weights?.[i] !== 0) sum += data[i]! - background[i]!;
  const level = sum / (factor * columnSums.reduce((total, value) => total + value, 0));
  return level > 0 && Number.isFinite(level) ? level : 1e-3;
}

/**
 * Prepare a penalised, by default non-negative, least-squares or Poisson
 * problem: bands and runs of the matrix are found once. The solver keeps its
 * working memory, so that frames after frames cost no allocation.
 *
 * @throws RangeError for shapes that do not fit, values not finite, a scale that is not positive.
 */
export function tikhonovSolver(problem: TikhonovProblem): TikhonovSolver {
  const { rows, columns, scale = 1, penalty = 'second' } = problem;
  const segments = problem.segments ?? new Float64Array(columns);
  if (problem.matrix.length !== rows * columns || segments.length !== columns || rows < 1 || columns < 1) {
    throw new RangeError(
      `${problem.matrix.length} elements and ${segments.length} segments do not make ${rows} x ${columns}`,
    );
  }
  if (!(scale > 0) || !Number.isFinite(scale)) throw new RangeError(`the scale is ${scale}`);
  // A plain loop: matrices are large, and are made by the hundred.
  const scaled = new Float64Array(rows * columns);
  let sum = 0;
  for (let k = 0; k < scaled.length; k++) {
    const value = problem.matrix[k]! * scale;
    scaled[k] = value;
    sum += value - value;
  }
  if (sum !== 0) throw new RangeError('the matrix has elements that are not finite');
  return solverBy(
    preparedOf(columnRuns(scaled, rows, columns), { scale, penalty, kernels: problem.kernels }, segments),
    {
      weights: problem.differenceWeights,
    },
  );
}

/** What solvers of all matrices of a problem have in common. */
interface Setting {
  readonly scale: number;
  readonly penalty: TikhonovPenalty;
  readonly kernels: KernelChoice | undefined;
}

/** What solvers of one matrix have in common. */
interface Prepared extends Setting {
  readonly a: ColumnRuns;
  readonly columnSums: Float64Array;
  readonly bandsBy: (prior: DifferencePrior) => ReturnType<typeof penaltyBands>;
}

function preparedOf(a: ColumnRuns, { scale, penalty, kernels }: Setting, segments: ArrayLike<number>): Prepared {
  const columnSums = new Float64Array(a.columns);
  applyTransposed(a, new Float64Array(a.rows).fill(1), columnSums);
  return { a, columnSums, scale, penalty, kernels, bandsBy: (prior) => penaltyBands(penalty, segments, prior) };
}

/** @param before Working memory of the solver that this one comes of. */
function solverBy(prepared: Prepared, prior: DifferencePrior, before?: WorkingRoom): TikhonovSolver {
  const { a, columnSums, scale } = prepared;
  const { rows, columns } = a;
  const { weights, correlations } = prior;
  if (
    weights !== undefined &&
    (weights.length !== columns || !Array.from(weights).every((value) => value >= 0 && value < Infinity))
  )
    throw new RangeError(`weights of differences are ${columns} numbers of 0 or more`);
  if (
    correlations !== undefined &&
    (correlations.length !== columns || !Array.from(correlations).every((value) => value >= 0 && value < 1))
  )
    throw new RangeError(`correlations of differences are ${columns} numbers from 0 to below 1`);
  const penalty = prepared.bandsBy(prior);
  const { rank } = penalty;
  const work = penalisedWorkspace(a, penalty, scale, prepared.kernels, before);
  const none = new Float64Array(rows);
  return {
    rows,
    columns,
    rank,
    withDifferenceWeights: (others, correlated) =>
      solverBy(prepared, { weights: others, correlations: correlated }, work.room),
    withColumns(others, segments) {
      const scaled = new Map(
        [...others].map(([j, column]) => [j, Float64Array.from(column, (value) => value * scale)]),
      );
      if (segments.length !== columns || [...scaled].some(([j, column]) => j >= columns || column.length !== rows))
        throw new RangeError(`columns of ${rows} rows and segments of ${columns} columns are wanted`);
      if (![...scaled.values()].every((column) => column.every(Number.isFinite)))
        throw new RangeError('the matrix has elements that are not finite');
      return solverBy(preparedOf(withColumns(a, scaled), prepared, segments), prior, work.room);
    },
    solve(values, options = {}) {
      checkData(values, rows, options);
      const data = Float64Array.from(values);
      const background = options.background === undefined ? none : Float64Array.from(options.background);
      const { lambda = 'evidence', factor = 1 } = options;
      const start =
        options.start === undefined
          ? new Float64Array(columns).fill(startLevel(data, background, options, columnSums))
          : Float64Array.from(options.start, (value) => value / scale);
      const at = (strength: number, from: Float64Array): TikhonovSolution => {
        const fit = minimisePenalised(work, { data, background, factor, lambda: strength, start: from, options });
        return tikhonovSolution(work, fit);
      };
      if (typeof lambda === 'number') {
        if (!(lambda >= 0) || !Number.isFinite(lambda)) throw new RangeError(`lambda is ${lambda}`);
        return at(lambda, start);
      }
      return chooseLambda(lambda, usedRows(rows, options), (strength, from) =>
        at(strength, from?.x.map((value) => value / scale) ?? start),
      );
    },
  };
}

/**
 * Solve one penalised problem: minimise deviance(data | factor A x +
 * background) + lambda |L x / scale|^2, by default with every x >= 0, by a
 * projected Newton method (Bertsekas 1982) on the banded normal equations.
 *
 * @throws RangeError as {@link tikhonovSolver}, and for data that are not finite (or negative counts).
 */
export function tikhonov(
  problem: TikhonovProblem,
  data: ArrayLike<number>,
  options: TikhonovOptions = {},
): TikhonovSolution {
  return tikhonovSolver(problem).solve(data, options);
}
