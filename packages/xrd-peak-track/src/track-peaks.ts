import { axisPoints, finishSteps, flatValues } from '@operando/core';
import type { Axis, FrameTime, Series, Steps } from '@operando/core';
import { trackPeakStackSteps } from './track-peak-stack.js';
import type { TrackPeaksOptions, TrackResult } from './track-types.js';

/** Axes along which peaks are tracked. */
export type TrackAxisName = 'two-theta' | 'q' | 'd-spacing' | 'channel' | 'energy';

/** Tracks of a series, with its axis and clock. */
export interface SeriesTracks<Name extends string = string, Unit extends string = string> extends TrackResult {
  readonly axis: Axis<Name, Unit>;
  readonly time: FrameTime;
}

/**
 * `trackPeakStack` of a series of patterns; its variances, where it has
 * them, are the noise.
 *
 * @throws OperandoError as `trackPeakStack`.
 */
export function trackPeaks<Name extends TrackAxisName, Unit extends string>(
  series: Series<Name, Unit>,
  options: TrackPeaksOptions = {},
): SeriesTracks<Name, Unit> {
  return finishSteps(trackPeaksSteps(series, options));
}

/** {@link trackPeaks} in steps, as {@link trackPeakStackSteps}. */
export function* trackPeaksSteps<Name extends TrackAxisName, Unit extends string>(
  series: Series<Name, Unit>,
  options: TrackPeaksOptions = {},
): Steps<SeriesTracks<Name, Unit>> {
  const { x, stack, sigma } = stackOf(series);
  const tracks = yield* trackPeakStackSteps(x, stack, {
    ...options,
    sigma: options.sigma ?? sigma,
    unit: series.axis.unit,
  });
  return { ...tracks, axis: series.axis, time: series.time };
}

/** A series as the functions on typed arrays take it; its variances, where it has them, are the noise. */
export function stackOf<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
): { readonly x: Float64Array; readonly stack: Float64Array; readonly sigma: Float64Array | 'counts' } {
  const { variances } = series;
  const sigma =
    variances === undefined
      ? 'counts'
      : Float64Array.from(flatValues(variances), (variance) => Math.sqrt(Math.max(variance, Number.MIN_VALUE)));
  return { x: axisPoints(series.axis), stack: Float64Array.from(flatValues(series.signal)), sigma };
}
