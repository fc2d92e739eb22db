import { expectChoice, OperandoError } from '@operando/core';
import { richardsonLucySolver } from '@operando/numerics';
import type { LambdaRule, TikhonovSolution } from '@operando/numerics';
import type { DepthModel } from './depth-model.js';
import { checkLambda } from './lambda-choice.js';
import { arealDensity } from './profile.js';
import type { ConcentrationProfile, ProfileStatus } from './profile.js';
import { bootstrapErrors, covarianceErrors, mixed, weighted } from './profile-errors.js';
import type { ProfileErrors } from './profile-errors.js';
import { exposureOf, exposureUncertainty } from './sensitivity.js';
import { checkSpectrum } from './spectrum.js';
import type { CountBackground, CountingTimes, NdpSpectrum } from './spectrum.js';

/** Options of {@link deconvolve}. */
export interface DeconvolveOptions {
  /** @default 'tikhonov' */
  readonly method?: 'tikhonov' | 'richardson-lucy' | undefined;
  /** Strength of the smoothing, or the rule that chooses it. @default 'evidence' */
  readonly lambda?: number | LambdaRule | undefined;
  /** Steps of Richardson-Lucy. @default 30 */
  readonly iterations?: number | undefined;
  /** `covariance`: posterior, for Tikhonov only; `bootstrap`: Poisson resamples of the fit, inverted again. @default 'covariance' for Tikhonov, else 'bootstrap' */
  readonly uncertainty?: 'covariance' | 'bootstrap' | undefined;
  /** @default 50 */
  readonly resamples?: number | undefined;
  /** @default 1 */
  readonly seed?: number | undefined;
  /** Concentration to begin at, e.g. of the frame before. */
  readonly start?: ArrayLike<number> | undefined;
}

/** Which part of the true profile an estimate in one bin shows. */
export interface ResolutionKernel {
  /** Weight of each true bin in this estimate. */
  readonly weights: Float64Array;
  /** Full width at half maximum in um. */
  readonly fwhm: number;
}

/** A profile by inversion of the forward model. */
export interface DeconvolvedProfile extends ConcentrationProfile {
  readonly method: 'tikhonov' | 'richardson-lucy';
  /** NaN for Richardson-Lucy. */
  readonly lambda: number;
  /** Pearson's chi2 over the rows fitted. */
  readonly chiSquare: number;
  readonly rows: number;
  /** How many numbers the data determine; NaN for Richardson-Lucy. */
  readonly effectiveParameters: number;
  readonly iterations: number;
  /** Expected counts of each row. */
  readonly fitted: Float64Array;
  /** The layers' own profiles, from which areal densities are summed; differs from `concentration` across wide interfaces only. */
  readonly own: Float64Array;
  /** Inverse of the posterior covariance of `own`, row-major. @throws OperandoError `unsupported` for Richardson-Lucy. */
  precision(): Float64Array;
  /** @throws OperandoError `unsupported` for Richardson-Lucy. */
  resolutionKernel(bin: number): ResolutionKernel;
}

/** Full width at half maximum about the largest weight per um. */
function kernelWidth(weights: Float64Array, edges: Float64Array): number {
  const density = weights.map((weight, j) => weight / (edges[j + 1]! - edges[j]!));
  let top = 0;
  for (let j = 1; j < density.length; j++) if (density[j]! > density[top]!) top = j;
  const half = 0.5 * density[top]!;
  let low = top;
  while (low > 0 && density[low - 1]! >= half) low--;
  let high = top;
  while (high < density.length - 1 && density[high + 1]! >= half) high++;
  return edges[high + 1]! - edges[low]!;
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
}

/** Counts that are in the rows of a model already, with what belongs to them. */
export function gatheredSpectrum(
  counts: Float64Array,
  times: CountingTimes,
  { background }: CountBackground,
  model: DepthModel,
): GatheredSpectrum {
  return {
    counts,
    background: background === undefined ? new Float64Array(model.rows) : model.gather(background, times.liveTime),
    exposure: exposureOf(times, model.geometry),
    monitorError: exposureUncertainty(times, model.geometry),
  };
}

