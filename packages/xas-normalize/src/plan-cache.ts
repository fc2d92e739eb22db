import { plansOf } from './kept-by-grid.js';
import type { NormalizationPlan } from './normalization-plan.js';
import { preEdgeRanges } from './pre-edge-ranges.js';
import type { NormalizationOptions } from './pre-edge-ranges.js';

/** Plans for one grid, made when first needed. */
export function planCache(energy: Float64Array, options: NormalizationOptions): (e0: number) => NormalizationPlan {
  const planOf = plansOf(energy);
  const byEdge = new Map<number, NormalizationPlan>();
  return (e0) => {
    const known = byEdge.get(e0);
    if (known !== undefined) return known;
    const plan = planOf(preEdgeRanges(energy, e0, options));
    if (byEdge.size >= 4096) byEdge.clear();
    byEdge.set(e0, plan);
    return plan;
  };
}
