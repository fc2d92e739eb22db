import { axisPoints, flatValues } from '@operando/core';
import type { Series } from '@operando/core';
import { trackPeakStack } from './track-peak-stack.js';
import type { TrackPeaksOptions, TrackResult } from './track-types.js';

/** Tracks of a series, with its clock. */
export interface SeriesTracks extends TrackResult {
  /** Start of each frame, seconds, as in the series. */
  readonly time: Float64Array;
}

/**
 * {@link trackPeakStack} of a series of patterns; its variances, where it has
 * them, are the noise.
 *
 * @throws OperandoError as {@link trackPeakStack}.
 */
export function trackPeaks<Name extends 'two-theta' | 'q' | 'd-spacing' | 'channel' | 'energy', Unit extends string>(series: Series<Name, Unit>, options: TrackPeaksOptions = {}): SeriesTracks {
  const stack = Float64Array.from(flatValues(series.signal));
  const sigma = options.sigma ?? (series.variances === undefined ? 'counts' : Float64Array.from(flatValues(series.variances), (variance) => Math.sqrt(Math.max(variance, Number.MIN_VALUE))));
  return { ...trackPeakStack(axisPoints(series.axis), stack, { ...options, sigma }), time: Float64Array.from(series.time.start) };
}
