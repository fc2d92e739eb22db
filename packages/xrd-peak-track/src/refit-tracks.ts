import { statusOf } from '@operando/core';
import { fitPeaks } from '@operando/peak-fit';
import type { Doublet, FitPeaksResult, FittedBackground } from '@operando/peak-fit';
import { createFrameData } from './frame-data.js';
import { put, trackColumn } from './track-types.js';
import type { Track } from './track-types.js';

/** Options of {@link refitTracks}. */
export interface RefitOptions {
  /** Half width of the window about the center of the frame before, units of x: the same for all frames. */
  readonly halfWindow: number;
  /** Standard deviations: one row, frames x points, or `'counts'`. @default 'counts' */
  readonly sigma?: Float64Array | 'counts' | undefined;
  /** Two wavelengths; x is then two-theta in degrees. @default one wavelength */
  readonly doublet?: Doublet | undefined;
  /** Fitted together with the peak. @default 'line' */
  readonly background?: FittedBackground | undefined;
  /** Multiply errors by sqrt(chi2 / dof). @default false */
  readonly scaleCovariance?: boolean | undefined;
}

/**
 * Fit tracked peaks again, each alone and freely in a wide window of constant
 * width: what tracking finds, measured as one would by hand. Only frames in
 * which a track stands out of the noise are fitted; where the fit fails (status
 * `failed`) the frame is left out.
 */
export function refitTracks(
  x: ArrayLike<number>,
  stack: Float64Array,
  tracks: readonly Track[],
  options: RefitOptions,
): Track[] {
  const { halfWindow, sigma = 'counts', doublet, background = 'line', scaleCovariance = false } = options;
  const data = createFrameData(x, stack, sigma, undefined);
  return tracks.map((track): Track => {
    const center = trackColumn('center', track.center.unit, data.frames);
    const fwhm = trackColumn('fwhm', track.fwhm.unit, data.frames);
    const area = trackColumn('area', track.area.unit, data.frames);
    const eta = trackColumn('eta', track.eta.unit, data.frames);
    const reducedChiSquare = new Float64Array(data.frames).fill(Number.NaN);
    const status = track.status.slice();
    const done: number[] = [];
    let middle = track.center.values[track.frames[0]!]!;
    for (const frame of track.frames) {
      status[frame] = statusOf.failed;
      const near = track.center.values[frame]!;
      const window = data.window(frame, middle - halfWindow, middle + halfWindow);
      const width = track.fwhm.values[frame]!;
      const from = (share: number, broad: number): FitPeaksResult =>
        fitPeaks(window.x, window.y, {
          peaks: [{ center: near, fwhm: broad, eta: share }],
          sigma: window.sigma,
          background,
          scaleCovariance,
          doublet,
        });
      let fit = from(0.5, width);
      // A minimum at a pure Lorentzian or Gaussian may have a better one at the other end.
      if (fit.clipped.length > 0) {
        const other = fit.peaks[0]!.shape['eta']!.value > 0.5 ? from(0.02, 1.4 * width) : from(0.98, 0.7 * width);
        if (other.status === 'converged' && other.chiSquare < fit.chiSquare) fit = other;
      }
      const peak = fit.peaks[0]!;
      if (fit.status !== 'converged' || Math.abs(peak.center.value - near) > track.fwhm.values[frame]!) continue;
      put(center, frame, peak.center);
      put(fwhm, frame, peak.fwhm);
      put(area, frame, peak.area);
      put(eta, frame, peak.shape['eta']!);
      reducedChiSquare[frame] = fit.reducedChiSquare;
      status[frame] = statusOf.converged;
      done.push(frame);
      middle = peak.center.value;
    }
    return {
      ...track,
      center,
      fwhm,
      area,
      eta,
      reducedChiSquare,
      status,
      frames: Int32Array.from(done),
    };
  });
}
