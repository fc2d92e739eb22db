import { OperandoError } from '@operando/core';
import type { StepProgress, Steps } from '@operando/core';
import { isMisfit } from '@operando/numerics';
import type { LeastSquaresResult } from '@operando/numerics';
import type { FitProblem } from './fit-problem.js';
import { localFitSteps } from './local-fit.js';
import type { Suspect } from './suspects.js';

/** Most points that are left out, and the share of chi2 that they must have. */
const mostPoints = 3;
const leastShare = 0.5;
/** How many times above or below both neighbours a point is that may be far off. */
const apart = 30;
/** What is left of what noise does not explain, at most, for it to be named. */
const mostLeft = 0.1;
/** Reduced chi2 from which on it is asked whether the model means something else but widths of Q, and that no explanation leaves. */
const absurd = 10;
const looking = { rounds: 1, coarse: true } as const;

/** Where a fit ended. */
type FittedEnd = Pick<LeastSquaresResult, 'parameters' | 'chiSquare'>;

/** The place of a residual: its curve and the point there. */
function placeOf(problem: FitProblem, residual: number): { readonly curve: number; readonly point: number } {
  let point = residual;
  let curve = 0;
  while (point >= problem.data[curve]!.q.length) point -= problem.data[curve++]!.q.length;
  return { curve, point };
}

/** The problem without some of its residuals. */
function withoutPoints(problem: FitProblem, left: readonly number[]): FitProblem {
  const wide = problem.names.length;
  return {
    ...problem,
    residuals(values, out) {
      problem.residuals(values, out);
      for (const i of left) out[i] = 0;
    },
    jacobian(values, out) {
      problem.jacobian(values, out);
      for (const i of left) out.fill(0, i * wide, (i + 1) * wide);
    },
  };
}

/** Whether chi2 is one that a model may have, and most of what noise does not explain is gone. */
function isExplained(chiSquare: number, before: number, degrees: number): boolean {
  return chiSquare < absurd * degrees && chiSquare - degrees < mostLeft * (before - degrees);
}

/** The largest residuals that have most of chi2: as few as do, and one or two more. */
function dominant(problem: FitProblem, residuals: Float64Array, chiSquare: number): number[][] {
  const order = [...residuals.keys()]
    .slice(0, problem.points)
    .toSorted((a, b) => Math.abs(residuals[b]!) - Math.abs(residuals[a]!));
  let sum = 0;
  return Array.from({ length: mostPoints }, (_, k) => order.slice(0, k + 1)).filter((left) => {
    sum += residuals[left.at(-1)!]! ** 2;
    return sum > leastShare * chiSquare;
  });
}

/** Points far above both neighbours in Q, or far below: one that weighs much may pull a fit to itself. */
function isolated({ data }: FitProblem): number[] {
  const found: number[] = [];
  let from = 0;
  for (const { q, r } of data) {
    const order = [...q.keys()].toSorted((a, b) => q[a]! - q[b]!);
    for (let k = 1; k + 1 < order.length; k++) {
      const [before, own, after] = [r[order[k - 1]!]!, r[order[k]!]!, r[order[k + 1]!]!];
      if (own > apart * Math.max(before, after) || apart * own < Math.min(before, after)) found.push(from + order[k]!);
    }
    from += q.length;
  }
  return found.slice(0, mostPoints + 1);
}

/** Points that alone are what a misfit is of: the fit is done again without them. */
function* farPoints(
  problem: FitProblem,
  { parameters, chiSquare }: FittedEnd,
  degrees: number,
  progress: StepProgress,
): Steps<Suspect[]> {
  problem.prepare(parameters);
  const residuals = new Float64Array(problem.size);
  problem.residuals(parameters, residuals);
  const groups = [...dominant(problem, residuals, chiSquare), isolated(problem)];
  for (const left of groups) {
    if (left.length === 0 || left.length > mostPoints || degrees <= mostPoints) continue;
    const without = withoutPoints(problem, left);
    // Where such points pulled a fit to, another may not find its way back.
    for (const start of [parameters, problem.start]) {
      const again = yield* localFitSteps(without, start, { ...looking, progress });
      const gain = chiSquare - again.chiSquare;
      if (!isExplained(again.chiSquare, chiSquare, degrees)) continue;
      return left.map((i): Suspect => {
        const { curve, point } = placeOf(problem, i);
        const { name, q } = problem.data[curve]!;
        return { curve: name, option: 'points', value: q[point]!, gain: gain / left.length };
      });
    }
  }
  return [];
}

/**
 * What else models and data may mean: each is fitted from where the fit began. Widths of Q that are others leave a fit that is not
 * absurd; all else is asked of those that are.
 */
function* otherReadings(
  problem: FitProblem,
  { parameters, chiSquare }: FittedEnd,
  degrees: number,
  progress: StepProgress,
): Steps<Suspect[]> {
  const found: Suspect[] = [];
  for (const { reading, read } of problem.readings()) {
    const { option, value, curve } = reading;
    const isWidth = option === 'resolution' || option === 'widths';
    if (!isWidth && !(chiSquare > absurd * degrees)) continue;
    try {
      const other = read();
      // With widths of the other kind the fit may be near its minimum already, or have to go as far as a first one.
      const look = isWidth ? { progress } : { ...looking, maximumIterations: 40, progress };
      for (const start of isWidth ? [parameters, other.start] : [other.start]) {
        const end = yield* localFitSteps(other, start, look);
        if (!isExplained(end.chiSquare, chiSquare, degrees)) continue;
        const { name } = problem.data[curve ?? 0]!;
        found.push({ curve: name, option, value, gain: chiSquare - end.chiSquare });
        break;
      }
    } catch (error) {
      // What cannot be read so is no explanation.
      if (!(error instanceof OperandoError)) throw error;
    }
  }
  return found.toSorted((a, b) => b.gain - a.gain).slice(0, 1);
}

/**
 * What a misfit may be of that is no matter of the instrument: single points that are far off, else lengths, SLDs or Q in other
 * units, or SLDs of another probe. Each costs a local fit; nothing is done where a fit describes its data.
 *
 * @param reads Whether other readings are looked at.
 */
export function* hintsOf(
  problem: FitProblem,
  solution: FittedEnd,
  reads: boolean,
  progress: StepProgress,
): Steps<Suspect[]> {
  const degrees = problem.points - problem.fixed.filter((each) => !each).length;
  if (!isMisfit(solution.chiSquare, degrees)) return [];
  const points = yield* farPoints(problem, solution, degrees, progress);
  if (points.length > 0 || !reads) return points;
  return yield* otherReadings(problem, solution, degrees, progress);
}
