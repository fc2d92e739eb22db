import { finishSteps } from '@operando/core';
import type { Axis, FrameTime, Series, Steps } from '@operando/core';
import { stackOf } from './series-stack.js';
import type { ErrorSource } from './series-stack.js';
import { trackPeakStackSteps } from './track-peak-stack.js';
import type { TrackPeaksOptions, TrackResult } from './track-types.js';

/** Axes along which peaks are tracked. */
export type TrackAxisName = 'two-theta' | 'q' | 'd-spacing' | 'channel' | 'energy';

/** Tracks of a series, with its axis and clock. */
export interface SeriesTracks<Name extends string = string, Unit extends string = string> extends TrackResult {
  /** Coordinate of the patterns. */
  readonly axis: Axis<Name, Unit>;
  /** Of the frames, seconds. */
  readonly time: FrameTime;
  /** Where the standard deviations come from. */
  readonly errors: ErrorSource | 'given';
}

/**
 * `trackPeakStack` of a series of patterns: masked points are left out, and
 * the noise is what {@link stackOf} says.
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
  const { x, stack, sigma, mask, errors } = stackOf(series);
  const tracks = yield* trackPeakStackSteps(x, stack, {
    ...options,
    sigma: options.sigma ?? sigma,
    mask,
    unit: series.axis.unit,
  });
  return { ...tracks, axis: series.axis, time: series.time, errors: options.sigma === undefined ? errors : 'given' };
}
