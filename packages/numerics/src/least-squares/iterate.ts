import type { Objective } from './objective.js';
import type { Settings } from './settings.js';
import { createStepSolver } from './step.js';
import type { StepSolver } from './step.js';
import { applyTies } from './ties.js';
import { scaledLength, trustRegionStep } from './trust-region.js';
import type { LeastSquaresStatus } from './types.js';

/** Everything an iteration writes to, made once and used for as many fits as there are frames. */
export interface Workspace {
  readonly objective: Objective;
  readonly solver: StepSolver;
  readonly parameters: Float64Array;
  /** Free parameters that may move: not held on a bound by the gradient. The first {@link activeCount}. */
  readonly active: Int32Array;
  readonly scaling: Float64Array;
  readonly step: Float64Array;
  readonly trial: Float64Array;
  readonly work: Float64Array;
}

/** @param n Parameters. */
export function createWorkspace(objective: Objective, n: number): Workspace {
  return {
    objective,
    solver: createStepSolver(objective.size, n),
    parameters: new Float64Array(n),
    active: new Int32Array(n),
    scaling: new Float64Array(n),
    step: new Float64Array(n),
    trial: new Float64Array(n),
    work: new Float64Array(n),
  };
}

/** How an iteration ended, before its end is verified. */
export interface Outcome {
  readonly cost: number;
  readonly iterations: number;
  readonly status: LeastSquaresStatus;
  readonly reason: string;
}

/** Linearise at the parameters, choose those that may move, and prepare the solver for them. @returns their number. */
export function lineariseActive(
  { objective, solver, parameters, active }: Workspace,
  { free, lower, upper }: Settings,
): number {
  objective.linearise(parameters);
  active.set(free);
  solver.prepare(objective, active, free.length);
  let count = 0;
  for (const k of free) {
    const downhill = solver.gradient[k]!;
    const held = (parameters[k]! <= lower[k]! && downhill < 0) || (parameters[k]! >= upper[k]! && downhill > 0);
    if (!held) active[count++] = k;
  }
  if (count < free.length) solver.prepare(objective, active, count);
  return count;
}

/** Largest cosine between the residuals and a column of the Jacobian: 0 at a minimum. NaN where derivatives are not finite. */
function gradientCosine({ objective, solver, active }: Workspace, count: number): number {
  let squares = 0;
  for (const residual of objective.residuals) squares += residual * residual;
  let largest = 0;
  for (let a = 0; a < count; a++) {
    const k = active[a]!;
    const length = Math.sqrt(solver.diagonal[k]! * squares);
    if (length > 0) largest = Math.max(largest, Math.abs(solver.gradient[k]!) / length);
    else if (Number.isNaN(length)) return Number.NaN;
  }
  return largest;
}

/** What rounding of the model's terms alone makes of the cost: gains below it are none. */
export function roundingFloor({ solver, parameters, active }: Workspace, count: number): number {
  let squares = 0;
  for (let a = 0; a < count; a++) squares += solver.diagonal[active[a]!]! * parameters[active[a]!]! ** 2;
  return squares * (8 * Number.EPSILON) ** 2;
}

/** Drop from the active those on a bound that the step would push through it. @returns how many are left. */
function dropPushed({ parameters, step, active }: Workspace, { lower, upper }: Settings, count: number): number {
  let left = 0;
  for (let a = 0; a < count; a++) {
    const k = active[a]!;
    const pushed = (parameters[k]! <= lower[k]! && step[k]! < 0) || (parameters[k]! >= upper[k]! && step[k]! > 0);
    if (!pushed) active[left++] = k;
  }
  return left;
}

/** Trial = parameters + step, clipped to the bounds; the step becomes what was really taken. */
function clipStep({ parameters, step, trial }: Workspace, { lower, upper, ties }: Settings): void {
  for (let k = 0; k < trial.length; k++) trial[k] = Math.min(upper[k]!, Math.max(lower[k]!, parameters[k]! + step[k]!));
  for (let k = 0; k < trial.length; k++) step[k] = trial[k]! - parameters[k]!;
  applyTies(ties, trial);
}

/** Where an iteration stands, beside what is in its workspace. */
interface Place {
  /** Iterations that are done. */
  readonly done: number;
  readonly cost: number;
  readonly radius: number;
  readonly lambda: number;
  /** The parameters are new: derivatives are wanted. */
  readonly fresh: boolean;
  readonly count: number;
  readonly floor: number;
}

