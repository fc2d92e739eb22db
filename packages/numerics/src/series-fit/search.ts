import { movingCount } from './blocks.js';
import type { Blocks } from './blocks.js';
import { holdAndScale } from './hold.js';
import { spreadCommon } from './layout.js';
import type { Unknowns } from './layout.js';
import type { SearchSpace } from './search-space.js';
import { roughness } from './spline-rows.js';

/** A gain below this share of the cost is lost in the rounding of its sum: such steps are taken unseen while they shrink. */
export const unseen = 1e-13;

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
  let damping = 1e-4;
  let grow = 4;
  let before = Infinity;
  holdAndScale(space);
  for (let iteration = 1; iteration <= maximumIterations; iteration++) {
    system.reduce(space.blocks, held, damping, scaling);
    system.factor(space.at.common, space.penalties, held, damping, commonScaling);
    system.solve(space.commonStep, space.freeStep);
    const predicted = placeTrial(space);
    lineariseAll(space, space.trial, space.trialBlocks);
    const next = costOf(space, space.trial, space.trialBlocks);
    // A step that bounds cut short may be one uphill: that is no end.
    const size = Math.abs(predicted);
    const blind = size <= unseen * cost && damping <= 1e-3;
    const last = damping <= 1e-3 && (size <= space.enough(cost) || (blind && size > 0.25 * before));
    before = size;
    const gained = cost - next;
    if (gained > 0 || ((last || blind) && next <= cost + Math.max(space.enough(cost), 1e-12 * cost))) {
      const ratio = blind ? 1 : gained / predicted;
      [space.at, space.trial] = [space.trial, space.at];
      [space.blocks, space.trialBlocks] = [space.trialBlocks, space.blocks];
      cost = next;
      holdAndScale(space);
      damping = ratio > 0.75 ? damping / 10 : ratio < 0.25 ? damping * 3 : damping;
      if (damping < 1e-14) damping = 0;
      grow = 4;
      if (last) return { status: 'converged', iterations: iteration };
    } else {
      if (last) return { status: 'converged', iterations: iteration };
      damping = Math.max(damping, 1e-8) * grow;
      grow *= 2;
      if (damping > 1e12) return { status: 'stalled', iterations: iteration };
    }
  }
  return { status: 'limit-reached', iterations: maximumIterations };
}
