import { richardsonLucySolver } from '@operando/numerics';
import type { LambdaRule, TikhonovSolution } from '@operando/numerics';
import { profileSeriesDefaults } from './defaults.js';
import type { DepthModel, SolvableModel } from './depth-model.js';
import { checkLambda } from './lambda-choice.js';
import type { RowBackground } from './row-background.js';
import { rowWeights } from './row-weights.js';
import { exposureOf, exposureUncertainty } from './sensitivity.js';
import type { CountingTimes } from './spectrum.js';

/** Options of `deconvolve`. */
export interface DeconvolveOptions {
  /** How the resolution is taken out. @default 'tikhonov' */
  readonly method?: 'tikhonov' | 'richardson-lucy' | undefined;
  /** Strength of the smoothing, or the rule that chooses it. @default 'evidence' */
  readonly lambda?: number | LambdaRule | undefined;
  /** Steps of Richardson-Lucy. @default 30 */
  readonly iterations?: number | undefined;
  /** `covariance`: posterior, for Tikhonov only; `bootstrap`: Poisson resamples of the fit, inverted again. @default 'covariance' for Tikhonov, else 'bootstrap' */
  readonly uncertainty?: 'covariance' | 'bootstrap' | undefined;
  /** Spectra drawn for errors by `bootstrap`. @default 50 */
  readonly resamples?: number | undefined;
  /** Of the spectra that are drawn. @default 1 */
  readonly seed?: number | undefined;
  /** Concentration to begin at, e.g. of the frame before. */
  readonly start?: ArrayLike<number> | undefined;
}

/** A spectrum in the rows of a model. */
export interface GatheredSpectrum {
  readonly counts: Float64Array;
  /** Expected counts without any sample. */
  readonly background: Float64Array;
  /** Live seconds at nominal flux. */
  readonly exposure: number;
  /** Relative error of the exposure by the monitor's own counting. */
  readonly monitorError: number;
  /** Variance of the expected background by the blank's own counting; absent for a blank without noise. */
  readonly backgroundVariance: Float64Array | undefined;
  /** Weight of each row in the likelihood. @default 1 */
  readonly weights: Float64Array | undefined;
}

/** Counts that are in the rows of a model already, with what belongs to them. @param masked 1 for rows that must not be used. */
export function gatheredSpectrum(
  counts: Float64Array,
  times: CountingTimes,
  { rate, variance }: RowBackground,
  { geometry }: DepthModel,
  masked?: Uint8Array,
): GatheredSpectrum {
  const backgroundVariance = variance?.map((value) => value * times.liveTime ** 2);
  return {
    backgroundVariance,
    weights: rowWeights(counts, backgroundVariance, masked),
    counts,
    background: rate.map((value) => value * times.liveTime),
    exposure: exposureOf(times, geometry),
    monitorError: exposureUncertainty(times, geometry),
  };
}

/** How a spectrum is inverted: once, and again for each resample. */
export interface Inversion {
  readonly x: Float64Array;
  readonly fitted: Float64Array;
  /** Absent for Richardson-Lucy. */
  readonly solution?: TikhonovSolution;
  readonly again: (counts: Float64Array) => Float64Array;
}

/** Regularised, with a posterior covariance. */
export function byTikhonov(
  { counts: data, background, exposure: factor, weights }: GatheredSpectrum,
  { solver }: SolvableModel,
  { lambda = profileSeriesDefaults.lambda, start, tolerance }: DeconvolveOptions & { readonly tolerance?: number },
): Inversion & { readonly solution: TikhonovSolution } {
  checkLambda(lambda);
  const solve = (
    counts: Float64Array,
    by: number | LambdaRule,
    from: ArrayLike<number> | undefined,
  ): TikhonovSolution =>
    solver.solve(counts, { likelihood: 'poisson', background, factor, weights, lambda: by, start: from, tolerance });
  const solution = solve(data, lambda, start);
  const { x, fitted } = solution;
  return { x, fitted, solution, again: (counts) => solve(counts, solution.lambda, x).x };
}

/** By so many steps. */
export function byRichardsonLucy(
  { counts: data, background, exposure: factor, weights }: GatheredSpectrum,
  { matrix, rows, solver }: DepthModel,
  { iterations = profileSeriesDefaults.iterations }: DeconvolveOptions,
): Inversion {
  const lucy = richardsonLucySolver(matrix, rows, solver.columns);
  const { x, fitted } = lucy(data, { background, factor, iterations, weights });
  return { x, fitted, again: (counts) => lucy(counts, { background, factor, iterations, weights }).x };
}

/** Strength of the smoothing that a rule finds for a spectrum. */
export function strengthFor(data: GatheredSpectrum, model: DepthModel, rule: LambdaRule): number {
  return byTikhonov(data, model, { lambda: rule }).solution.lambda;
}

/** Pearson's chi2 of counts over the rows used, and whether it is too large: five standard deviations above its mean. */
export function agreement(
  data: Float64Array,
  fitted: Float64Array,
  weights: Float64Array | undefined,
): { readonly chiSquare: number; readonly rows: number; readonly misfit: boolean } {
  let chiSquare = 0;
  let spread = 0;
  let rows = 0;
  for (let i = 0; i < data.length; i++) {
    const weight = weights?.[i] ?? 1;
    if (weight === 0) continue;
    const mean = Math.max(1e-6, fitted[i]!);
    chiSquare += (weight * (data[i]! - mean) ** 2) / mean;
    spread += 2 + weight / Math.max(mean, 0.01);
    rows++;
  }
  return { chiSquare, rows, misfit: chiSquare > rows + 5 * Math.sqrt(spread) };
}
