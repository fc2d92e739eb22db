import { choleskyInPlace, seededRandom } from '@operando/numerics';
import type { Random } from '@operando/numerics';
import type { FitProblem } from './fit-problem.js';
import type { FitSolution, ReflectivityFit } from './fit-result.js';
import { chiSquareMargin } from './solutions.js';

/** Values, and how well they are known there. */
interface Place {
  readonly values: Float64Array;
  readonly covariance: Float64Array;
  readonly stderr: Float64Array;
}

/** Walkers spread around a fit by its covariance, inside the bounds. */
function walkersAround(
  problem: FitProblem,
  fit: Place,
  free: readonly number[],
  walkers: number,
  random: Random,
): Float64Array[] {
  const n = free.length;
  const wide = problem.names.length;
  const covariance = new Float64Array(n * n);
  free.forEach((a, i) =>
    free.forEach((b, k) => {
      covariance[i * n + k] = fit.covariance[a * wide + b]!;
    }),
  );
  // Where the fit has no error (at a bound), a thousandth of the bounds, or of the value.
  const spread = free.map((k) => {
    const span = problem.upper[k]! - problem.lower[k]!;
    return fit.stderr[k]! > 0 ? fit.stderr[k]! : 1e-3 * (Number.isFinite(span) ? span : Math.abs(fit.values[k]!) || 1);
  });
  free.forEach((_, i) => {
    if (!(covariance[i * n + i]! > 0 && Number.isFinite(fit.stderr[free[i]!]!)))
      for (let k = 0; k < n; k++) covariance[i * n + k] = covariance[k * n + i] = i === k ? spread[i]! ** 2 : 0;
  });
  const factors = covariance.slice();
  const correlated = covariance.every(Number.isFinite) && choleskyInPlace(factors, n, 1e-10);
  return Array.from({ length: walkers }, () => {
    // Half the errors' size: far out on a curved ridge a walker finds back slowly.
    const normals = Float64Array.from({ length: n }, () => 0.5 * random.normal());
    return Float64Array.from(free, (k, i) => {
      let step = 0;
      if (correlated) for (let m = 0; m <= i; m++) step += factors[i * n + m]! * normals[m]!;
      else step = spread[i]! * normals[i]!;
      const [low, high] = [problem.lower[k]!, problem.upper[k]!];
      let value = fit.values[k]! + step;
      // Reflected at the bounds, or drawn between them when a step leads past both.
      if (value < low) value = 2 * low - value;
      if (value > high) value = 2 * high - value;
      if (value < low || value > high) value = low + random.uniform() * (high - low);
      return value;
    });
  });
}

/** Least share of the walkers that a solution gets: enough to move by differences of their own. */
const leastShare = 0.1;

/**
 * Logarithm of how much of the posterior lies around a solution, by its chi2 and the volume of its errors; of walkers that jump from one
 * solution to another it is where they begin only.
 */
function logWeight({ chiSquare, values, covariance }: FitSolution, free: readonly number[]): number {
  const n = free.length;
  const wide = values.length;
  const own = new Float64Array(n * n);
  free.forEach((a, i) => free.forEach((b, k) => (own[i * n + k] = covariance[a * wide + b]!)));
  const isWhole = own.every(Number.isFinite) && choleskyInPlace(own, n, 1e-12);
  let volume = 0;
  if (isWhole) for (let i = 0; i < n; i++) volume += Math.log(own[i * n + i]!);
  return -0.5 * chiSquare + volume;
}

/** How many walkers begin around each solution: an equal share where weights cannot be compared. */
function walkersOf(solutions: readonly FitSolution[], free: readonly number[], walkers: number): number[] {
  const logs = solutions.map((solution) => logWeight(solution, free));
  const highest = Math.max(...logs);
  const least = Math.min(leastShare, 0.5 / solutions.length);
  const raw = logs.map((log) => Math.max(least, Math.exp(log - highest)));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  const counts = raw.map((weight) => Math.max(1, Math.round((walkers * weight) / sum)));
  // Rounding is made up for by the one that has most.
  const largest = counts.indexOf(Math.max(...counts));
  counts[largest]! += walkers - counts.reduce((total, count) => total + count, 0);
  return counts;
}

/** Where walkers begin: around every solution that describes the data, each at a place that is allowed. */
export function startingWalkers(
  problem: FitProblem,
  fit: ReflectivityFit,
  free: readonly number[],
  walkers: number,
  { seed, isAllowed }: { readonly seed: number; readonly isAllowed: (x: Float64Array) => boolean },
): Float64Array[] {
  const random = seededRandom(seed + 7919);
  const best = fit.solutions[0]?.chiSquare ?? fit.chiSquare;
  const others = fit.solutions.slice(1).filter(({ chiSquare }) => chiSquare <= best + chiSquareMargin(problem, best));
  const places: readonly Place[] = [
    fit,
    ...others.map(({ values, covariance, parameters }) => ({
      values,
      covariance,
      stderr: Float64Array.from(problem.names, (name) => parameters[name]!.stderr),
    })),
  ];
  const counts =
    others.length === 0
      ? [walkers]
      : walkersOf([fit.solutions[0]!, ...others].slice(0, Math.floor(walkers / 4)), free, walkers);
  return counts.flatMap((count, p) =>
    walkersAround(problem, places[p]!, free, count, random).map((walker) => {
      const home = free.map((k) => places[p]!.values[k]!);
      // Nearer to where a fit ended until it makes sense.
      for (let halving = 0; halving < 40 && !isAllowed(walker); halving++)
        walker.forEach((value, i) => (walker[i] = 0.5 * (value + home[i]!)));
      return walker;
    }),
  );
}
