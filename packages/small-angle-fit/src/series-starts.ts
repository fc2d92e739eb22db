import type { StepProgress } from '@operando/core';
import { median } from '@operando/numerics';
import type { LeastSquaresResult } from '@operando/numerics';
import { fitBest } from './fit-cut.js';
import type { CutProblem } from './fit-from.js';

/** Frames that the shared parameters are first looked for in. */
const mostSampled = 12;

/** Fits alone whose reduced chi-square is more than this many times the least have no say in where the others begin. */
const alike = 2;

/** Values that what is shared begins at: the median over frames that were fitted alone, the best of them where none is good. */
export function* startOfShared(
  problems: readonly CutProblem[],
  shapes: Float64Array,
  fixed: readonly boolean[],
  tied: readonly number[],
  starts: number,
): Generator<StepProgress, Float64Array, void> {
  const count = Math.min(mostSampled, problems.length);
  const found: LeastSquaresResult[] = [];
  for (let i = 0; i < count; i++) {
    const f = Math.round((i * (problems.length - 1)) / Math.max(1, count - 1));
    const fit = fitBest(problems[f]!, shapes, fixed, starts);
    if (fit.status !== 'failed') found.push(fit);
    yield { done: 0, total: problems.length };
  }
  const converged = found.filter(({ status }) => status === 'converged');
  const least = Math.min(...found.map(({ chiSquare }) => chiSquare));
  const voices = converged.length > 0 ? converged : found.filter(({ chiSquare }) => chiSquare <= alike * least);
  if (voices.length === 0) return shapes;
  return shapes.map((value, k) => (tied.includes(k) ? median(voices.map(({ parameters }) => parameters[k]!)) : value));
}
