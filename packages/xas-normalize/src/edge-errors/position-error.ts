import { isOperandoError } from '@operando/core';
import { derivativeMaximum } from '../edge-by-derivative.js';
import type { EdgeContext } from '../edge-context.js';
import { changeUnderFits, changeWithEdge, edgeVariance } from './edge-choice.js';
import type { LinearForm } from './linear-form.js';
import { throughNormalization } from './row-fit.js';
import type { RowFit, ShiftedFit } from './row-fit.js';
import type { RowNoise } from './row-noise.js';

/** What a series adds to the error of a position. */
export interface SeriesTerms {
  /** Change of the position with the level below the edge, and with that above, eV an edge step. */
  readonly below: number;
  readonly above: number;
  /** By how much more than the edge the position moves as the edge moves over the grid, per eV. */
  readonly moving: number;
  /** Mean square of its changes with e0, and the variance for the choice of e0 as one spectrum tells it, eV squared. */
  readonly square: number;
  readonly choice: number;
  /** Variance of the values at the edge. */
  readonly noise: number;
}

/** Terms of positions that no series adds to. */
export const alone: SeriesTerms = { below: 0, above: 0, moving: 0, square: 0, choice: 0, noise: 0 };

/** Variance of a position, eV squared, without what a series adds, and what it has to add that. */
export interface PositionError {
  readonly variance: number;
  readonly ofSeries: SeriesTerms;
}

/**
 * Prepare the errors of the positions of one spectrum.
 *
 * @param fit How it was normalized. @default as if without noise
 * @param weights Overwritten.
 */
export function positionErrors(
  context: EdgeContext,
  fit: RowFit | undefined,
  noise: RowNoise,
  weights: Float64Array,
): (form: LinearForm, grid: number) => PositionError {
  const shifted: readonly ShiftedFit[] = fit?.shifted() ?? [];
  const ofEdge = shifted.length === 0 ? 0 : varianceOfEdge(context, noise.variances);
  return (form, grid) =>
    fit === undefined
      ? errorAlone(form, grid, noise, weights)
      : errorWithFit(context, fit, noise, weights, shifted, ofEdge, form, grid);
}

/** Of a spectrum that is taken as it is. */
function errorAlone(form: LinearForm, grid: number, noise: RowNoise, weights: Float64Array): PositionError {
  weights.fill(0);
  weights.set(form.weights, form.from);
  const to = form.from + form.weights.length;
  return { variance: grid * grid + noise.varianceOf(weights, form.from, to), ofSeries: alone };
}

function errorWithFit(
  { energy, norm, offset, edgeIndex }: EdgeContext,
  fit: RowFit,
  noise: RowNoise,
  weights: Float64Array,
  shifted: readonly ShiftedFit[],
  ofEdge: number,
  form: LinearForm,
  grid: number,
): PositionError {
  throughNormalization(form, fit, energy, norm, offset, weights);
  const { slope, square } = changeWithEdge(form, shifted, norm, offset);
  let [below, above] = [0, 0];
  form.weights.forEach((weight, k) => {
    const level = norm[offset + form.from + k]!;
    below += weight * (1 - level);
    above += weight * level;
  });
  const moving = slope + changeUnderFits(form, weights, fit, energy);
  const choice = square * ofEdge;
  return {
    variance: grid * grid + choice + noise.varianceOf(weights),
    ofSeries: { below, above, moving, square, choice, noise: noise.variances[edgeIndex]! },
  };
}

/** Variance of e0 against the edge, eV squared. */
function varianceOfEdge(context: EdgeContext, variances: Float64Array): number {
  const { energy, edgeIndex } = context;
  const step = 0.5 * (energy[edgeIndex + 1]! - energy[edgeIndex - 1]!);
  try {
    const [, { from, weights }] = derivativeMaximum(context);
    const variance = weights.reduce((sum, weight, i) => sum + weight * weight * variances[from + i]!, 0);
    return edgeVariance(Math.sqrt(variance), weights.length - 1, step);
  } catch (error) {
    if (!isOperandoError(error)) throw error;
    return edgeVariance(step, 1, step);
  }
}
