import { applyColumns, applyTransposed } from './column-runs.js';
import { lowerBandSolveInPlace } from './lower-band.js';
import { applyPenalty } from './penalty.js';
import type { TikhonovOptions } from './types.js';
import { factorise } from './workspace.js';
import type { PenalisedWorkspace } from './workspace.js';

/** Smallest expected count that logarithms and weights are made of. */
export const leastExpected = 1e-6;

/** After so many steps, a deviance that could still fall by this much is at its minimum: a standard error raises it by 1. */
const manySteps = 40;
const negligible = 1e-3;

/** One data set to be fitted; `start` in units of the scale. */
export interface PenalisedData {
  readonly data: Float64Array;
  readonly background: Float64Array;
  readonly factor: number;
  readonly lambda: number;
  readonly start: Float64Array;
  readonly options: TikhonovOptions;
}

/** Where the minimisation ended. */
export interface PenalisedFit {
  readonly from: PenalisedData;
  /** In units of the scale. */
  readonly x: Float64Array;
  /** factor A x + background. */
  readonly fitted: Float64Array;
  readonly objective: number;
  readonly penalty: number;
  readonly iterations: number;
  readonly status: 'converged' | 'limit-reached';
}

/**
 * Half the deviance of one count. Below the smallest expected count the logarithm goes on as a straight line, which is what
 * the gradient says: else no step could be found where a count stands that nothing explains.
 */
function halfDeviance(n: number, expected: number): number {
  if (n === 0) return expected;
  if (expected > leastExpected) return expected - n + n * Math.log(n / expected);
  return expected - n + n * (Math.log(n / leastExpected) + 1 - expected / leastExpected);
}

/** Deviance of counts that do not all count alike. */
function weightedDeviance(data: Float64Array, fitted: Float64Array, weights: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += weights[i]! * halfDeviance(data[i]!, fitted[i]!);
  return 2 * sum;
}

/** values *= weights, where there are any. */
export function weigh(values: Float64Array, weights: ArrayLike<number> | undefined): void {
  if (weights !== undefined) for (let i = 0; i < values.length; i++) values[i]! *= weights[i]!;
}

/** Deviance of counts, or weighted squares. */
function misfit(data: Float64Array, fitted: Float64Array, { sigma, likelihood, weights }: TikhonovOptions): number {
  let sum = 0;
  if (likelihood === 'poisson') {
    if (weights !== undefined) return weightedDeviance(data, fitted, weights);
    for (let i = 0; i < data.length; i++) sum += halfDeviance(data[i]!, fitted[i]!);
    return 2 * sum;
  }
  for (let i = 0; i < data.length; i++) sum += (weights?.[i] ?? 1) * ((data[i]! - fitted[i]!) / (sigma?.[i] ?? 1)) ** 2;
  return sum;
}

/** step = -(held part of the normal equations)^-1 slope. */
function newtonStep(
  { a, width, room: { system } }: PenalisedWorkspace,
  slope: Float64Array,
  held: Uint8Array,
  step: Float64Array,
): void {
  for (let j = 0; j < a.columns; j++) step[j] = held[j] === 1 ? 0 : -slope[j]!;
  lowerBandSolveInPlace(system, a.columns, width, step);
}

/** Hold elements at 0 that a step would take below; whether there were any. */
function holdBlocked(x: Float64Array, step: Float64Array, held: Uint8Array): boolean {
  let any = false;
  for (let j = 0; j < x.length; j++) {
    if (held[j] === 1 || x[j]! > 0 || step[j]! >= 0) continue;
    held[j] = 1;
    any = true;
  }
  return any;
}

/**
 * Minimise misfit + lambda |L x|^2 with x >= 0. Elements at 0 that the gradient
 * pushes further down are held; the rest takes a Newton step on the normal equations,
 * shortened along its projection until the objective falls. The curvature is
 * kept from step to step as long as steps succeed, since factorising costs more
 * than the rest together.
 */