/**
 * Concentration against depth with the resolution taken out: alpha and triton
 * lines share one non-negative profile, counts are Poisson, second differences
 * are held small within each layer and free across boundaries.
 *
 * Standard errors are those of the posterior, for which the bands cover the truth as
 * often as they say when the strength of smoothing is that of the sample
 * (`evidence`); they hold counting noise (the monitor's too) only. The scale and the depths have
 * their own, common, uncertainties beside them.
 *
 * @throws OperandoError as {@link concentrationProfile}, `invalid-argument` for options that contradict each other.
 */
export function deconvolve(
  spectrum: NdpSpectrum,
  model: DepthModel,
  options: DeconvolveOptions = {},
): DeconvolvedProfile {
  checkSpectrum(spectrum);
  if (spectrum.counts.length !== model.channels) {
    throw new OperandoError(
      'shape-mismatch',
      `the spectrum has ${spectrum.counts.length} channels, the model ${model.channels}.`,
      { cure: 'Make the model with the channel edges of these spectra.' },
    );
  }
  return invert(gatheredSpectrum(model.gather(spectrum.counts), spectrum, spectrum, model), model, options);
}

/** How a spectrum is inverted: once, and again for each resample. */
interface Inversion {
  readonly x: Float64Array;
  readonly fitted: Float64Array;
  /** Absent for Richardson-Lucy. */
  readonly solution?: TikhonovSolution;
  again(counts: Float64Array): Float64Array;
}

function byTikhonov(
  { counts: data, background, exposure: factor }: GatheredSpectrum,
  { solver }: DepthModel,
  { lambda = 'evidence', start }: DeconvolveOptions,
): Inversion & { readonly solution: TikhonovSolution } {
  checkLambda(lambda);
  const solve = (
    counts: Float64Array,
    by: number | LambdaRule,
    from: ArrayLike<number> | undefined,
  ): TikhonovSolution => solver.solve(counts, { likelihood: 'poisson', background, factor, lambda: by, start: from });
  const solution = solve(data, lambda, start);
  const { x, fitted } = solution;
  return { x, fitted, solution, again: (counts) => solve(counts, solution.lambda, x).x };
}

function byRichardsonLucy(
  { counts: data, background, exposure: factor }: GatheredSpectrum,
  { matrix, rows, solver }: DepthModel,
  { iterations = 30 }: DeconvolveOptions,
): Inversion {
  const lucy = richardsonLucySolver(matrix, rows, solver.columns);
  const { x, fitted } = lucy(data, { background, factor, iterations });
  return { x, fitted, again: (counts) => lucy(counts, { background, factor, iterations }).x };
}

/** Strength of the smoothing that a rule finds for a spectrum. */
export function strengthFor(data: GatheredSpectrum, model: DepthModel, rule: LambdaRule): number {
  return byTikhonov(data, model, { lambda: rule }).solution.lambda;
}

/** Pearson's chi2 of counts, and whether it is too large: five standard deviations above its mean. */
function agreement(data: Float64Array, fitted: Float64Array): { readonly chiSquare: number; readonly misfit: boolean } {
  let chiSquare = 0;
  let spread = 0;
  for (let i = 0; i < data.length; i++) {
    const mean = Math.max(1e-6, fitted[i]!);
    chiSquare += (data[i]! - mean) ** 2 / mean;
    spread += 2 + 1 / Math.max(mean, 0.01);
  }
  return { chiSquare, misfit: chiSquare > data.length + 5 * Math.sqrt(spread) };
}

