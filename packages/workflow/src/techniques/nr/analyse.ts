import { finiteMedian, OperandoError, uniqueNames } from '@operando/core';
import type { Electrochemistry, OperandoWarning, Series } from '@operando/core';
import { curveTimes } from '@operando/beamline-io';
import type { ReflectivityCurve } from '@operando/beamline-io';
import { coRefineSteps, overriddenModel, samplePosteriorSteps, sldSeries } from '@operando/nr-sld-fit';
import type { Posterior, ReflectivityData, ReflectivityFit, ReflectivitySeriesFit } from '@operando/nr-sld-fit';
import { fitSeriesOnThreads } from '@operando/threads';
import { progressOf, runStage } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import type { Analysed } from '../../technique/technique.js';
import { expectCurveNames, expectParameterNames, overrideName } from './expect-names.js';
import type { NrOptions } from './options.js';
import { followSteps, refineSteps, usedSeeds } from './steps.js';

/** What `nr` takes. */
export interface NrInput {
  readonly curves: readonly ReflectivityCurve[];
  /** The cycler's table, for a series. */
  readonly cycler?: Electrochemistry | undefined;
  /** Files that were left out. */
  readonly skipped?: readonly OperandoWarning[] | undefined;
}

/** What `nr` computed. */
export interface NrAnalysis extends Analysed {
  readonly fits: readonly ReflectivityFit[];
  readonly seriesFit?: ReflectivitySeriesFit;
  /** The cycler's table, where one was given. */
  readonly electrochemistry?: Electrochemistry;
  readonly posterior?: Posterior;
  /** SLD of each curve (or frame) on common depths; of frames with the cycler's channels. */
  readonly profiles: Series<'depth', 'angstrom'>;
}

/** Kernels by ORSO's words for distributions. */
const kernels = { gaussian: 'gaussian', uniform: 'box', triangular: 'triangular' } as const;

/** A curve as the library takes it. */
function dataOf({
  name,
  q,
  r,
  dr,
  dq,
  dqKind,
  dqShape = 'gaussian',
  polarization,
  probe,
  wavelength,
}: ReflectivityCurve): ReflectivityData {
  const resolution = dq === undefined ? undefined : { dq, kind: dqKind, shape: kernels[dqShape] };
  return { name, q, r, dr, resolution, polarization, probe, wavelength };
}

/** Frames have no exposures: each is taken to last as long as it usually is to the next. */
function withExposures(
  profiles: Series<'depth', 'angstrom'>,
  timeStep: number | undefined,
): Series<'depth', 'angstrom'> {
  const { start } = profiles.time;
  const steps = start.slice(1).map((at, f) => at - start[f]!);
  const usual = steps.length > 0 ? finiteMedian(steps) : (timeStep ?? 1);
  return { ...profiles, time: { ...profiles.time, duration: new Float64Array(start.length).fill(usual) } };
}

/** Fit frame after frame. */
async function follow(
  { curves, cycler }: Pick<NrInput, 'curves' | 'cycler'>,
  data: readonly ReflectivityData[],
  options: NrOptions,
  context: RunContext,
): Promise<NrAnalysis> {
  const { timeStep } = options;
  const times = curveTimes(curves);
  const untimed: OperandoWarning[] =
    times !== undefined || timeStep !== undefined
      ? []
      : [
          {
            code: 'time-unknown',
            message: 'The files carry no time: frame numbers stand for seconds. Give --time-step.',
          },
        ];
  const frames = data.map((each, f) => ({ ...each, at: times?.[f] ?? f * (timeStep ?? 1) }));
  const running = { ...context, onProgress: progressOf(context, 'fitting') };
  const seriesFit = await fitSeriesOnThreads(options, frames, options, running);
  const {
    series: profiles,
    warnings: joining,
    ...joined
  } = joinCycler(withExposures(seriesFit.profiles, timeStep), cycler, options);
  return {
    ...joined,
    fits: seriesFit.fits,
    seriesFit,
    profiles,
    warnings: [...untimed, ...seriesFit.warnings, ...joining],
    steps: [
      ...followSteps(
        data,
        options,
        frames.map(({ at }) => at),
        seriesFit.fits,
      ),
      ...profiles.provenance,
    ],
    seeds: usedSeeds(options, false),
  };
}

