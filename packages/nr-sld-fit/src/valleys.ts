import type { StepProgress, Steps } from '@operando/core';
import type { LeastSquaresResult } from '@operando/numerics';
import { determinationAt } from './determined.js';
import type { FitProblem } from './fit-problem.js';
import { localFitSteps } from './local-fit.js';
import { chiSquareMargin, excessOf } from './solutions.js';
import type { FoundSolution } from './solutions.js';

/** Errors to either side of a minimum where chi2 is looked at, all other parameters free. */
const farAway = 5;
/** Places across the bounds of a parameter where it is held besides. */
const gridPoints = 6;

/** Where a minimum is left in one parameter by some errors, the others following as the covariance has it. */
function leftBy(
  problem: FitProblem,
  { parameters, covariance }: LeastSquaresResult,
  k: number,
  by: number,
): Float64Array {
  const n = problem.names.length;
  const variance = covariance[k * n + k]!;
  return parameters.map((value, i) => {
    if (problem.fixed[i] === true) return value;
    const together = i === k ? 1 : variance > 0 ? (covariance[i * n + k]! || 0) / variance : 0;
    const to = value + together * by;
    return Math.min(problem.upper[i]!, Math.max(problem.lower[i]!, to));
  });
}

/** A place in a valley with the errors that the data leave there. */
function withErrorsAt(problem: FitProblem, solution: LeastSquaresResult): LeastSquaresResult {
  problem.prepare(solution.parameters);
  const { lower, upper, fixed } = problem;
  const { covariance } = determinationAt(problem, solution.parameters, (k) => {
    const value = solution.parameters[k]!;
    return fixed[k] === true || value <= lower[k]! || value >= upper[k]!;
  });
  const n = problem.names.length;
  return {
    ...solution,
    covariance,
    stderr: solution.stderr.map((_, k) => Math.sqrt(covariance[k * n + k]!) || Number.NaN),
  };
}

/** Where a parameter is held on the way from its value to one of its bounds, the nearest first. */
function stationsOf(
  problem: FitProblem,
  { parameters, stderr, chiSquare }: LeastSquaresResult,
  k: number,
  side: 1 | -1,
): number[] {
  const [low, high] = [problem.lower[k]!, problem.upper[k]!];
  const value = parameters[k]!;
  const error = stderr[k]! > 0 ? Math.sqrt(excessOf(problem, chiSquare)) * stderr[k]! : 0;
  const inside = (to: number): boolean => to > low && to < high;
  const near = error > 0 ? [value + side * farAway * error].filter(inside) : [];
  const grid = Array.from({ length: gridPoints }, (_, g) => low + ((high - low) * (g + 0.5)) / gridPoints).filter(
    (to) => side * (to - value) > 1.2 * farAway * error && to !== value,
  );
  return [...near, ...grid].toSorted((a, b) => side * (a - b));
}

/** The way from a minimum to a bound of one parameter, the others fitted at each station from where they were at the last. */
function* wayOf(
  problem: FitProblem,
  best: LeastSquaresResult,
  k: number,
  side: 1 | -1,
  progress: StepProgress,
): Steps<LeastSquaresResult[]> {
  const holding = { ...problem, fixed: problem.fixed.map((each, i) => each || i === k) };
  const found: LeastSquaresResult[] = [];
  for (const to of stationsOf(problem, best, k, side)) {
    const by = to - best.parameters[k]!;
    const before = found.at(-1)?.parameters;
    const start =
      before === undefined ? leftBy(problem, best, k, by) : before.map((value, i) => (i === k ? to : value));
    found.push(yield* localFitSteps(holding, start, { maximumIterations: 15, rounds: 1, coarse: true, progress }));
  }
  return found;
}

/** Stations from where another minimum may lie downhill: lower than those before and behind; and those hardly above the best. */
function* placesOn(
  problem: FitProblem,
  best: LeastSquaresResult,
  way: readonly LeastSquaresResult[],
  progress: StepProgress,
): Steps<FoundSolution[]> {
  const found: FoundSolution[] = [];
  const ceiling = best.chiSquare + chiSquareMargin(problem, best.chiSquare);
  for (const [s, there] of way.entries()) {
    const before = way[s - 1]?.chiSquare ?? best.chiSquare;
    const behind = way[s + 1]?.chiSquare ?? Infinity;
    const isLow = there.chiSquare <= ceiling;
    if (!isLow && !(there.chiSquare < before && there.chiSquare <= behind)) continue;
    const rough = yield* localFitSteps(problem, there.parameters, {
      maximumIterations: 40,
      rounds: 1,
      coarse: true,
      progress,
    });
    // Far above the best it is no other solution.
    if (rough.chiSquare <= best.chiSquare + 4 * (ceiling - best.chiSquare)) {
      const free = yield* localFitSteps(problem, rough.parameters, { progress });
      found.push({ solution: free, reached: 0, isMinimum: true });
    }
    if (isLow) found.push({ solution: withErrorsAt(problem, there), reached: 0, isMinimum: false });
  }
  return found;
}

/**
 * What lies beside the best minimum: each parameter is held five errors from it and on the way to its bounds, the others fitted.
 * Where chi2 has hardly risen, errors say too little, and the place itself is told; where it falls again, another minimum is near.
 * Such are the mirror images that a buried layer has, and what a parameter on its bound hides.
 */
export function* alongValleys(
  problem: FitProblem,
  best: LeastSquaresResult,
  progress: StepProgress,
): Steps<FoundSolution[]> {
  const found: FoundSolution[] = [];
  if (!Number.isFinite(best.chiSquare)) return found;
  for (const [k] of problem.names.entries()) {
    if (problem.fixed[k] === true) continue;
    for (const side of [1, -1] as const)
      found.push(...(yield* placesOn(problem, best, yield* wayOf(problem, best, k, side, progress), progress)));
  }
  return found;
}
