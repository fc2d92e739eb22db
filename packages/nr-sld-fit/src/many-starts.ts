import type { StepProgress, Steps } from '@operando/core';
import { latinHypercube, seededRandom } from '@operando/numerics';
import type { LeastSquaresResult } from '@operando/numerics';
import { fitDefaults } from './defaults.js';
import type { FitProblem } from './fit-problem.js';
import { localFitSteps } from './local-fit.js';
import { searchBox } from './search-box.js';
import type { SearchOptions } from './search-options.js';
import { chiSquareMargin, isDifferent } from './solutions.js';
import type { FoundSolution } from './solutions.js';
import { alongValleys } from './valleys.js';

const levelOf = ({ chiSquare }: LeastSquaresResult): number => (Number.isFinite(chiSquare) ? chiSquare : Infinity);
const levelsOf = ({ solution }: FoundSolution): number => levelOf(solution);
const better = (a: FoundSolution, b: FoundSolution): number => levelOf(a.solution) - levelOf(b.solution);

/** Ends of one place as one, the best of them; best first. */
export function distinct(problem: FitProblem, found: readonly FoundSolution[]): FoundSolution[] {
  const kept: FoundSolution[] = [];
  for (const each of found.toSorted(better)) {
    const same = kept.findIndex((other) => (other.isMinimum || !each.isMinimum) && !isDifferent(problem, other, each));
    if (same < 0) kept.push(each);
    else kept[same] = { ...kept[same]!, reached: kept[same]!.reached + each.reached };
  }
  return kept;
}

/** Places finished at least, and at most. */
const fewest = 3;
const most = 10;
/** How often it is looked what lies beside the best. */
const mostLooks = 3;

/** Fits from many starts: the minima that they lead to, the best first, and chi2 of all ends. */
export function* fromManyStarts(
  problem: FitProblem,
  { starts = fitDefaults.starts, seed = fitDefaults.seed, maximumIterations }: SearchOptions,
): Steps<{ readonly minima: readonly FoundSolution[]; readonly starts: readonly number[] }> {
  const { lower, upper } = searchBox(problem, 'multi-start');
  const points = [problem.start, ...latinHypercube(starts, lower, upper, seededRandom(seed))];
  const total = points.length + fewest;
  const rough: FoundSolution[] = [];
  for (const [done, from] of points.entries()) {
    const progress: StepProgress = { done, total };
    const solution = yield* localFitSteps(problem, from, {
      maximumIterations: 40,
      rounds: 1,
      coarse: true,
      progress,
    });
    rough.push({ solution, reached: 1, isMinimum: true });
  }
  const places = distinct(problem, rough);
  // Rough ends are not at their minima yet: those a good deal above the best may come down to it.
  const ceiling = levelOf(places[0]!.solution) + 4 * chiSquareMargin(problem, levelOf(places[0]!.solution));
  const finished: FoundSolution[] = [];
  for (const [p, place] of places.slice(0, most).entries()) {
    if (p >= fewest && levelOf(place.solution) > ceiling) break;
    const progress = { done: points.length + Math.min(fewest - 1, p), total };
    const solution = yield* localFitSteps(problem, place.solution.parameters, { maximumIterations, progress });
    finished.push({ ...place, solution });
  }
  let minima = distinct(problem, finished);
  // What lies beside the best may be better; then it is looked at what lies beside that.
  for (let look = 0; look < mostLooks; look++) {
    const best = minima[0]!;
    const beside = yield* alongValleys(problem, best.solution, { done: total - 1, total });
    minima = distinct(problem, [...minima, ...beside]);
    if (!isDifferent(problem, minima[0]!, best)) break;
  }
  yield { done: total, total };
  return { minima, starts: rough.map(levelsOf).toSorted((a, b) => a - b) };
}
