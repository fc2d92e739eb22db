import { expectChoice, finiteMedian, fwhmPerSigma, OperandoError } from '@operando/core';
import { resolutionDefaults } from './defaults.js';
import type { KernelChoice } from '@operando/numerics';
import { smearedOnce, smearPlan } from './make-smear-plan.js';
import { resolutionShapes } from './smear-plan.js';
import type { ResolutionShape, SmearOptions, SmearPlan } from './smear-plan.js';
import type { SlabTable } from './slab-table.js';

/** Resolution of a measurement. Give `dq` or `relative`. */
export interface Resolution {
  /** Width at each point in 1/angstrom, or one for all. */
  readonly dq?: number | ArrayLike<number> | undefined;
  /** Width over Q, one for all points. */
  readonly relative?: number | undefined;
  /** What the widths are: there is no default, since files mean either and the difference is 2.355. */
  readonly kind: 'sigma' | 'fwhm';
  /** `log-gaussian`: a Gaussian of ln Q, as programs that convolve on a logarithmic grid have it; `box`: uniform; `triangular`: both to their ends, and their full widths their own. @default 'gaussian' */
  readonly shape?: ResolutionShape | undefined;
  /**
   * `adaptive`: the whole kernel, to the promised error. `orso`: a Gaussian cut at 3.5 standard
   * deviations and not renormalised, as the ORSO validation files and refnx have it (0.05 % low on the plateau).
   * @default 'adaptive'
   */
  readonly method?: 'adaptive' | 'orso' | undefined;
  /** Relative error promised. @default 1e-5 */
  readonly tolerance?: number | undefined;
}

/** Full width at half maximum over standard deviation. */
const widthsPerSigma: Readonly<Record<ResolutionShape, number>> = {
  gaussian: fwhmPerSigma,
  'log-gaussian': fwhmPerSigma,
  box: Math.sqrt(12),
  triangular: Math.sqrt(6),
};

/** A Gaussian has less than 1e-10 (for a tolerance of 3e-5 or more, 1e-6) of its weight beyond. */
const wholeReach = 6.5;
const shortReach = 5;

/**
 * Standard deviations at each Q.
 *
 * @throws OperandoError `invalid-argument` unless one of `dq` and `relative` is given, and for a kind that is none, `shape-mismatch`, `bad-number` for widths that are negative, naming the point.
 */
export function sigmasOf(q: ArrayLike<number>, resolution: Resolution): Float64Array {
  const { dq, relative, kind, shape = resolutionDefaults.shape } = resolution;
  expectChoice('resolution.shape', shape, resolutionShapes);
  if ((dq === undefined) === (relative === undefined)) {
    throw new OperandoError(
      'invalid-argument',
      `${dq === undefined ? 'neither' : 'both'} of dq and relative ${dq === undefined ? 'is' : 'are'} given.`,
      { where: { parameter: 'resolution' }, cure: 'Give the widths (dq), or one width over Q (relative).' },
    );
  }
  const divisor = expectChoice('resolution.kind', kind, ['sigma', 'fwhm']) === 'fwhm' ? widthsPerSigma[shape] : 1;
  if (typeof dq === 'object' && dq.length !== q.length)
    throw new OperandoError('shape-mismatch', `${dq.length} widths for ${q.length} points.`, {
      where: { parameter: 'resolution' },
    });
  const sigma = new Float64Array(q.length);
  for (let i = 0; i < q.length; i++) {
    const width = relative === undefined ? (typeof dq === 'number' ? dq : dq![i]!) : relative * Math.abs(q[i]!);
    if (!(width >= 0) || !Number.isFinite(width))
      throw new OperandoError('bad-number', `the resolution at point ${i} is ${width}.`, {
        where: { parameter: 'resolution', row: i },
        cure: 'Widths are 0 or more.',
      });
    sigma[i] = width / divisor;
  }
  return sigma;
}

/** Standard deviation over Q in the middle of the points. @throws OperandoError as {@link sigmasOf}. */
export function usualSharpness(q: ArrayLike<number>, resolution: Resolution): number {
  return finiteMedian(sigmasOf(q, resolution).map((sigma, i) => sigma / Math.abs(q[i]!)));
}

/**
 * The resolution of a curve whose model states one: that of the model where it has widths, else the data's with the model's
 * shape, method and tolerance.
 */
export function resolutionOf(measured: Resolution | undefined, stated: Resolution | undefined): Resolution | undefined {
  if (stated === undefined || stated.dq !== undefined || stated.relative !== undefined) return stated ?? measured;
  if (measured === undefined) return undefined;
  const { shape = measured.shape, method = measured.method, tolerance = measured.tolerance } = stated;
  return { ...measured, shape, method, tolerance };
}

/** How a resolution is changed by the instrument as it is, and which way its loops go. */
export interface ResolutionChange {
  /** Factor on the widths. @default 1 */
  readonly factor?: number | undefined;
  /** Points are going to move a little. @default false */
  readonly moves?: boolean | undefined;
  /** @default 'auto' */
  readonly kernels?: KernelChoice | undefined;
}

/** Standard deviations and what a quadrature takes. */
function smearingOf(
  q: Float64Array,
  resolution: Resolution,
  { factor = 1, moves = false, kernels }: ResolutionChange,
): { readonly sigma: Float64Array; readonly options: SmearOptions } {
  const {
    shape = resolutionDefaults.shape,
    method = resolutionDefaults.method,
    tolerance = resolutionDefaults.tolerance,
  } = resolution;
  expectChoice('resolution.method', method, ['adaptive', 'orso']);
  if (!(tolerance >= 1e-10 && tolerance <= 0.1))
    throw new OperandoError('invalid-argument', `the tolerance is ${tolerance}.`, {
      where: { parameter: 'tolerance' },
      cure: 'Promise a relative error from 1e-10 to 0.1.',
    });
  const sigma = sigmasOf(q, resolution);
  return {
    sigma: factor === 1 ? sigma : sigma.map((width) => factor * width),
    options: {
      shape,
      reach: method === 'orso' ? 3.5 : tolerance >= 3e-5 ? shortReach : wholeReach,
      normalise: method === 'adaptive',
      tolerance,
      kernels,
      pad: moves ? 1.5 : 0,
    },
  };
}

/** Quadrature of a resolution for a stack. @throws OperandoError as {@link sigmasOf}, for a shape or method that is none and a tolerance that is not between 1e-10 and 0.1. */
export function resolutionPlan(
  q: Float64Array,
  resolution: Resolution,
  layers: SlabTable,
  change: ResolutionChange = {},
): SmearPlan {
  const { sigma, options } = smearingOf(q, resolution, change);
  return smearPlan(q, sigma, layers, options);
}

/** Reflectivity of a stack through a resolution. @throws OperandoError as {@link resolutionPlan}. */
export function smearedReflectivity(
  q: Float64Array,
  resolution: Resolution,
  layers: SlabTable,
  kernels: KernelChoice | undefined,
): Float64Array {
  const { sigma, options } = smearingOf(q, resolution, { kernels });
  return smearedOnce(q, sigma, layers, options);
}
