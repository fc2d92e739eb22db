import { covarianceOf, stderrOf } from '../fit/covariance.js';
import type { FitState } from '../fit/fit-types.js';
import type { DeterminedFit } from '../fit-determined.js';
import type { Refiner } from '../refiner.js';

/** Evidence of phases as fitted: scale over its error, and that error. */
export interface Evidence {
  readonly z: Float64Array;
  readonly stderr: Float64Array;
  /** How all parameters follow the scale of each phase: their changes as that changes by 1. */
  readonly follow: readonly Float64Array[];
}

/** How sure each phase is; the error of a scale at 0 as if it were free. */
export function evidenceOf(refiner: Refiner, state: FitState, { outcome }: DeterminedFit): Evidence {
  const { shapes, phases } = refiner;
  const fixed = outcome.fixed.slice();
  for (let p = 0; p < phases.length; p++) if (fixed[shapes + p] === 2) fixed[shapes + p] = 0;
  const covariance = covarianceOf(outcome.matrix, fixed, outcome.size);
  const stderr = Float64Array.from(phases, (_, p) => stderrOf(covariance, shapes + p));
  // Of free intensities the one that stands out most; of those that were shared out nothing is known.
  const { free } = refiner.model;
  const first = refiner.names.length - free.columns.length;
  const z = stderr.map((error, p) => {
    const { method, groups } = phases[p]!;
    if (method === 'rietveld') return state.linear[p]! / error;
    let most = Number.NaN;
    for (let k = 0; k < (groups?.count ?? 0); k++) {
      const at = first + free.offsets[p]! + k;
      const own = state.linear[at - shapes]! / stderrOf(covariance, at);
      if (!(own <= most) && !Number.isNaN(own)) most = own;
    }
    return most;
  });
  const { matrix, size } = covariance;
  const follow = phases.map((_, p) => {
    const scale = shapes + p;
    return Float64Array.from({ length: size }, (_each, k) => matrix[k * size + scale]! / matrix[scale * size + scale]!);
  });
  return { z, stderr, follow };
}
