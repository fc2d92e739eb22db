import { OperandoError } from '@operando/core';
import { richardsonLucySolver, seededRandom } from '@operando/numerics';
import type { LambdaRule, TikhonovSolution } from '@operando/numerics';
import type { DepthModel } from './depth-model.js';
import { arealWeights, depthErrors } from './profile.js';
import type { ArealDensity, DepthProfile } from './profile.js';
import { exposureOf, exposureUncertainty } from './sensitivity.js';
import { checkSpectrum } from './spectrum.js';
import type { NdpSpectrum } from './spectrum.js';

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
export interface DeconvolvedProfile extends DepthProfile {
  readonly method: 'tikhonov' | 'richardson-lucy';
  /** NaN for Richardson-Lucy. */
  readonly lambda: number;
  /** Pearson's chi2 over the rows fitted. */
  readonly chiSquare: number;
  readonly rows: number;
  /** How many numbers the data determine; NaN for Richardson-Lucy. */
  readonly effectiveParameters: number;
  /** `misfit`: the model does not explain the spectrum (five standard deviations of chi2 or more). */
  readonly status: 'converged' | 'misfit' | 'limit-reached';
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

function mixed(model: DepthModel, x: Float64Array): Float64Array {
  if (model.mixing === undefined) return x;
  const bins = x.length;
  return x.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < bins; j++) sum += model.mixing![i * bins + j]! * x[j]!;
    return sum;
  });
}

