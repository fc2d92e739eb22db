import { finishSteps, OperandoError } from '@operando/core';
import type { Steps } from '@operando/core';
import { createCutCurve } from './cut-curve.js';
import type { CutCurve } from './cut-curve.js';
import type { CutData } from './cut-data.js';
import { alone } from './cut-series-fit.js';
import type { CutSeriesFit } from './cut-series-fit.js';
import { fitDefaults } from './defaults.js';
import { concludeCut, fitBest, prepareCut } from './fit-cut.js';
import type { CutFit, FitCutOptions } from './fit-cut.js';
import type { CutProblem } from './fit-from.js';
import { fitTogether } from './fit-together.js';
import type { CutModel } from './model.js';
import { startOfShared } from './series-starts.js';
import { voterFrames, withOthers } from './series-votes.js';

/** Options of {@link fitCutSeries}. */
export interface FitCutSeriesOptions extends Omit<FitCutOptions, 'held'> {
  /** Times of the frames, for parameters that are smooth. @default their numbers */
  readonly times?: ArrayLike<number> | undefined;
}

/** Frames on the same q share one curve: what smears it is made once. */
function prepareAll(frames: readonly CutData[], model: CutModel, options: FitCutOptions): CutProblem[] {
  const isByFrame = typeof model.grazing?.exit === 'object';
  let known: CutProblem | undefined;
  return frames.map((data, f) => {
    try {
      const shared: CutCurve | undefined = !isByFrame && known?.data.q === data.q ? known.curve : undefined;
      const curve = shared ?? createCutCurve(model, data.q, f);
      return (known = prepareCut(data, curve, options));
    } catch (error) {
      if (error instanceof OperandoError && error.where?.frame === undefined)
        throw new OperandoError(error.code, error.problem, {
          where: { ...error.where, frame: f },
          ...(error.cure === undefined ? {} : { cure: error.cure }),
        });
      throw error;
    }
  });
}

/**
 * {@link fitCutSeries} in steps: one after each frame.
 * @throws as {@link fitCutSeries}.
 */
export function* fitCutSeriesSteps(
  frames: readonly CutData[],
  model: CutModel,
  options: FitCutSeriesOptions = {},
): Steps<CutSeriesFit> {
  if (frames.length === 0)
    throw new OperandoError('too-few-points', 'there is no frame.', { cure: 'Give one cut at least.' });
  const problems = prepareAll(frames, model, options);
  const { parameters } = problems[0]!.curve;
  const shapes = Float64Array.from(parameters, ({ value }) => value);
  const fixed = parameters.map(({ scope }) => scope === 'fixed');
  const { starts = fitDefaults.starts } = options;
  // One frame has nothing to share.
  const tied =
    frames.length === 1
      ? []
      : parameters.flatMap(({ scope }, k) => (scope === 'shared' || scope === 'smooth' ? [k] : []));
  const from = tied.length === 0 ? shapes : yield* startOfShared(problems, shapes, fixed, tied, starts);
  const held = fixed.map((each, k) => each || tied.includes(k));
  const fits: CutFit[] = [];
  for (const problem of problems) {
    fits.push(concludeCut(problem, fitBest(problem, from, held, starts), held));
    yield { done: fits.length, total: frames.length };
  }
  if (tied.length === 0) return alone(problems, fits);
  const voters = voterFrames(fits);
  const { times } = options;
  const start = new Float64Array(voters.length * parameters.length);
  voters.forEach((f, v) => {
    start.set(fits[f]!.values, v * parameters.length);
  });
  const together = fitTogether(
    voters.map((f) => problems[f]!),
    start,
    fixed,
    {
      times: times === undefined ? voters : voters.map((f) => times[f]!),
      maximumIterations: options.maximumIterations ?? fitDefaults.maximumIterations,
    },
  );
  if (voters.length === frames.length) return together;
  return withOthers(together, voters, problems, (problem, values) =>
    concludeCut(problem, fitBest(problem, values, held, starts), held),
  );
}

/**
 * Fit a series of cuts. Parameters that are free are those of each frame; shared ones have one value, smooth ones a course,
 * and all frames determine them together. Where nothing is shared or smooth, each frame comes out bit for bit as
 * {@link fitCut} gives it. A frame that the model is far from describing has no vote on what the others share.
 *
 * @param frames Cuts, all over the same range of q; the same array where it is the same q.
 * @throws OperandoError as {@link fitCut}, naming the frame.
 */
export function fitCutSeries(
  frames: readonly CutData[],
  model: CutModel,
  options: FitCutSeriesOptions = {},
): CutSeriesFit {
  return finishSteps(fitCutSeriesSteps(frames, model, options));
}
