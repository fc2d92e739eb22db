import { OperandoError, isOperandoError } from '@operando/core';
import { leastSquares, leastSquaresStatuses } from '@operando/numerics';
import type { LeastSquaresOptions, LeastSquaresResult } from '@operando/numerics';
import { propagate } from './estimate.js';
import type { FitPeaksOptions } from './fit-options.js';
import { checkValues, sigmaOf } from './fit-peaks.js';
import { setUpFit } from './fit-setup.js';
import type { FitSetup } from './fit-setup.js';
import { liftBackground } from './guess-start.js';
import { createSeparableStack } from './separable-stack.js';
import { createColumns, put } from './stack-columns.js';
import type { EstimateColumn, PeakColumns } from './stack-columns.js';

/** Options of {@link fitPeakStack}. */
export interface FitPeakStackOptions extends Omit<FitPeaksOptions, 'sigma'> {
  /** One row for all frames, frames x points, or `'counts'`: sqrt(max(y, 1)). */
  readonly sigma?: Float64Array | 'counts' | undefined;
  /** Begin each frame at the result of the one before; one that fails is tried again from a start read off its own data. @default true */
  readonly warmStart?: boolean | undefined;
  /** A frame with values that cannot be fitted: an error that names it, or a row of NaN with status `skipped`. @default 'throw' */
  readonly badFrames?: 'throw' | 'skip' | undefined;
  /** Stop when a step would gain less than this share of chi2; the step itself is still taken. @default 1e-5, which leaves chi2 within 1e-6 of its minimum */
  readonly gainTolerance?: number | undefined;
  /** `general` sends every frame through `leastSquares`. @default 'auto' */
  readonly method?: 'auto' | 'general' | undefined;
}

/** Columns of a fitted stack: one value per frame. */
export interface FitPeakStackResult {
  readonly frames: number;
  readonly peaks: readonly PeakColumns[];
  /** Chebyshev coefficients on `domain`. */
  readonly background: readonly EstimateColumn[];
  readonly domain: readonly [number, number];
  readonly chiSquare: Float64Array;
  readonly degreesOfFreedom: number;
  /** Index into `leastSquaresStatuses`; 0 is converged. */
  readonly status: Uint8Array;
  /** Evaluations (fast way) or iterations (general fitter). */
  readonly iterations: Int32Array;
  /** 1 where the general fitter was needed: a minimum on a bound, a start too far away, a model that is not separable. */
  readonly general: Uint8Array;
  /** 1 where a parameter ended on a bound and counts as fixed in the errors. */
  readonly clipped: Uint8Array;
}

const skipped = leastSquaresStatuses.indexOf('skipped');

function isSeparable(
  { doublet, ties = [], fixed = [], likelihood, loss, method }: FitPeakStackOptions,
  { model }: FitSetup,
): boolean {
  const plain =
    doublet === undefined &&
    ties.length === 0 &&
    fixed.length === 0 &&
    likelihood !== 'poisson' &&
    (loss ?? 'squares') === 'squares';
  return plain && method !== 'general' && model.peaks.every(({ profile }) => profile.name === 'pseudo-voigt');
}

/** Fill 1 / sigma of a frame. @returns false when a value of the frame is not finite or a sigma not above 0. */
function fillWeights(
  y: Float64Array,
  from: number,
  points: number,
  sigma: Float64Array | 'counts' | undefined,
  memory: Float64Array,
  at: number,
): boolean {
  // Differences of equals: NaN for anything that is not finite, and checked once per frame.
  let witness = 0;
  if (sigma === undefined) {
    for (let i = 0; i < points; i++) {
      const value = y[from + i]!;
      witness += value - value;
      memory[at + i] = 1;
    }
  } else if (sigma === 'counts') {
    for (let i = 0; i < points; i++) {
      const value = y[from + i]!;
      witness += value - value;
      memory[at + i] = 1 / Math.sqrt(value > 1 ? value : 1);
    }
  } else {
    const offset = sigma.length === points ? 0 : from;
    for (let i = 0; i < points; i++) {
      const value = y[from + i]!;
      const weight = 1 / sigma[offset + i]!;
      witness += weight > 0 ? value - value + (weight - weight) : Number.NaN;
      memory[at + i] = weight;
    }
  }
  return witness === 0;
}

