import { axisPoints, flatMask, flatValues, OperandoError, seriesWarnings } from '@operando/core';
import type { Electrochemistry, FrameSource, OperandoWarning, Series } from '@operando/core';
import { correlationOf, dropHumps, trackCurves, trackCellSteps, trackPeaksSteps } from '@operando/xrd-peak-track';
import type {
  Hump,
  IndexedTrack,
  SeriesTracks,
  Track,
  TrackCurves,
  TrackCurvesOptions,
  TrackedCell,
} from '@operando/xrd-peak-track';
import { excludedRange } from './excluded-range.js';
import { closeWarnings } from './close-peaks.js';
import { divergenceOf } from './divergence.js';
import { humpPlace } from './hump-place.js';
import { humpWarnings, measureHumps } from './humps.js';
import { looksForPeaks, seedsOf } from './seeds.js';
import { cellWarnings } from './cell-warnings.js';
import { trackWarnings } from './track-warnings.js';
import { runStage } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { inMemory } from '../../technique/read-files.js';
import { joinCycler } from '../../technique/join-cycler.js';
import type { Analysed } from '../../technique/technique.js';
import { expectDistinct, indexTracks } from './index-tracks.js';
import { measureAgain } from './measure-again.js';
import { namedReflection } from './named-reflection.js';
import type { XrdOptions } from './options.js';
import { patternWarnings } from './pattern-doubts.js';
import { radiationFor, radiationOf } from './radiation.js';
import { xrdSteps } from './steps.js';
import { expectFitPoints, usedStack } from './used-stack.js';

/** What `xrd` takes. */
export interface XrdInput {
  readonly patterns: Series<'two-theta', 'deg'> | FrameSource<'two-theta', 'deg'>;
  readonly cycler?: Electrochemistry | undefined;
}

/** What `xrd` computed. */
export interface XrdAnalysis extends Analysed {
  readonly series: Series<'two-theta', 'deg'>;
  readonly tracks: SeriesTracks<'two-theta', 'deg'>;
  /** Tracks that are reflections, as they were used. */
  readonly indexed: readonly IndexedTrack[];
  readonly cell?: TrackedCell;
  /** Humps that were asked for, in their order. */
  readonly humps: readonly Hump[];
  /** Points about the peaks and what was fitted there, where they were asked for. */
  readonly curves?: TrackCurves;
  /** The same, for a page. */
  readonly fits?: TrackCurves;
  readonly electrochemistry?: Electrochemistry;
}

/** @throws OperandoError `invalid-argument` for a cell without what it is refined from. */
export function expectCellInputs({ system, hkl }: XrdOptions, hasWavelength: boolean): void {
  if (system !== undefined && (hkl.length === 0 || !hasWavelength)) {
    throw new OperandoError('invalid-argument', 'a cell needs reflections and the wavelength.', {
      where: { parameter: 'system' },
      cure: 'Add --wavelength and --hkl, e.g. --wavelength CuKa --hkl 003:18.7.',
    });
  }
}

function curvesOf(
  series: Series<'two-theta', 'deg'>,
  tracks: readonly Track[],
  exclude: readonly (readonly [number, number])[],
  shape: Pick<TrackCurvesOptions, 'doublet' | 'axialDivergence'>,
): TrackCurves {
  const { x, stack, mask } = usedStack(series, exclude);
  return trackCurves(x, stack, tracks, { ...shape, mask });
}

/** Where the errors of intensities that are no counts come from. */
function scatterWarning(series: Series<'two-theta', 'deg'>): OperandoWarning {
  const mask = series.mask === undefined ? undefined : flatMask(series.mask);
  const together = correlationOf(flatValues(series.signal), axisPoints(series.axis).length, mask);
  const joined =
    together > 1
      ? ` Points are not independent, as after smoothing or interpolation: errors are ${Math.sqrt(together).toPrecision(2)} times what their scatter alone would make of them.`
      : '';
  return {
    code: 'errors-from-scatter',
    message: `The intensities are no counts (scaled, averaged, or less a background) and have no standard deviations: these were taken from the scatter of neighbouring points.${joined}`,
  };
}

/** Join, track, refine. */
export async function analyseXrd(
  { patterns, cycler }: XrdInput,
  options: XrdOptions,
  context: RunContext,
): Promise<XrdAnalysis> {
  const { system, zeroShift, displacement, halfWindow, fit } = options;
  const { staticLines, detection, significance, darkLevel, gate, profile, trackGap } = options;
  const axialDivergence = divergenceOf(options);
  const reflections = options.hkl.map(namedReflection);
  const repeated = expectDistinct(reflections, system);
  const { series, warnings: joining, ...rest } = joinCycler(await inMemory(patterns, context), cycler, options);
  const given = options.wavelength === undefined ? undefined : radiationOf(options.wavelength);
  const { radiation, warnings: ofRadiation } =
    system === undefined ? { radiation: given, warnings: [] } : radiationFor(given, series.metadata);
  expectCellInputs(options, radiation !== undefined);
  expectFitPoints(series, fit);
  const doublet = radiation?.doublet;
  const exclude = options.exclude.map(excludedRange);
  const seeds = seedsOf(reflections, options.peak);
  const tracking = trackPeaksSteps(series, {
    seeds: seeds.length === 0 ? undefined : seeds,
    // Reflections that are found by their place need what is found.
    auto: looksForPeaks(reflections, options.peak),
    gate,
    maxGap: trackGap,
    exclude,
    profile,
    axialDivergence,
    staticLines,
    detection,
    significance,
    darkLevel,
    range: fit,
    doublet,
  });
  const followed = await runStage(tracking, 'tracking', context);
  const places = options.hump.map(humpPlace);
  const tracks = { ...followed, tracks: dropHumps(followed.tracks, places) };
  const humps = await measureHumps(
    series,
    tracks,
    { humps: places, ground: options.humpGround, exclude, range: fit, doublet, axialDivergence },
    context,
  );
  const found = indexTracks(tracks.tracks, reflections);
  const indexed = await measureAgain(
    series,
    found,
    exclude,
    { halfWindow, doublet, profile, axialDivergence, weights: options.refitWeights, commonWidth: options.commonWidth },
    context,
  );
  const cell =
    system === undefined || radiation === undefined || indexed.length === 0
      ? undefined
      : await runStage(
          trackCellSteps(indexed, { system, wavelength: radiation.wavelength, zeroShift, displacement }),
          'refining',
          context,
        );
  const warnings: OperandoWarning[] = [...joining, ...repeated, ...ofRadiation];
  if (tracks.errors === 'scatter') warnings.push(scatterWarning(series));
  warnings.push(...trackWarnings(tracks, seeds), ...closeWarnings(tracks));
  warnings.push(...patternWarnings(series, tracks, exclude, fit, looksForPeaks(reflections, options.peak)));
  warnings.push(...humpWarnings(humps, places, options.humpGround));
  if (cell !== undefined) warnings.push(...cellWarnings(cell, indexed, options));
  const fits =
    options.fitCurves || options.report
      ? curvesOf(series, tracks.tracks, exclude, { doublet, axialDivergence })
      : undefined;
  const done = { series, tracks, indexed, humps, ...(cell === undefined ? {} : { cell }) };
  return {
    ...rest,
    ...done,
    ...(fits === undefined || !options.fitCurves ? {} : { curves: fits }),
    ...(fits === undefined || !options.report ? {} : { fits }),
    steps: xrdSteps(done, options, radiation),
    warnings: [...warnings, ...seriesWarnings(series)],
  };
}
