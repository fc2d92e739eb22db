import type { PatternModel } from '../model/pattern-model.js';
import { boundedStep, createStepRoom } from './bounded-step.js';
import { createMixture } from './mixture.js';
import type { Mixture } from './mixture.js';
import { fillNormalEquations } from './normal-equations.js';
import { limitedStep } from './limited-step.js';
import { createSearch } from './search.js';
import type { FitEnd, FitLimits } from './search.js';
import { objective } from './weighting.js';
import type { Observations } from './weighting.js';

/** Where a fit stands: all parameters of shape, and factors of phases and background. */
export interface FitState {
  readonly values: Float64Array;
  /** Scales of the phases, then the background, then free intensities. */
  readonly linear: Float64Array;
}

/** What a fit may move. */
export interface FitFreedom {
  /** For each phase: whether its scale is fitted, and whether its shape is. */
  readonly scale: readonly boolean[];
  readonly shape: readonly boolean[];
  /** For each refined parameter of shape; its phase must be free too. @default all */
  readonly parameters?: readonly boolean[] | undefined;
}

/** Outcome of a fit; arrays are the fitter's own and hold until its next call. */
export interface FitOutcome {
  readonly end: FitEnd;
  readonly cycles: number;
  /** Normal equations at the end, over refined parameters of shape, scales and background. */
  readonly matrix: Float64Array;
  /** 0 for what was free, 1 for what was not, 2 for what ended on a bound. */
  readonly fixed: Uint8Array;
  readonly size: number;
  readonly mixture: Mixture;
  readonly objective: number;
}

/** A fitter of one pattern after another on the same points. */
export interface PatternFitter {
  /** Moves the state to the minimum. */
  fit(data: Observations, state: FitState, freedom: FitFreedom, limits: FitLimits): FitOutcome;
}

/** Parameters of shape that are refined. */
export interface RefinedShapes {
  readonly refined: Int32Array;
  /** Bounds of all parameters. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Longest step of each, or as large a share of its value as that is of a usual one. */
  readonly reach: Float64Array;
  readonly usual: Float64Array;
  /** Phase of each that is refined, -1 for the instrument. */
  readonly phases: Int32Array;
}

/**
 * Make a fitter of a model and background: Gauss-Newton steps in all parameters at once, damped when they do not lead down
 * (Levenberg and Marquardt), with the factors of phases and background solved for anew after each step.
 */
