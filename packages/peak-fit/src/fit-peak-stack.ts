import { isOperandoError, statusOf } from '@operando/core';
import type { LeastSquaresOptions } from '@operando/numerics';
import { setUpFit } from './fit-setup.js';
import type { FitSetup } from './fit-setup.js';
import { checkFrame, fillWeights, frameSigma } from './frame-weights.js';
import type { StackSigma } from './frame-weights.js';
import { fitGeneral, writeGeneral } from './general-fit.js';
import { liftBackground } from './guess-start.js';
import { joinStacks } from './join-stacks.js';
import type { FitPeakStackOptions, FitPeakStackResult, PeakStackFitter } from './peak-stack-types.js';
import type { LoneBlock } from './lone-frames.js';
import { planSeparable } from './separable-plan.js';
import { expectChain, expectFrames } from './stack-checks.js';
import { createSeparableStack } from './separable-stack.js';
import type { SeparableStack } from './separable-stack.js';
import { createColumns } from './stack-columns.js';

/** What is made once for a window, and what goes on from block to block. */
interface Fitter {
  readonly x: Float64Array;
  readonly options: FitPeakStackOptions;
  readonly setup: FitSetup;
  readonly fast: SeparableStack | undefined;
  readonly weights: Float64Array;
  /** Parameters that the next frame begins with. */
  previous: Float64Array | undefined;
  /** Frames of the blocks before. */
  done: number;
}

/** Fit the frames of a block, in chains if it is said of how many frames. */
function fitBlock(fitter: Fitter, stack: Float64Array, sigma: StackSigma, chain?: number): FitPeakStackResult {
  const { x, options, setup, fast, weights } = fitter;
  const { model } = setup;
  const points = x.length;
  const frames = expectFrames(stack, points, sigma);
  expectChain(chain);
  const poisson = options.likelihood === 'poisson';
  const scaleErrors = options.scaleCovariance ?? (sigma === undefined && !poisson);
  const settings: LeastSquaresOptions = { ...setup.options, scaleCovariance: scaleErrors };
  const columns = createColumns(model, frames);
  const degreesOfFreedom = points - model.names.length + (options.ties?.length ?? 0) + (options.fixed?.length ?? 0);
  const result: FitPeakStackResult = {
    frames,
    ...columns,
    domain: model.domain,
    chiSquare: new Float64Array(frames).fill(Number.NaN),
    degreesOfFreedom,
    status: new Uint8Array(frames).fill(statusOf.masked),
    iterations: new Int32Array(frames),
    general: new Uint8Array(frames),
    clipped: new Uint8Array(frames),
  };
  const warm = options.warmStart ?? true;
  const weightsAt = fast?.space.at.weights ?? 0;
  const room = fast === undefined ? undefined : { kernels: fast.space.kernels, data: fast.space.at.data };
  const startOf = (from: number): Float64Array => {
    const row = stack.subarray(from, from + points);
    const start = setup.startFor(row);
    if (poisson) liftBackground(model, start, row);
    return start;
  };
  const lone = warm && !poisson ? fast?.lone : undefined;
  const block: LoneBlock = { stack, sigma, scaleErrors, result };
  fast?.space.enter();
  try {
    for (let frame = 0; frame < frames; frame++) {
      if (!warm || (chain !== undefined && frame % chain === 0)) {
        fitter.previous = undefined;
        fast?.forget();
      }
      if (lone !== undefined && fitter.previous !== undefined && lone(block, frame, fitter.previous)) continue;
      const from = frame * points;
      if (!fillWeights(stack, from, points, poisson ? 'counts' : sigma, weights, weightsAt, room) || poisson) {
        try {
          checkFrame(stack.subarray(from, from + points), sigma, from, poisson, fitter.done + frame);
        } catch (error) {
          if (options.badFrames !== 'skip' || !isOperandoError(error)) throw error;
          continue;
        }
      }
      if (fast !== undefined) {
        const attempt = (start: Float64Array): boolean =>
          poisson ? fast.fitCounts(stack, from, start) : fast.fit(stack, from, start, !scaleErrors);
        if ((fitter.previous !== undefined && attempt(fitter.previous)) || attempt(startOf(from))) {
          result.status[frame] = statusOf.converged;
          result.clipped[frame] = fast.clipped ? 1 : 0;
          result.chiSquare[frame] = fast.outcome.chiSquare;
          result.iterations[frame] = fast.outcome.evaluations;
          fast.write(
            frame,
            scaleErrors ? Math.sqrt(fast.outcome.chiSquare / degreesOfFreedom) : 1,
            columns.peaks,
            columns.background,
          );
          if (warm) (fitter.previous ??= new Float64Array(model.names.length)).set(fast.parameters);
          continue;
        }
      }
      const row = stack.subarray(from, from + points);
      // What others put into the memory of kernels must not meet ours.
      fast?.space.leave();
      const fit = fitGeneral(model, settings, x, row, frameSigma(sigma, row, from, points), [
        ...(fitter.previous === undefined ? [] : [fitter.previous]),
        startOf(from),
      ]);
      fast?.space.enter();
      result.general[frame] = 1;
      result.clipped[frame] = fit.clipped.length > 0 ? 1 : 0;
      result.chiSquare[frame] = fit.chiSquare;
      result.iterations[frame] = fit.iterations;
      result.status[frame] = statusOf[fit.status];
      writeGeneral(model, fit, frame, columns.peaks, columns.background);
      if (warm && fit.status === 'converged' && fit.clipped.length === 0) fitter.previous = fit.parameters;
    }
  } finally {
    fast?.space.leave();
  }
  fitter.done += frames;
  return result;
}