/**
 * Fit the same peaks in every frame of a stack.
 *
 * Sums of pseudo-Voigts on a polynomial, with plain weights and no ties, go a
 * fast way (variable projection, 5 to 10 microseconds per peak and frame);
 * frames whose minimum lies on a bound, and all other models, go through
 * `leastSquares`. Both minimise the same chi2.
 *
 * @param x Positions of one window, increasing.
 * @param stack Row-major frames x points.
 * @throws OperandoError as `fitPeaks`, with `where.frame`.
 */
export function fitPeakStack(
  x: ArrayLike<number>,
  stack: Float64Array,
  options: FitPeakStackOptions,
): FitPeakStackResult {
  const positions = Float64Array.from(x);
  const points = positions.length;
  const { sigma } = options;
  const frames = stack.length / points;
  if (
    points === 0 ||
    !Number.isInteger(frames) ||
    (typeof sigma === 'object' && sigma.length !== points && sigma.length !== stack.length)
  ) {
    throw new OperandoError(
      'shape-mismatch',
      `x, stack and sigma have ${points}, ${stack.length} and ${typeof sigma === 'object' ? sigma.length : points} values`,
      {
        cure: 'give a stack of frames x points, row after row, and sigma for one row or all',
      },
    );
  }
  const { sigma: _, ...rest } = options;
  const setup = setUpFit(positions, { ...rest, ...(sigma === undefined ? {} : { sigma: 'counts' }) });
  const { model } = setup;
  const scaleErrors = setup.options.scaleCovariance === true;
  const fast = isSeparable(options, setup)
    ? createSeparableStack(
        model,
        positions,
        { lower: setup.options.bounds!.lower!, upper: setup.options.bounds!.upper! },
        options.gainTolerance ?? 1e-5,
      )
    : undefined;
  const columns = createColumns(model, frames);
  const degreesOfFreedom = points - model.names.length + (options.ties?.length ?? 0) + (options.fixed?.length ?? 0);
  const result: FitPeakStackResult = {
    frames,
    ...columns,
    domain: model.domain,
    chiSquare: new Float64Array(frames).fill(Number.NaN),
    degreesOfFreedom,
    status: new Uint8Array(frames),
    iterations: new Int32Array(frames),
    general: new Uint8Array(frames),
    clipped: new Uint8Array(frames),
  };
  const warm = options.warmStart ?? true;
  const weights = fast === undefined ? new Float64Array(points) : fast.memory;
  const weightsAt = fast?.weightsAt ?? 0;
  const startOf = (from: number): Float64Array => {
    const row = stack.subarray(from, from + points);
    const start = setup.startFor(row);
    if (options.likelihood === 'poisson') liftBackground(model, start, row);
    return start;
  };
  let previous: Float64Array | undefined;
  for (let frame = 0; frame < frames; frame++) {
    const from = frame * points;
    if (!fillWeights(stack, from, points, sigma, weights, weightsAt) || options.likelihood === 'poisson') {
      try {
        checkFrame(stack, from, points, sigma, options.likelihood === 'poisson', frame);
      } catch (error) {
        if (options.badFrames !== 'skip' || !isOperandoError(error)) throw error;
        result.status[frame] = skipped;
        continue;
      }
    }
    if (fast !== undefined) {
      let reached = previous !== undefined && fast.fit(stack, from, previous);
      if (!reached) reached = fast.fit(stack, from, startOf(from));
      if (reached) {
        result.chiSquare[frame] = fast.outcome.chiSquare;
        result.iterations[frame] = fast.outcome.evaluations;
        fast.write(
          frame,
          scaleErrors ? Math.sqrt(fast.outcome.chiSquare / degreesOfFreedom) : 1,
          columns.peaks,
          columns.background,
        );
        if (warm) (previous ??= new Float64Array(model.names.length)).set(fast.parameters);
        continue;
      }
    }
    const row = stack.subarray(from, from + points);
    const fit = fitGeneral(setup, positions, row, frameSigma(sigma, row, from, points), [
      ...(previous === undefined ? [] : [previous]),
      startOf(from),
    ]);
    result.general[frame] = 1;
    result.clipped[frame] = fit.clipped.length > 0 ? 1 : 0;
    result.chiSquare[frame] = fit.chiSquare;
    result.iterations[frame] = fit.iterations;
    result.status[frame] = leastSquaresStatuses.indexOf(fit.status);
    writeGeneral(setup, fit, frame, columns.peaks, columns.background);
    if (warm && fit.status === 'converged' && fit.clipped.length === 0) previous = fit.parameters;
  }
  return result;
}

