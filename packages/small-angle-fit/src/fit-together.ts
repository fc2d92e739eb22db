import { fitSeries, isBeyondChance } from '@operando/numerics';
import type { SeriesFitResult } from '@operando/numerics';
import type { CutSeriesFit } from './cut-series-fit.js';
import { concludeCut } from './fit-cut.js';
import type { CutFit } from './fit-cut.js';
import type { CutProblem } from './fit-from.js';
import { silentParameters } from './silent-terms.js';

/** A frame of a series fit as if it had been fitted alone. @param isOwn Without what its errors have in common with others. */
function fitOfFrame(
  problem: CutProblem,
  series: SeriesFitResult,
  f: number,
  fixed: readonly boolean[],
  unseen: readonly number[],
  isOwn: boolean,
): CutFit {
  const columns = series.parameters;
  const values = series.values.slice(f * columns, (f + 1) * columns);
  const free = fixed.filter((each) => !each).length;
  const status = series.frameStatus[f]!;
  return concludeCut(
    problem,
    {
      parameters: values,
      stderr: (isOwn ? series.ownStderr : series.stderr).slice(f * columns, (f + 1) * columns),
      covariance: isOwn ? series.ownCovariance(f) : series.covariance(f),
      chiSquare: series.frameChiSquare[f]!,
      degreesOfFreedom: problem.data.q.length - free,
      status: status === 'masked' ? 'failed' : status,
      clipped: fixed.flatMap((_, k) => (series.clipped[f * columns + k] === 1 ? [k] : [])),
    },
    fixed,
    unseen,
  );
}

/** When frames were measured, and how far a search may go. */
interface Search {
  readonly times: ArrayLike<number>;
  readonly maximumIterations: number;
}

/** The search for all parameters that are not fixed. */
function searchAll(
  problems: readonly CutProblem[],
  start: Float64Array,
  fixed: readonly boolean[],
  { times, maximumIterations }: Search,
): SeriesFitResult {
  const { weights, curve } = problems[0]!;
  const { parameters } = curve;
  const which = (scope: string): number[] =>
    parameters.flatMap((each, k) => (each.scope === scope && !fixed[k]! ? [k] : []));
  return fitSeries(
    {
      model: (values, _x, out, jacobian, f) => {
        problems[f]!.curve.evaluate(values, out, jacobian);
      },
      analytic: true,
      frames: problems.map(({ data, sigma }) => ({ x: data.q, y: data.intensity, sigma })),
      start,
      parameters: parameters.length,
      shared: which('shared'),
      smooth: which('smooth'),
      free: which('free'),
      times,
      bounds: { lower: parameters.map(({ lower }) => lower), upper: parameters.map(({ upper }) => upper) },
    },
    { likelihood: weights === 'poisson' ? 'poisson' : 'gaussian', maximumIterations },
  );
}

/** Parameters in common to all frames of which most have nothing of the term that they shape. */
function unseenIn({ values, frames, parameters: columns }: SeriesFitResult, problem: CutProblem): number[] {
  const { parameters } = problem.curve;
  const fixed = parameters.map(({ scope }) => scope === 'fixed' || scope === 'free');
  const counts = new Uint32Array(columns);
  for (let f = 0; f < frames; f++)
    for (const k of silentParameters(parameters, values.subarray(f * columns, (f + 1) * columns), fixed)) counts[k]!++;
  return Array.from(counts.keys()).filter((k) => 2 * counts[k]! > frames);
}

/**
 * Frames together, with what they share. A term that most frames have nothing of does not say what its shape is: where the
 * search does not end, that stays where the model has it.
 */
export function fitTogether(
  problems: readonly CutProblem[],
  starts: Float64Array,
  fixed: readonly boolean[],
  options: Search,
): CutSeriesFit {
  const { parameters } = problems[0]!.curve;
  const columns = parameters.length;
  let series = searchAll(problems, starts, fixed, options);
  let unseen = series.status === 'converged' || series.status === 'failed' ? [] : unseenIn(series, problems[0]!);
  if (unseen.length > 0) {
    const from = series.values.map((value, i) =>
      unseen.includes(i % columns) ? parameters[i % columns]!.value : value,
    );
    const held = fixed.map((each, k) => each || unseen.includes(k));
    const again = searchAll(problems, from, held, options);
    if (again.status === 'converged') series = again;
    else unseen = [];
  }
  const alone = parameters.map(({ scope }) => scope !== 'free');
  return {
    fits: problems.map((problem, f) => fitOfFrame(problem, series, f, fixed, unseen, false)),
    own: problems.map((problem, f) => fitOfFrame(problem, series, f, alone, unseen, true)),
    problems,
    commonStderr: problems.map((_, f) => series.commonStderr.slice(f * columns, (f + 1) * columns)),
    chiSquare: series.chiSquare,
    degreesOfFreedom: series.degreesOfFreedom,
    status: series.status === 'converged' && isBeyondChance(series) ? 'misfit' : series.status,
  };
}