export function createPatternFitter(
  model: PatternModel,
  background: readonly Float64Array[],
  shapes: RefinedShapes,
): PatternFitter {
  const { refined } = shapes;
  const count = refined.length;
  const phases = model.phases.length;
  const { free } = model;
  const plain = model.columns.length + background.length;
  const columns = [...model.columns, ...background, ...free.columns];
  const size = columns.length;
  const array = (length: number): Float64Array => new Float64Array(length);
  const [a, g, step, low, high] = [array(size * size), array(size), array(size), array(size), array(size)];
  const scratch = array(model.points.length);
  const room = createStepRoom(size);
  const fixed = new Uint8Array(size);
  const from = new Int32Array(size);
  const to = new Int32Array(size).fill(model.points.length);
  const mixture = createMixture(columns.slice(count, count + phases), background, free, model.points.length);
  const stiffness = array(size);
  const trial: FitState = { values: array(shapes.lower.length), linear: array(size - count) };
  const none = model.phases.map(() => false);

  const move = (state: FitState, target: FitState): void => {
    target.values.set(state.values);
    target.linear.set(state.linear);
    for (let j = 0; j < count; j++) target.values[refined[j]!]! += step[j]!;
    for (let j = count; j < size; j++) target.linear[j - count]! += step[j]!;
  };
  const evaluate = ({ values, linear }: FitState, follow: readonly boolean[]): boolean =>
    model.evaluate(values, linear, linear.subarray(plain - count), follow);
  const setLimits = ({ values, linear }: FitState): void => {
    for (let j = 0; j < count; j++) {
      const parameter = refined[j]!;
      const value = values[parameter]!;
      const most = shapes.reach[parameter]! * Math.max(1, Math.abs(value) / shapes.usual[parameter]!);
      low[j] = Math.max(-most, shapes.lower[parameter]! - value);
      high[j] = Math.min(most, shapes.upper[parameter]! - value);
    }
    low.fill(-Infinity, count);
    high.fill(Infinity, count);
    for (let p = 0; p < phases; p++) low[count + p] = -linear[p]!;
  };
  /** What was held back only because its step was long is on no bound. */
  const release = ({ values }: FitState): void => {
    for (let j = 0; j < count; j++) {
      const value = values[refined[j]!]!;
      const isOnBound = value <= shapes.lower[refined[j]!]! || value >= shapes.upper[refined[j]!]!;
      if (fixed[j] === 2 && !isOnBound) fixed[j] = 0;
    }
  };
  /** Smallest damping from the one asked for with which there is a step; Infinity when there is none. */
  const takeStep = (use: readonly boolean[], least: number): number => {
    for (let damping = least; ; damping = Math.max(1e-9, damping * 100)) {
      for (let k = 0; k < size; k++) fixed[k] = use[k]! ? 0 : 1;
      if (boundedStep(a, g, size, low, high, damping, stiffness, fixed, step, room)) return damping;
      if (damping > 1e-3) return Infinity;
    }
  };
  /** From counts nothing is known to begin with: derivatives are in proportion to scales. */
  const begin = (
    data: Observations,
    state: FitState,
    scale: readonly boolean[],
    follow: readonly boolean[],
  ): boolean => {
    if (state.linear.subarray(phases).every((value) => value === 0) && scale.includes(true)) {
      if (background.length > 0) state.linear[phases] = meanOf(data);
      if (!evaluate(state, none) || !mixture.solve(data, state.linear, scale)) return false;
    }
    return evaluate(state, follow) && mixture.solve(data, state.linear, scale);
  };

  return {
    fit(data, state, freedom, limits) {
      const allowed = allowedFactors(model, freedom.scale);
      const use = columns.map((_, k) => {
        if (k >= plain) return allowed[phases + k - plain]!;
        if (k >= count + phases) return true;
        if (k >= count) return allowed[k - count]!;
        const phase = shapes.phases[k]!;
        return (freedom.parameters?.[k] ?? true) && (phase < 0 || freedom.shape[phase]!);
      });
      const isCommon = use.some((isUsed, k) => k < count && isUsed && shapes.phases[k]! < 0);
      const follow = freedom.shape.map((isFree) => isFree || isCommon);
      let cycles = 0;
      let value = Number.NaN;
      const outcome = (end: FitEnd): FitOutcome => ({ end, cycles, matrix: a, fixed, size, mixture, objective: value });
      if (!begin(data, state, allowed, follow)) return outcome('failed');
      value = objective(data, mixture.calculated);
      if (!Number.isFinite(value)) return outcome('failed');
      const search = createSearch(limits);
      for (;;) {
        from.set(free.from, plain);
        to.set(free.to, plain);
        fillNormalEquations(columns, use, mixture.weights, mixture.residual, a, g, scratch, from, to);
        setLimits(state);
        for (let isAccepted = false; !isAccepted;) {
          for (let j = 0; j < count; j++) stiffness[j] = search.firmness * shapes.reach[refined[j]!]! ** -2;
          search.damping = takeStep(use, search.damping);
          if (search.damping === Infinity) return outcome('singular');
          const gain = dot(g, step);
          const end = search.isOver(gain) ?? (cycles >= limits.maximumCycles ? 'limit-reached' : undefined);
          if (end !== undefined) {
            // After a trial that led nowhere: back to where it was best.
            if (!search.wasAccepted) {
              evaluate(state, follow);
              mixture.compute(data, state.linear);
            }
            release(state);
            return outcome(end);
          }
          cycles++;
          limitedStep(model, step);
          move(state, trial);
          const isReal = evaluate(trial, follow);
          const isSolved = isReal && mixture.solve(data, trial.linear, allowed);
          const next = isSolved ? objective(data, mixture.calculated) : Infinity;
          isAccepted = search.tried(value, next, gain);
          if (isAccepted) {
            value = next;
            state.values.set(trial.values);
            state.linear.set(trial.linear);
          }
        }
      }
    },
  };
}

/** Which scales are fitted, then which free intensities: of Pawley, whose scale is 1 for that; of Le Bail the scale of all. */
function allowedFactors({ phases }: PatternModel, scale: readonly boolean[]): boolean[] {
  const allowed = phases.map(({ method }, p) => method !== 'pawley' && scale[p]!);
  phases.forEach(({ method, groups }, p) => {
    for (let k = 0; k < (groups?.count ?? 0); k++) allowed.push(method === 'pawley' && scale[p]!);
  });
  return allowed;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function meanOf({ y, fixedWeights }: Observations): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < y.length; i++) {
    if (fixedWeights[i] === 0) continue;
    sum += y[i]!;
    count++;
  }
  return sum / Math.max(1, count);
}
