import { OperandoError } from '@operando/core';
import type { Measured, OperandoWarning } from '@operando/core';
import { isMisfit, leastSquares } from '@operando/numerics';
import type { LeastSquaresResult, LeastSquaresStatus } from '@operando/numerics';
import type { FitPeaksOptions } from './fit-options.js';
import { setUpFit } from './fit-setup.js';
import { liftBackground } from './guess-start.js';
import type { PeakModel } from './peak-model.js';
import type { PeakProfileName } from './profile.js';
import { propagate } from './propagate.js';

/** One fitted peak; units are those of x and y. Errors are NaN for what was held or ended on a bound. */
export interface FittedPeak {
  /** Its shape. */
  readonly profile: PeakProfileName;
  /** In the unit of x; of a doublet that of the first line. */
  readonly center: Measured;
  /** Value at the center above the background, in the unit of y. */
  readonly height: Measured;
  /** Area of the whole profile, out to infinity, in the unit of y times that of x. */
  readonly area: Measured;
  /** Full width at half maximum, in the unit of x. */
  readonly fwhm: Measured;
  /** Shape parameters by name, as `eta` or `fwhmGaussian`. */
  readonly shape: Readonly<Record<string, Measured>>;
}

/** What `fitPeaks` gives. */
export interface FitPeaksResult {
  /** In the order of the starts. */
  readonly peaks: readonly FittedPeak[];
  /** Chebyshev coefficients on `domain`: constant, slope times half the window ... */
  readonly background: { readonly domain: readonly [number, number]; readonly coefficients: readonly Measured[] };
  /** Of all parameters that were fitted, background included. */
  readonly names: readonly string[];
  /** Their values, in the order of `names`. */
  readonly parameters: Float64Array;
  /** NaN for parameters that were held or ended on a bound. */
  readonly stderr: Float64Array;
  /** Row-major, in the order of `names`; rows of held parameters are 0. */
  readonly covariance: Float64Array;
  /** Sum of squared deviations over squared errors, or the deviance of counts; not reduced. */
  readonly chiSquare: number;
  /** Points less free parameters. */
  readonly degreesOfFreedom: number;
  /** chiSquare / degreesOfFreedom. */
  readonly reducedChiSquare: number;
  /** Steps that were taken. */
  readonly iterations: number;
  /** How the fit ended. */
  readonly status: LeastSquaresStatus;
  /** The same in a sentence. */
  readonly message: string;
  /** Names of parameters that ended on a bound; they count as fixed in the errors of the others. */
  readonly clipped: readonly string[];
  /** `misfit`, `at-bound`, `not-converged`. */
  readonly warnings: readonly OperandoWarning[];
  /** The model at x. */
  readonly curve: Float64Array;
}

/** Standard deviations as the fitter wants them. */
export function sigmaOf(sigma: FitPeaksOptions['sigma'], y: Float64Array): Float64Array | undefined {
  if (sigma === undefined) return undefined;
  return sigma === 'counts' ? y.map((value) => Math.sqrt(Math.max(value, 1))) : Float64Array.from(sigma);
}

/** @throws OperandoError naming point (and frame) of a value that cannot be fitted. */
export function checkValues(
  y: Float64Array,
  sigma: Float64Array | undefined,
  points: number,
  poisson: boolean,
  frame?: number,
): void {
  const where = frame === undefined ? {} : { frame };
  if (y.length !== points || (sigma !== undefined && sigma.length !== points)) {
    throw new OperandoError(
      'shape-mismatch',
      `x, y and sigma have ${points}, ${y.length} and ${sigma?.length ?? points} values`,
      { where, cure: 'give one y and one sigma per x' },
    );
  }
  for (let i = 0; i < points; i++) {
    if (!Number.isFinite(y[i]!))
      throw new OperandoError('non-finite', `y[${i}] is ${y[i]}`, {
        where: { ...where, row: i },
        cure: 'cut or mask that point or frame first',
      });
    if (sigma !== undefined && !(sigma[i]! > 0 && sigma[i]! < Infinity)) {
      throw new OperandoError('invalid-argument', `sigma[${i}] is ${sigma[i]}`, {
        where: { ...where, row: i, parameter: 'sigma' },
        cure: 'standard deviations are finite and above 0',
      });
    }
    if (poisson && y[i]! < 0) {
      throw new OperandoError('invalid-argument', `y[${i}] is ${y[i]} counts`, {
        where: { ...where, row: i },
        cure: 'the Poisson likelihood is for raw counts; use sigma for data with a background subtracted',
      });
    }
  }
}