/**
 * Fit the same peaks in every frame of a stack.
 *
 * Gaussians, Lorentzians, pseudo-Voigts, Thompson-Cox-Hastings and split
 * profiles on a polynomial, by weights or by likelihood, go a fast way (variable
 * projection, 5 to 20 microseconds per peak and frame), doublets, bounds and
 * fixed or tied centers and widths included; other models, and frames that it
 * cannot do, go through `leastSquares`. Both minimise the same chi2.
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
  expectFrames(stack, x.length, options.sigma);
  return createPeakStackFitter(x, options).add(stack);
}

/**
 * {@link fitPeakStack} for frames that come block by block: what depends on the window alone is made once, and each block
 * begins where the one before ended. The columns are the same as those of all frames at once.
 *
 * @param x Positions of one window, increasing.
 * @param options `sigma` of one row, or `'counts'`; that of frames x points is given with each block.
 * @param first Number of the first frame, for errors: where others are fitted elsewhere.
 * @throws OperandoError as `fitPeaks`, for the window here and for the frames when they are added.
 */
export function createPeakStackFitter(x: ArrayLike<number>, options: FitPeakStackOptions, first = 0): PeakStackFitter {
  const positions = Float64Array.from(x);
  const { sigma, ...rest } = options;
  const setup = setUpFit(positions, { ...rest, sigma: sigma === undefined ? undefined : 'counts' });
  const { lower, upper } = setup.options.bounds!;
  const plan = planSeparable(options, setup);
  const fast =
    plan === undefined
      ? undefined
      : createSeparableStack(
          setup.model,
          plan,
          positions,
          { lower: lower!, upper: upper! },
          setup.options.ties ?? [],
          options.doublet,
          options.gainTolerance ?? 1e-5,
          options.kernels,
        );
  const fitter: Fitter = {
    x: positions,
    options,
    setup,
    fast,
    weights: fast === undefined ? new Float64Array(positions.length) : fast.space.memory,
    previous: undefined,
    done: first,
  };
  const blocks: FitPeakStackResult[] = [];
  return {
    add(stack, block = {}) {
      const fitted = fitBlock(fitter, stack, block.sigma ?? sigma, block.chain);
      blocks.push(fitted);
      return fitted;
    },
    finish() {
      const [head = fitBlock(fitter, new Float64Array(0), undefined), ...others] = blocks;
      return joinStacks([head, ...others]);
    },
  };
}
