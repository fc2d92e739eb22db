import { axisPoints, flatMask, flatValues, isRateUnit } from '@operando/core';
import type { Series } from '@operando/core';
import { errorsOf } from './counts.js';

/** Where standard deviations come from: the file, the roots of counts, or the scatter of neighbouring points. */
export type ErrorSource = 'file' | 'counts' | 'scatter';

/** A series as the functions on typed arrays take it. */
export interface SeriesStack {
  /** Two-theta in degrees, or what the axis is. */
  readonly x: Float64Array;
  /** Frames x points. */
  readonly stack: Float64Array;
  /** Standard errors, same shape; `counts` where values are counts. */
  readonly sigma: Float64Array | 'counts';
  /** 1 where a point must not be used; undefined where all can be. */
  readonly mask: Uint8Array | undefined;
  /** Where they are from. */
  readonly errors: ErrorSource;
}

/** What is masked, and every point whose variance is not above 0. */
function maskOf(series: Series, variances: Float64Array | undefined): Uint8Array | undefined {
  const mask = series.mask === undefined ? undefined : flatMask(series.mask);
  if (variances === undefined) return mask?.includes(1) === true ? mask : undefined;
  const all = variances.map((variance, i) => (mask?.[i] === 1 || !(variance > 0 && Number.isFinite(variance)) ? 1 : 0));
  return all.includes(1) ? Uint8Array.from(all) : undefined;
}

/**
 * A series as the functions on typed arrays take it. Its variances, where it has them, are the noise, and points without any are
 * masked; else the roots of the intensities where these are counts (`areCounts`, and `metadata.signal_unit` names no rate), else the
 * scatter of neighbouring points.
 */
export function stackOf<Name extends string, Unit extends string>(series: Series<Name, Unit>): SeriesStack {
  const x = axisPoints(series.axis);
  const stack = Float64Array.from(flatValues(series.signal));
  if (series.variances !== undefined) {
    const variances = flatValues(series.variances);
    const mask = maskOf(series, variances);
    return { x, stack, sigma: variances.map(Math.sqrt), mask, errors: 'file' };
  }
  const mask = maskOf(series, undefined);
  const { signal_unit: unit } = series.metadata;
  const sigma = errorsOf(stack, x.length, mask, typeof unit === 'string' && isRateUnit(unit));
  return { x, stack, sigma, mask, errors: sigma === 'counts' ? 'counts' : 'scatter' };
}