/** Invert a spectrum that is in the rows of the model; {@link deconvolve} takes one in channels. */
export function invert(data: GatheredSpectrum, model: DepthModel, options: DeconvolveOptions): DeconvolvedProfile {
  const method = expectChoice('method', options.method ?? 'tikhonov', ['tikhonov', 'richardson-lucy']);
  const uncertainty = expectChoice(
    'uncertainty',
    options.uncertainty ?? (method === 'tikhonov' ? 'covariance' : 'bootstrap'),
    ['covariance', 'bootstrap'],
  );
  if (method === 'richardson-lucy' && uncertainty === 'covariance') {
    throw new OperandoError('invalid-argument', 'Richardson-Lucy has no covariance.', {
      where: { parameter: 'uncertainty' },
      cure: "Ask for uncertainty: 'bootstrap'.",
    });
  }
  const inversion = method === 'tikhonov' ? byTikhonov(data, model, options) : byRichardsonLucy(data, model, options);
  const { x, fitted, solution } = inversion;
  const { resamples = 50, seed = 1 } = options;
  const errors =
    uncertainty === 'covariance' && solution !== undefined
      ? covarianceErrors(model, solution)
      : bootstrapErrors(model, fitted, data.exposure, inversion.again, { resamples, seed });
  const { chiSquare, misfit } = agreement(data.counts, fitted);
  const status: ProfileStatus = misfit
    ? 'misfit'
    : solution === undefined || solution.status === 'converged'
      ? 'converged'
      : 'limit-reached';
  return {
    method,
    status,
    ...estimatesOf(model, x, errors, data.monitorError, status),
    depthEdges: model.grid.edges,
    layer: model.grid.layer,
    scaleUncertainty: model.sensitivity.relativeUncertainty,
    depthStderr: model.depthStderr,
    lambda: solution?.lambda ?? Number.NaN,
    chiSquare,
    rows: model.rows,
    effectiveParameters: solution?.effectiveParameters() ?? Number.NaN,
    iterations: solution?.iterations ?? options.iterations ?? 30,
    fitted,
    precision: () => tikhonovOnly(solution).precision(),
    resolutionKernel: (bin) => kernelOf(tikhonovOnly(solution), model, bin),
  };
}

function kernelOf(solution: TikhonovSolution, { grid }: DepthModel, bin: number): ResolutionKernel {
  if (!(bin >= 0 && bin < grid.layer.length))
    throw new OperandoError('outside-range', `there is no depth bin ${bin}.`, { where: { parameter: 'bin' } });
  const weights = solution.resolutionRow(bin);
  return { weights, fwhm: kernelWidth(weights, grid.edges) };
}

/** Concentrations and areal densities of the layers' own profiles. */
function estimatesOf(
  model: DepthModel,
  own: Float64Array,
  errors: ProfileErrors,
  monitorError: number,
  status: ProfileStatus,
): Pick<DeconvolvedProfile, 'own' | 'concentration' | 'stderr' | 'layers' | 'total'> {
  const { layerWeights, totalWeights, axes } = model;
  const concentration = mixed(model, own);
  // The monitor's own noise moves a whole frame up or down.
  const withMonitor = (value: number, error: number): number => Math.hypot(error, monitorError * value);
  const areal = (name: string, weights: Float64Array, error: number): ConcentrationProfile['total'] => {
    const value = weighted(weights, own);
    return arealDensity(name, weights, value, withMonitor(value, error), status);
  };
  return {
    own,
    concentration,
    stderr: concentration.map((value, j) => withMonitor(value, errors.concentration[j]!)),
    layers: layerWeights.map((weights, k) => areal(axes[0]!.layers[k]!.name, weights, errors.layers[k]!)),
    total: areal('total', totalWeights, errors.total),
  };
}

function tikhonovOnly(solution: TikhonovSolution | undefined): TikhonovSolution {
  if (solution !== undefined) return solution;
  throw new OperandoError('unsupported', 'Richardson-Lucy has neither covariance nor resolution matrix.', {
    cure: "Use method: 'tikhonov'.",
  });
}

/**
 * The same profile with another estimate and covariance of the layers' own
 * profiles, as smoothing over frames gives them. Elements below 0 are set to 0.
 */
export function withEstimate(
  profile: DeconvolvedProfile,
  model: DepthModel,
  x: Float64Array,
  covariance: Float64Array,
  monitorError: number,
): DeconvolvedProfile {
  const n = x.length;
  const deviation = (weights: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < n; i++)
      if (weights[i] !== 0) for (let j = 0; j < n; j++) sum += weights[i]! * weights[j]! * covariance[i * n + j]!;
    return Math.sqrt(Math.max(0, sum));
  };
  const unit = new Float64Array(n);
  const concentration = x.map((_, i) => {
    if (model.mixing !== undefined) return deviation(model.mixing.subarray(i * n, (i + 1) * n));
    unit.fill(0);
    unit[i] = 1;
    return deviation(unit);
  });
  const errors: ProfileErrors = {
    concentration,
    layers: Float64Array.from(model.layerWeights, deviation),
    total: deviation(model.totalWeights),
  };
  const own = x.map((value) => Math.max(0, value));
  return { ...profile, ...estimatesOf(model, own, errors, monitorError, profile.status) };
}
