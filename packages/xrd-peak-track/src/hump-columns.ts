import { statusOf } from '@operando/core';
import type { VariableProjectionResult } from '@operando/numerics';
import type { HumpShape } from './fit-hump-frame.js';
import { isBeyondChance } from './misfit.js';
import { put, trackColumn } from './track-types.js';
import type { TrackColumn } from './track-types.js';

/** A hump through a series; every column has one value per frame. */
export interface Hump {
  /** In the unit of x, as is `fwhm`; NaN where the hump is too weak to have them (status `held`). */
  readonly center: TrackColumn;
  /** Full width at half maximum, in the unit of x. */
  readonly fwhm: TrackColumn;
  /** Intensity times x. */
  readonly area: TrackColumn;
  /**
   * Bytes of `statusNames`: `converged`; `held`: too weak for place and width, those of the nearest frames that have them were taken
   * and the area alone was fitted; `at-bound`; `misfit`: hump, peaks and ground do not describe the data, errors are too small;
   * `masked`: dark frames, or too few points; `failed`.
   */
  readonly status: Uint8Array;
  /** Reduced chi2 of its window. */
  readonly reducedChiSquare: Float64Array;
}

/** A hump of which nothing is known yet. */
export function emptyHump(unit: string, frames: number): Hump {
  return {
    center: trackColumn('center', unit, frames),
    fwhm: trackColumn('fwhm', unit, frames),
    area: trackColumn('area', '', frames),
    status: new Uint8Array(frames).fill(statusOf.masked),
    reducedChiSquare: new Float64Array(frames).fill(Number.NaN),
  };
}

/** Reduced chi2 from which on a hump's window counts as not described: it has more points than that of a peak. */
const leastMisfit = 1.25;

/** Whether a fit does not describe its window. */
export const isHumpMisfit = ({ chiSquare, degreesOfFreedom }: VariableProjectionResult): boolean =>
  isBeyondChance(chiSquare / degreesOfFreedom, degreesOfFreedom, leastMisfit);

/** Place and width of a hump in a frame that has them. */
export function shapeIn({ center, fwhm }: Hump, frame: number): HumpShape | undefined {
  if (!(Number.isFinite(center.stderr[frame]!) && Number.isFinite(fwhm.stderr[frame]!))) return undefined;
  return { center: center.values[frame]!, fwhm: fwhm.values[frame]! };
}

/** Write a frame to the columns of hump k of a fit. @param areaStderr More than the fit's own where the shape was held. */
export function enterHump(
  { center, fwhm, area, status, reducedChiSquare }: Hump,
  frame: number,
  fit: VariableProjectionResult,
  k: number,
  isHeld: boolean,
  areaStderr: number = fit.amplitudesStderr[k]!,
): void {
  const { parameters, stderr, clipped } = fit;
  reducedChiSquare[frame] = fit.chiSquare / fit.degreesOfFreedom;
  if (fit.status === 'singular' || fit.status === 'failed') {
    status[frame] = statusOf.failed;
    return;
  }
  put(area, frame, { value: fit.amplitudes[k]!, stderr: areaStderr });
  const isBound = clipped.includes(2 * k) || clipped.includes(2 * k + 1);
  const [whereNothing, own] = [{ value: Number.NaN, stderr: Number.NaN }, 2 * k];
  put(center, frame, isHeld ? whereNothing : { value: parameters[own]!, stderr: stderr[own]! });
  put(fwhm, frame, isHeld ? whereNothing : { value: parameters[own + 1]!, stderr: stderr[own + 1]! });
  status[frame] = isBound
    ? statusOf['at-bound']
    : isHumpMisfit(fit)
      ? statusOf.misfit
      : isHeld
        ? statusOf.held
        : statusOf.converged;
}
