import { covarianceOf } from './covariance.js';
import { createObjective } from './objective.js';
import type { Objective } from './objective.js';
import { createStepSolver } from './step.js';
import type { StepSolver } from './step.js';
import type { LeastSquaresOptions, LeastSquaresResult, LeastSquaresStatus, ModelProblem, ResidualProblem } from './types.js';

interface Settings {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly free: readonly number[];
  readonly maximumIterations: number;
  readonly stepTolerance: number;
  readonly gainTolerance: number;
  readonly gradientTolerance: number;
  readonly initialDamping: number;
}

function settingsOf(start: Float64Array, problem: ResidualProblem | ModelProblem, options: LeastSquaresOptions): Settings {
  const n = start.length;
  const { bounds = {}, fixed } = options;
  const lower = bounds.lower === undefined ? new Float64Array(n).fill(-Infinity) : Float64Array.from(bounds.lower);
  const upper = bounds.upper === undefined ? new Float64Array(n).fill(Infinity) : Float64Array.from(bounds.upper);
  if (lower.length !== n || upper.length !== n || (fixed !== undefined && fixed.length !== n)) {
    throw new RangeError(`there are ${n} parameters, but bounds or fixed flags of another number`);
  }
  for (let k = 0; k < n; k++) {
    if (!(lower[k]! <= upper[k]!)) throw new RangeError(`bounds of parameter ${k} are ${lower[k]} to ${upper[k]}`);
    if (!Number.isFinite(start[k]!)) throw new RangeError(`start of parameter ${k} is ${start[k]}`);
  }
  if ('model' in problem) checkData(problem, options);
  return {
    lower,
    upper,
    free: Array.from(start.keys()).filter((k) => fixed?.[k] !== true && lower[k]! < upper[k]!),
    maximumIterations: options.maximumIterations ?? 2000,
    stepTolerance: options.stepTolerance ?? 1e-10,
    gainTolerance: options.gainTolerance ?? 1e-15,
    gradientTolerance: options.gradientTolerance ?? 1e-12,
    initialDamping: options.initialDamping ?? 1e-3,
  };
}

function checkData({ x, y, sigma }: ModelProblem, { likelihood }: LeastSquaresOptions): void {
  if (x.length !== y.length || (sigma !== undefined && sigma.length !== y.length)) {
    throw new RangeError(`x, y and sigma have ${x.length}, ${y.length} and ${sigma?.length ?? y.length} values`);
  }
  const broken = y.findIndex((value, i) => !Number.isFinite(value) || (sigma !== undefined && !(sigma[i]! > 0)));
  if (broken >= 0) throw new RangeError(`point ${broken} is ${y[broken]} with sigma ${sigma?.[broken] ?? 1}`);
  if (likelihood === 'poisson') {
    const negative = y.findIndex((value) => value < 0);
    if (negative >= 0) throw new RangeError(`point ${negative} has ${y[negative]} counts`);
  }
}

/** Parameters that may move: not fixed, and not held on a bound by the gradient. */
function movable(parameters: Float64Array, gradient: (k: number) => number, { free, lower, upper }: Settings): number[] {
  return free.filter((k) => {
    const downhill = gradient(k);
    return !(parameters[k]! <= lower[k]! && downhill < 0) && !(parameters[k]! >= upper[k]! && downhill > 0);
  });
}

/** Largest cosine between the residuals and a column of the Jacobian: 0 at a minimum. */
function gradientCosine(solver: StepSolver, active: readonly number[], squares: number): number {
  let largest = 0;
  for (const k of active) {
    const length = Math.sqrt(solver.diagonal[k]! * squares);
    if (length > 0) largest = Math.max(largest, Math.abs(solver.gradient[k]!) / length);
  }
  return largest;
}

/**
 * Non-linear least squares by Levenberg and Marquardt: Marquardt's scaling with
 * the running maximum of the diagonal (as MINPACK), Nielsen's damping, bounds by an
 * active set whose members are tested again at every step, steps that raise the
 * cost rejected, Cholesky with fall-back to QR when pivots collapse.
 *
 * Standard errors are absolute (for `sigma` as given) unless `scaleCovariance` is set.
 *
 * @param start Start values; moved inside the bounds if they lie outside.
 * @throws RangeError for arrays that do not fit, values or starts that are not finite, crossed bounds.
 */
export function leastSquares(
  problem: ResidualProblem | ModelProblem,
  start: ArrayLike<number>,
  options: LeastSquaresOptions = {},
): LeastSquaresResult {
  const parameters = Float64Array.from(start);
  const settings = settingsOf(parameters, problem, options);
  const { lower, upper, free } = settings;
  for (let k = 0; k < parameters.length; k++) {
    parameters[k] = Math.min(upper[k]!, Math.max(lower[k]!, parameters[k]!));
  }
  const objective = createObjective(problem, parameters, free, options);
  const solver = createStepSolver(objective.size, parameters.length);
  const outcome = iterate(objective, solver, parameters, settings);
  return conclude(objective, solver, parameters, settings, outcome, options);
}

interface Outcome {
  readonly cost: number;
  readonly iterations: number;
  readonly status: LeastSquaresStatus;
  readonly reason: string;
}

