import { OperandoError } from '@operando/core';
import type { NdArray } from '@operando/core';
import { boundedLeastSquares, chiSquareTail, median, svd } from '@operando/numerics';
import { indexOf } from '../grid-search.js';
import { noiseOfFrames, stackWindow, stderrOnWindow, windowRows } from './spectra.js';
import type { EnergyWindow } from './spectra.js';

/** Options of {@link isosbesticPoints}. */
export interface IsosbesticPointsOptions extends EnergyWindow {
  /** Standard error of one value: one number or one per energy. @default median scatter of neighbouring points (too small for interpolated data: give it then) */
  readonly stderr?: number | ArrayLike<number> | undefined;
  /** Probability that noise alone scatters as much, below which the spectra do not agree. @default 0.01 */
  readonly significance?: number | undefined;
  /** The difference spectrum has to exceed its own standard error by this factor on both sides of a crossing. @default 5 */
  readonly contrast?: number | undefined;
}

/** A place where the difference spectrum of a series changes sign. */
export interface IsosbesticPoint {
  /** Of the crossing, eV. */
  readonly energy: number;
  /** Its standard error, eV. */
  readonly stderr: number;
  /** Mean of the spectra there. */
  readonly value: number;
  /** Slope of the difference spectrum (per unit length of the amplitudes over the frames), 1/eV. */
  readonly slope: number;
  /** Standard deviation of the spectra there about their mean. */
  readonly scatter: number;
  /** What noise alone makes of it. */
  readonly noise: number;
  /** The largest that the series has at any energy. */
  readonly largestScatter: number;
  /** Sum of the squares of the deviations in units of the noise. */
  readonly chiSquare: number;
  /** Frames less one. */
  readonly degreesOfFreedom: number;
  /** Probability that noise alone scatters at least as much. */
  readonly significance: number;
  /** All spectra agree here within noise: two species take part, no third. */
  readonly isosbestic: boolean;
}

/** Crossings of a series, in order of energy. */
export interface IsosbesticPoints {
  /** In the order of energy; empty where there is none. */
  readonly points: readonly IsosbesticPoint[];
  /** Energies of the window, eV. */
  readonly energy: Float64Array;
  /** The difference spectrum whose crossings they are: the first principal component about the mean, of length 1. */
  readonly difference: Float64Array;
  /** Amount of it in each frame. */
  readonly amplitudes: Float64Array;
  /** Share of the scatter about the mean that it describes: far below one, more than two species take part. */
  readonly share: number;
  /** Number of crossings where all spectra agree. */
  readonly count: number;
}

/** Stretches between a point that is above zero beyond doubt and one below, both included. */
function crossingsOf(difference: Float64Array, limit: Float64Array): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  let sign = 0;
  let last = -1;
  for (let i = 0; i < difference.length; i++) {
    if (Math.abs(difference[i]!) <= limit[i]!) continue;
    const now = Math.sign(difference[i]!);
    if (sign !== 0 && now !== sign) found.push([last, i]);
    sign = now;
    last = i;
  }
  return found;
}

/**
 * Zero between two points of opposite sign, and its standard error: of the cubic through them and all between (and one more on
 * either side where these are fewer than four: a line would be off by more than the noise where the difference is steep).
 */
function zeroOf(
  energy: Float64Array,
  difference: Float64Array,
  error: Float64Array,
  first: number,
  last: number,
): { readonly at: number; readonly stderr: number; readonly slope: number } {
  const more = last - first < 3 ? 1 : 0;
  const from = Math.max(0, first - more);
  const rows = Math.min(energy.length - 1, last + more) - from + 1;
  const terms = Math.min(4, rows);
  const [center, half] = [0.5 * (energy[first]! + energy[last]!), 0.5 * (energy[last]! - energy[first]!)];
  const matrix = new Float64Array(rows * terms);
  const right = new Float64Array(rows);
  for (let k = 0; k < rows; k++) {
    const i = from + k;
    for (let term = 0; term < terms; term++)
      matrix[k * terms + term] = ((energy[i]! - center) / half) ** term / error[i]!;
    right[k] = difference[i]! / error[i]!;
  }
  const { x: coefficients, covariance } = boundedLeastSquares(matrix, rows, terms, right);
  const valueAt = (u: number): number => coefficients.reduceRight((sum, coefficient) => sum * u + coefficient, 0);
  const slopeAt = (u: number): number =>
    coefficients.reduceRight((sum, coefficient, k) => (k === 0 ? sum : sum * u + k * coefficient), 0);
  // The ends have opposite signs beyond doubt: halving cannot miss the zero between them.
  let [low, high] = [-1, 1];
  for (let round = 0; round < 60; round++) {
    const middle = 0.5 * (low + high);
    if (valueAt(middle) * valueAt(low) > 0) low = middle;
    else high = middle;
  }
  const u = 0.5 * (low + high);
  let variance = 0;
  for (let k = 0; k < terms; k++) for (let l = 0; l < terms; l++) variance += covariance[k * terms + l]! * u ** (k + l);
  return {
    at: center + half * u,
    stderr: (half * Math.sqrt(variance)) / Math.abs(slopeAt(u)),
    slope: slopeAt(u) / half,
  };
}