/** Fit one curve, or several together. */
async function refine(data: readonly ReflectivityData[], options: NrOptions, context: RunContext): Promise<NrAnalysis> {
  const { sample } = options;
  const several = data.length > 1;
  // Models of one file are told apart by their curves.
  const models = data.map(({ name = '' }, m) => {
    const own = overriddenModel(options, options.curves?.[overrideName(options, name) ?? ''] ?? {});
    return several ? { ...own, name: name === '' ? `curve${m + 1}` : name } : own;
  });
  const fitting = { ...options, shared: several ? options.shared : undefined };
  const fit = await runStage(coRefineSteps(models, data, fitting), 'fitting', context);
  const posterior =
    sample > 0
      ? await runStage(samplePosteriorSteps(models, data, { ...fitting, fit, steps: sample }), 'sampling', context)
      : undefined;
  const short: OperandoWarning[] =
    posterior?.converged === false
      ? [{ code: 'posterior-short', message: 'The walkers of the posterior do not agree yet: sample more steps.' }]
      : [];
  const profiles = sldSeries(fit.curves.map(({ slabs }) => slabs));
  return {
    fits: [fit],
    profiles,
    warnings: [...fit.warnings, ...short],
    steps: [...refineSteps(data, options, fit, posterior), ...profiles.provenance],
    seeds: usedSeeds(options, posterior !== undefined),
    ...(posterior === undefined ? {} : { posterior }),
  };
}

/** Curves whose names each stand once: results are told apart by them. */
function distinctCurves(curves: readonly ReflectivityCurve[]): {
  readonly curves: readonly ReflectivityCurve[];
  readonly warnings: readonly OperandoWarning[];
} {
  const names = uniqueNames(curves.map(({ name }) => name));
  return {
    curves: curves.map((curve, c) => (names[c] === curve.name ? curve : { ...curve, name: names[c]! })),
    warnings: curves.flatMap(({ name }, c): OperandoWarning[] =>
      names[c] === name
        ? []
        : [
            {
              code: 'column-renamed',
              message: `A curve ${name} is there already: another ${name} stands as ${names[c]!}.`,
            },
          ],
    ),
  };
}

/** Warnings of one code and message are told once, with how many curves they are of. */
function toldOnce(curves: readonly ReflectivityCurve[]): OperandoWarning[] {
  const told = new Map<string, { readonly warning: OperandoWarning; readonly names: string[] }>();
  for (const { name, warnings } of curves)
    for (const warning of warnings) {
      const key = `${warning.code} ${warning.message}`;
      const known = told.get(key);
      if (known === undefined) told.set(key, { warning, names: [name] });
      else known.names.push(name);
    }
  return [...told.values()].map(({ warning, names }) =>
    Object.assign({}, warning, {
      message: `${names[0]!}${names.length > 1 ? ` and ${names.length - 1} more` : ''}: ${warning.message}`,
    }),
  );
}

/** Fit, co-refine or follow. */
export async function analyseNr(input: NrInput, options: NrOptions, context: RunContext): Promise<NrAnalysis> {
  expectParameterNames(options);
  const { curves, warnings: renamed } = distinctCurves(input.curves);
  const data = curves.map(dataOf);
  expectCurveNames(
    options,
    curves.map(({ name }) => name),
  );
  const told = toldOnce(curves);
  if (input.cycler !== undefined && !options.series)
    throw new OperandoError('invalid-argument', 'a log of the cycler is given, and the curves are no series.', {
      where: { parameter: 'series' },
      cure: 'Leave the log out, or say that the curves are frames in time (series; command: --series).',
    });
  const analysis = await (options.series
    ? follow({ curves, cycler: input.cycler }, data, options, context)
    : refine(data, options, context));
  return { ...analysis, warnings: [...(input.skipped ?? []), ...renamed, ...told, ...analysis.warnings] };
}
