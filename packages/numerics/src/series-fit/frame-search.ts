import { movingCount } from './blocks.js';
import { searchTolerance } from './bordered-system.js';
import { Damping } from './damping.js';
import { droppingCholesky, droppingSolve } from './dropping-cholesky.js';
import type { SearchSpace } from './search-space.js';
import type { SearchEnd } from './search.js';

/**
 * The free parameters of one frame alone, with what all frames share as it stands. The linearisation of the frame must
 * be there; that of its end is when this returns.
 */
export function searchFrame(space: SearchSpace, f: number, maximumIterations: number): SearchEnd {
  const { layout, linearise, at, trial, blocks, trialBlocks, enough } = space;
  const { border, free, n, lower, upper } = layout;
  const all = movingCount(layout);
  const b = border.length;
  const m = free.length;
  const factor = new Float64Array(m * m);
  const step = new Float64Array(m);
  const scaling = new Float64Array(m);
  const damping = new Damping(1e-3, 1e-2);
  trial.values.set(at.values.subarray(f * n, (f + 1) * n), f * n);
  for (let iteration = 1; iteration <= maximumIterations; iteration++) {
    const cost = blocks.cost[f]!;
    for (let i = 0; i < m; i++) {
      const row = (f * all + b + i) * all + b;
      const k = f * n + free[i]!;
      const downhill = blocks.gradient[f * all + b + i]!;
      scaling[i] = Math.max(scaling[i]!, blocks.normal[row + i]!);
      for (let j = 0; j <= i; j++) factor[i * m + j] = blocks.normal[row + j]!;
      factor[i * m + i]! += damping.value * scaling[i]!;
      const value = at.values[k]!;
      if ((value <= lower[k]! && downhill <= 0) || (value >= upper[k]! && downhill >= 0)) factor[i * m + i] = Infinity;
      step[i] = downhill;
    }
    droppingCholesky(factor, m, 0, searchTolerance);
    droppingSolve(factor, m, 0, step, 0);
    for (let i = 0; i < m; i++) {
      const k = f * n + free[i]!;
      trial.values[k] = Math.min(upper[k]!, Math.max(lower[k]!, at.values[k]! + step[i]!));
      step[i] = trial.values[k] - at.values[k]!;
    }
    let predicted = 0;
    for (let i = 0; i < m; i++) {
      let row = 2 * blocks.gradient[f * all + b + i]!;
      for (let j = 0; j < m; j++) row -= blocks.normal[(f * all + b + i) * all + b + j]! * step[j]!;
      predicted += row * step[i]!;
    }
    linearise(f, trial.values, trialBlocks);
    const next = trialBlocks.cost[f]!;
    const { isTaken, end } = damping.judge(cost, next, predicted, enough(cost));
    if (isTaken) {
      for (let i = 0; i < m; i++) at.values[f * n + free[i]!] = trial.values[f * n + free[i]!]!;
      blocks.normal.set(trialBlocks.normal.subarray(f * all * all, (f + 1) * all * all), f * all * all);
      blocks.gradient.set(trialBlocks.gradient.subarray(f * all, (f + 1) * all), f * all);
      blocks.cost[f] = next;
    }
    if (end !== undefined) return { status: end, iterations: iteration };
  }
  return { status: 'limit-reached', iterations: maximumIterations };
}
