import { separatePlan } from './separate-plan.js';
import { sharedPlan } from './shared-plan.js';
import type { SlabTable } from './slab-table.js';
import type { SmearOptions, SmearPlan } from './smear-plan.js';

/**
 * Make the quadrature of a resolution for a stack: panels that follow the width of the resolution and the
 * fringes, cut at critical edges, halved until their error is as promised, and
 * shared by all points whose window they lie in.
 *
 * @param sigma Standard deviation of each point; 0 for no smearing.
 * @throws OperandoError `too-large` for stacks that would need millions of nodes.
 */
export function smearPlan(q: Float64Array, sigma: Float64Array, layers: SlabTable, options: SmearOptions): SmearPlan {
  const shared = (options.shape === 'gaussian' || options.shape === 'log-gaussian') && options.normalise;
  return shared ? sharedPlan(q, sigma, layers, options) : separatePlan(q, sigma, layers, options);
}
