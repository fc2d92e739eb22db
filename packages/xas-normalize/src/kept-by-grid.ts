import type { KernelChoice } from '@operando/numerics';
import { createEdgeFinder } from './edge-finder.js';
import type { EdgeFinder } from './edge-finder.js';
import { normalizationPlan } from './normalization-plan.js';
import type { NormalizationPlan } from './normalization-plan.js';
import type { PreEdgeRanges } from './pre-edge-ranges.js';

/** What was made of the energies that an array held. */
interface Kept {
  /** A copy: what is made later must be of the same energies. */
  readonly energies: Float64Array;
  readonly finders: Map<KernelChoice, EdgeFinder>;
  readonly plans: Map<string, NormalizationPlan>;
}

/** Plans that are kept: each has some 0.05 MB. */
const mostPlans = 64;

/** As long as somebody holds the array. */
const kept = new WeakMap<Float64Array, Kept>();

/** What is kept of a grid; nothing where the energies in the array are others than before. */
function keptOf(energy: Float64Array): Kept {
  let own = kept.get(energy);
  if (own?.energies.every((value, i) => value === energy[i]) !== true) {
    own = { energies: energy.slice(), finders: new Map(), plans: new Map() };
    kept.set(energy, own);
  }
  return own;
}

/**
 * The finder of e0 on a grid: the same for all stacks whose energies are one array, since windows and their smoothing take as long as
 * some hundred spectra.
 *
 * @throws OperandoError as {@link createEdgeFinder}.
 */
export function finderOf(energy: Float64Array, kernels: KernelChoice = 'auto'): EdgeFinder {
  const { energies, finders } = keptOf(energy);
  let finder = finders.get(kernels);
  if (finder === undefined) {
    finder = createEdgeFinder(energies, kernels);
    finders.set(kernels, finder);
  }
  return finder;
}

/** The same fits for the same points nearest e0 and the same fit points. */
function planKey(ranges: PreEdgeRanges): string {
  const { edgeIndex, preFrom, preTo, normFrom, normTo, nnorm, npre, nvict } = ranges;
  return `${edgeIndex},${preFrom},${preTo},${normFrom},${normTo},${nnorm},${npre},${nvict}`;
}

/** Plans for the energies that the array holds now, by ranges, each with those it is asked for first. */
export function plansOf(energy: Float64Array): (ranges: PreEdgeRanges) => NormalizationPlan {
  const { energies, plans } = keptOf(energy);
  const own = new Map<string, NormalizationPlan>();
  return (ranges) => {
    const key = planKey(ranges);
    const known = own.get(key);
    if (known !== undefined) return known;
    let fits = plans.get(key);
    if (fits === undefined) {
      fits = normalizationPlan(energies, ranges);
      if (plans.size >= mostPlans) plans.clear();
      plans.set(key, fits);
    }
    const plan = { ...fits, ranges };
    if (own.size >= 512) own.clear();
    own.set(key, plan);
    return plan;
  };
}