/** Errors of concentrations: those of the layers' own profiles, mixed. */
function concentrationErrors(model: DepthModel, solution: TikhonovSolution): Float64Array {
  const own = solution.standardErrors();
  const { mixing } = model;
  if (mixing === undefined) return own;
  const bins = own.length;
  return own.map((error, i) => {
    const row = mixing.subarray(i * bins, (i + 1) * bins);
    return Math.abs(row[i]! - 1) < 1e-6 ? error : solution.sumErrors([row])[0]!;
  });
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
  const { method = 'tikhonov', uncertainty = method === 'tikhonov' ? 'covariance' : 'bootstrap' } = options;
  if (method === 'richardson-lucy' && uncertainty === 'covariance') {
    throw new OperandoError('invalid-argument', 'Richardson-Lucy has no covariance.', {
      where: { parameter: 'uncertainty' },
      cure: "Ask for uncertainty: 'bootstrap'.",
    });
  }
  const data = model.gather(spectrum.counts);
  const background =
    spectrum.background === undefined
      ? new Float64Array(model.rows)
      : model.gather(spectrum.background, spectrum.liveTime);
  const factor = exposureOf(spectrum, model.geometry);
  const { solver, grid } = model;
  const bins = solver.columns;
  const layerWeights = model.axes[0]!.layers.map((_, k) => arealWeights(grid, k));
  const whole = arealWeights(grid);
  const invert = (
    counts: Float64Array,
    lambda: number | LambdaRule,
    start: ArrayLike<number> | undefined,
  ): TikhonovSolution =>
    solver.solve(counts, {
      likelihood: 'poisson',
      background,
      factor,
      lambda,
      ...(start === undefined ? {} : { start }),
    });
  const lucy = method === 'tikhonov' ? undefined : richardsonLucySolver(model.matrix, model.rows, bins);
  const byLucy = (counts: Float64Array): { readonly x: Float64Array; readonly fitted: Float64Array } =>
    lucy!(counts, { background, factor, iterations: options.iterations ?? 30 });

  const solution = method === 'tikhonov' ? invert(data, options.lambda ?? 'evidence', options.start) : undefined;
  const { x, fitted } = solution ?? byLucy(data);
  let stderr: Float64Array;
  let layerErrors: Float64Array;
  let totalError: number;
  if (uncertainty === 'covariance' && solution !== undefined) {
    stderr = concentrationErrors(model, solution);
    const sums = solution.sumErrors([...layerWeights, whole]);
    layerErrors = sums.subarray(0, layerWeights.length);
    totalError = sums[layerWeights.length]!;
  } else {
    const random = seededRandom(options.seed ?? 1);
    const drawn = Array.from({ length: options.resamples ?? 50 }, () => {
      const counts = fitted.map((mean) => random.poisson(mean));
      return solution === undefined ? byLucy(counts).x : invert(counts, solution.lambda, x).x;
    });
    const scatter = (values: readonly number[]): number => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1));
    };
    const concentrations = drawn.map((sample) => mixed(model, sample));
    // A bin that is empty in every resample still has the error of one count spread over the resolution.
    const floor = Math.min(
      ...layerWeights.map((weights) => 1 / (factor * model.sensitivity.value * Math.max(...weights, 1e-30))),
    );
    stderr = Float64Array.from({ length: bins }, (_, j) =>
      Math.max(1e-3 * floor, scatter(concentrations.map((sample) => sample[j]!))),
    );
    layerErrors = Float64Array.from(layerWeights, (weights) =>
      scatter(drawn.map((sample) => weighted(weights, sample))),
    );
    totalError = scatter(drawn.map((sample) => weighted(whole, sample)));
  }
  // The monitor's own noise moves a whole frame up or down.
  const monitor = exposureUncertainty(spectrum, model.geometry);
  const concentration = mixed(model, x);
  stderr = stderr.map((error, j) => Math.hypot(error, monitor * concentration[j]!));
  let chiSquare = 0;
  let spread = 0;
  for (let i = 0; i < data.length; i++) {
    const mean = Math.max(1e-6, fitted[i]!);
    chiSquare += (data[i]! - mean) ** 2 / mean;
    spread += 2 + 1 / Math.max(mean, 0.01);
  }
  const areal = (name: string, weights: Float64Array, error: number): ArealDensity => ({
    name,
    value: weighted(weights, x),
    stderr: Math.hypot(error, monitor * weighted(weights, x)),
  });
  const misfit = chiSquare > data.length + 5 * Math.sqrt(spread);
  return {
    method,
    depthEdges: grid.edges,
    layer: grid.layer,
    concentration,
    own: x,
    stderr,
    layers: layerWeights.map((weights, k) => areal(model.axes[0]!.layers[k]!.name, weights, layerErrors[k]!)),
    total: areal('all', whole, totalError),
    scaleUncertainty: model.sensitivity.relativeUncertainty,
    depthStderr: depthErrors(model.axes, grid.edges),
    lambda: solution?.lambda ?? Number.NaN,
    chiSquare,
    rows: model.rows,
    effectiveParameters: solution?.effectiveParameters() ?? Number.NaN,
    status: misfit ? 'misfit' : (solution?.status ?? 'converged'),
    iterations: solution?.iterations ?? options.iterations ?? 30,
    fitted,
    precision: () => tikhonovOnly(solution).precision(),
    resolutionKernel(bin) {
      if (!(bin >= 0 && bin < bins))
        throw new OperandoError('outside-range', `there is no depth bin ${bin}.`, { where: { parameter: 'bin' } });
      const weights = tikhonovOnly(solution).resolutionRow(bin);
      return { weights, fwhm: kernelWidth(weights, grid.edges) };
    },
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
  monitor: number,
): DeconvolvedProfile {
  const n = x.length;
  const own = x.map((value) => Math.max(0, value));
  const concentration = mixed(model, own);
  const deviation = (weights: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < n; i++)
      if (weights[i] !== 0) for (let j = 0; j < n; j++) sum += weights[i]! * weights[j]! * covariance[i * n + j]!;
    return Math.sqrt(Math.max(0, sum));
  };
  const unit = new Float64Array(n);
  const stderr = x.map((_, i) => {
    unit.fill(0);
    if (model.mixing === undefined) unit[i] = 1;
    const weights = model.mixing === undefined ? unit : model.mixing.subarray(i * n, (i + 1) * n);
    return Math.hypot(deviation(weights), monitor * concentration[i]!);
  });
  const areal = (name: string, weights: Float64Array): ArealDensity => ({
    name,
    value: weighted(weights, own),
    stderr: Math.hypot(deviation(weights), monitor * weighted(weights, own)),
  });
  return {
    ...profile,
    own,
    concentration,
    stderr,
    layers: profile.layers.map((layer, k) => areal(layer.name, arealWeights(model.grid, k))),
    total: areal('all', arealWeights(model.grid)),
  };
}

function weighted(weights: Float64Array, x: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += weights[j]! * x[j]!;
  return sum;
}
