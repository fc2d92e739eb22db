import type { TikhonovSolver } from '@operando/numerics';
import { profileSeriesDefaults as defaults } from './defaults.js';
import type { DepthModel } from './depth-model.js';
import { byTikhonov } from './inversion.js';
import type { GatheredSpectrum } from './inversion.js';
import type { ProfileSeriesOptions } from './options.js';

/** Whether the smoothing adapts to the depth. */
export function isAdaptive({ method, smoothing, lambda, sample, front }: ProfileSeriesOptions): boolean {
  return (
    (method ?? defaults.method) === 'tikhonov' &&
    (smoothing ?? defaults.smoothing) === 'adaptive' &&
    (lambda ?? defaults.lambda) === 'evidence' &&
    front === undefined &&
    typeof sample !== 'function'
  );
}

/** Smoothing as strong, bin by bin, as the profiles ask for. */
export interface LocalSmoothing {
  readonly solver: TikhonovSolver;
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
/** Least and largest expected square of a second difference, in units of the usual concentration. */
const smallest = 1e-8;
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
function smoothingFor(model: DepthModel, expected: Float64Array, lambda: number): LocalSmoothing {
  const weights = expected.map((square) => (Number.isNaN(square) ? 1 : 1 / (lambda * square)));
  return { solver: model.solver.withDifferenceWeights(weights), lambda, expected };
}

/** Invert a spectrum by a smoothing, and add what its profile bends. @returns The profile. */
function addBending(
  { squares, told }: Bending,
  spectrum: GatheredSpectrum,
  model: DepthModel,
  { solver, lambda, expected }: LocalSmoothing,
  start: ArrayLike<number> | undefined,
): Float64Array {
  const { solution } = byTikhonov(spectrum, { ...model, solver }, { lambda, start, tolerance });
  const { values, variances } = solution.differences();
  for (let i = 0; i < values.length; i++) {
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
 * @param lambda Where to begin.
 * @see MacKay, Neural Computation 4 (1992) 415; Tipping, J. Mach. Learn. Res. 1 (2001) 211
 */
export function learnSmoothing(
  model: DepthModel,
  spectra: readonly GatheredSpectrum[],
  lambda: number,
): LocalSmoothing {
  const bins = model.grid.layer.length;
  const starts: (Float64Array | undefined)[] = spectra.map(() => undefined);
  let now: LocalSmoothing = { solver: model.solver, lambda, expected: new Float64Array(bins).fill(1 / lambda) };
  for (let round = 0; round < mostRounds; round++) {
    const bending = { squares: new Float64Array(bins), told: new Float64Array(bins) };
    for (const [f, spectrum] of spectra.entries()) starts[f] = addBending(bending, spectrum, model, now, starts[f]);
    const expected = expectedSquares(bending, model.grid.layer);
    const logs = Array.from(expected).flatMap((square) => (Number.isNaN(square) ? [] : [Math.log(square)]));
    if (logs.length === 0) return now;
    const typical = Math.exp(-logs.reduce((sum, value) => sum + value, 0) / logs.length);
    const before = now.expected;
    now = smoothingFor(model, expected, typical);
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
 * @param learnt That of the series.
 * @param start Profile to begin at. @returns The smoothing, and the profile to go on from.
 */
export function frameSmoothing(
  model: DepthModel,
  learnt: LocalSmoothing,
  spectrum: GatheredSpectrum,
  start: ArrayLike<number> | undefined,
): { readonly smoothing: LocalSmoothing; readonly start: Float64Array } {
  const bins = model.grid.layer.length;
  let smoothing = learnt;
  let from = start;
  for (let round = 0; ; round++) {
    const bending = { squares: new Float64Array(bins), told: new Float64Array(bins) };
    const profile = addBending(bending, spectrum, model, smoothing, from);
    from = profile;
    const usual = { expected: learnt.expected, weight: seriesWeight };
    const expected = expectedSquares(bending, model.grid.layer, usual);
    const bends = expected.some((square, i) => square > worthIt * learnt.expected[i]!);
    if (!bends && round === 0) return { smoothing, start: profile };
    smoothing = smoothingFor(model, expected, learnt.lambda);
    if (round + 1 >= frameRounds) return { smoothing, start: profile };
  }
}
