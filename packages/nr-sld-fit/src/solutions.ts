import type { LeastSquaresResult } from '@operando/numerics';
import type { FitProblem } from './fit-problem.js';
import { isMisfit } from './misfit.js';

/** Where fits ended, and how many of them. */
export interface FoundSolution {
  readonly solution: LeastSquaresResult;
  /** Starts that ended here. */
  readonly reached: number;
  /** A minimum; else a place in a valley that leads far from one and hardly rises. */
  readonly isMinimum: boolean;
}

/** chi2 above the best within which another solution describes the data as well, where chi2 is as noise has it. */
export const ambiguousWithin = 10;
/** Errors by which another solution must differ in some parameter to be one. */
const differentBy = 2;
/** In place of an error where there is none: this share of the bounds, or of the value. */
const withoutError = 0.01;

/** What chi2 of a misfit is above that of noise: errors are too small by its root. 1 where noise explains it. */
export function excessOf(problem: FitProblem, chiSquare: number): number {
  const degrees = problem.points - problem.fixed.filter((each) => !each).length;
  return isMisfit(chiSquare, degrees) ? chiSquare / degrees : 1;
}

/** chi2 that another solution may have above a best one. */
export function chiSquareMargin(problem: FitProblem, best: number): number {
  return ambiguousWithin * excessOf(problem, best);
}

function errorOf(problem: FitProblem, k: number, solutions: readonly LeastSquaresResult[]): number {
  const errors = solutions.map(({ stderr }) => stderr[k]!).filter((error) => error > 0);
  if (errors.length > 0) return Math.max(...errors);
  const span = problem.upper[k]! - problem.lower[k]!;
  return (
    withoutError *
    (Number.isFinite(span) ? span : Math.max(...solutions.map(({ parameters }) => Math.abs(parameters[k]!))))
  );
}

/** Distance of two solutions in one parameter, in the larger of its errors. */
export function distanceIn(problem: FitProblem, k: number, one: LeastSquaresResult, other: LeastSquaresResult): number {
  if (problem.fixed[k] === true) return 0;
  const difference = Math.abs(one.parameters[k]! - other.parameters[k]!);
  return difference === 0 ? 0 : difference / errorOf(problem, k, [one, other]);
}

/** Largest distance of two solutions. */
export function distanceOf(problem: FitProblem, one: LeastSquaresResult, other: LeastSquaresResult): number {
  return Math.max(0, ...problem.names.map((_, k) => distanceIn(problem, k, one, other)));
}

/** Whether two solutions are told apart. */
export function isDifferent(problem: FitProblem, one: LeastSquaresResult, other: LeastSquaresResult): boolean {
  return distanceOf(problem, one, other) > leastDistance(problem, one, other);
}

/** Errors are too small where chi2 is above that of noise. */
function leastDistance(problem: FitProblem, one: LeastSquaresResult, other: LeastSquaresResult): number {
  return differentBy * Math.sqrt(excessOf(problem, Math.min(one.chiSquare, other.chiSquare)));
}

/** Solutions that describe the data as well as the first, or nearly, and are others. */
export function alternatives(problem: FitProblem, [best, ...others]: readonly FoundSolution[]): FoundSolution[] {
  if (best === undefined) return [];
  const most = best.solution.chiSquare + chiSquareMargin(problem, best.solution.chiSquare);
  return others.filter(({ solution }) => solution.chiSquare <= most && isDifferent(problem, best.solution, solution));
}

/** Whether a solution is another in a parameter. */
export function isDifferentIn(
  problem: FitProblem,
  k: number,
  one: LeastSquaresResult,
  other: LeastSquaresResult,
): boolean {
  return distanceIn(problem, k, one, other) > leastDistance(problem, one, other);
}
