import { OperandoError } from '@operando/core';
import type { FitProblem } from './fit-problem.js';

/** Bounds that a search spreads its starts over. @throws OperandoError `invalid-argument` naming a parameter without. */
export function searchBox(
  problem: FitProblem,
  method: string,
): { readonly lower: Float64Array; readonly upper: Float64Array } {
  problem.names.forEach((name, k) => {
    if (problem.fixed[k] !== true && !(Number.isFinite(problem.lower[k]!) && Number.isFinite(problem.upper[k]!))) {
      throw new OperandoError('invalid-argument', `parameter ${name} has no bounds, which ${method} needs.`, {
        where: { parameter: name },
        cure: 'Give both bounds, or fix it.',
      });
    }
  });
  const at = (bound: Float64Array): Float64Array =>
    bound.map((value, k) => (problem.fixed[k] === true ? problem.start[k]! : value));
  return { lower: at(problem.lower), upper: at(problem.upper) };
}
