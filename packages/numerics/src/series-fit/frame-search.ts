import { movingCount } from './blocks.js';
import { searchTolerance } from './bordered-system.js';
import { droppingCholesky, droppingSolve } from './dropping-cholesky.js';
import { unseen } from './search.js';
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
  let damping = 1e-3;
  let grow = 4;
  let before = Infinity;
  trial.values.set(at.values.subarray(f * n, (f + 1) * n), f * n);
  for (let iteration = 1; iteration <= maximumIterations; iteration++) {
    const cost = blocks.cost[f]!;
    for (let i = 0; i < m; i++) {
      const row = (f * all + b + i) * all + b;
      const k = f * n + free[i]!;
      const downhill = blocks.gradient[f * all + b + i]!;
      scaling[i] = Math.max(scaling[i]!, blocks.normal[row + i]!);
      for (let j = 0; j <= i; j++) factor[i * m + j] = blocks.normal[row + j]!;
      factor[i * m + i]! += damping * scaling[i]!;
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
    const gained = cost - next;
    // A step that bounds cut short may be one uphill: that is no end.
    const size = Math.abs(predicted);
    const blind = size <= unseen * cost && damping <= 1e-2;
    const last = damping <= 1e-2 && (size <= enough(cost) || (blind && size > 0.25 * before));
    before = size;
    if (gained > 0 || ((last || blind) && next <= cost + Math.max(enough(cost), 1e-12 * cost))) {
      for (let i = 0; i < m; i++) at.values[f * n + free[i]!] = trial.values[f * n + free[i]!]!;
      blocks.normal.set(trialBlocks.normal.subarray(f * all * all, (f + 1) * all * all), f * all * all);
      blocks.gradient.set(trialBlocks.gradient.subarray(f * all, (f + 1) * all), f * all);
      blocks.cost[f] = next;
      const ratio = blind ? 1 : gained / predicted;
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
