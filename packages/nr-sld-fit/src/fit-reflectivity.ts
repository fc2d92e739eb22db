import { expectChoice, OperandoError } from '@operando/core';
import { differentialEvolution, latinHypercube, leastSquares, seededRandom } from '@operando/numerics';
import type { LeastSquaresResult } from '@operando/numerics';
import type { Objective, ReflectivityData } from './fit-data.js';
import { fitProblem } from './fit-problem.js';
import type { FitEntry, FitProblem } from './fit-problem.js';
import { fitResult } from './fit-result.js';
import type { ReflectivityFit } from './fit-result.js';
import type { ReflectivityModel } from './model.js';

/** Options of {@link fitReflectivity} and {@link coRefine}. */
export interface FitOptions {
  /**
   * `lm`: from the start values. `multi-start`: from them and from points spread over the bounds, the best kept, since
   * fits from one start get caught when a critical edge has to move. `de`: differential
   * evolution over the bounds, then `lm`.
   * @default 'lm'
   */
  readonly method?: 'lm' | 'multi-start' | 'de' | undefined;
  /** @default 'linear' */
  readonly objective?: Objective | undefined;
  /** Starts besides the given one. @default 30 */
  readonly starts?: number | undefined;
  /** Generations of differential evolution. @default 200 */
  readonly generations?: number | undefined;
  /** @default 1 */
  readonly seed?: number | undefined;
  /** Of each local fit. @default 200 */
  readonly maximumIterations?: number | undefined;
}

/** One local fit; the quadrature of the resolution is made anew until that changes nothing. */
export function localFit(
  problem: FitProblem,
  from: Float64Array,
  maximumIterations = 200,
  rounds = 4,
): LeastSquaresResult {
  let start = from;
  for (let round = 1; ; round++) {
    problem.prepare(start);
    const solution = leastSquares(
      {
        size: problem.size,
        residuals: (p, out) => problem.residuals(p, out),
        jacobian: (p, out) => problem.jacobian(p, out),
      },
      start,
      {
        bounds: { lower: problem.lower, upper: problem.upper },
        fixed: problem.fixed,
        maximumIterations,
        stepTolerance: 1e-9,
        gainTolerance: 1e-11,
      },
    );
    if (rounds === 1 || solution.status === 'failed') return solution;
    if (round >= rounds || problem.data.every((data) => data.resolution === undefined))
      return confirmed(problem, solution);
    problem.prepare(solution.parameters);
    const residuals = new Float64Array(problem.size);
    problem.residuals(solution.parameters, residuals);
    const anew = residuals.reduce((sum, value) => sum + value * value, 0);
    if (Math.abs(anew - solution.chiSquare) <= 1e-3 + 1e-5 * solution.chiSquare) return confirmed(problem, solution);
    start = solution.parameters;
  }
}

/** What an undamped step may promise at most, in chi2, for a fit to count as arrived: a tenth of a standard error. */
const promiseAtMinimum = 0.01;

/**
 * A fit that ended without its last digits is at the minimum all the same when the undamped step from there, with a quadrature made for the place,
 * promises next to nothing: critical edges that move between the nodes of a fixed quadrature
 * leave chi2 rough in its last digits.
 */
function confirmed(problem: FitProblem, solution: LeastSquaresResult): LeastSquaresResult {
  if (solution.status !== 'stalled' && solution.status !== 'limit-reached') return solution;
  const n = problem.names.length;
  const residuals = new Float64Array(problem.size);
  const jacobian = new Float64Array(problem.size * n);
  problem.prepare(solution.parameters);
  problem.residuals(solution.parameters, residuals);
  problem.jacobian(solution.parameters, jacobian);
  const slope = new Float64Array(n);
  for (let i = 0; i < problem.size; i++) for (let k = 0; k < n; k++) slope[k]! += jacobian[i * n + k]! * residuals[i]!;
  let promise = 0;
  for (let a = 0; a < n; a++)
    for (let b = 0; b < n; b++) promise += slope[a]! * solution.covariance[a * n + b]! * slope[b]!;
  if (!(promise <= promiseAtMinimum)) return solution;
  return {
    ...solution,
    status: 'converged',
    message: `converged: the undamped step from the end promises ${promise.toExponential(1)} of chi2 ${solution.chiSquare.toPrecision(6)}`,
  };
}

