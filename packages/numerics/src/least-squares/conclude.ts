import { finalLinearisation } from './covariance.js';
import { lineariseActive, roundingFloor } from './iterate.js';
import type { Outcome, Workspace } from './iterate.js';
import type { Settings } from './settings.js';
import { standardErrors, withErrors } from './errors.js';
import { covarianceThroughTies } from './ties.js';
import type { LeastSquaresResult, LeastSquaresStatus } from './types.js';

/**
 * Relative offset of Bates and Watts (1981) above which an end is no minimum: the undamped step
 * would still take this share of the residual norm. They ask for 1e-3.
 */
const largestOffset = 1e-3;

/** Change of a parameter that no longer matters, for residuals that are rounding noise. */
const smallestStep = 1e-7;

/** Verify the end of an iteration and add covariance, standard errors and words. */
export function conclude(
  space: Workspace,
  settings: Settings,
  outcome: Outcome,
  scaleCovariance: boolean,
): LeastSquaresResult {
  const { objective, active } = space;
  const parameters = space.parameters.slice();
  const n = parameters.length;
  const { free, lower, upper } = settings;
  const { cost, iterations } = outcome;
  const degreesOfFreedom = objective.size - free.length;
  const covariance = new Float64Array(n * n).fill(Number.NaN);
  let status: LeastSquaresStatus = outcome.status;
  let { reason } = outcome;
  let clipped: number[] = [];
  let known = new Set<number>();
  if (status !== 'failed') {
    const count = lineariseActive(space, settings);
    const atBound = (k: number): boolean => parameters[k]! <= lower[k]! || parameters[k]! >= upper[k]!;
    clipped = Array.from(free).filter(atBound);
    const moving = Array.from(active.subarray(0, count)).filter((k) => !atBound(k));
    const end = finalLinearisation(objective.jacobian, objective.residuals, parameters, moving, covariance);
    const minimum =
      end.gain <= Math.max(largestOffset ** 2 * cost, 100 * roundingFloor(space, count)) ||
      end.relativeStep <= smallestStep;
    if (!end.regular && status === 'converged') {
      status = 'singular';
      reason = 'the data do not determine all parameters';
    } else if (!minimum && (status === 'converged' || status === 'stalled')) {
      status = 'stalled';
      reason = 'chi2 falls no further, yet this is no minimum (a plateau, or a model that is not smooth)';
    } else if (minimum && status === 'stalled') {
      status = 'converged';
    }
    covarianceThroughTies(settings.ties, covariance, n);
    known = withErrors(settings.ties, moving);
    if (scaleCovariance) {
      const scale = degreesOfFreedom > 0 ? cost / degreesOfFreedom : Number.NaN;
      for (let i = 0; i < covariance.length; i++) covariance[i]! *= scale;
    }
  }
  const reduced = degreesOfFreedom > 0 ? `, reduced chi2 ${(cost / degreesOfFreedom).toPrecision(4)}` : '';
  const held = clipped.length > 0 ? `, parameters ${clipped.join(', ')} on their bounds` : '';
  return {
    parameters,
    stderr: standardErrors(covariance, n, known),
    covariance,
    chiSquare: cost,
    degreesOfFreedom,
    chi2: cost,
    dof: degreesOfFreedom,
    iterations,
    status,
    message: `${status}: ${reason} after ${iterations} iterations${reduced}${held}`,
    clipped,
  };
}
