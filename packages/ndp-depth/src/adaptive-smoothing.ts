import { profileSeriesDefaults as defaults } from './defaults.js';
import type { DepthModel } from './depth-model.js';
import { byTikhonov } from './inversion.js';
import type { GatheredSpectrum } from './inversion.js';
import type { ProfileSeriesOptions } from './options.js';

/** Whether the smoothing adapts to the depth. */
export function isAdaptive({ method, smoothing, lambda, sample }: ProfileSeriesOptions): boolean {
  return (
    (method ?? defaults.method) === 'tikhonov' &&
    (smoothing ?? defaults.smoothing) === 'adaptive' &&
    (lambda ?? defaults.lambda) === 'evidence' &&
    typeof sample !== 'function'
  );
}

/** Smoothing as strong, bin by bin, as the profiles ask for. */
export interface LocalSmoothing {
  /** Weight of each second difference in the penalty, in units of `lambda`. */
  readonly weights: Float64Array;
  /** Geometric mean of the strengths. */
  readonly lambda: number;
  /** Variance of each second difference before the counts are seen, in units of the usual concentration; NaN where there is none. */
  readonly expected: Float64Array;
}

const mostRounds = 15;
/** Change of the logarithm of an expected square below which nothing more is learnt. */
const settled = 0.05;
/** Bins over which strengths are one: a structure blurred over the resolution is met in all of these. */
const sharedBins = 0.8;
const reach = 4;
/**
 * Least and largest expected square of a second difference, in units of the usual concentration: over a hundred bins the least lets
 * a straight line bend by some 1e-3 of the usual, which is less than a million counts tell; weaker, it is as good as none to arithmetic.
 */
const smallest = 1e-11;
const largest = 10;
/** Least share of a difference that counts as told by the data. */
const leastTold = 1e-3;
/** How many differences of its own the series counts for in each frame: few, so that a frame may bend where the others do not. */
const seriesWeight = 0.5;
const frameRounds = 2;
/** How much more than expected, as a factor, a frame must bend somewhere for its smoothing to be made anew. */
const worthIt = 1.5;
/** Tolerance of inversions that only strengths are learnt from. */
const tolerance = 1e-6;

/** Squares of differences found, and how much of each the data tell. */
interface Bending {
  readonly squares: Float64Array;
  readonly told: Float64Array;
}

/** What is expected of the differences where nothing was seen of them, and how many seen ones that counts for. */
interface Usual {
  readonly expected: Float64Array;
  readonly weight: number;
}

/** Expected square of each second difference: squares found over the share that the data tell, shared with neighbours in the layer. */
function expectedSquares({ squares, told }: Bending, layer: Int32Array, usual?: Usual): Float64Array {
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
    return Math.min(largest, Math.max(smallest, sum / Math.max(share, leastTold)));
  });
}

/** The smoothing whose second differences have these variances. @param lambda Strength that the weights are relative to. */
function smoothingFor(expected: Float64Array, lambda: number): LocalSmoothing {
  return { weights: expected.map((square) => (Number.isNaN(square) ? 1 : 1 / (lambda * square))), lambda, expected };
}

/** A model whose profiles are smoothed so. */
export function smoothedBy(model: DepthModel, { weights }: LocalSmoothing): DepthModel {
  return { ...model, solver: model.solver.withDifferenceWeights(weights) };
}

/** Squares and shares of none. Second differences that would reach over two layers are NaN. */
function noBending({ layer }: DepthModel['grid']): Bending {
  const squares = Float64Array.from(layer, (own, i) => (own === layer[i + 2] ? 0 : Number.NaN));
  return { squares, told: new Float64Array(layer.length) };
}

/**
 * Invert a spectrum, and add what its profile bends; where the model has a front there is nothing to bend.
 * @param model Smoothed. @returns The profile.
 */
function addBending(
  { squares, told }: Bending,
  spectrum: GatheredSpectrum,
  model: DepthModel,
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

/**
 * Learn from spectra of one sample (sums of frames over the series) how strongly each stretch of depth is to be smoothed: where profiles bend, little, so that bands there
 * are as wide as they must be; where they do not, much. The prior of each second difference is a Gaussian whose variance is that of the
 * frames, by the fixed point of the evidence: the squares found, over the share of each that the data determine.
 *
 * @param models Of each spectrum: the same, or each with the front of its spectrum.
 * @param lambda Where to begin.
 * @see MacKay, Neural Computation 4 (1992) 415; Tipping, J. Mach. Learn. Res. 1 (2001) 211
 */
export function learnSmoothing(
  models: readonly DepthModel[],
  spectra: readonly GatheredSpectrum[],
  lambda: number,
): LocalSmoothing {
  const { grid } = models[0]!;
  const starts: (Float64Array | undefined)[] = spectra.map(() => undefined);
  let now = smoothingFor(new Float64Array(grid.layer.length).fill(1 / lambda), lambda);
  for (let round = 0; round < mostRounds; round++) {
    const bending = noBending(grid);
    const smoothed = new Map<DepthModel, DepthModel>();
    for (const [f, spectrum] of spectra.entries()) {
      const own = smoothed.get(models[f]!) ?? smoothedBy(models[f]!, now);
      smoothed.set(models[f]!, own);
      starts[f] = addBending(bending, spectrum, own, now, starts[f]);
    }
    const expected = expectedSquares(bending, grid.layer);
    const logs = Array.from(expected).flatMap((square) => (Number.isNaN(square) ? [] : [Math.log(square)]));
    if (logs.length === 0) return now;
    const typical = Math.exp(-logs.reduce((sum, value) => sum + value, 0) / logs.length);
    const before = now.expected;
    now = smoothingFor(expected, typical);
    if (expected.every((square, i) => !(Math.abs(Math.log(square / before[i]!)) > settled))) break;
  }
  return now;
}

/**
 * The smoothing of one frame: that of the series, but weaker where the frame itself bends more and stronger where it bends less.
 * The variance of each difference is not known but has a distribution of its own (inverse gamma about that of the series), which makes
 * the prior of differences one of long tails: a front that was somewhere else in the frames before is not smoothed away, and bands
 * hold what is not known of the smoothing.
 *
 * @param model Smoothed as the series is. @param learnt That of the series.
 * @param start Profile to begin at. @returns The model smoothed as the frame is, and the profile to go on from.
 */
export function frameSmoothing(
  model: DepthModel,
  learnt: LocalSmoothing,
  spectrum: GatheredSpectrum,
  start: ArrayLike<number> | undefined,
): { readonly model: DepthModel; readonly start: Float64Array } {
  let smoothing = learnt;
  let own = model;
  let from = start;
  for (let round = 0; ; round++) {
    const bending = noBending(model.grid);
    const profile = addBending(bending, spectrum, own, smoothing, from);
    from = profile;
    const usual = { expected: learnt.expected, weight: seriesWeight };
    const expected = expectedSquares(bending, model.grid.layer, usual);
    const bends = expected.some((square, i) => square > worthIt * learnt.expected[i]!);
    if (!bends && round === 0) return { model: own, start: profile };
    smoothing = smoothingFor(expected, learnt.lambda);
    own = smoothedBy(model, smoothing);
    if (round + 1 >= frameRounds) return { model: own, start: profile };
  }
}
