import type { MeasuredColumn } from '@operando/core';
import type { KernelChoice } from '@operando/numerics/kernels';
import type { FitPeaksOptions } from './fit-options.js';
import type { PeakColumns } from './stack-columns.js';

/** Options of `fitPeakStack`. */
export interface FitPeakStackOptions extends Omit<FitPeaksOptions, 'sigma'> {
  /** One row for all frames, frames x points, or `'counts'`: sqrt(max(y, 1)). @default none: errors are scaled to the scatter about the fit */
  readonly sigma?: Float64Array | 'counts' | undefined;
  /** Begin each frame at the result of the one before; one that fails is tried again from a start read off its own data. @default true */
  readonly warmStart?: boolean | undefined;
  /** A frame with values that cannot be fitted: an error that names it, or a row of NaN with status `masked`. @default 'throw' */
  readonly badFrames?: 'throw' | 'skip' | undefined;
  /** Stop when a step would gain less than this share of chi2; the step itself is still taken. @default 1e-5, which leaves chi2 within 1e-6 of its minimum */
  readonly gainTolerance?: number | undefined;
  /** `general` sends every frame through `leastSquares`. @default 'auto' */
  readonly method?: 'auto' | 'general' | undefined;
  /** Loops over points in WebAssembly where that runs, or plain ones always; results differ by rounding alone. @default 'auto' */
  readonly kernels?: KernelChoice | undefined;
}

/** Columns of a fitted stack: one value per frame. */
export interface FitPeakStackResult {
  /** Rows of the stack. */
  readonly frames: number;
  /** In the order of the starts, each with a column for each quantity. */
  readonly peaks: readonly PeakColumns[];
  /** Chebyshev coefficients on `domain`. */
  readonly background: readonly MeasuredColumn[];
  /** Ends of x that the background's Chebyshev polynomials are scaled to, in the unit of x. */
  readonly domain: readonly [number, number];
  /** Of each frame; not reduced. NaN where it failed. */
  readonly chiSquare: Float64Array;
  /** Points less free parameters, the same in every frame. */
  readonly degreesOfFreedom: number;
  /** Bytes of `statusNames`: `converged`, `stalled`, `singular`, `limit-reached`, `failed`, or `masked` where a frame was skipped. */
  readonly status: Uint8Array;
  /** Evaluations (fast way) or iterations (general fitter). */
  readonly iterations: Int32Array;
  /** 1 where the general fitter was needed: an area on a bound, a start too far away, a model that is not separable. */
  readonly general: Uint8Array;
  /** 1 where a parameter ended on a bound: it has no error, and counts as fixed in those of the others. */
  readonly clipped: Uint8Array;
}

/** What belongs to a block of frames alone. */
export interface PeakStackBlock {
  /** One row for all frames of the block, or frames x points. @default as the fitter's options say */
  readonly sigma?: Float64Array | undefined;
  /**
   * Frames of it that are fitted one from another: the first of them, and each that follows so many, begins as if there had been none
   * before, so that it does not matter what was fitted where. A whole number, 1 or more, or Infinity.
   * @default all, going on from the block before
   */
  readonly chain?: number | undefined;
}

/** Fits the same peaks in frames that come block by block. */
export interface PeakStackFitter {
  /**
   * Fit more frames, row-major frames x points.
   *
   * @returns Columns of these frames alone.
   * @throws OperandoError as `fitPeaks`, with `where.frame` counted from the first block; `invalid-argument` for chains of no number of frames.
   */
  add(this: void, stack: Float64Array, block?: PeakStackBlock): FitPeakStackResult;
  /** Columns of all frames that were added. */
  finish(this: void): FitPeakStackResult;
}
