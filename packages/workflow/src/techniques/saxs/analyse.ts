import { frameMiddles, OperandoError, seriesWarnings } from '@operando/core';
import type { Electrochemistry, FrameSource, OperandoWarning, Series } from '@operando/core';
import {
  compareCouplings,
  fitCutSeriesSteps,
  isFar,
  otherMinimaSteps,
  registerParameters,
  seriesProfileSteps,
  structureFactors,
} from '@operando/small-angle-fit';
import type { CutModel, CutSeriesFit, OtherMinimum, SeriesProfiles } from '@operando/small-angle-fit';
import { runStage } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import { inMemory } from '../../technique/read-files.js';
import type { Analysed } from '../../technique/technique.js';
import { usedStep } from '../../technique/used-step.js';
import { cutFrames } from './cut-frames.js';
import type { CutFrames } from './cut-frames.js';
import type { SaxsOptions } from './options.js';
import type { CutPicture } from './read-images.js';
import { tenfoldWarnings } from './unit-of-q.js';
import { grazingWarnings, saxsWarnings } from './warnings.js';

type Cuts = Series<'q', '1/angstrom'>;

/** What `saxs` takes. */
export interface SaxsInput {
  readonly cuts: Cuts | FrameSource<'q', '1/angstrom'>;
  readonly cycler?: Electrochemistry | undefined;
  /** Mean of the images that were cut, for a figure. */
  readonly picture?: CutPicture | undefined;
}

/** What `saxs` computed. */
export interface SaxsAnalysis extends Analysed {
  /** Cuts, with the cycler's channels. */
  readonly series: Cuts;
  readonly electrochemistry?: Electrochemistry;
  readonly used: CutFrames;
  readonly fit: CutSeriesFit;
  readonly profiles: SeriesProfiles;
  /** Of the first, the middle and the last frame. */
  readonly otherMinima: readonly OtherMinimum[];
  readonly picture?: CutPicture;
  /** Definitions of structure factors that were used. */
  readonly definitions: readonly string[];
}

/** The model as the library takes it, exit angles those of the frames that are fitted. */
function modelOf({ grazing, ...options }: SaxsOptions, frames: readonly number[], total: number): CutModel {
  if (grazing === undefined || typeof grazing.exit === 'number') return { ...options, grazing };
  const { exit } = grazing;
  if (exit.length !== total)
    throw new OperandoError('invalid-argument', `${exit.length} exit angles are given for ${total} frames.`, {
      where: { parameter: 'grazing.exit' },
      cure: 'Give one angle for all frames, or one for each.',
    });
  return { ...options, grazing: { ...grazing, exit: frames.map((f) => exit[f]!) } };
}

/** Definitions of the structure factors of a model. */
function definitionsOf({ populations }: SaxsOptions): string[] {
  const used = new Set(populations.flatMap(({ structure }) => (structure === undefined ? [] : [structure])));
  return [...used].map((name) => structureFactors[name].definition);
}

/** Fit, profile, join. */
export async function analyseSaxs(
  { cuts, cycler, picture }: SaxsInput,
  options: SaxsOptions,
  context: RunContext,
): Promise<SaxsAnalysis> {
  const whole = await inMemory(cuts, context);
  const total = whole.time.start.length;
  const free = registerParameters(options).filter(({ scope }) => scope !== 'fixed').length;
  const used = cutFrames(whole, options, free);
  const middles = frameMiddles(whole.time);
  const model = modelOf(options, used.frames, total);
  const fitting = {
    weights: used.weights,
    starts: options.starts,
    maximumIterations: options.maximumIterations,
    times: used.frames.map((f) => middles[f]!),
  };
  const fit = await runStage(fitCutSeriesSteps(used.data, model, fitting), 'fitting', context);
  const profiles = await runStage(seriesProfileSteps(fit, options.profiles), 'profiling', context);
  const otherMinima = await runStage(otherMinimaSteps(fit, options.starts), 'profiling', context);
  const { series, warnings: joining, ...joined } = joinCycler(whole, cycler, options);
  const definitions = definitionsOf(options);
  const isMostlyFar = 2 * fit.fits.filter(isFar).length > fit.fits.length;
  const couplings = isMostlyFar ? compareCouplings(used.data, model, fitting) : [];
  const warnings: OperandoWarning[] = [
    ...joining,
    ...seriesWarnings(series),
    ...used.warnings,
    ...saxsWarnings({ fit, profiles, otherMinima, used, couplings }),
    ...grazingWarnings(options),
    ...tenfoldWarnings(whole, fit),
  ];
  return {
    ...joined,
    series,
    used,
    fit,
    profiles,
    otherMinima,
    ...(picture === undefined ? {} : { picture }),
    definitions,
    warnings,
    steps: [
      ...series.provenance,
      usedStep('small-angle-fit/fitCutSeries', {
        weights: used.weights,
        frames: used.frames.length,
        populations: options.populations,
        background: options.background ?? {},
        resolution: options.resolution ?? {},
        ...(options.grazing === undefined ? {} : { grazing: options.grazing }),
        ...(definitions.length === 0 ? {} : { definitions }),
        fit: options.fit,
        exclude: options.exclude,
        starts: options.starts,
        maximumIterations: options.maximumIterations,
      }),
      ...(options.starts === 0
        ? []
        : [usedStep('small-angle-fit/otherMinima', { starts: options.starts, rise: 3.841 })]),
      ...(options.profiles === 'none'
        ? []
        : [usedStep('small-angle-fit/profileOf', { profiles: options.profiles, rises: [1, 3.841] })]),
    ],
  };
}
