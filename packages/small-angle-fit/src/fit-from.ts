import { isBeyondChance, leastSquares } from '@operando/numerics';
import type { LeastSquaresResult } from '@operando/numerics';
import type { Status } from '@operando/core';
import type { CutCurve } from './cut-curve.js';
import type { CutData, CutWeights } from './cut-data.js';
import { silentParameters } from './silent-terms.js';

/** A cut with its curve, ready to be fitted from any start. */
export interface CutProblem {
  /** The model on the points of the cut. */
  readonly curve: CutCurve;
  /** What was measured. */
  readonly data: CutData;
  /** How points are weighted. */
  readonly weights: CutWeights;
  /** Standard deviations, one for each point; not used with `poisson`. */
  readonly sigma: Float64Array;
  /** Most steps of a fit. */
  readonly maximumIterations: number;
}

function search(problem: CutProblem, start: Float64Array, fixed: readonly boolean[]): LeastSquaresResult {
  const { curve, data, weights, sigma, maximumIterations } = problem;
  return leastSquares(
    {
      model: (values, _x, out, jacobian) => {
        curve.evaluate(values, out, jacobian);
      },
      x: data.q,
      y: data.intensity,
      sigma: weights === 'poisson' ? undefined : sigma,
      analytic: true,
    },
    start,
    {
      fixed,
      bounds: { lower: curve.parameters.map(({ lower }) => lower), upper: curve.parameters.map(({ upper }) => upper) },
      likelihood: weights === 'poisson' ? 'poisson' : 'gaussian',
      maximumIterations,
      stepTolerance: 1e-9,
      gainTolerance: 1e-10,
    },
  );
}

/** How far a fit came. */
export function statusOfFit(fit: Pick<LeastSquaresResult, 'status' | 'chiSquare' | 'degreesOfFreedom'>): Status {
  return fit.status === 'converged' && isBeyondChance(fit) ? 'misfit' : fit.status;
}

/** A fit from one start. Where it finds nothing of a term, what shapes that term stays as it is, and the others are found. */
export function fitFrom(problem: CutProblem, start: Float64Array, fixed: readonly boolean[]): LeastSquaresResult {
  const { parameters } = problem.curve;
  const first = search(problem, start, fixed);
  if (first.status === 'converged' || first.status === 'failed') return first;
  const silent = silentParameters(parameters, first.parameters, fixed);
  if (silent.length === 0) return first;
  const held = fixed.map((each, k) => each || silent.includes(k));
  const again = search(problem, first.parameters, held);
  // A term that came back has a shape to be found.
  const isStill = silent.every((k) => silentParameters(parameters, again.parameters, fixed).includes(k));
  return again.status === 'converged' && isStill ? again : first;
}
