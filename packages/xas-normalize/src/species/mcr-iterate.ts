import { solveConcentrations, solveSpectra, squaresLeft } from './mcr-steps.js';
import type { McrConstraints } from './mcr-steps.js';

/** Data (and their transpose) in units of their errors, and where to start. */
interface Alternation {
  /** Frames x points. */
  readonly data: Float64Array;
  /** Points x frames. */
  readonly turned: Float64Array;
  readonly points: number;
  readonly constraints: McrConstraints;
  /** Count x points. */
  readonly start: Float64Array;
  readonly tolerance: number;
  readonly maximumIterations: number;
}

/** Where the alternation ended. */
export interface AlternationEnd {
  readonly concentrations: Float64Array;
  readonly spectra: Float64Array;
  /** Squares left over. */
  readonly squares: number;
  readonly iterations: number;
  readonly status: 'converged' | 'limit-reached' | 'stalled';
}

/** Iterations in a row that must change nothing: a single small step may be one that was cut short. */
const quietIterations = 3;
/** Iterations in a row that make it worse before it counts as diverging. */
const worseIterations = 10;

/**
 * Alternate between the best concentrations and the best spectra. Plain, without extrapolation: that is faster by far, but where
 * the answer is not unique it drifts along what the data leave open, while plain steps stay near the start.
 */
export function alternate({
  data,
  turned,
  points,
  constraints,
  start,
  tolerance,
  maximumIterations,
}: Alternation): AlternationEnd {
  const { count } = constraints;
  const frames = data.length / points;
  let total = 0;
  for (const value of data) total += value * value;
  let spectra = start;
  let squares = Infinity;
  let best = { concentrations: new Float64Array(frames * count), spectra, squares };
  let quiet = 0;
  let worse = 0;
  for (let iteration = 1; iteration <= maximumIterations; iteration++) {
    const concentrations = new Float64Array(frames * count);
    spectra = spectra.slice();
    solveConcentrations(data, points, spectra, constraints, concentrations);
    solveSpectra(turned, frames, concentrations, constraints, spectra);
    const left = squaresLeft(data, points, concentrations, spectra, count);
    const change = Math.abs(Math.sqrt(squares) - Math.sqrt(left)) / Math.sqrt(left || Number.MIN_VALUE);
    // Shaping to one maximum is no exact half step, so that the squares may rise.
    worse = left > squares * (1 + 1e-9) ? worse + 1 : 0;
    squares = left;
    if (squares < best.squares) best = { concentrations, spectra, squares };
    quiet = change < tolerance ? quiet + 1 : 0;
    if (quiet >= quietIterations || squares <= 1e-24 * total)
      return { ...best, iterations: iteration, status: 'converged' };
    if (worse >= worseIterations) return { ...best, iterations: iteration, status: 'stalled' };
  }
  return { ...best, iterations: maximumIterations, status: 'limit-reached' };
}