/** Bounds that a search spreads its starts over. @throws OperandoError `invalid-argument` naming a parameter without. */
function searchBox(
  problem: FitProblem,
  method: string,
): { readonly lower: Float64Array; readonly upper: Float64Array } {
  problem.names.forEach((name, k) => {
    if (problem.fixed[k] !== true && !(Number.isFinite(problem.lower[k]!) && Number.isFinite(problem.upper[k]!))) {
      throw new OperandoError('invalid-argument', `parameter ${name} has no bounds, which ${method} needs.`, {
        where: { parameter: name },
        cure: 'Give both bounds, or fix it.',
      });
    }
  });
  const at = (bound: Float64Array): Float64Array =>
    bound.map((value, k) => (problem.fixed[k] === true ? problem.start[k]! : value));
  return { lower: at(problem.lower), upper: at(problem.upper) };
}

const better = (a: LeastSquaresResult, b: LeastSquaresResult): number =>
  (Number.isFinite(a.chiSquare) ? a.chiSquare : Infinity) - (Number.isFinite(b.chiSquare) ? b.chiSquare : Infinity);

/** Fit a problem by the method asked for. */
export function fitByMethod(problem: FitProblem, options: FitOptions = {}): ReflectivityFit {
  const { starts = 30, generations = 200, seed = 1, maximumIterations } = options;
  const method = expectChoice('method', options.method ?? 'lm', ['lm', 'multi-start', 'de']);
  let found: LeastSquaresResult[];
  if (method === 'lm') found = [localFit(problem, problem.start, maximumIterations)];
  else if (method === 'multi-start') {
    const { lower, upper } = searchBox(problem, method);
    const points = latinHypercube(starts, lower, upper, seededRandom(seed));
    const rough = [problem.start, ...points].map((from) => localFit(problem, from, 40, 1)).toSorted(better);
    // The best few are finished; the rest show how rough the way was.
    const finished = rough
      .slice(0, 3)
      .map((solution) => localFit(problem, solution.parameters, maximumIterations))
      .toSorted(better);
    found = [...finished, ...rough.slice(3)];
  } else {
    const { lower, upper } = searchBox(problem, method);
    problem.prepare(problem.start);
    const residuals = new Float64Array(problem.size);
    const best = differentialEvolution(
      (values) => {
        problem.residuals(values, residuals);
        let sum = 0;
        for (let i = 0; i < residuals.length; i++) sum += residuals[i]! * residuals[i]!;
        return sum;
      },
      lower,
      upper,
      { seed, generations, start: problem.start },
    );
    found = [localFit(problem, best.x, maximumIterations)];
  }
  const solution = found[0]!;
  problem.prepare(solution.parameters);
  return fitResult(
    problem,
    solution,
    found.map((each) => each.chiSquare),
  );
}

/**
 * Fit one model to one curve.
 *
 * @throws OperandoError for models and data that cannot be used, `invalid-argument` for a search without bounds.
 */
export function fitReflectivity(
  model: ReflectivityModel,
  data: ReflectivityData,
  options: FitOptions = {},
): ReflectivityFit {
  return fitByMethod(fitProblem([{ model, data }], options.objective ?? 'linear'), options);
}

/** Options of {@link coRefine}. */
export interface CoRefineOptions extends FitOptions {
  /** Names of the parameters that all models share; others are each model's own and called `model.parameter`. @default all of one name */
  readonly shared?: readonly string[] | undefined;
}

/** Entries of a co-refinement, parameters renamed where they are a model's own. */
export function coRefineEntries(
  models: readonly ReflectivityModel[],
  data: readonly ReflectivityData[],
  shared: readonly string[] | undefined,
): FitEntry[] {
  if (models.length !== data.length)
    throw new OperandoError('shape-mismatch', `${models.length} models for ${data.length} curves.`, {
      where: { parameter: 'data' },
    });
  const unknown = shared?.find((name) => models.every((model) => !Object.hasOwn(model.parameters, name)));
  if (unknown !== undefined)
    throw new OperandoError('invalid-argument', `no model has a parameter ${unknown}.`, {
      where: { parameter: 'shared' },
    });
  const label = (model: ReflectivityModel, m: number): string => model.name ?? data[m]!.name ?? `model${m + 1}`;
  return models.map((model, m) => ({
    model,
    data: { name: label(model, m), ...data[m]! },
    ...(shared === undefined
      ? {}
      : { rename: (name: string): string => (shared.includes(name) ? name : `${label(model, m)}.${name}`) }),
  }));
}

/**
 * Fit several curves together: contrasts of one sample, states of one cell.
 *
 * @throws OperandoError as {@link fitReflectivity}, `shape-mismatch` for models and curves of different number.
 */
export function coRefine(
  models: readonly ReflectivityModel[],
  data: readonly ReflectivityData[],
  options: CoRefineOptions = {},
): ReflectivityFit {
  return fitByMethod(fitProblem(coRefineEntries(models, data, options.shared), options.objective ?? 'linear'), options);
}
