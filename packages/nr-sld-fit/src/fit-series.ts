import { expectChoice, finishSteps, OperandoError, stepsAt } from '@operando/core';
import type { StepProgress, Steps } from '@operando/core';
import { fitDefaults, seriesDefaults } from './defaults.js';
import { fitLinkedSteps } from './fit-linked.js';
import { linksOf } from './links.js';
import type { LinkedParameter } from './links.js';
import { fitProblem } from './fit-problem.js';
import { fitByMethodSteps } from './fit-reflectivity.js';
import type { FitOptions } from './fit-reflectivity.js';
import type { ReflectivityFit } from './fit-result.js';
import type { ParameterSpec, ReflectivityModel } from './model.js';
import { hintsOf } from './hints.js';
import { isSeries, reflectivityFrames } from './reflectivity-frames.js';
import type { ReflectivityFrame, ReflectivitySeries } from './reflectivity-frames.js';
import type { Resolution } from './resolution.js';
import { seriesFit } from './series-fit.js';
import type { Suspect } from './suspects.js';
import type { ReflectivitySeriesFit } from './series-fit.js';

/** Options of {@link fitSeries}. */
export interface FitSeriesOptions extends FitOptions {
  /** Begin each frame at the result of the one before. @default true */
  readonly warmStart?: boolean | undefined;
  /**
   * `both` goes forward and backward and keeps, in each frame, the better of the two ends: a frame where a fit got caught on one way is
   * mostly right on the other.
   * @default 'both'
   */
  readonly direction?: 'forward' | 'backward' | 'both' | undefined;
  /** Use the result of the frame before, its standard errors widened by this factor, as a prior of the next. @default none */
  readonly priorScale?: number | undefined;
  /** Parameters that follow a curve through all frames, which are then fitted together. */
  readonly linked?: Readonly<Record<string, LinkedParameter>> | undefined;
  /** Of the curves of a series. @default that of its coordinate `dq`, or none */
  readonly resolution?: Resolution | undefined;
  /** Ways that were gone elsewhere, as by {@link fitWaySteps}: they are not gone again. @default none */
  readonly ways?: SeriesWays | undefined;
}

/** A way through a series, each frame from where the one before it ended. */
export type SeriesWay = 'forward' | 'backward';

/** Fits of ways, in the order of the frames. */
export type SeriesWays = Readonly<Partial<Record<SeriesWay, readonly ReflectivityFit[]>>>;

function withStart(
  model: ReflectivityModel,
  before: ReflectivityFit | undefined,
  priorScale: number | undefined,
): ReflectivityModel {
  if (before === undefined) return model;
  const parameters: Record<string, ParameterSpec> = {};
  for (const [name, spec] of Object.entries(model.parameters)) {
    const found = before.parameters[name];
    if (found === undefined || spec.fixed === true) {
      parameters[name] = spec;
      continue;
    }
    // From the very bound a fit may not leave it.
    const [low, high] = spec.bounds ?? [-Infinity, Infinity];
    const margin = 0.01 * (Number.isFinite(high - low) ? high - low : 0);
    const value = Math.min(high - margin, Math.max(low + margin, found.value));
    const prior =
      priorScale !== undefined && found.stderr > 0
        ? { mean: found.value, stderr: priorScale * found.stderr }
        : spec.prior;
    parameters[name] = { ...spec, value, ...(prior === undefined ? {} : { prior }) };
  }
  return { ...model, parameters };
}

function* chain(
  model: ReflectivityModel,
  frames: readonly ReflectivityFrame[],
  order: readonly number[],
  options: FitSeriesOptions,
  before: StepProgress,
): Steps<ReflectivityFit[]> {
  const fits: ReflectivityFit[] = [];
  const { total } = before;
  const { warmStart = seriesDefaults.warmStart } = options;
  let last: ReflectivityFit | undefined;
  for (const [step, f] of order.entries()) {
    const done = before.done + step;
    const own = !warmStart ? model : withStart(model, last, options.priorScale);
    // A search, where one is asked for, is for the first frame; the others follow it.
    const method = step === 0 || !warmStart ? (options.method ?? fitDefaults.method) : 'lm';
    const problem = fitProblem(
      [{ model: own, data: frames[f]! }],
      options.objective ?? fitDefaults.objective,
      options.kernels,
    );
    const fit = yield* stepsAt(fitByMethodSteps(problem, { ...options, method }, false), { done, total });
    fits[f] = fit;
    if (Number.isFinite(fit.chiSquare)) last = fit;
    yield { done: done + 1, total };
  }
  return fits;
}

/** What else the model may mean, where it does not describe the first frame. */
function* readAsElse(
  model: ReflectivityModel,
  data: ReflectivityFrame,
  { values, chiSquare }: ReflectivityFit,
  { objective = fitDefaults.objective, kernels }: FitSeriesOptions,
  progress: StepProgress,
): Steps<readonly Suspect[]> {
  const problem = fitProblem([{ model, data }], objective, kernels);
  return yield* hintsOf(problem, { parameters: values, chiSquare }, true, progress);
}

