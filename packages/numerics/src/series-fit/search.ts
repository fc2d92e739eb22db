import { movingCount } from './blocks.js';
import type { Blocks } from './blocks.js';
import { Damping } from './damping.js';
import { holdAndScale } from './hold.js';
import { spreadCommon } from './layout.js';
import type { Unknowns } from './layout.js';
import type { SearchSpace } from './search-space.js';
import { roughness } from './spline-rows.js';

/** How a search ended. */
export interface SearchEnd {
  readonly status: 'converged' | 'stalled' | 'limit-reached' | 'failed';
  readonly iterations: number;
}

/** Linearise all frames where the search stands. */
export function lineariseAll({ active, linearise }: SearchSpace, at: Unknowns, blocks: Blocks): void {
  for (const f of active) linearise(f, at.values, blocks);
}

/** Cost with penalties. */
export function costOf({ active, layout, penalties }: SearchSpace, { common }: Unknowns, { cost }: Blocks): number {
  let sum = 0;
  for (const f of active) sum += cost[f]!;
  layout.smooth.forEach(({ rows, from }, q) => {
    sum += penalties[q]! * roughness(common, from, rows.coefficients);
  });
  return sum;
}

/** Set the trial to where the step leads, inside the bounds. @returns The gain that the linear model predicts. */
function placeTrial(space: SearchSpace): number {
  const { layout, blocks, active, at, trial, commonStep, freeStep, penalties } = space;
  const { border, free, n, lower, upper, commonLower, commonUpper, smooth } = layout;
  const all = movingCount(layout);
  const change = new Float64Array(layout.common);
  for (let j = 0; j < layout.common; j++) {
    trial.common[j] = Math.min(commonUpper[j]!, Math.max(commonLower[j]!, at.common[j]! + commonStep[j]!));
    change[j] = trial.common[j]! - at.common[j]!;
  }
  for (const f of active)
    for (let i = 0; i < free.length; i++) {
      const k = f * n + free[i]!;
      trial.values[k] = Math.min(upper[k]!, Math.max(lower[k]!, at.values[k]! + freeStep[f * free.length + i]!));
    }
  spreadCommon(layout, trial);
  let gain = 0;
  const moves = new Float64Array(all);
  for (const f of active) {
    for (let a = 0; a < all; a++) {
      const k = f * n + (a < border.length ? border[a]! : free[a - border.length]!);
      moves[a] = trial.values[k]! - at.values[k]!;
    }
    for (let a = 0; a < all; a++) {
      let row = 2 * blocks.gradient[f * all + a]!;
      for (let c = 0; c < all; c++) row -= blocks.normal[(f * all + a) * all + c]! * moves[c]!;
      gain += row * moves[a]!;
    }
  }
  smooth.forEach(({ rows, from }, q) => {
    const before = roughness(at.common, from, rows.coefficients);
    gain += penalties[q]! * (before - roughness(trial.common, from, rows.coefficients));
  });
  return gain;
}

/**
 * Gauss and Newton's method on all frames together, damped as Levenberg and Marquardt do; steps that raise the cost are
 * rejected.
 */
export function searchJointly(space: SearchSpace, maximumIterations: number): SearchEnd {
  const { system, held, scaling, commonScaling } = space;
  let cost = costOf(space, space.at, space.blocks);
  const damping = new Damping(1e-4, 1e-3);
  holdAndScale(space);
  for (let iteration = 1; iteration <= maximumIterations; iteration++) {
    system.reduce(space.blocks, held, damping.value, scaling);
    system.factor(space.at.common, space.penalties, held, damping.value, commonScaling);
    system.solve(space.commonStep, space.freeStep);
    const predicted = placeTrial(space);
    lineariseAll(space, space.trial, space.trialBlocks);
    const next = costOf(space, space.trial, space.trialBlocks);
    const { isTaken, end } = damping.judge(cost, next, predicted, space.enough(cost));
    if (isTaken) {
      [space.at, space.trial] = [space.trial, space.at];
      [space.blocks, space.trialBlocks] = [space.trialBlocks, space.blocks];
      cost = next;
      holdAndScale(space);
    }
    if (end !== undefined) return { status: end, iterations: iteration };
  }
  return { status: 'limit-reached', iterations: maximumIterations };
}
