import { normalizationPlan } from './normalization-plan.js';
import type { NormalizationPlan } from './normalization-plan.js';
import { preEdgeRanges } from './pre-edge-ranges.js';
import type { NormalizationOptions, PreEdgeRanges } from './pre-edge-ranges.js';

/** The same result as a plan, for the same point nearest e0 and the same fit points. */
function planKey(ranges: PreEdgeRanges): string {
  const { edgeIndex, preFrom, preTo, normFrom, normTo, nnorm, npre, nvict } = ranges;
  return `${edgeIndex},${preFrom},${preTo},${normFrom},${normTo},${nnorm},${npre},${nvict}`;
}

/** Plans for one grid, made when first needed. */
export function planCache(energy: Float64Array, options: NormalizationOptions): (e0: number) => NormalizationPlan {
  const byRanges = new Map<string, NormalizationPlan>();
  const byEdge = new Map<number, NormalizationPlan>();
  return (e0) => {
    const known = byEdge.get(e0);
    if (known !== undefined) return known;
    const ranges = preEdgeRanges(energy, e0, options);
    const key = planKey(ranges);
    let plan = byRanges.get(key);
    if (plan === undefined) {
      plan = normalizationPlan(energy, ranges);
      if (byRanges.size >= 512) byRanges.clear();
      byRanges.set(key, plan);
    }
    if (byEdge.size >= 4096) byEdge.clear();
    byEdge.set(e0, plan);
    return plan;
  };
}
