import { boundedStep, createStepRoom } from './bounded-step.js';
import type { FitState, RefinedShapes } from './fit-types.js';

/** Normal equations of all parameters, and steps within their bounds. */
export interface StepSpace {
  readonly matrix: Float64Array;
  readonly right: Float64Array;
  readonly step: Float64Array;
  readonly fixed: Uint8Array;
  /** Bounds on steps from a state. */
  setLimits(state: FitState): void;
  /**
   * Work out a step, with the smallest damping from the one asked for with which there is one.
   *
   * @param firmness Factor on the stiffness of parameters whose steps must not be long.
   * @param curvature Added to the equations of shape, where these have a step with it.
   * @returns The damping; Infinity when there is no step.
   */
  take(use: readonly boolean[], damping: number, firmness: number, curvature?: Float64Array): number;
  /** Fall of the objective that the step promises. */
  gain(): number;
  /** Put the state a step further into a target. */
  move(state: FitState, target: FitState): void;
  /** What was held back only because its step was long is on no bound. */
  release(state: FitState): void;
}

/**
 * Space of parameters: refined ones of shape, then scales of phases, which cannot be negative, then all other factors.
 *
 * @param size How many there are.
 */
export function createStepSpace(shapes: RefinedShapes, phases: number, size: number): StepSpace {
  const { refined, lower, upper, reach, usual } = shapes;
  const count = refined.length;
  const array = (length: number): Float64Array => new Float64Array(length);
  const [matrix, bent, right, step] = [array(size * size), array(size * size), array(size), array(size)];
  const [low, high, stiffness] = [array(size), array(size), array(size)];
  const fixed = new Uint8Array(size);
  const room = createStepRoom(size);
  return {
    matrix,
    right,
    step,
    fixed,
    setLimits({ values, linear }) {
      for (let j = 0; j < count; j++) {
        const parameter = refined[j]!;
        const value = values[parameter]!;
        const most = reach[parameter]! * Math.max(1, Math.abs(value) / usual[parameter]!);
        low[j] = Math.max(-most, lower[parameter]! - value);
        high[j] = Math.min(most, upper[parameter]! - value);
      }
      low.fill(-Infinity, count);
      high.fill(Infinity, count);
      for (let p = 0; p < phases; p++) low[count + p] = -linear[p]!;
    },
    take(use, least, firmness, curvature) {
      for (let j = 0; j < count; j++) stiffness[j] = firmness * reach[refined[j]!]! ** -2;
      if (curvature !== undefined) {
        bent.set(matrix);
        for (let j = 0; j < count; j++) {
          for (let k = 0; k < count; k++) bent[j * size + k]! += curvature[j * count + k]!;
        }
        for (let k = 0; k < size; k++) fixed[k] = use[k]! ? 0 : 1;
        const isRising = bent.every((value, at) => at % (size + 1) !== 0 || value >= 0);
        if (isRising && boundedStep(bent, right, size, low, high, least, stiffness, fixed, step, room)) return least;
      }
      for (let damping = least; ; damping = Math.max(1e-9, damping * 100)) {
        for (let k = 0; k < size; k++) fixed[k] = use[k]! ? 0 : 1;
        if (boundedStep(matrix, right, size, low, high, damping, stiffness, fixed, step, room)) return damping;
        if (damping > 1e-3) return Infinity;
      }
    },
    gain() {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += right[k]! * step[k]!;
      return sum;
    },
    move(state, target) {
      target.values.set(state.values);
      target.linear.set(state.linear);
      for (let j = 0; j < count; j++) target.values[refined[j]!]! += step[j]!;
      for (let j = count; j < size; j++) target.linear[j - count]! += step[j]!;
    },
    release({ values }) {
      for (let j = 0; j < count; j++) {
        const value = values[refined[j]!]!;
        const isOnBound = value <= lower[refined[j]!]! || value >= upper[refined[j]!]!;
        if (fixed[j] === 2 && !isOnBound) fixed[j] = 0;
      }
    },
  };
}
