import { expectChoice, finishSteps, OperandoError, uniqueNames } from '@operando/core';
import type { Steps } from '@operando/core';
import type { LeastSquaresResult } from '@operando/numerics';
import { fitDefaults } from './defaults.js';
import { byEvolution } from './evolution.js';
import type { Objective, ReflectivityData } from './fit-data.js';
import { fitProblem } from './fit-problem.js';
import type { FitEntry } from './fit-entry.js';
import type { FitProblem } from './fit-problem.js';
import { fitResult } from './fit-result.js';
import type { ReflectivityFit } from './fit-result.js';
import { hintsOf } from './hints.js';
import { localFitSteps } from './local-fit.js';
import { fromManyStarts } from './many-starts.js';
import type { ReflectivityModel } from './model.js';
import type { SearchOptions } from './search-options.js';

/** Options of {@link fitReflectivity} and {@link coRefine}. */
export interface FitOptions extends SearchOptions {
  /**
   * `lm`: from the start values. `multi-start`: from them and from points spread over the bounds, since fits from one start get
   * caught when a critical edge has to move; all minima that are found are told (`solutions`), and a fit with another within 10 of
   * its chi2 is `ambiguous`. `de`: differential
   * evolution over the bounds, then `lm`.
   * @default 'lm'
   */
  readonly method?: 'lm' | 'multi-start' | 'de' | undefined;
  /** What is compared: r itself, its logarithm, or r Q^4. @default 'linear' */
  readonly objective?: Objective | undefined;
}

/** Fit a problem by the method asked for. @param reads Whether it is asked what else the model may mean where nothing fits. */
export function* fitByMethodSteps(problem: FitProblem, options: FitOptions, reads: boolean): Steps<ReflectivityFit> {
  const method = expectChoice('method', options.method ?? fitDefaults.method, ['lm', 'multi-start', 'de']);
  if (method === 'multi-start') {
    const { minima, starts } = yield* fromManyStarts(problem, options);
    const [best] = minima;
    const hints =
      best === undefined
        ? []
        : yield* hintsOf(problem, best.solution, reads, { done: starts.length, total: starts.length });
    return fitResult(problem, minima, starts, hints);
  }
  let found: LeastSquaresResult;
  if (method === 'de') found = yield* byEvolution(problem, options);
  else {
    found = yield* localFitSteps(problem, problem.start, { maximumIterations: options.maximumIterations });
    yield { done: 1, total: 1 };
  }
  const total = method === 'de' ? (options.generations ?? fitDefaults.generations) : 1;
  const hints = yield* hintsOf(problem, found, reads, { done: total, total });
  return fitResult(problem, [{ solution: found, reached: 1, isMinimum: true }], [found.chiSquare], hints);
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

/** {@link fitReflectivity} in steps: one after each start, generation and iteration; what is told are starts or generations. @throws as {@link fitReflectivity}. */
export function* fitReflectivitySteps(
  model: ReflectivityModel,
  data: ReflectivityData,
  options: FitOptions = {},
): Steps<ReflectivityFit> {
  return yield* fitByMethodSteps(
    fitProblem([{ model, data }], options.objective ?? fitDefaults.objective, options.kernels),
    options,
    true,
  );
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

/** {@link coRefine} in steps, as {@link fitReflectivitySteps}. @throws as {@link coRefine}. */
export function* coRefineSteps(
  models: readonly ReflectivityModel[],
  data: readonly ReflectivityData[],
  options: CoRefineOptions = {},
): Steps<ReflectivityFit> {
  const problem = fitProblem(
    coRefineEntries(models, data, options.shared),
    options.objective ?? fitDefaults.objective,
    options.kernels,
  );
  return yield* fitByMethodSteps(problem, options, true);
}
