import { conclude } from './conclude.js';
import { createWorkspace, iterate, iterateSteps } from './iterate.js';
import type { Workspace } from './iterate.js';
import { createObjective } from './objective.js';
import { checkData, checkStart, settingsOf } from './settings.js';
import type { Settings } from './settings.js';
import { applyTies } from './ties.js';
import type { LeastSquaresOptions, LeastSquaresResult, ModelProblem, ResidualProblem } from './types.js';

/** Space for the fits of one problem. */
export function prepareFit(
  problem: ResidualProblem | ModelProblem,
  start: Float64Array,
  options: LeastSquaresOptions,
  settings: Settings,
): Workspace {
  const moving = Int32Array.from([...settings.free, ...settings.ties.map(({ parameter }) => parameter)]);
  return createWorkspace(createObjective(problem, start, moving, options), start.length);
}

/** Put a start into the workspace, inside its bounds. */
export function placeStart(space: Workspace, start: ArrayLike<number>, { lower, upper, ties }: Settings): void {
  const { parameters } = space;
  for (let k = 0; k < parameters.length; k++) parameters[k] = Math.min(upper[k]!, Math.max(lower[k]!, start[k]!));
  applyTies(ties, parameters);
}

/** Arguments of a fit, checked, and its space with the start in it. */
function begin(
  problem: ResidualProblem | ModelProblem,
  start: ArrayLike<number>,
  options: LeastSquaresOptions,
): { readonly space: Workspace; readonly settings: Settings } {
  const first = Float64Array.from(start);
  const settings = settingsOf(first.length, options);
  checkStart(first);
  if ('model' in problem) checkData(problem, options.likelihood);
  const space = prepareFit(problem, first, options, settings);
  placeStart(space, first, settings);
  return { space, settings };
}

/**
 * Non-linear least squares: Levenberg and Marquardt's method in Moré's form
 * (1978), a trust region scaled by the running maximum of the diagonal, as in
 * MINPACK; steps that raise the cost rejected; bounds by an active set whose
 * members are tested again at every step; Cholesky with fall-back to QR when
 * pivots collapse; covariance by QR. Reaches NIST's certified digits on all 27
 * sets from both starts (docs/certified.md).
 *
 * Standard errors are absolute (for `sigma` as given) unless `scaleCovariance` is set.
 *
 * @param start Start values; moved inside the bounds if they lie outside.
 * @throws RangeError for arrays that do not fit, values or starts that are not finite, crossed bounds, ties in chains.
 */
export function leastSquares(
  problem: ResidualProblem | ModelProblem,
  start: ArrayLike<number>,
  options: LeastSquaresOptions = {},
): LeastSquaresResult {
  const { space, settings } = begin(problem, start, options);
  return conclude(space, settings, iterate(space, settings), options.scaleCovariance === true);
}

/** {@link leastSquares} in steps: one after each iteration, its number. */
export function* leastSquaresSteps(
  problem: ResidualProblem | ModelProblem,
  start: ArrayLike<number>,
  options: LeastSquaresOptions = {},
): Generator<number, LeastSquaresResult, void> {
  const { space, settings } = begin(problem, start, options);
  return conclude(space, settings, yield* iterateSteps(space, settings), options.scaleCovariance === true);
}
