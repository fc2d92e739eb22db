import { expectChoice, finishSteps, OperandoError, stepsAt, uniqueNames } from '@operando/core';
import type { StepProgress, Steps } from '@operando/core';
import { differentialEvolutionSteps, latinHypercube, leastSquaresSteps, seededRandom } from '@operando/numerics';
import type { LeastSquaresResult } from '@operando/numerics';
import { fitDefaults } from './defaults.js';
import { determinationAt } from './determined.js';
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

/** How far a local fit goes. */
export interface LocalFitOptions {
  /** @default 200 */
  readonly maximumIterations?: number | undefined;
  /** How often the quadrature of the resolution is made at most. @default 4 */
  readonly rounds?: number | undefined;
  /** What is told meanwhile: iterations are too small to count. @default nothing of one */
  readonly progress?: StepProgress | undefined;
}

/** One local fit; the quadrature of the resolution is made anew until that changes nothing. */
export function* localFitSteps(
  problem: FitProblem,
  from: Float64Array,
  {
    maximumIterations = fitDefaults.maximumIterations,
    rounds = 4,
    progress = { done: 0, total: 1 },
  }: LocalFitOptions = {},
): Steps<LeastSquaresResult> {
  let start = from;
  for (let round = 1; ; round++) {
    problem.prepare(start);
    yield progress;
    const steps = leastSquaresSteps(
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
    const solution = yield* stepsAt(steps, progress);
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

/** Steps with a quadrature made anew for each, at most. */
const mostPolishing = 12;

/** chi2 with a quadrature made for the place. */
function freshChiSquare(problem: FitProblem, values: Float64Array): number {
  const residuals = new Float64Array(problem.size);
  problem.prepare(values);
  problem.residuals(values, residuals);
  return residuals.reduce((sum, value) => sum + value * value, 0);
}

/**
 * A fit that ended without its last digits goes on by undamped steps, each with a quadrature made for its place: critical edges that
 * move between the nodes of a fixed quadrature leave chi2 rough in its last digits. It is at the minimum when such a step promises
 * next to nothing.
 */
function confirmed(problem: FitProblem, solution: LeastSquaresResult): LeastSquaresResult {
  if (solution.status !== 'stalled' && solution.status !== 'limit-reached') return solution;
  const held = (k: number): boolean => problem.fixed[k] === true || solution.clipped.includes(k);
  const { lower, upper } = problem;
  let at = solution.parameters;
  let chiSquare = freshChiSquare(problem, at);
  for (let polishing = 0; polishing < mostPolishing; polishing++) {
    const { step, promise, covariance } = determinationAt(problem, at, held);
    if (promise <= promiseAtMinimum)
      return {
        ...solution,
        parameters: at,
        covariance,
        chiSquare,
        status: 'converged',
        message: `converged: the undamped step from the end promises ${promise.toExponential(1)} of chi2 ${chiSquare.toPrecision(6)}`,
      };
    let next: Float64Array | undefined;
    for (let length = 1; length > 0.1 && next === undefined; length /= 2) {
      // Not on to a bound: what is there is held.
      const trial = at.map((value, k) => {
        const to = value + length * step[k]!;
        return to > lower[k]! && to < upper[k]! ? to : value;
      });
      const reached = freshChiSquare(problem, trial);
      if (reached < chiSquare) [next, chiSquare] = [trial, reached];
    }
    if (next === undefined) break;
    at = next;
    problem.prepare(at);
  }
  return { ...solution, parameters: at, chiSquare };
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

/** Fits from many starts, the best first and finished. */
function* fromManyStarts(
  problem: FitProblem,
  { starts = fitDefaults.starts, seed = fitDefaults.seed, maximumIterations }: FitOptions,
): Steps<LeastSquaresResult[]> {
  const { lower, upper } = searchBox(problem, 'multi-start');
  const points = [problem.start, ...latinHypercube(starts, lower, upper, seededRandom(seed))];
  const most = 3;
  const total = points.length + Math.min(most, points.length);
  const found: LeastSquaresResult[] = [];
  for (const [done, from] of points.entries())
    found.push(yield* localFitSteps(problem, from, { maximumIterations: 40, rounds: 1, progress: { done, total } }));
  const rough = found.toSorted(better);
  // The best few are finished; the rest show how rough the way was.
  const finished: LeastSquaresResult[] = [];
  for (const { parameters } of rough.slice(0, most)) {
    const progress = { done: points.length + finished.length, total };
    finished.push(yield* localFitSteps(problem, parameters, { maximumIterations, progress }));
  }
  yield { done: total, total };
  return [...finished.toSorted(better), ...rough.slice(most)];
}

/** A fit from where differential evolution ended. */
function* byEvolution(
  problem: FitProblem,
  { generations = fitDefaults.generations, seed = fitDefaults.seed, maximumIterations }: FitOptions,
): Steps<LeastSquaresResult> {
  const { lower, upper } = searchBox(problem, 'de');
  problem.prepare(problem.start);
  const residuals = new Float64Array(problem.size);
  const search = differentialEvolutionSteps(
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
  const total = generations + 1;
  let step = search.next();
  for (; step.done !== true; step = search.next()) yield { done: step.value, total };
  const progress = { done: generations, total };
  const fit = yield* localFitSteps(problem, step.value.x, { maximumIterations, progress });
  yield { done: total, total };
  return fit;
}

/** Fit a problem by the method asked for. */
export function* fitByMethodSteps(problem: FitProblem, options: FitOptions = {}): Steps<ReflectivityFit> {
  const method = expectChoice('method', options.method ?? fitDefaults.method, ['lm', 'multi-start', 'de']);
  let found: LeastSquaresResult[];
  if (method === 'multi-start') found = yield* fromManyStarts(problem, options);
  else if (method === 'de') found = [yield* byEvolution(problem, options)];
  else {
    found = [yield* localFitSteps(problem, problem.start, { maximumIterations: options.maximumIterations })];
    yield { done: 1, total: 1 };
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
  return finishSteps(fitReflectivitySteps(model, data, options));
}

/** {@link fitReflectivity} in steps: one after each start, generation and iteration; what is told are starts or generations. */
export function* fitReflectivitySteps(
  model: ReflectivityModel,
  data: ReflectivityData,
  options: FitOptions = {},
): Steps<ReflectivityFit> {
  return yield* fitByMethodSteps(fitProblem([{ model, data }], options.objective ?? fitDefaults.objective), options);
}

/** Options of {@link coRefine}. */
export interface CoRefineOptions extends FitOptions {
  /** Names of the parameters that all models share; others are each model's own and called `model.parameter`. @default all of one name, but for those a model calls its `own` */
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
  // Two of one name would share every parameter.
  const labels = uniqueNames(models.map((model, m) => model.name ?? data[m]!.name ?? `model${m + 1}`));
  return models.map((model, m) => ({
    model,
    data: { name: labels[m]!, ...data[m]! },
    rename: (name: string): string =>
      (shared === undefined || shared.includes(name)) && model.own?.includes(name) !== true
        ? name
        : `${labels[m]!}.${name}`,
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
  return finishSteps(coRefineSteps(models, data, options));
}

/** {@link coRefine} in steps, as {@link fitReflectivitySteps}. */
export function* coRefineSteps(
  models: readonly ReflectivityModel[],
  data: readonly ReflectivityData[],
  options: CoRefineOptions = {},
): Steps<ReflectivityFit> {
  const problem = fitProblem(coRefineEntries(models, data, options.shared), options.objective ?? fitDefaults.objective);
  return yield* fitByMethodSteps(problem, options);
}
