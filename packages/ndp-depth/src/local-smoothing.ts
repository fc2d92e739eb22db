import type { SolvableModel } from './depth-model.js';
import { byTikhonov } from './inversion.js';
import type { GatheredSpectrum } from './inversion.js';

/** Smoothing as strong, bin by bin, as the profiles ask for. */
export interface LocalSmoothing {
  /** Weight of each second difference in the penalty, in units of `lambda`. */
  readonly weights: Float64Array;
  /** Geometric mean of the strengths. */
  readonly lambda: number;
  /** Variance, before the counts are seen, of what each second difference has beyond its correlation with the one before, in units of the usual concentration; NaN where there is none. */
  readonly expected: Float64Array;
  /** Correlation of each second difference with the one before it in its layer. */
  readonly correlations: Float64Array;
}

/** Bins over which strengths are one: a structure blurred over the resolution is met in all of these. */
const sharedBins = 0.8;
const reach = 4;
/**
 * Least and largest expected square of a second difference, in units of the usual concentration: over a hundred bins the least lets
 * a straight line bend by some 1e-3 of the usual, which is less than a million counts tell; weaker, it is as good as none to arithmetic.
 */
export const leastSquare = 1e-11;
const largest = 10;
/** Least share of a difference that counts as told by the data. */
const leastTold = 1e-3;
/** Tolerance of inversions that only strengths are learnt from. */
export const tolerance = 1e-6;

/** Squares of differences found, and how much of each the data tell. */
export interface Bending {
  readonly squares: Float64Array;
  readonly told: Float64Array;
}

/** What is expected of the differences where nothing was seen of them, and how many seen ones that counts for. */
interface Usual {
  readonly expected: Float64Array;
  readonly weight: number;
}

/** Expected square of each second difference: squares found over the share that the data tell, shared with neighbours in the layer. */
export function expectedSquares({ squares, told }: Bending, layer: Int32Array, usual?: Usual): Float64Array {
  return squares.map((own, i) => {
    if (Number.isNaN(own)) return own;
    let sum = usual === undefined ? 0 : usual.weight * usual.expected[i]!;
    let share = usual?.weight ?? 0;
    for (let k = Math.max(0, i - reach); k <= Math.min(squares.length - 1, i + reach); k++) {
      if (Number.isNaN(squares[k]!) || layer[k] !== layer[i]) continue;
      const weight = Math.exp(-0.5 * ((k - i) / sharedBins) ** 2);
      sum += weight * squares[k]!;
      share += weight * told[k]!;
    }
    return Math.min(largest, Math.max(leastSquare, sum / Math.max(share, leastTold)));
  });
}

/** The smoothing whose second differences have these variances. @param lambda Strength that the weights are relative to. */
export function smoothingFor(expected: Float64Array, lambda: number, correlations: Float64Array): LocalSmoothing {
  const weights = expected.map((square) => (Number.isNaN(square) ? 1 : 1 / (lambda * square)));
  return { weights, lambda, expected, correlations };
}

/** A model whose profiles are smoothed so. */
export function smoothedBy<Model extends SolvableModel>(
  model: Model,
  { weights, correlations }: LocalSmoothing,
): Model {
  return { ...model, solver: model.solver.withDifferenceWeights(weights, correlations) };
}

/** Squares and shares of none. Second differences that would reach over two layers are NaN. */
export function noBending({ layer }: SolvableModel['grid']): Bending {
  const squares = Float64Array.from(layer, (own, i) => (own === layer[i + 2] ? 0 : Number.NaN));
  return { squares, told: new Float64Array(layer.length) };
}

/**
 * Invert a spectrum, and add what its profile bends; where the model has a front there is nothing to bend.
 * @param model Smoothed. @returns The profile.
 */
export function addBending(
  { squares, told }: Bending,
  spectrum: GatheredSpectrum,
  model: SolvableModel,
  { lambda, expected }: LocalSmoothing,
  start: ArrayLike<number> | undefined,
): Float64Array {
  const { solution } = byTikhonov(spectrum, model, { lambda, start, tolerance });
  const { values, variances } = solution.differences();
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) continue;
    squares[i]! += values[i]! ** 2;
    told[i]! += Math.max(0, 1 - variances[i]! / expected[i]!);
  }
  return solution.x;
}