/**
 * Energies at which all spectra of a series agree within noise: where the difference spectrum crosses zero, tested frame by
 * frame. Isosbestic points are what one species turning into another leaves; a third one that takes part fills them in.
 *
 * The crossing is that of the first principal difference spectrum, by a cubic through the points from the last that
 * is beyond doubt on one side to the first on the other; its error is that of the cubic there. The test is chi-square of
 * all spectra about their mean. It is as good as the standard error of the data: drifts of the normalization show as scatter.
 *
 * @param energy Increasing, eV.
 * @param stack Frames x energies, normalized: flat row-major, or a 2-D ndarray.
 * @throws OperandoError `too-few-points` below 3 frames or 4 energies, `invalid-argument` without noise to compare with; as `principalComponents`.
 */
export function isosbesticPoints(
  energy: ArrayLike<number>,
  stack: Float64Array | NdArray<Float64Array>,
  options: IsosbesticPointsOptions = {},
): IsosbesticPoints {
  const { significance = 0.01, contrast = 5 } = options;
  const view = stackWindow(energy, stack, options, 4);
  const { frames } = view;
  const grid = view.energy;
  const points = grid.length;
  if (frames < 3)
    throw new OperandoError('too-few-points', `${frames} spectra always cross.`, { cure: 'Give at least 3.' });
  const rows = windowRows(view);
  const noise = median(noiseOfFrames(grid, rows));
  if (options.stderr === undefined && !(noise > 0))
    throw new OperandoError('invalid-argument', 'the spectra have no scatter to compare with.', {
      where: { parameter: 'stderr' },
      cure: 'Give the standard error of the data.',
    });
  const sigma =
    options.stderr === undefined
      ? new Float64Array(points).fill(noise)
      : stderrOnWindow(options.stderr, view.grid, view.first, points);
  const mean = new Float64Array(points);
  for (let f = 0; f < frames; f++) for (let i = 0; i < points; i++) mean[i]! += rows[f * points + i]! / frames;
  for (let f = 0; f < frames; f++) for (let i = 0; i < points; i++) rows[f * points + i]! -= mean[i]!;
  const { u, s, v } = svd(rows, frames, points);
  const difference = v.slice(0, points);
  const amplitudes = Float64Array.from({ length: frames }, (_, f) => s[0]! * u[f]!);
  const total = s.reduce((sum, value) => sum + value * value, 0);
  // The difference spectrum is the sum of the spectra with weights of length 1 / s: this is its noise.
  const error = sigma.map((value) => value / (s[0]! || Number.MIN_VALUE));
  const deviation = mean.map((_, i) => {
    let sum = 0;
    for (let f = 0; f < frames; f++) sum += rows[f * points + i]! ** 2;
    return Math.sqrt(sum / (frames - 1));
  });
  const largestScatter = deviation.reduce((most, value) => Math.max(most, value), 0);
  const found = crossingsOf(
    difference,
    error.map((value) => contrast * value),
  ).map(([begin, end]): IsosbesticPoint => {
    const { at, stderr, slope } = zeroOf(grid, difference, error, begin, end);
    const i = Math.min(indexOf(grid, at), points - 2);
    const t = (at - grid[i]!) / (grid[i + 1]! - grid[i]!);
    // Noise of a value on the line between two points.
    const between = Math.hypot((1 - t) * sigma[i]!, t * sigma[i + 1]!);
    let squares = 0;
    for (let f = 0; f < frames; f++) squares += ((1 - t) * rows[f * points + i]! + t * rows[f * points + i + 1]!) ** 2;
    const chiSquare = squares / between ** 2;
    const chance = chiSquareTail(chiSquare, frames - 1);
    return {
      energy: at,
      stderr,
      value: (1 - t) * mean[i]! + t * mean[i + 1]!,
      slope,
      scatter: Math.sqrt(squares / (frames - 1)),
      noise: between,
      largestScatter,
      chiSquare,
      degreesOfFreedom: frames - 1,
      significance: chance,
      isosbestic: chance >= significance,
    };
  });
  return {
    points: found,
    energy: grid,
    difference,
    amplitudes,
    share: total > 0 ? s[0]! ** 2 / total : Number.NaN,
    count: found.filter(({ isosbestic }) => isosbestic).length,
  };
}