export function minimisePenalised(work: PenalisedWorkspace, from: PenalisedData): PenalisedFit {
  const { a, room } = work;
  const { weights, scratch, trial, stretched, slope, smooth, step, held } = room;
  const { rows, columns } = a;
  const { data, background, factor, lambda, start, options } = from;
  const poisson = options.likelihood === 'poisson';
  const { nonNegative = true, maximumIterations = 200, tolerance = 1e-9 } = options;
  const x = start.slice();
  if (nonNegative) for (let j = 0; j < columns; j++) x[j] = Math.max(0, x[j]!);
  held.fill(0);
  const fitted = new Float64Array(rows);
  const priorWeight = options.prior?.weight ?? 0;
  const priorMean =
    options.prior === undefined ? undefined : Float64Array.from(options.prior.mean, (value) => value / work.scale);
  let penalty = 0;
  const evaluate = (at: Float64Array): number => {
    for (let j = 0; j < columns; j++) stretched[j] = factor * at[j]!;
    applyColumns(a, stretched, background, fitted);
    penalty = lambda * applyPenalty(work.differences, at, smooth);
    if (priorWeight > 0)
      for (let j = 0; j < columns; j++) penalty += priorWeight * (at[j]! - (priorMean?.[j] ?? 0)) ** 2;
    return misfit(data, fitted, options) + penalty;
  };
  let objective = evaluate(x);
  let status: PenalisedFit['status'] = 'limit-reached';
  let iterations = 0;
  let curvatureIsOld = true;
  let isCautious = false;
  let lastPromise = Infinity;
  while (iterations < maximumIterations) {
    iterations++;
    // Half the gradient with respect to x.
    for (let i = 0; i < rows; i++) {
      if (poisson) scratch[i] = factor * (1 - data[i]! / (fitted[i]! > leastExpected ? fitted[i]! : leastExpected));
      else scratch[i] = (factor * (fitted[i]! - data[i]!)) / (options.sigma?.[i] ?? 1) ** 2;
    }
    weigh(scratch, options.weights);
    applyTransposed(a, scratch, slope);
    let heldChanged = false;
    for (let j = 0; j < columns; j++) {
      slope[j]! += lambda * smooth[j]! + priorWeight * (x[j]! - (priorMean?.[j] ?? 0));
      const hold = nonNegative && x[j]! <= 0 && slope[j]! > 0 ? 1 : 0;
      if (hold !== held[j]) heldChanged = true;
      held[j] = hold;
    }
    if (curvatureIsOld) {
      for (let i = 0; i < rows; i++) {
        // The expected curvature, half of it observed: the mean is closer to the chord's than either.
        const mu = fitted[i]! > leastExpected ? fitted[i]! : leastExpected;
        weights[i] = poisson
          ? (factor * factor * 0.5 * (1 + data[i]! / mu)) / mu
          : (factor / (options.sigma?.[i] ?? 1)) ** 2;
      }
      weigh(weights, options.weights);
      work.equations.gram(weights, scratch, room.gram);
      room.gramOf = poisson ? undefined : from;
    }
    if (curvatureIsOld || heldChanged) {
      factorise(work, lambda, priorWeight, held);
      room.systemOf = held.includes(1) ? undefined : room.gramOf;
    }
    curvatureIsOld = false;
    newtonStep(work, slope, held, step);
    // Where a step led nowhere, elements at 0 that it would take below are held too: cut off it is no Newton step.
    if (nonNegative && isCautious) {
      while (holdBlocked(x, step, held)) {
        factorise(work, lambda, priorWeight, held);
        room.systemOf = undefined;
        newtonStep(work, slope, held, step);
      }
    }
    let promise = 0;
    for (let j = 0; j < columns; j++) promise -= slope[j]! * step[j]!;
    if (
      promise <= tolerance * (1 + Math.abs(objective)) ||
      (poisson && iterations > manySteps && promise < negligible)
    ) {
      status = 'converged';
      break;
    }
    let length = 1;
    let gained = -1;
    for (let halving = 0; halving < 40; halving++) {
      for (let j = 0; j < columns; j++) {
        const to = x[j]! + length * step[j]!;
        trial[j] = nonNegative && to < 0 ? 0 : to;
      }
      const after = evaluate(trial);
      if (after < objective) {
        gained = objective - after;
        objective = after;
        x.set(trial);
        break;
      }
      length /= 2;
    }
    isCautious = gained < 0;
    if (gained < 0) {
      // No descent left that arithmetic can show.
      objective = evaluate(x);
      status = promise <= 1e-6 * (1 + Math.abs(objective)) ? 'converged' : 'limit-reached';
      if (status === 'converged') break;
    }
    // The whole step of least squares that nothing bounds ends at the minimum.
    if (room.systemOf === from && gained >= 0 && length === 1 && !(nonNegative && x.includes(0))) {
      status = 'converged';
      break;
    }
    // Steps that gain little of what the last promised come from a curvature that is out of date.
    if (poisson) curvatureIsOld = gained < 0 || length < 1 || promise > 0.2 * lastPromise;
    else if (gained < 0) break;
    lastPromise = promise;
  }
  return { from, x, fitted: fitted.slice(), objective, penalty, iterations, status };
}
