import { finishSteps, OperandoError, statusOf, worseStatus } from '@operando/core';
import type { Status, StepProgress, Steps } from '@operando/core';
import { chiSquareTail, fitSeries } from '@operando/numerics';
import type { SeriesFitResult } from '@operando/numerics';
import { createCutCurve } from './cut-curve.js';
import type { CutCurve } from './cut-curve.js';
import type { CutData } from './cut-data.js';
import { fitDefaults } from './defaults.js';
import { concludeCut, fitBest, misfitChance, prepareCut } from './fit-cut.js';
import type { CutFit, CutProblem, FitCutOptions } from './fit-cut.js';
import type { CutModel } from './model.js';

/** Options of {@link fitCutSeries}. */
export interface FitCutSeriesOptions extends Omit<FitCutOptions, 'held'> {
  /** Times of the frames, for parameters that are smooth. @default their numbers */
  readonly times?: ArrayLike<number> | undefined;
}

/** A fitted series: each frame as a {@link CutFit}, with what it shares with the others. */
export interface CutSeriesFit {
  readonly fits: readonly CutFit[];
  /** The same with what is shared held: errors and covariances that are of each frame alone. */
  readonly own: readonly CutFit[];
  /** Frames ready to be fitted again, for profiles. */
  readonly problems: readonly CutProblem[];
  /** Part of the standard errors that all frames have in common, frames x parameters; 0 where nothing is shared. */
  readonly commonStderr: readonly Float64Array[];
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly status: Status;
}

/** Frames that the shared parameters are first looked for in. */
const mostSampled = 12;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
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

/** Values that what is shared begins at: the median over frames that were fitted alone. */
function* startOfShared(
  problems: readonly CutProblem[],
  shapes: Float64Array,
  fixed: readonly boolean[],
  tied: readonly number[],
  starts: number,
): Generator<StepProgress, Float64Array, void> {
  const count = Math.min(mostSampled, problems.length);
  const found: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const f = Math.round((i * (problems.length - 1)) / Math.max(1, count - 1));
    const fit = fitBest(problems[f]!, shapes, fixed, starts);
    if (fit.status === 'converged') found.push(fit.parameters);
    yield { done: 0, total: problems.length };
  }
  if (found.length === 0) return shapes;
  return shapes.map((value, k) => (tied.includes(k) ? median(found.map((values) => values[k]!)) : value));
}

/** A frame of a series fit as if it had been fitted alone. @param isOwn Without what its errors have in common with others. */
function fitOfFrame(
  problem: CutProblem,
  series: SeriesFitResult,
  f: number,
  fixed: readonly boolean[],
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
  );
}

/** Frames together, with what they share. */
function fitTogether(
  problems: readonly CutProblem[],
  starts: Float64Array,
  fixed: readonly boolean[],
  options: FitCutSeriesOptions,
): CutSeriesFit {
  const { parameters } = problems[0]!.curve;
  const which = (scope: string): number[] =>
    parameters.flatMap((each, k) => (each.scope === scope && !fixed[k]! ? [k] : []));
  const { weights } = problems[0]!;
  const series = fitSeries(
    {
      model: (values, _x, out, jacobian, f) => {
        problems[f]!.curve.evaluate(values, out, jacobian);
      },
      analytic: true,
      frames: problems.map(({ data, sigma }) => ({ x: data.q, y: data.intensity, sigma })),
      start: starts,
      parameters: parameters.length,
      shared: which('shared'),
      smooth: which('smooth'),
      free: which('free'),
      times: options.times,
      bounds: { lower: parameters.map(({ lower }) => lower), upper: parameters.map(({ upper }) => upper) },
    },
    {
      likelihood: weights === 'poisson' ? 'poisson' : 'gaussian',
      maximumIterations: options.maximumIterations ?? fitDefaults.maximumIterations,
    },
  );
  const columns = parameters.length;
  const held = parameters.map(({ scope }) => scope !== 'free');
  return {
    fits: problems.map((problem, f) => fitOfFrame(problem, series, f, fixed, false)),
    own: problems.map((problem, f) => fitOfFrame(problem, series, f, held, true)),
    problems,
    commonStderr: problems.map((_, f) => series.commonStderr.slice(f * columns, (f + 1) * columns)),
    chiSquare: series.chiSquare,
    degreesOfFreedom: series.degreesOfFreedom,
    status:
      series.status === 'converged' && chiSquareTail(series.chiSquare, series.degreesOfFreedom) < misfitChance
        ? 'misfit'
        : series.status,
  };
}

/** Frames by themselves. */
function alone(problems: readonly CutProblem[], fits: readonly CutFit[]): CutSeriesFit {
  const worst = fits.reduce((byte, { status }) => worseStatus(byte, statusOf[status]), statusOf.converged);
  return {
    fits,
    own: fits,
    problems,
    commonStderr: fits.map(({ values }) => values.map(() => 0)),
    chiSquare: fits.reduce((sum, each) => sum + each.chiSquare, 0),
    degreesOfFreedom: fits.reduce((sum, each) => sum + each.degreesOfFreedom, 0),
    status: fits.find(({ status }) => statusOf[status] === worst)?.status ?? 'converged',
  };
}

/**
 * {@link fitCutSeries} in steps: one after each frame.
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
    { ...options, times: times === undefined ? voters : voters.map((f) => times[f]!) },
  );
  if (voters.length === frames.length) return together;
  return withOthers(together, voters, problems, (problem, values) =>
    concludeCut(problem, fitBest(problem, values, held, starts), held),
  );
}

/** A frame whose chi-square is this many times that of the others has no vote on what they share. */
const outlying = 10;

/** Frames that determine what is shared: all but those that the model is far from describing, where these are few. */
function voterFrames(fits: readonly CutFit[]): number[] {
  const reduced = fits.map(({ chiSquare, degreesOfFreedom }) => chiSquare / degreesOfFreedom);
  const usual = Math.max(1, median(reduced));
  const all = Array.from(fits.keys());
  const voters = all.filter((f) => fits[f]!.status === 'converged' || reduced[f]! < outlying * usual);
  return voters.length > 0.5 * fits.length ? voters : all;
}

/** Frames that had no vote, fitted with what the others share. */
function withOthers(
  together: CutSeriesFit,
  voters: readonly number[],
  problems: readonly CutProblem[],
  fitAlone: (problem: CutProblem, values: Float64Array) => CutFit,
): CutSeriesFit {
  const place = new Map(voters.map((f, v) => [f, v]));
  const lone = new Map<number, CutFit>();
  problems.forEach((problem, f) => {
    if (place.has(f)) return;
    // A smooth parameter is taken from the nearest that had one.
    const nearest = voters.findLastIndex((each) => each < f);
    lone.set(f, fitAlone(problem, together.fits[Math.max(0, nearest)]!.values));
  });
  const pick = (of: readonly CutFit[]): CutFit[] => problems.map((_, f) => lone.get(f) ?? of[place.get(f)!]!);
  return {
    ...together,
    fits: pick(together.fits),
    own: pick(together.own),
    problems,
    commonStderr: problems.map((_, f) => {
      const v = place.get(f);
      return v === undefined ? lone.get(f)!.values.map(() => 0) : together.commonStderr[v]!;
    }),
  };
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
