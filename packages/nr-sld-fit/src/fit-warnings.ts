import { isMisfit } from '@operando/numerics';
import type { OperandoWarning } from '@operando/core';
import type { FitProblem } from './fit-problem.js';
import { isDifferentIn } from './solutions.js';
import type { FoundSolution } from './solutions.js';
import { suspicion } from './suspicion.js';
import type { Suspect } from './suspects.js';

/** What a warning about reflectivities above the scale takes: this often the scale, by more than three standard errors. */
const farAbove = 1.3;

/** Curves whose highest reflectivities are far above what the scale allows. */
function notNormalized(problem: FitProblem, values: Float64Array): OperandoWarning[] {
  return problem.scales(values).flatMap((scale, c): OperandoWarning[] => {
    const { name, r, dr } = problem.data[c]!;
    const order = [...r.keys()].toSorted((a, b) => r[b]! - r[a]!).slice(0, 5);
    const middle = order[order.length >> 1]!;
    if (!(r[middle]! - 3 * dr[middle]! > farAbove * scale)) return [];
    const high = r[middle]!.toPrecision(2);
    return [
      {
        code: 'not-normalized',
        message: `The highest reflectivities of ${name} are about ${Number(high)}, the scale of the model is ${Number(scale.toPrecision(3))}: the curve is not divided by the direct beam, or by a wrong one. Give a scale near ${Number(high)}, a number or a parameter.`,
      },
    ];
  });
}

/** Everything warnings tell of the end of a fit. */
interface FitEnd {
  readonly best: FoundSolution;
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** Names. */
  readonly undetermined: readonly string[];
  /** What of the instrument a misfit looks like. */
  readonly suspects: readonly Suspect[];
  /** What describes the data as well. */
  readonly others: readonly FoundSolution[];
}

/** Most parameters of another solution that a warning names. */
const mostNamed = 4;

/** Where else the data are described as well. */
function otherSolutions(problem: FitProblem, best: FoundSolution, others: readonly FoundSolution[]): OperandoWarning[] {
  if (others.length === 0) return [];
  const told = others.slice(0, 3).map((other) => {
    const { solution, isMinimum } = other;
    const different = [...problem.names.keys()]
      .filter((k) => isDifferentIn(problem, k, best, other))
      .slice(0, mostNamed)
      .map((k) => `${problem.names[k]!} ${solution.parameters[k]!.toPrecision(5)}`);
    return `${different.join(', ')} (chi2 +${(solution.chiSquare - best.solution.chiSquare).toFixed(1)}${isMinimum ? '' : ', no minimum of its own'})`;
  });
  return [
    {
      code: 'other-solutions',
      message: `${others.length === 1 ? 'Another solution describes' : `${others.length} other solutions describe`} the data as well: ${told.join('; ')}${others.length > 3 ? '; …' : ''}. Standard errors are of the best alone.`,
    },
  ];
}

/** Everything there is to be told of a fit. */
export function fitWarnings(
  problem: FitProblem,
  { best, chiSquare, degreesOfFreedom, undetermined, others, suspects }: FitEnd,
): OperandoWarning[] {
  const { solution } = best;
  const warnings: OperandoWarning[] = [...problem.warnings, ...notNormalized(problem, solution.parameters)];
  if (isMisfit(chiSquare, degreesOfFreedom)) {
    warnings.push({
      code: 'misfit',
      message: `Reduced chi2 is ${(chiSquare / degreesOfFreedom).toFixed(2)}: the model or the errors of the data are not right, and standard errors are too small by about ${Math.sqrt(chiSquare / degreesOfFreedom).toFixed(2)}.${suspicion(suspects, problem.data.length === 1)}`,
    });
  }
  const clipped = solution.clipped.map((k) => problem.names[k]!);
  if (clipped.length > 0)
    warnings.push({ code: 'at-bound', message: `At a bound, and without error: ${clipped.join(', ')}.` });
  if (undetermined.length > 0)
    warnings.push({
      code: 'undetermined',
      message: `The data do not determine ${undetermined.join(', ')}${undetermined.length > 1 ? ', alone or together' : ''}: without error. Hold ${undetermined.length > 1 ? 'some of them' : 'it'}, or give a prior.`,
    });
  if (solution.status !== 'converged' && solution.status !== 'singular') {
    const limits = problem.atLimit(solution.parameters);
    warnings.push({
      code: 'not-converged',
      message: `${solution.message}${limits.length === 0 ? '' : `; at the end of where they make sense: ${limits.slice(0, 6).join(', ')}`}`,
    });
  }
  warnings.push(...otherSolutions(problem, best, others));
  const omitted = problem.data.reduce((sum, data) => sum + data.omitted, 0);
  if (omitted > 0)
    warnings.push({
      code: 'points-omitted',
      message: `${omitted} points have no usable value or error and were left out.`,
    });
  return warnings;
}
