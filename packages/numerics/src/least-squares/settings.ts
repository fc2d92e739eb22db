import { boundsThroughTies, checkTies } from './ties.js';
import type { LeastSquaresOptions, ModelProblem, ParameterTie } from './types.js';

/** Options with their defaults, checked. */
export interface Settings {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly ties: readonly ParameterTie[];
  /** Parameters neither fixed nor tied. */
  readonly free: Int32Array;
  readonly maximumIterations: number;
  readonly stepTolerance: number;
  readonly gainTolerance: number;
  readonly gradientTolerance: number;
  readonly initialStep: number;
}

/**
 * @param n Number of parameters.
 * @throws RangeError for bounds, fixed flags or ties that do not fit.
 */
export function settingsOf(n: number, options: LeastSquaresOptions): Settings {
  const { bounds = {}, fixed, ties = [] } = options;
  const lower = bounds.lower === undefined ? new Float64Array(n).fill(-Infinity) : Float64Array.from(bounds.lower);
  const upper = bounds.upper === undefined ? new Float64Array(n).fill(Infinity) : Float64Array.from(bounds.upper);
  if (lower.length !== n || upper.length !== n || (fixed !== undefined && fixed.length !== n)) {
    throw new RangeError(`there are ${n} parameters, but bounds or fixed flags of another number`);
  }
  checkTies(ties, n);
  boundsThroughTies(ties, lower, upper);
  for (let k = 0; k < n; k++) {
    if (!(lower[k]! <= upper[k]!)) throw new RangeError(`bounds of parameter ${k} are ${lower[k]} to ${upper[k]}`);
  }
  const tied = new Set(ties.map(({ parameter }) => parameter));
  return {
    lower,
    upper,
    ties,
    free: Int32Array.from(
      Array.from(lower.keys()).filter((k) => fixed?.[k] !== true && !tied.has(k) && lower[k]! < upper[k]!),
    ),
    maximumIterations: options.maximumIterations ?? 2000,
    stepTolerance: options.stepTolerance ?? 1e-12,
    gainTolerance: options.gainTolerance ?? 1e-15,
    gradientTolerance: options.gradientTolerance ?? 1e-12,
    initialStep: options.initialStep ?? 1,
  };
}

/** @throws RangeError naming the point (and, for stacks, the frame) that is not fit to be fitted. */
export function checkData(
  { x, y, sigma }: ModelProblem,
  likelihood: LeastSquaresOptions['likelihood'],
  place = '',
): void {
  if (x.length !== y.length || (sigma !== undefined && sigma.length !== y.length)) {
    throw new RangeError(
      `${place}x, y and sigma have ${x.length}, ${y.length} and ${sigma?.length ?? y.length} values`,
    );
  }
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(y[i]!) || (sigma !== undefined && !(sigma[i]! > 0 && sigma[i]! < Infinity))) {
      throw new RangeError(`${place}point ${i} is ${y[i]} with sigma ${sigma?.[i] ?? 1}`);
    }
    if (likelihood === 'poisson' && y[i]! < 0) throw new RangeError(`${place}point ${i} has ${y[i]} counts`);
  }
}

/** @throws RangeError for a start that is not finite. */
export function checkStart(start: Float64Array, place = ''): void {
  for (let k = 0; k < start.length; k++) {
    if (!Number.isFinite(start[k]!)) throw new RangeError(`${place}start of parameter ${k} is ${start[k]}`);
  }
}
