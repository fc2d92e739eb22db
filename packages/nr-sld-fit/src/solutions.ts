import { isMisfit } from '@operando/numerics';
import type { LeastSquaresResult } from '@operando/numerics';
import type { FitProblem } from './fit-problem.js';

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

/**
 * Distance of two solutions in one parameter, in the larger of its errors; of a place in a valley, in that of the minimum that it is
 * seen from, if it has one: on the ridge between two minima nothing has a slope, and its own error would hide it.
 */
function distanceIn(problem: FitProblem, k: number, one: FoundSolution, other: FoundSolution): number {
  if (problem.fixed[k] === true) return 0;
  const difference = Math.abs(one.solution.parameters[k]! - other.solution.parameters[k]!);
  if (difference === 0) return 0;
  const both = [one, other];
  const seenFrom = one.isMinimum === other.isMinimum ? [] : both.filter(({ isMinimum }) => isMinimum);
  const judges = seenFrom.some(({ solution }) => solution.stderr[k]! > 0) ? seenFrom : both;
  return (
    difference /
    errorOf(
      problem,
      k,
      judges.map(({ solution }) => solution),
    )
  );
}

/** Whether a solution is another in a parameter. Errors are too small where chi2 is above that of noise. */
export function isDifferentIn(problem: FitProblem, k: number, one: FoundSolution, other: FoundSolution): boolean {
  const excess = excessOf(problem, Math.min(one.solution.chiSquare, other.solution.chiSquare));
  return distanceIn(problem, k, one, other) > differentBy * Math.sqrt(excess);
}

/** Whether two solutions are told apart. */
export function isDifferent(problem: FitProblem, one: FoundSolution, other: FoundSolution): boolean {
  return problem.names.some((_, k) => isDifferentIn(problem, k, one, other));
}

/** Solutions that describe the data as well as the first, or nearly, and are others. */
export function alternatives(problem: FitProblem, [best, ...others]: readonly FoundSolution[]): FoundSolution[] {
  if (best === undefined) return [];
  const most = best.solution.chiSquare + chiSquareMargin(problem, best.solution.chiSquare);
  return others.filter((other) => other.solution.chiSquare <= most && isDifferent(problem, best, other));
}