/** Before the first iteration. */
const beginning: Place = { done: 0, cost: Number.NaN, radius: 0, lambda: 0, fresh: true, count: 0, floor: 0 };

/** Moré's iteration from workspace.parameters; the best parameters are left there. */
export function iterate(space: Workspace, settings: Settings): Outcome {
  for (let place = beginning; ;) {
    const end = goOn(space, settings, place, Infinity);
    if ('status' in end) return end;
    place = end;
  }
}

/** The same, with a step after each iteration. */
export function* iterateSteps(space: Workspace, settings: Settings): Generator<number, Outcome, void> {
  for (let place = beginning; ;) {
    const end = goOn(space, settings, place, 1);
    if ('status' in end) return end;
    place = end;
    yield place.done;
  }
}

/** The iteration from a place on, for `most` iterations at most: a generator would be slower, which the smallest fits feel. */
function goOn(space: Workspace, settings: Settings, from: Place, most: number): Outcome | Place {
  const { objective, solver, parameters, active, scaling, step, trial, work } = space;
  const { stepTolerance, gainTolerance, gradientTolerance } = settings;
  let { cost, radius, lambda, fresh, count, floor } = from;
  if (from === beginning) {
    cost = objective.evaluate(parameters);
    if (!Number.isFinite(cost))
      return { cost, iterations: 0, status: 'failed', reason: 'the model is not finite at the start' };
    scaling.fill(0);
  }
  const last = Math.min(settings.maximumIterations, from.done + most);
  for (let iteration = from.done + 1; iteration <= last; iteration++) {
    if (fresh) {
      count = lineariseActive(space, settings);
      for (let a = 0; a < count; a++)
        scaling[active[a]!] = Math.max(scaling[active[a]!]!, solver.diagonal[active[a]!]!);
      const cosine = gradientCosine(space, count);
      if (Number.isNaN(cosine))
        return { cost, iterations: iteration, status: 'failed', reason: 'the derivatives are not finite' };
      if (count === 0 || cosine <= gradientTolerance || cost === 0) {
        return { cost, iterations: iteration, status: 'converged', reason: 'the gradient vanishes' };
      }
      if (radius === 0) radius = settings.initialStep * (scaledLength(scaling, parameters) || 1);
      floor = roundingFloor(space, count);
      fresh = false;
    }
    lambda = trustRegionStep(solver, scaling, radius, lambda, step, work);
    for (
      let left = dropPushed(space, settings, count);
      left < count && left > 0;
      left = dropPushed(space, settings, count)
    ) {
      count = left;
      solver.prepare(objective, active, count);
      lambda = trustRegionStep(solver, scaling, radius, lambda, step, work);
    }
    // A clipped step need not go downhill: what it would have gained unclipped says whether anything is left to gain.
    const promised = solver.predictedGain(step);
    clipStep(space, settings);
    const length = scaledLength(scaling, step);
    const predicted = solver.predictedGain(step);
    const trialCost = objective.evaluate(trial);
    const gain = cost - trialCost;
    const ratio = predicted > 0 && trialCost < Infinity ? gain / predicted : -1;
    const still = length <= stepTolerance * scaledLength(scaling, parameters);
    const exhausted = promised <= Math.max(gainTolerance * cost, floor) && !(gain > gainTolerance * cost);
    if (iteration === 1) radius = Math.min(radius, length || radius);
    if (ratio <= 0.25) {
      const shrink =
        gain < 0 && trialCost < Infinity
          ? Math.min(0.5, Math.max(0.1, (0.5 * (predicted + cost)) / (predicted + cost - gain)))
          : 0.25;
      radius = shrink * Math.min(radius, 10 * length || radius);
      lambda /= shrink;
    } else if (lambda === 0 || ratio >= 0.75) {
      radius = 2 * length;
      lambda *= 0.5;
    }
    if (gain > 0) {
      parameters.set(trial);
      cost = trialCost;
      fresh = true;
    }
    if (still || exhausted) {
      return {
        cost,
        iterations: iteration,
        status: 'converged',
        reason: still ? 'the parameters stand still' : 'nothing more is to be gained',
      };
    }
    if (!(radius > 1e-300)) return { cost, iterations: iteration, status: 'stalled', reason: 'no step lowers chi2' };
  }
  if (last < settings.maximumIterations) return { done: last, cost, radius, lambda, fresh, count, floor };
  return { cost, iterations: settings.maximumIterations, status: 'limit-reached', reason: 'out of iterations' };
}
