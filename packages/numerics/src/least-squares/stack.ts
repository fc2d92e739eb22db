import { conclude } from './conclude.js';
import { iterate } from './iterate.js';
import { placeStart, prepareFit } from './least-squares.js';
import { checkData, checkStart, settingsOf } from './settings.js';
import type { LeastSquaresOptions, LeastSquaresResult, LeastSquaresStatus, ModelProblem } from './types.js';

/** Many frames on one axis. */
export interface StackProblem {
  /** Values of the model on x, as in `ModelProblem`. */
  readonly model: ModelProblem['model'];
  /** The model fills the Jacobian. @default true when it takes four arguments */
  readonly analytic?: boolean | undefined;
  /** The same in every frame. */
  readonly x: Float64Array;
  /** Row-major frames x points. */
  readonly y: Float64Array;
  /** Standard deviations: one row for all frames, or frames x points. @default 1 */
  readonly sigma?: Float64Array | undefined;
}

/** Options of {@link leastSquaresStack}. */
export interface LeastSquaresStackOptions extends LeastSquaresOptions {
  /** Start each frame at the result of the last that converged; a frame that fails is tried again from its given start. @default true for one start, false for one per frame */
  readonly warmStart?: boolean | undefined;
  /** A frame with NaN, infinite or (Poisson) negative values: an error, or a row of NaN. @default 'throw' */
  readonly badFrames?: 'throw' | 'skip' | undefined;
}

/** One row, or one value, per frame. */
export interface LeastSquaresStackResult {
  /** Rows of the stack. */
  readonly frames: number;
  /** frames x parameters. */
  readonly parameters: Float64Array;
  /** frames x parameters. */
  readonly stderr: Float64Array;
  /** Of each frame; not reduced. */
  readonly chiSquare: Float64Array;
  /** Points less free parameters. */
  readonly degreesOfFreedom: number;
  /** Of each frame. */
  readonly iterations: Int32Array;
  /** How the fit of each frame ended; `masked` where it was skipped. */
  readonly status: readonly (LeastSquaresStatus | 'masked')[];
}

function checkShapes({ x, y, sigma }: StackProblem): number {
  const points = x.length;
  if (points === 0 || y.length % points !== 0)
    throw new RangeError(`${y.length} values are no whole number of frames of ${points} points`);
  if (sigma !== undefined && sigma.length !== points && sigma.length !== y.length) {
    throw new RangeError(`sigma has ${sigma.length} values; ${points} or ${y.length} are wanted`);
  }
  return y.length / points;
}

/**
 * Fit one model to every frame of a stack; the workspace is made once.
 *
 * @param start Parameters for all frames, or frames x parameters.
 * @throws RangeError as {@link leastSquares}, naming the frame.
 */
export function leastSquaresStack(
  problem: StackProblem,
  start: ArrayLike<number> | { readonly perFrame: Float64Array; readonly parameters: number },
  options: LeastSquaresStackOptions = {},
): LeastSquaresStackResult {
  const frames = checkShapes(problem);
  const points = problem.x.length;
  const given = 'perFrame' in start ? start.perFrame : Float64Array.from(start);
  const n = 'perFrame' in start ? start.parameters : given.length;
  const single = !('perFrame' in start);
  if (!single && given.length !== frames * n)
    throw new RangeError(`${given.length} starts for ${frames} frames of ${n} parameters`);
  const settings = settingsOf(n, options);
  const warm = options.warmStart ?? single;
  // The frame under work is copied here: model and objective keep their arrays.
  const y = new Float64Array(points);
  const shared = problem.sigma?.length === points;
  const sigma = problem.sigma === undefined ? undefined : shared ? problem.sigma : new Float64Array(points);
  const inner: ModelProblem = {
    model: problem.model,
    x: problem.x,
    y,
    ...(sigma === undefined ? {} : { sigma }),
    analytic: problem.analytic ?? problem.model.length >= 4,
  };
  const space = prepareFit(inner, given.subarray(0, n), options, settings);
  const status = Array.from({ length: frames }, (): LeastSquaresStatus | 'masked' => 'masked');
  const result: LeastSquaresStackResult = {
    frames,
    parameters: new Float64Array(frames * n).fill(Number.NaN),
    stderr: new Float64Array(frames * n).fill(Number.NaN),
    chiSquare: new Float64Array(frames).fill(Number.NaN),
    degreesOfFreedom: points - settings.free.length,
    iterations: new Int32Array(frames),
    status,
  };
  const fitFrom = (at: ArrayLike<number>): LeastSquaresResult => {
    placeStart(space, at, settings);
    return conclude(space, settings, iterate(space, settings), options.scaleCovariance === true);
  };
  let previous: Float64Array | undefined;
  for (let frame = 0; frame < frames; frame++) {
    y.set(problem.y.subarray(frame * points, (frame + 1) * points));
    if (sigma !== undefined && !shared) sigma.set(problem.sigma!.subarray(frame * points, (frame + 1) * points));
    const first = single ? given : given.subarray(frame * n, (frame + 1) * n);
    try {
      checkStart(first, `frame ${frame}: `);
      checkData(inner, options.likelihood, `frame ${frame}: `);
    } catch (error) {
      if (options.badFrames !== 'skip') throw error;
      continue;
    }
    let fit = fitFrom((warm ? previous : undefined) ?? first);
    if (fit.status !== 'converged' && warm && previous !== undefined) {
      const again = fitFrom(first);
      if (again.status === 'converged' || again.chiSquare < fit.chiSquare) fit = again;
    }
    if (fit.status === 'converged') previous = fit.parameters;
    result.parameters.set(fit.parameters, frame * n);
    result.stderr.set(fit.stderr, frame * n);
    result.chiSquare[frame] = fit.chiSquare;
    result.iterations[frame] = fit.iterations;
    status[frame] = fit.status;
  }
  return result;
}
