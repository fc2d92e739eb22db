import { finishSteps, OperandoError, stepsAt } from '@operando/core';
import type { Steps } from '@operando/core';
import { sampleEnsembleSteps } from '@operando/numerics';
import type { EnsembleSamples } from '@operando/numerics';
import { fitDefaults, posteriorDefaults } from './defaults.js';
import { fitProblem } from './fit-problem.js';
import type { FitProblem } from './fit-problem.js';
import { coRefineEntries, fitByMethodSteps } from './fit-reflectivity.js';
import type { CoRefineOptions } from './fit-reflectivity.js';
import type { ReflectivityData } from './fit-data.js';
import type { ReflectivityFit } from './fit-result.js';
import type { ReflectivityModel } from './model.js';
import { quantile, sldBands, tails } from './sld-bands.js';
import type { SldBandOptions, SldBands } from './sld-bands.js';
import { startingWalkers } from './walkers.js';

/** Options of {@link samplePosterior}. */
export interface PosteriorOptions extends CoRefineOptions {
  /** How many walkers there are. @default four for each free parameter, an even number of at least 20 */
  readonly walkers?: number | undefined;
  /** Steps of each walker that are kept, before thinning. @default 1000 */
  readonly steps?: number | undefined;
  /** Steps thrown away first. @default half of `steps` */
  readonly burn?: number | undefined;
  /** Every so many kept steps one is a sample. @default 5 */
  readonly thin?: number | undefined;
  /** A fit to begin around. @default one by `method` */
  readonly fit?: ReflectivityFit | undefined;
}

/** What the samples say about one parameter. */
export interface PosteriorParameter {
  /** In the unit of the parameter. */
  readonly mean: number;
  /** In the unit of the parameter. */
  readonly median: number;
  /** Standard deviation, in the unit of the parameter. */
  readonly std: number;
  /** Equal tails of 68.3 and 95.4 %. */
  readonly interval68: readonly [number, number];
  /** Equal tails of 95.4 %. */
  readonly interval95: readonly [number, number];
  /** Split R-hat: 1 when the walkers agree. */
  readonly rHat: number;
  /** Independent draws that they are worth. */
  readonly effectiveSamples: number;
}

/** Samples of the posterior. */
export interface Posterior {
  /** By name, free ones only. */
  readonly parameters: Readonly<Record<string, PosteriorParameter>>;
  /** Free parameters, in the order of the columns of `samples`. */
  readonly names: readonly string[];
  /** Row-major [samples x free parameters]: data of corner plots. */
  readonly samples: Float64Array;
  /** Samples that were kept. */
  readonly count: number;
  /** How many walkers there were. */
  readonly walkers: number;
  /** Of each walker that were kept, before thinning. */
  readonly steps: number;
  /** Of each walker that were thrown away first. */
  readonly burn: number;
  /** Share of the moves that were taken, 0 to 1. */
  readonly acceptance: number;
  /** Every R-hat below 1.2 (Vrugt's rule for ensembles of walkers, Int. J. Nonlinear Sci. 10 (2009) 273) and 100 effective samples or more. */
  readonly converged: boolean;
  /** Where the walkers began. */
  readonly fit: ReflectivityFit;
  /**
   * Bands of a curve's SLD profile from up to 500 samples.
   *
   * @param curve Which curve's model. @default 0
   */
  sldBands(curve?: number, options?: SldBandOptions): SldBands;
}

/** Logarithm of the probability of values of the free parameters, up to a constant; -Infinity outside the bounds. */
function probabilityOf(
  problem: FitProblem,
  fit: ReflectivityFit,
  free: readonly number[],
): (x: Float64Array) => number {
  const values = fit.values.slice();
  const residuals = new Float64Array(problem.size);
  return (x) => {
    for (let i = 0; i < free.length; i++) {
      const k = free[i]!;
      if (!(x[i]! >= problem.lower[k]! && x[i]! <= problem.upper[k]!)) return -Infinity;
      values[k] = x[i]!;
    }
    problem.residuals(values, residuals);
    let sum = 0;
    for (let i = 0; i < residuals.length; i++) sum += residuals[i]! * residuals[i]!;
    return Number.isNaN(sum) ? -Infinity : -0.5 * sum;
  };
}

