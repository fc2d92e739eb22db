import { stepsAt } from '@operando/core';
import type { StepProgress, Steps } from '@operando/core';
import { leastSquaresSteps } from '@operando/numerics';
import type { LeastSquaresResult } from '@operando/numerics';
import { fitDefaults } from './defaults.js';
import { determinationAt } from './determined.js';
import type { FitProblem } from './fit-problem.js';

/** How far a local fit goes. */
export interface LocalFitOptions {
  /** @default 200 */
  readonly maximumIterations?: number | undefined;
  /** How often the quadrature of the resolution is made at most. @default 4 */
  readonly rounds?: number | undefined;
  /** Stop when little is gained any more: for ends that are compared, or finished later. @default false */
  readonly coarse?: boolean | undefined;
  /** What is told meanwhile: iterations are too small to count. @default nothing of one */
  readonly progress?: StepProgress | undefined;
}

/** One local fit; the quadrature of the resolution is made anew until that changes nothing. */
export function* localFitSteps(
  problem: FitProblem,
  from: Float64Array,
  {
    maximumIterations = fitDefaults.maximumIterations,
    rounds = 4,
    coarse = false,
    progress = { done: 0, total: 1 },
  }: LocalFitOptions = {},
): Steps<LeastSquaresResult> {
  let start = from;
  for (let round = 1; ; round++) {
    problem.prepare(start);
    yield progress;
    const steps = leastSquaresSteps(
      {
        size: problem.size,
        residuals: (p, out) => problem.residuals(p, out),
        jacobian: (p, out) => problem.jacobian(p, out),
      },
      start,
      {
        bounds: { lower: problem.lower, upper: problem.upper },
        fixed: problem.fixed,
        maximumIterations,
        stepTolerance: coarse ? 1e-6 : 1e-9,
        gainTolerance: coarse ? 1e-5 : 1e-11,
      },
    );
    const solution = yield* stepsAt(steps, progress);
    if (rounds === 1 || solution.status === 'failed') return solution;
    if (round >= rounds || problem.data.every((data) => data.resolution === undefined))
      return confirmed(problem, solution);
    problem.prepare(solution.parameters);
    const residuals = new Float64Array(problem.size);
    problem.residuals(solution.parameters, residuals);
    const anew = residuals.reduce((sum, value) => sum + value * value, 0);
    if (Math.abs(anew - solution.chiSquare) <= 1e-3 + 1e-5 * solution.chiSquare) return confirmed(problem, solution);
    start = solution.parameters;
  }
}

/** What an undamped step may promise at most, in chi2, for a fit to count as arrived: a tenth of a standard error. */
const promiseAtMinimum = 0.01;

/** Steps with a quadrature made anew for each, at most. */
const mostPolishing = 12;

/** chi2 with a quadrature made for the place. */
function freshChiSquare(problem: FitProblem, values: Float64Array): number {
  const residuals = new Float64Array(problem.size);
  problem.prepare(values);
  problem.residuals(values, residuals);
  return residuals.reduce((sum, value) => sum + value * value, 0);
}

/**
 * A fit that ended without its last digits goes on by undamped steps, each with a quadrature made for its place: critical edges that
 * move between the nodes of a fixed quadrature leave chi2 rough in its last digits. It is at the minimum when such a step promises
 * next to nothing.
 */
function confirmed(problem: FitProblem, solution: LeastSquaresResult): LeastSquaresResult {
  if (solution.status !== 'stalled' && solution.status !== 'limit-reached') return solution;
  const held = (k: number): boolean => problem.fixed[k] === true || solution.clipped.includes(k);
  const { lower, upper } = problem;
  let at = solution.parameters;
  let chiSquare = freshChiSquare(problem, at);
  for (let polishing = 0; polishing < mostPolishing; polishing++) {
    const { step, promise, covariance } = determinationAt(problem, at, held);
    if (promise <= promiseAtMinimum)
      return {
        ...solution,
        parameters: at,
        covariance,
        chiSquare,
        status: 'converged',
        message: `converged: the undamped step from the end promises ${promise.toExponential(1)} of chi2 ${chiSquare.toPrecision(6)}`,
      };
    let next: Float64Array | undefined;
    for (let length = 1; length > 0.1 && next === undefined; length /= 2) {
      // Not on to a bound: what is there is held.
      const trial = at.map((value, k) => {
        const to = value + length * step[k]!;
        return to > lower[k]! && to < upper[k]! ? to : value;
      });
      const reached = freshChiSquare(problem, trial);
      if (reached < chiSquare) [next, chiSquare] = [trial, reached];
    }
    if (next === undefined) break;
    at = next;
    problem.prepare(at);
  }
  return { ...solution, parameters: at, chiSquare };
}