function frameSigma(
  sigma: Float64Array | 'counts' | undefined,
  row: Float64Array,
  from: number,
  points: number,
): Float64Array | undefined {
  if (sigma === undefined) return undefined;
  if (sigma === 'counts') return sigmaOf(sigma, row);
  return sigma.length === points ? sigma : sigma.subarray(from, from + points);
}

function checkFrame(
  stack: Float64Array,
  from: number,
  points: number,
  sigma: Float64Array | 'counts' | undefined,
  poisson: boolean,
  frame: number,
): void {
  const row = stack.subarray(from, from + points);
  checkValues(row, poisson ? undefined : frameSigma(sigma, row, from, points), points, poisson, frame);
}

/** The best of the fits from several starts; the first that converges inside its bounds is taken. */
function fitGeneral(
  { model, options }: FitSetup,
  x: Float64Array,
  y: Float64Array,
  sigma: Float64Array | undefined,
  starts: readonly Float64Array[],
): LeastSquaresResult {
  const problem = { model: model.evaluate, x, y, ...(sigma === undefined ? {} : { sigma }) };
  const settings: LeastSquaresOptions = options;
  let best: LeastSquaresResult | undefined;
  for (const start of starts) {
    const fit = leastSquares(problem, start, settings);
    if (fit.status === 'converged' && fit.clipped.length === 0) return fit;
    if (
      best === undefined ||
      (fit.status === 'converged') > (best.status === 'converged') ||
      (fit.status === best.status && fit.chiSquare < best.chiSquare)
    )
      best = fit;
  }
  return best!;
}

function writeGeneral(
  { model }: FitSetup,
  { parameters, stderr, covariance }: LeastSquaresResult,
  frame: number,
  peaks: readonly PeakColumns[],
  background: readonly EstimateColumn[],
): void {
  const n = parameters.length;
  model.peaks.forEach(({ profile, amplitude, at }, p) => {
    const columns = peaks[p]!;
    const own = parameters.slice(at, at + 2 + profile.shape.length);
    put(columns.center, frame, parameters[at]!, stderr[at]!);
    profile.shape.forEach((name, k) => put(columns.shape[name]!, frame, parameters[at + 2 + k]!, stderr[at + 2 + k]!));
    put(columns[amplitude], frame, parameters[at + 1]!, stderr[at + 1]!);
    const other = amplitude === 'area' ? 'height' : 'area';
    const derived = propagate((q) => profile[other](q, { amplitude }), own, covariance, n, at);
    put(columns[other], frame, derived.value, derived.stderr);
    if (profile.shape.includes('fwhm')) return;
    const width = propagate((q) => profile.fwhm(q), own, covariance, n, at);
    put(columns.fwhm, frame, width.value, width.stderr);
  });
  background.forEach((column, k) =>
    put(column, frame, parameters[model.background + k]!, stderr[model.background + k]!),
  );
}