function iterate(objective: Objective, solver: StepSolver, parameters: Float64Array, settings: Settings): Outcome {
  const n = parameters.length;
  const scaling = new Float64Array(n);
  const step = new Float64Array(n);
  const trial = new Float64Array(n);
  const { lower, upper, free } = settings;
  let cost = objective.evaluate(parameters);
  if (!Number.isFinite(cost)) return { cost, iterations: 0, status: 'non-finite', reason: 'the model is not finite at the start' };
  let lambda = settings.initialDamping;
  let growth = 2;
  let active: readonly number[] = free;
  let fresh = true;
  let squares = 0;
  for (let iteration = 1; iteration <= settings.maximumIterations; iteration++) {
    if (fresh) {
      objective.linearise(parameters);
      solver.prepare(objective, free);
      active = movable(parameters, (k) => solver.gradient[k]!, settings);
      if (active.length < free.length) solver.prepare(objective, active);
      squares = objective.residuals.reduce((sum, r) => sum + r * r, 0);
      for (const k of active) scaling[k] = Math.max(scaling[k]!, solver.diagonal[k]!);
      const cosine = gradientCosine(solver, active, squares);
      if (!Number.isFinite(cosine)) return { cost, iterations: iteration, status: 'non-finite', reason: 'the derivatives are not finite' };
      if (active.length === 0 || cosine <= settings.gradientTolerance || cost === 0) {
        return { cost, iterations: iteration, status: 'converged', reason: 'the gradient vanishes' };
      }
      fresh = false;
    }
    solver.solve(lambda, scaling, step);
    let clippedAny = false;
    for (let k = 0; k < n; k++) {
      const wanted = parameters[k]! + step[k]!;
      trial[k] = Math.min(upper[k]!, Math.max(lower[k]!, wanted));
      if (trial[k] !== wanted) clippedAny = true;
      step[k] = trial[k]! - parameters[k]!;
    }
    const predicted = solver.predictedGain(step);
    const trialCost = objective.evaluate(trial);
    const gain = cost - trialCost;
    const tinyStep = active.every((k) => Math.abs(step[k]!) <= settings.stepTolerance * (Math.abs(parameters[k]!) + 1e-300));
    const tinyGain = predicted <= settings.gainTolerance * cost && (gain <= settings.gainTolerance * cost || Number.isNaN(gain));
    if (gain > 0) {
      parameters.set(trial);
      cost = trialCost;
      fresh = true;
      const ratio = predicted > 0 ? gain / predicted : 0;
      lambda *= Math.max(1 / 3, 1 - (2 * Math.min(1, Math.max(0, ratio)) - 1) ** 3);
      growth = 2;
    } else {
      lambda *= growth;
      growth *= 2;
    }
    // A small step under heavy damping says nothing about the minimum.
    const undamped = lambda < 1 || clippedAny;
    if ((tinyStep || tinyGain) && undamped) {
      return { cost, iterations: iteration, status: 'converged', reason: tinyStep ? 'the parameters stand still' : 'nothing more is to be gained' };
    }
    if (!fresh && (lambda > 1e20 || tinyStep)) {
      const cosine = gradientCosine(solver, active, squares);
      const status = cosine < 1e-6 ? 'converged' : 'stalled';
      return { cost, iterations: iteration, status, reason: status === 'converged' ? 'no step lowers chi2 any more' : 'no step lowers chi2, although the gradient is not small' };
    }
  }
  return { cost, iterations: settings.maximumIterations, status: 'limits', reason: 'out of iterations' };
}

function conclude(
  objective: Objective,
  solver: StepSolver,
  parameters: Float64Array,
  settings: Settings,
  outcome: Outcome,
  options: LeastSquaresOptions,
): LeastSquaresResult {
  const n = parameters.length;
  const { free, lower, upper } = settings;
  const covariance = new Float64Array(n * n).fill(Number.NaN);
  const { cost, iterations, reason } = outcome;
  let { status } = outcome;
  const dof = objective.size - free.length;
  let clipped: number[] = [];
  if (status !== 'non-finite') {
    objective.linearise(parameters);
    solver.prepare(objective, free);
    const moving = movable(parameters, (k) => solver.gradient[k]!, settings);
    clipped = free.filter((k) => parameters[k] === lower[k] || parameters[k] === upper[k]);
    const determined = moving.filter((k) => !clipped.includes(k));
    if (!covarianceOf(objective, determined, covariance) && status === 'converged') status = 'singular';
    if (options.scaleCovariance === true) {
      const scale = dof > 0 ? cost / dof : Number.NaN;
      for (let i = 0; i < covariance.length; i++) covariance[i]! *= scale;
    }
  }
  const stderr = Float64Array.from({ length: n }, (_, k) => Math.sqrt(covariance[k * n + k]!));
  const reduced = dof > 0 ? `, reduced chi2 ${(cost / dof).toPrecision(4)}` : '';
  const held = clipped.length > 0 ? `, parameters ${clipped.join(', ')} on their bounds` : '';
  return {
    parameters,
    stderr,
    covariance,
    chi2: cost,
    dof,
    iterations,
    status,
    message: `${status}: ${reason} after ${iterations} iterations${reduced}${held}`,
    clipped,
  };
}
