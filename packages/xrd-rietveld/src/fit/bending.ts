import { createCurvature } from './curvature.js';
import type { FitState } from './fit-types.js';
import type { StepSpace } from './step-space.js';

/** Steps of a search with what plain equations leave out of second derivatives. */
export interface Bending {
  /**
   * Nothing is known of this fit yet. What was learnt in the one before is kept in doubt where that was slow: patterns of a series are
   * misfitted alike.
   */
  begin(): void;
  /** Nothing is known, nor of any fit before. */
  forget(): void;
  /** After normal equations were filled at where the last step led. */
  learn(): void;
  /** Work out the next step. @returns Its damping, as {@link StepSpace.take}. */
  take(use: readonly boolean[], damping: number, firmness: number, tolerance: number): number;
  /**
   * Where a step led: how much the objective fell there, from a value.
   *
   * @returns Whether the next step from there is of other equations, so that it need not be shorter.
   */
  judge(state: FitState, trial: FitState, fall: number, value: number): boolean;
}

/** Part of the tolerance that plain equations may still promise where a step with curvature promises less than it. */
const nearly = 10;

/** A fit that came to its end in fewer steps than this needed nothing but plain equations. */
const fewSteps = 4;

/** Falls larger than this part of the objective are of steps from afar. */
const near = 0.1;

/** @param refined Parameters of shape, which come first in the space. */
export function createBending(space: StepSpace, refined: Int32Array, size: number): Bending {
  const count = refined.length;
  const curvature = createCurvature(count);
  const { matrix, right } = space;
  const step = new Float64Array(size);
  const before = new Float64Array(count);
  const explained = new Float64Array(count);
  let hasStep = false;
  let steps = 0;
  const forget = (): void => {
    curvature.forget();
    hasStep = false;
    steps = 0;
  };
  /** Matrix times the step, of one row. */
  const times = (row: number): number => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += matrix[row * size + k]! * step[k]!;
    return sum;
  };
  return {
    forget,
    begin() {
      if (steps < fewSteps) forget();
      else curvature.doubt();
      hasStep = false;
      steps = 0;
    },
    learn() {
      if (!hasStep) return;
      for (let j = 0; j < count; j++) {
        before[j]! -= right[j]!;
        explained[j] = times(j);
      }
      curvature.learn(step, before, explained);
    },
    take(use, damping, firmness, tolerance) {
      if (!curvature.isTrusted) return space.take(use, damping, firmness);
      const taken = space.take(use, damping, firmness, curvature.matrix);
      if (taken === Infinity || space.gain() >= tolerance) return taken;
      // The end is told by plain equations too: what was learnt may be wrong.
      const plain = space.take(use, damping, firmness);
      return plain === Infinity || space.gain() < nearly * tolerance
        ? space.take(use, damping, firmness, curvature.matrix)
        : plain;
    },
    judge(state, trial, fall, value) {
      const wasTrusted = curvature.isTrusted;
      steps++;
      for (let k = 0; k < size; k++) {
        step[k] =
          k < count
            ? trial.values[refined[k]!]! - state.values[refined[k]!]!
            : trial.linear[k - count]! - state.linear[k - count]!;
      }
      let plain = 0;
      for (let k = 0; k < size; k++) plain += step[k]! * (2 * right[k]! - times(k));
      before.set(right.subarray(0, count));
      curvature.judge(step, plain, fall);
      // Far away steps are long, and what they teach holds nowhere else.
      hasStep = Math.abs(fall) < near * value;
      if (!hasStep) curvature.doubt();
      return curvature.isTrusted !== wasTrusted;
    },
  };
}
