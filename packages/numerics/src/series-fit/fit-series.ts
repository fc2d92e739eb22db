import { createLineariser } from './blocks.js';
import { concludeSeries } from './conclude-series.js';
import { searchFrame } from './frame-search.js';
import { layoutOf } from './layout.js';
import { improvePenalties, startPenalties } from './penalty-evidence.js';
import { createSearchSpace } from './search-space.js';
import { lineariseAll, searchJointly } from './search.js';
import type { SearchSpace } from './search-space.js';
import type { SearchEnd } from './search.js';
import type { SeriesFitOptions, SeriesFitProblem, SeriesFitResult, SeriesFrame } from './types.js';

/** What is wrong with the data of a frame. */
function brokenPoint({ x, y, sigma }: SeriesFrame, poisson: boolean): string | undefined {
  if (x.length !== y.length || (sigma !== undefined && sigma.length !== y.length))
    return `x, y and sigma have ${x.length}, ${y.length} and ${sigma?.length ?? y.length} values`;
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(y[i]!) || !Number.isFinite(x[i]!)) return `point ${i} is ${y[i]} at ${x[i]}`;
    if (poisson && y[i]! < 0) return `point ${i} has ${y[i]} counts`;
    if (!poisson && sigma !== undefined && !(sigma[i]! > 0 && sigma[i]! < Infinity))
      return `point ${i} has sigma ${sigma[i]}`;
  }
  return undefined;
}

/** Frames that can be fitted. @throws RangeError for the others, unless they are to be skipped. */
function framesToFit(problem: SeriesFitProblem, options: SeriesFitOptions): Int32Array {
  const active: number[] = [];
  problem.frames.forEach((frame, f) => {
    const broken = brokenPoint(frame, options.likelihood === 'poisson');
    if (broken === undefined && frame.y.length > 0) active.push(f);
    else if (options.badFrames !== 'skip') throw new RangeError(`frame ${f}: ${broken ?? 'there are no points'}`);
  });
  if (active.length === 0) throw new RangeError('no frame can be fitted');
  return Int32Array.from(active);
}

/** Cost that is nothing but rounding. */
function roundingOf(problem: SeriesFitProblem, active: Int32Array): number {
  let sum = 0;
  for (const f of active) {
    const { y, sigma } = problem.frames[f]!;
    for (let i = 0; i < y.length; i++) sum += (y[i]! / (sigma?.[i] ?? 1)) ** 2;
  }
  return 1e-26 * sum;
}

/** Fit with penalties that are found on the way: the search, then better penalties, until both stay. */
function searchWithPenalties(space: SearchSpace, maximumIterations: number): SearchEnd {
  startPenalties(space);
  let end = searchJointly(space, maximumIterations);
  let { iterations } = end;
  if (space.layout.smooth.every(({ given }) => given !== undefined)) return end;
  for (let round = 0; round < 20; round++) {
    const change = improvePenalties(space);
    end = searchJointly(space, Math.max(1, maximumIterations - iterations));
    iterations += end.iterations;
    if (change < 0.02 || end.status !== 'converged') break;
  }
  return { ...end, iterations };
}

/**
 * Fit all frames of a series together: each parameter fixed, shared by all frames, smooth over them, or free in each.
 *
 * The normal equations are bordered and block-diagonal: the free parameters of each frame are eliminated, the small
 * system of what is shared is solved, and the frames follow; time grows as the number of frames, memory as frames x
 * parameters^2. First the free parameters of each frame are brought near with everything shared as it starts; then all
 * move together (Gauss-Newton, damped as by Levenberg and Marquardt; a step that raises chi2 is rejected). Bounds by an
 * active set. A free parameter that its frame does not determine is left out of that frame's equations: its error is
 * NaN, the others are not harmed. With no shared and no smooth parameters, each frame is a fit of its own.
 *
 * Smooth parameters are cubic splines on uniform knots with a penalty on second differences (Eilers and Marx 1996),
 * whose weight has the greatest evidence; errors are then those of the posterior.
 *
 * Standard errors are absolute, for `sigma` as given.
 *
 * @throws RangeError for arrays that do not fit, values that are not finite, parameters named twice, crossed bounds,
 * and fewer points than parameters.
 */
export function fitSeries(problem: SeriesFitProblem, options: SeriesFitOptions = {}): SeriesFitResult {
  const { layout, start } = layoutOf(problem);
  const active = framesToFit(problem, options);
  const points = Int32Array.from(problem.frames, ({ y }) => y.length);
  const total = active.reduce((sum, f) => sum + points[f]!, 0);
  const wanted = layout.free.length * active.length + layout.shared.length;
  if (total < wanted) throw new RangeError(`${total} points cannot determine ${wanted} parameters`);
  const maximumIterations = options.maximumIterations ?? 200;
  const rounding = roundingOf(problem, active);
  const spare = Math.max(1, total - wanted);
  const tolerance = options.gainTolerance ?? 1e-8;
  const linearise = createLineariser(problem, layout, options);
  const lonely = layout.border.length === 0;
  const perFrame = Math.max(1, spare / active.length);
  const space = createSearchSpace(layout, linearise, active, start, (cost) =>
    Math.max((tolerance * cost) / (lonely ? perFrame : spare), rounding),
  );
  lineariseAll(space, space.at, space.blocks);
  const unfit = active.find((f) => space.blocks.cost[f] === Infinity);
  if (unfit !== undefined) {
    const failed = { status: 'failed', iterations: 0 } as const;
    return concludeSeries(
      space,
      failed,
      problem.frames.map(() => failed),
      points,
    );
  }
  const ends: (SearchEnd | undefined)[] = problem.frames.map(() => undefined);
  if (layout.free.length > 0) for (const f of active) ends[f] = searchFrame(space, f, lonely ? maximumIterations : 3);
  const end = lonely ? worstEnd(ends) : searchWithPenalties(space, maximumIterations);
  return concludeSeries(space, end, ends, points);
}

/** What is said of a series whose frames were fitted each on its own. */
function worstEnd(ends: readonly (SearchEnd | undefined)[]): SearchEnd {
  const words: readonly SearchEnd['status'][] = ['converged', 'stalled', 'limit-reached'];
  let worst = 0;
  let iterations = 0;
  for (const end of ends) {
    if (end === undefined) continue;
    worst = Math.max(worst, words.indexOf(end.status));
    iterations = Math.max(iterations, end.iterations);
  }
  return { status: words[worst]!, iterations };
}