/** What the samples say of one parameter, out of rows of `n`. */
function summaryOf(run: EnsembleSamples, i: number, n: number): PosteriorParameter {
  const { count, samples } = run;
  const sorted = Float64Array.from({ length: count }, (_, s) => samples[s * n + i]!).sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  return {
    mean,
    median: quantile(sorted, 0.5),
    std: Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, count - 1)),
    interval68: [quantile(sorted, tails.low68), quantile(sorted, tails.high68)],
    interval95: [quantile(sorted, tails.low95), quantile(sorted, tails.high95)],
    rHat: run.rHat[i]!,
    effectiveSamples: run.effectiveSamples[i]!,
  };
}

/** Samples of the free parameters as sets of all. */
function* sampleValues(run: EnsembleSamples, fit: ReflectivityFit, free: readonly number[]): Generator<Float64Array> {
  const stride = Math.max(1, Math.floor(run.count / 500));
  const sample = fit.values.slice();
  for (let s = 0; s < run.count; s += stride) {
    free.forEach((k, i) => (sample[k] = run.samples[s * free.length + i]!));
    yield sample;
  }
}

const listOf = <T>(one: T | readonly T[]): readonly T[] => (isList(one) ? one : [one]);

function isList<T>(one: T | readonly T[]): one is readonly T[] {
  return Array.isArray(one);
}

/**
 * Sample the posterior of a model (or several, as {@link coRefine}) with flat priors inside the bounds and the models' Gaussian
 * priors, by an ensemble of walkers that begins around the best fit, and around every other solution that a search found to describe the data as
 * well. Seeded; with measures of convergence.
 *
 * @throws OperandoError as {@link coRefine}, `invalid-argument` when nothing is free.
 */
export function samplePosterior(
  models: ReflectivityModel | readonly ReflectivityModel[],
  data: ReflectivityData | readonly ReflectivityData[],
  options: PosteriorOptions = {},
): Posterior {
  return finishSteps(samplePosteriorSteps(models, data, options));
}

/** {@link samplePosterior} in steps: one after each step of all walkers, those thrown away first. @throws as {@link samplePosterior}. */
export function* samplePosteriorSteps(
  models: ReflectivityModel | readonly ReflectivityModel[],
  data: ReflectivityData | readonly ReflectivityData[],
  options: PosteriorOptions = {},
): Steps<Posterior> {
  const entries = coRefineEntries(listOf(models), listOf(data), options.shared);
  const problem = fitProblem(entries, options.objective ?? fitDefaults.objective, options.kernels);
  const free = [...problem.names.keys()].filter((k) => problem.fixed[k] !== true);
  if (free.length === 0)
    throw new OperandoError('invalid-argument', 'no parameter is free.', { where: { parameter: 'parameters' } });
  const { seed = fitDefaults.seed, steps = posteriorDefaults.steps, thin = posteriorDefaults.thin } = options;
  const { burn = Math.ceil(0.5 * steps) } = options;
  const total = burn + steps;
  const fit = options.fit ?? (yield* stepsAt(fitByMethodSteps(problem, options, false), { done: 0, total }));
  // Walkers move in two halves.
  const walkers = 2 * Math.ceil((options.walkers ?? Math.max(20, 4 * free.length)) / 2);
  if (!(walkers >= 2 * free.length))
    throw new OperandoError('invalid-argument', `${walkers} walkers are too few for ${free.length} free parameters.`, {
      where: { parameter: 'walkers' },
      cure: `Give ${2 * free.length} or more, or leave it out.`,
    });
  problem.prepare(fit.values);
  const probability = probabilityOf(problem, fit, free);
  const isAllowed = (x: Float64Array): boolean => Number.isFinite(probability(x));
  const begin = startingWalkers(problem, fit, free, walkers, { seed, isAllowed });
  const sampling = sampleEnsembleSteps(probability, begin, { steps, burn, thin, seed });
  let step = sampling.next();
  for (; step.done !== true; step = sampling.next()) yield { done: step.value, total };
  const run = step.value;
  const names = free.map((k) => problem.names[k]!);
  return {
    parameters: Object.fromEntries(names.map((name, i) => [name, summaryOf(run, i, free.length)])),
    names,
    samples: run.samples,
    count: run.count,
    walkers,
    steps,
    burn,
    acceptance: run.acceptance,
    converged: run.rHat.every((value) => value < 1.2) && run.effectiveSamples.every((value) => value >= 100),
    fit,
    sldBands: (curve = 0, bandOptions = {}) =>
      sldBands(problem, fit.values, sampleValues(run, fit, free), curve, bandOptions),
  };
}
