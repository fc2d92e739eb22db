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
}

const rounds = 5;
/** Bins over which strengths are one: a structure blurred over the resolution is met in all of these. */
const sharedBins = 1.5;
const reach = 5;
/** Least and largest expected square of a second difference, in units of the usual concentration. */
const smallest = 1e-9;
const largest = 10;
/** Least share of a difference that counts as told by the data. */
const leastTold = 1e-3;

/** Expected square of each second difference: squares found over the share that the data tell, shared with neighbours in the layer. */
function expectedSquares(squares: Float64Array, told: Float64Array, layer: Int32Array): Float64Array {
  return squares.map((own, i) => {
    if (Number.isNaN(own)) return own;
    let sum = 0;
    let share = 0;
    for (let k = Math.max(0, i - reach); k <= Math.min(squares.length - 1, i + reach); k++) {
      if (Number.isNaN(squares[k]!) || layer[k] !== layer[i]) continue;
      const weight = Math.exp(-0.5 * ((k - i) / sharedBins) ** 2);
      sum += weight * squares[k]!;
      share += weight * told[k]!;
    }
    return Math.min(largest, Math.max(smallest, sum / Math.max(share, leastTold)));
  });
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
  let now: LocalSmoothing = { solver: model.solver, lambda };
  let weights = new Float64Array(bins).fill(1);
  for (let round = 0; round < rounds; round++) {
    const { solver, lambda: strength } = now;
    const squares = new Float64Array(bins);
    const told = new Float64Array(bins);
    for (const [f, spectrum] of spectra.entries()) {
      const { solution } = byTikhonov(spectrum, { ...model, solver }, { lambda: strength, start: starts[f] });
      starts[f] = solution.x;
      const { values, variances } = solution.differences();
      for (let i = 0; i < bins; i++) {
        squares[i]! += values[i]! ** 2;
        told[i]! += Math.max(0, 1 - variances[i]! * strength * weights[i]!);
      }
    }
    const expected = expectedSquares(squares, told, model.grid.layer);
    const logs = Array.from(expected).flatMap((square) => (Number.isNaN(square) ? [] : [Math.log(square)]));
    if (logs.length === 0) return now;
    const typical = Math.exp(-logs.reduce((sum, value) => sum + value, 0) / logs.length);
    weights = expected.map((square) => (Number.isNaN(square) ? 1 : 1 / (typical * square)));
    now = { solver: model.solver.withDifferenceWeights(weights), lambda: typical };
  }
  return now;
}
