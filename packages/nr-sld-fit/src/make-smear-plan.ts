import { separatePlan } from './separate-plan.js';
import { sharedCurve, sharedPlan } from './shared-plan.js';
import type { SlabTable } from './slab-table.js';
import type { SmearOptions, SmearPlan } from './smear-plan.js';
import { windowSums } from './window-sums.js';

/**
 * Make the quadrature of a resolution for a stack: panels that follow the width of the resolution and the
 * fringes, cut at critical edges, halved until their error is as promised, and
 * shared by all points whose window they lie in.
 *
 * @param sigma Standard deviation of each point; 0 for no smearing.
 * @throws OperandoError `too-large` for stacks that would need millions of nodes.
 */
export function smearPlan(q: Float64Array, sigma: Float64Array, layers: SlabTable, options: SmearOptions): SmearPlan {
  return isShared(options) ? sharedPlan(q, sigma, layers, options) : separatePlan(q, sigma, layers, options);
}

/** The curve of the stack itself through a {@link smearPlan} that is not kept. */
export function smearedOnce(
  q: Float64Array,
  sigma: Float64Array,
  layers: SlabTable,
  options: SmearOptions,
): Float64Array {
  if (isShared(options)) return sharedCurve(q, sigma, layers, options);
  const plan = separatePlan(q, sigma, layers, options);
  const out = new Float64Array(q.length);
  windowSums(plan, plan.values, 1, out, options.kernels);
  return out;
}

const isShared = ({ shape, normalise }: SmearOptions): boolean =>
  (shape === 'gaussian' || shape === 'log-gaussian') && normalise;