/** Warnings about a fit whose end or whose chi2 is not what the errors assume. */
export function fitWarnings(
  status: LeastSquaresStatus,
  chiSquare: number,
  degreesOfFreedom: number,
  errorsKnown: boolean,
  clipped: readonly string[],
  message: string,
): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  if (status !== 'converged') warnings.push({ code: 'not-converged', message });
  if (errorsKnown && isMisfit(chiSquare, degreesOfFreedom)) {
    warnings.push({
      code: 'misfit',
      message: `chi2 is ${chiSquare.toPrecision(4)} for ${degreesOfFreedom} degrees of freedom: the profile or background does not describe the data, and the standard errors are too small`,
    });
  }
  if (clipped.length > 0)
    warnings.push({
      code: 'at-bound',
      message: `${clipped.join(', ')} ended on a bound and counts as fixed in the errors of the others`,
    });
  return warnings;
}

function describePeaks(model: PeakModel, { parameters, stderr, covariance }: LeastSquaresResult): FittedPeak[] {
  const n = parameters.length;
  return model.peaks.map(({ profile, amplitude, at }): FittedPeak => {
    const own = parameters.slice(at, at + 2 + profile.shape.length);
    const estimate = (k: number): Measured => ({ value: parameters[k]!, stderr: stderr[k]! });
    const derived = (quantity: (p: Float64Array) => number): Measured => propagate(quantity, own, covariance, n, at);
    return {
      profile: profile.name,
      center: estimate(at),
      height: amplitude === 'height' ? estimate(at + 1) : derived((p) => profile.height(p, { amplitude })),
      area: amplitude === 'area' ? estimate(at + 1) : derived((p) => profile.area(p, { amplitude })),
      fwhm: derived((p) => profile.fwhm(p)),
      shape: Object.fromEntries(profile.shape.map((name, k) => [name, estimate(at + 2 + k)])),
    };
  });
}

/**
 * Fit peaks on a polynomial background in one window.
 *
 * @param x Positions, increasing; two-theta in degrees when a doublet is given.
 * @param y Intensities.
 * @throws OperandoError `axis-not-increasing`, `shape-mismatch`, `non-finite`, `too-few-points`, `invalid-argument`.
 */
export function fitPeaks(x: ArrayLike<number>, y: ArrayLike<number>, options: FitPeaksOptions): FitPeaksResult {
  const positions = Float64Array.from(x);
  const values = Float64Array.from(y);
  const poisson = options.likelihood === 'poisson';
  const { model, options: fitterOptions, startFor } = setUpFit(positions, options);
  const sigma = poisson ? undefined : sigmaOf(options.sigma, values);
  checkValues(values, sigma, positions.length, poisson);
  const start = startFor(values);
  if (poisson) liftBackground(model, start, values);
  const problem = { model: model.evaluate, x: positions, y: values, ...(sigma === undefined ? {} : { sigma }) };
  const fit = leastSquares(problem, start, fitterOptions);
  const curve = new Float64Array(positions.length);
  model.evaluate(fit.parameters, positions, curve);
  const clipped = fit.clipped.map((k) => model.names[k]!);
  return {
    peaks: describePeaks(model, fit),
    background: {
      domain: model.domain,
      coefficients: Array.from(fit.parameters.subarray(model.background), (value, k) => ({
        value,
        stderr: fit.stderr[model.background + k]!,
      })),
    },
    names: model.names,
    parameters: fit.parameters,
    stderr: fit.stderr,
    covariance: fit.covariance,
    chiSquare: fit.chiSquare,
    degreesOfFreedom: fit.degreesOfFreedom,
    reducedChiSquare: fit.degreesOfFreedom > 0 ? fit.chiSquare / fit.degreesOfFreedom : Number.NaN,
    iterations: fit.iterations,
    status: fit.status,
    message: fit.message,
    clipped,
    warnings: fitWarnings(
      fit.status,
      fit.chiSquare,
      fit.degreesOfFreedom,
      sigma !== undefined || poisson,
      clipped,
      fit.message,
    ),
    curve,
  };
}
