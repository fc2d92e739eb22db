import { expectChoice, OperandoError } from '@operando/core';
import type { TikhonovSolution } from '@operando/numerics';
import { profileSeriesDefaults } from './defaults.js';
import type { DepthModel, SolvableModel } from './depth-model.js';
import { agreement, byRichardsonLucy, byTikhonov, gatheredSpectrum } from './inversion.js';
import type { DeconvolveOptions, GatheredSpectrum, Inversion } from './inversion.js';
import { arealDensity, seenValues } from './profile.js';
import type { ArealWeights, ConcentrationProfile, ProfileStatus } from './profile.js';
import { bootstrapErrors, covarianceErrors, mixed, weighted } from './profile-errors.js';
import type { ProfileErrors } from './profile-errors.js';
import { rowBackground } from './row-background.js';
import { checkSpectrum } from './spectrum.js';
import type { NdpSpectrum } from './spectrum.js';

/** Which part of the true profile an estimate in one bin shows. */
export interface ResolutionKernel {
  /** Weight of each true bin in this estimate. */
  readonly weights: Float64Array;
  /** Full width at half maximum in um. */
  readonly fwhm: number;
}

/** A profile by inversion of the forward model. */
export interface DeconvolvedProfile extends ConcentrationProfile {
  /** How the model was inverted. */
  readonly method: 'tikhonov' | 'richardson-lucy';
  /** NaN for Richardson-Lucy. */
  readonly lambda: number;
  /** Pearson's chi2 over the rows fitted. */
  readonly chiSquare: number;
  /** Channels, or sums of channels, that were fitted. */
  readonly rows: number;
  /** How many numbers the data determine; NaN for Richardson-Lucy. */
  readonly effectiveParameters: number;
  /** Steps that were taken. */
  readonly iterations: number;
  /** Expected counts of each row. */
  readonly fitted: Float64Array;
  /** The layers' own profiles, from which areal densities are summed; differs from `concentration` across wide interfaces only. */
  readonly own: Float64Array;
  /** Inverse of the posterior covariance of `own`, row-major. @throws OperandoError `unsupported` for Richardson-Lucy. */
  precision(this: void): Float64Array;
  /** @throws OperandoError `unsupported` for Richardson-Lucy. */
  resolutionKernel(this: void, bin: number): ResolutionKernel;
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
  const data = gatheredSpectrum(model.gather(spectrum.counts), spectrum, rowBackground(model, spectrum), model);
  return invert(data, model, options);
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
  return profileOf(data, model, inversion, { ...options, method, uncertainty });
}

/** Method, and where errors come from. */
interface ProfileWay {
  readonly method: 'tikhonov' | 'richardson-lucy';
  readonly uncertainty: 'covariance' | 'bootstrap';
}

/** What an inversion says. */
export function profileOf(
  data: GatheredSpectrum,
  model: SolvableModel,
  inversion: Inversion,
  options: ProfileWay & Omit<DeconvolveOptions, keyof ProfileWay>,
): DeconvolvedProfile {
  const { method, uncertainty } = options;
  const { x, fitted, solution } = inversion;
  const { resamples = 50, seed = 1 } = options;
  const errors =
    uncertainty === 'covariance' && solution !== undefined
      ? covarianceErrors(model, solution)
      : bootstrapErrors(model, fitted, data, inversion.again, { resamples, seed });
  const { chiSquare, rows, misfit } = agreement(data.counts, fitted, data.weights);
  const status: ProfileStatus = misfit
    ? 'misfit'
    : solution === undefined || solution.status === 'converged'
      ? 'converged'
      : 'limit-reached';
  return {
    method,
    status,
    ...estimatesOf(model, x, errors, data.monitorError, status),
    ...model.shown,
    scaleUncertainty: model.sensitivity.relativeUncertainty,
    lambda: solution?.lambda ?? Number.NaN,
    chiSquare,
    rows,
    effectiveParameters: solution?.effectiveParameters() ?? Number.NaN,
    iterations: solution?.iterations ?? options.iterations ?? profileSeriesDefaults.iterations,
    fitted,
    precision: () => tikhonovOnly(solution).precision(),
    resolutionKernel: (bin) => kernelOf(tikhonovOnly(solution), model, bin),
  };
}

function kernelOf(solution: TikhonovSolution, { grid, shown }: SolvableModel, bin: number): ResolutionKernel {
  const bins = shown.layer.length;
  if (!(bin >= 0 && bin < bins))
    throw new OperandoError('outside-range', `there is no depth bin ${bin}.`, { where: { parameter: 'bin' } });
  const weights = solution.resolutionRow(bin);
  return { weights: weights.slice(0, bins), fwhm: kernelWidth(weights, grid.edges) };
}

/** What a profile says of the sample. */
export type ProfileEstimates = Pick<DeconvolvedProfile, 'own' | 'concentration' | 'stderr' | 'layers' | 'total'>;

/** Concentrations and areal densities of a solution, with the errors of the posterior. */
export function estimatesBy(
  model: SolvableModel,
  solution: TikhonovSolution,
  monitorError: number,
  status: ProfileStatus,
): ProfileEstimates {
  return estimatesOf(model, solution.x, covarianceErrors(model, solution), monitorError, status);
}

/** Concentrations and areal densities of the layers' own profiles. */
function estimatesOf(
  model: SolvableModel,
  own: Float64Array,
  errors: ProfileErrors,
  monitorError: number,
  status: ProfileStatus,
): ProfileEstimates {
  const { layerWeights, totalWeights, seen, shown } = model;
  const concentration = mixed(model, own);
  // The monitor's own noise moves a whole frame up or down.
  const withMonitor = (value: number, error: number): number => Math.hypot(error, monitorError * value);
  const areal = (by: ArealWeights, error: number): ConcentrationProfile['total'] => {
    const value = weighted(by.weights, own);
    return arealDensity(by, value, withMonitor(value, error), status);
  };
  return {
    own,
    concentration: seenValues(shown, seen, concentration),
    stderr: seenValues(
      shown,
      seen,
      concentration.map((value, j) => withMonitor(value, errors.concentration[j]!)),
    ),
    layers: layerWeights.map((by, k) => areal(by, errors.layers[k]!)),
    total: areal(totalWeights, errors.total),
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
    layers: Float64Array.from(model.layerWeights, ({ weights }) => deviation(weights)),
    total: deviation(model.totalWeights.weights),
  };
  const own = x.map((value) => Math.max(0, value));
  return { ...profile, ...estimatesOf(model, own, errors, monitorError, profile.status) };
}
