import { OperandoError } from '@operando/core';
import type { Estimate } from '@operando/core';
import { variableProjection } from '@operando/numerics';
import type { LeastSquaresStatus } from '@operando/numerics';
import { chebyshevTerms } from '@operando/peak-fit';
import type { Doublet } from '@operando/peak-fit';
import { fillPattern, widthAt } from './pattern-basis.js';

/** Options of {@link fitPattern}. */
export interface FitPatternOptions {
  /** Starts of the centers, two-theta in degrees. */
  readonly centers: readonly number[];
  /** Start of the full width, degrees. */
  readonly fwhm: number;
  /** Lorentzian share at the start. @default 0.5 */
  readonly eta?: number | undefined;
  /** Standard deviations. @default sqrt(max(y, 1)) */
  readonly sigma?: Float64Array | undefined;
  /** Two wavelengths. @default one wavelength */
  readonly doublet?: Doublet | undefined;
  /** Degree of the Chebyshev background over the whole range. @default 5 */
  readonly degree?: number | undefined;
  /** U, V, W to begin with, degrees squared, as from a frame before. @default 0, 0, fwhm^2 */
  readonly resolution?: readonly [number, number, number] | undefined;
}

/** A pattern fitted as a whole. */
export interface FittedPattern {
  /** Degrees. */
  readonly centers: readonly Estimate[];
  /** Intensity times degrees; the unit is not said, as that of intensities is not. */
  readonly areas: readonly Estimate[];
  /** Widths by the law, at each center, degrees. */
  readonly fwhm: Float64Array;
  /** fwhm^2 = U tan^2(theta) + V tan(theta) + W, degrees squared. */
  readonly resolution: { readonly U: Estimate; readonly V: Estimate; readonly W: Estimate };
  /** Lorentzian share of the height, the same for all peaks. */
  readonly eta: Estimate;
  /** Chebyshev coefficients over the range. */
  readonly background: readonly Estimate[];
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** Points less what was fitted. */
  readonly degreesOfFreedom: number;
  /** How the fit ended. */
  readonly status: LeastSquaresStatus;
  /** The same in a sentence. */
  readonly message: string;
}

/**
 * Fit all peaks of a pattern together, their widths tied by the resolution law
 * of Caglioti, Paoletti and Ricci (1958) and one Lorentzian share: few
 * parameters for many peaks, and weak ones get the width of the strong. Areas
 * and background are linear and need no start (variable projection).
 *
 * @throws OperandoError `shape-mismatch`, `non-finite`, `too-few-points`, `invalid-argument`.
 */
export function fitPattern(x: Float64Array, y: Float64Array, options: FitPatternOptions): FittedPattern {
  const { centers, fwhm, eta = 0.5, doublet, degree = 5 } = options;
  const sigma = options.sigma ?? y.map((value) => Math.sqrt(Math.max(1, value)));
  if (x.length !== y.length || sigma.length !== y.length) {
    throw new OperandoError(
      'shape-mismatch',
      `x, y and sigma have ${x.length}, ${y.length} and ${sigma.length} values`,
      { cure: 'give one y and one sigma per x' },
    );
  }
  const broken = y.findIndex((value, i) => !Number.isFinite(value) || !(sigma[i]! > 0));
  if (broken >= 0)
    throw new OperandoError('non-finite', `y[${broken}] is ${y[broken]} with sigma ${sigma[broken]}`, {
      where: { row: broken },
      cure: 'cut that point',
    });
  const n = centers.length;
  if (n === 0 || !(fwhm > 0) || centers.some((center) => !(center >= x[0]! && center <= x.at(-1)!))) {
    throw new OperandoError('invalid-argument', `centers ${centers.join(', ')} and width ${fwhm} are no start`, {
      where: { parameter: 'centers' },
      cure: 'give centers inside the range, and a width above 0',
    });
  }
  const terms = n + degree + 1;
  if (x.length < terms + n + 4)
    throw new OperandoError('too-few-points', `${x.length} points for ${terms + n + 4} parameters`, {
      cure: 'widen the range',
    });
  const start = [...centers, ...(options.resolution ?? [0, 0, fwhm * fwhm]), eta];
  const smallest = 0.05 * fwhm * fwhm;
  const reach = 2 * fwhm;
  const polynomials = chebyshevTerms(x, degree, x[0]!, x.at(-1)!);
  const fit = variableProjection(
    {
      terms,
      x,
      y,
      sigma,
      basis: (p, at, out) => fillPattern(p, n, at, polynomials, doublet, smallest, out),
      derivatives: (p, amplitudes, at, out) => fillPattern(p, n, at, polynomials, doublet, smallest, out, amplitudes),
    },
    start,
    {
      bounds: {
        lower: [...centers.map((center) => center - reach), -Infinity, -Infinity, -Infinity, 0],
        upper: [...centers.map((center) => center + reach), Infinity, Infinity, Infinity, 1],
      },
      gainTolerance: 1e-10,
      maximumIterations: 200,
    },
  );
  const estimate = (k: number, unit: string): Estimate => ({
    value: fit.parameters[k]!,
    stderr: fit.stderr[k]!,
    unit,
  });
  const linear = (k: number): Estimate => ({ value: fit.amplitudes[k]!, stderr: fit.amplitudesStderr[k]!, unit: '' });
  return {
    centers: centers.map((_, k) => estimate(k, 'deg')),
    areas: centers.map((_, k) => linear(k)),
    fwhm: Float64Array.from({ length: n }, (_, k) => widthAt(fit.parameters[k]!, fit.parameters, n, smallest)),
    resolution: { U: estimate(n, 'deg^2'), V: estimate(n + 1, 'deg^2'), W: estimate(n + 2, 'deg^2') },
    eta: estimate(n + 3, '1'),
    background: Array.from({ length: degree + 1 }, (_, k) => linear(n + k)),
    chiSquare: fit.chiSquare,
    degreesOfFreedom: fit.degreesOfFreedom,
    status: fit.status,
    message: fit.message,
  };
}

/**
 * {@link fitPattern} of every frame of a stack, each begun at the result of the
 * last that converged.
 *
 * @param stack Row-major frames x points.
 * @throws OperandoError `shape-mismatch` for values that are no whole frames; as {@link fitPattern}.
 */
export function fitPatternStack(x: Float64Array, stack: Float64Array, options: FitPatternOptions): FittedPattern[] {
  const points = x.length;
  if (points === 0 || stack.length % points !== 0)
    throw new OperandoError(
      'shape-mismatch',
      `${stack.length} values are no whole number of frames of ${points} points`,
      { cure: 'give frames x points' },
    );
  let from = options;
  return Array.from({ length: stack.length / points }, (_, frame) => {
    const { sigma } = options;
    const own =
      sigma === undefined || sigma.length === points ? sigma : sigma.subarray(frame * points, (frame + 1) * points);
    const fit = fitPattern(x, stack.slice(frame * points, (frame + 1) * points), {
      ...from,
      ...(own === undefined ? {} : { sigma: own }),
    });
    if (fit.status === 'converged') {
      const { U, V, W } = fit.resolution;
      from = {
        ...options,
        centers: fit.centers.map(({ value }) => value),
        eta: fit.eta.value,
        resolution: [U.value, V.value, W.value],
      };
    }
    return fit;
  });
}
