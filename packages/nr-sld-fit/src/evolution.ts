import type { Steps } from '@operando/core';
import { differentialEvolutionSteps } from '@operando/numerics';
import type { LeastSquaresResult } from '@operando/numerics';
import { fitDefaults } from './defaults.js';
import type { FitProblem } from './fit-problem.js';
import { localFitSteps } from './local-fit.js';
import type { SearchOptions } from './search-options.js';
import { searchBox } from './search-box.js';

/** A fit from where differential evolution ended. */
export function* byEvolution(
  problem: FitProblem,
  { generations = fitDefaults.generations, seed = fitDefaults.seed, maximumIterations }: SearchOptions,
): Steps<LeastSquaresResult> {
  const { lower, upper } = searchBox(problem, 'de');
  problem.prepare(problem.start);
  const residuals = new Float64Array(problem.size);
  const search = differentialEvolutionSteps(
    (values) => {
      problem.residuals(values, residuals);
      let sum = 0;
      for (let i = 0; i < residuals.length; i++) sum += residuals[i]! * residuals[i]!;
      return sum;
    },
    lower,
    upper,
    { seed, generations, start: problem.start },
  );
  const total = generations + 1;
  let step = search.next();
  for (; step.done !== true; step = search.next()) yield { done: step.value, total };
  const progress = { done: generations, total };
  const fit = yield* localFitSteps(problem, step.value.x, { maximumIterations, progress });
  yield { done: total, total };
  return fit;
}