/**
 * One way through a series, in steps: fits in the order of the frames. It depends on nothing but what it is given, so that both ways
 * can be gone at the same time, and without warm starts any part of the frames by itself.
 *
 * @throws OperandoError as {@link fitSeries} for a frame that cannot be fitted.
 */
export function fitWaySteps(
  model: ReflectivityModel,
  frames: readonly ReflectivityFrame[],
  way: SeriesWay,
  options: FitSeriesOptions = {},
  before: StepProgress = { done: 0, total: frames.length },
): Steps<ReflectivityFit[]> {
  const indices = [...frames.keys()];
  return chain(model, frames, way === 'forward' ? indices : indices.toReversed(), options, before);
}

/** Each frame from where the one before ended, the better of both ways kept. */
function* chained(
  model: ReflectivityModel,
  { list, ways, total }: SeriesPlan,
  options: FitSeriesOptions,
): Steps<{ readonly fits: readonly ReflectivityFit[]; readonly origin: readonly SeriesWay[] }> {
  const gone: Partial<Record<SeriesWay, readonly ReflectivityFit[]>> = {};
  for (const [w, way] of ways.entries()) {
    const before = { done: w * list.length, total };
    gone[way] = options.ways?.[way] ?? (yield* fitWaySteps(model, list, way, options, before));
  }
  const { forward, backward } = gone;
  const origin = list.map((_, f): SeriesWay =>
    forward === undefined
      ? 'backward'
      : backward === undefined || forward[f]!.chiSquare <= backward[f]!.chiSquare
        ? 'forward'
        : 'backward',
  );
  return { fits: list.map((_, f) => gone[origin[f]!]![f]!), origin };
}

/** A series that can be fitted. */
export interface SeriesPlan {
  /** The frames, in order. */
  readonly list: readonly ReflectivityFrame[];
  /** How parameters of the frames hang together. */
  readonly links: ReturnType<typeof linksOf>;
  /** Ways through the series: forwards, and backwards where that is wanted. */
  readonly ways: readonly SeriesWay[];
  /** Frames that are told of: of each way, and of a fit of all together. */
  readonly total: number;
}

/** What is to be done to a series. @throws OperandoError as {@link fitSeries}, for frames and options, before any is fitted. */
export function planSeries(
  model: ReflectivityModel,
  frames: readonly ReflectivityFrame[] | ReflectivitySeries,
  options: FitSeriesOptions = {},
): SeriesPlan {
  const list = isSeries(frames) ? reflectivityFrames(frames, options.resolution) : frames;
  if (list.length === 0) throw new OperandoError('too-few-points', 'there are no frames.');
  list.forEach((frame, f) => {
    if (!Number.isFinite(frame.at) || (f > 0 && !(frame.at > list[f - 1]!.at))) {
      throw new OperandoError('axis-not-increasing', `frame ${f} is at ${frame.at}.`, {
        where: { frame: f },
        cure: 'Order the frames by time or charge, each at its own.',
      });
    }
  });
  const links = linksOf(
    model,
    list.map(({ at }) => at),
    options.linked ?? {},
  );
  const direction = expectChoice('direction', options.direction ?? seriesDefaults.direction, [
    'forward',
    'backward',
    'both',
  ]);
  const ways: readonly SeriesWay[] = direction === 'both' ? ['forward', 'backward'] : [direction];
  return { list, links, ways, total: (ways.length + (links.length === 0 ? 0 : 1)) * list.length };
}

/**
 * Fit a series of frames with one model.
 *
 * Chained: each frame begins where the one before ended, forward and backward. Linked: some
 * parameters follow a curve in time (or charge), the rest is each frame's own, and everything is fitted together.
 *
 * @param frames Curves in order of time or charge, or a series with variances.
 * @throws OperandoError `too-few-points` without frames, `axis-not-increasing` for frames out of order, and as {@link fitReflectivity}, {@link reflectivityFrames}.
 */
export function fitSeries(
  model: ReflectivityModel,
  frames: readonly ReflectivityFrame[] | ReflectivitySeries,
  options: FitSeriesOptions = {},
): ReflectivitySeriesFit {
  return finishSteps(fitSeriesSteps(model, frames, options));
}

/**
 * {@link fitSeries} in steps: one after each frame and iteration. What is told are frames fitted, twice as many for both ways, and
 * as many again where all are fitted together in the end.
 * @throws as {@link fitSeries}.
 */
export function* fitSeriesSteps(
  model: ReflectivityModel,
  frames: readonly ReflectivityFrame[] | ReflectivitySeries,
  options: FitSeriesOptions = {},
): Steps<ReflectivitySeriesFit> {
  const series = isSeries(frames) ? frames : undefined;
  const plan = planSeries(model, frames, options);
  const { list, links, ways, total } = plan;
  const { fits, origin } = yield* chained(model, plan, options);
  const read = yield* readAsElse(model, list[0]!, fits[0]!, options, { done: ways.length * list.length, total });
  if (links.length === 0) return seriesFit(list, fits, origin, { read }, series);
  // Chained fits give the starts.
  const joint = yield* fitLinkedSteps(model, list, fits, links, options, { done: ways.length * list.length, total });
  yield { done: total, total };
  return seriesFit(
    list,
    joint.fits,
    list.map(() => 'joint' as const),
    { ...joint, read },
    series,
  );
}
