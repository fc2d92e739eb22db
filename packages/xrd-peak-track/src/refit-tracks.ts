import { finishSteps, statusOf } from '@operando/core';
import type { Steps } from '@operando/core';
import { fitPeaks } from '@operando/peak-fit';
import type { Doublet, FitPeaksResult, FittedBackground } from '@operando/peak-fit';
import { refitDefaults, windowFit } from './defaults.js';
import { createFrameData } from './frame-data.js';
import type { FrameData } from './frame-data.js';
import { put, trackColumn } from './track-types.js';
import type { Track } from './track-types.js';
import type { WindowData } from './window/types.js';

/** Options of {@link refitTracks}. */
export interface RefitOptions {
  /** Half width of the window about the center of the frame before, units of x: the same for all frames. */
  readonly halfWindow: number;
  /** Standard deviations: one row, frames x points, or `'counts'`. @default 'counts' */
  readonly sigma?: Float64Array | 'counts' | undefined;
  /** Frames x points, 1 where a point must not be used. @default none */
  readonly mask?: Uint8Array | undefined;
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
  return finishSteps(refitTracksSteps(x, stack, tracks, options));
}

/** {@link refitTracks} in steps: one after each fit; what is told are fits of tracks in frames. */
export function* refitTracksSteps(
  x: ArrayLike<number>,
  stack: Float64Array,
  tracks: readonly Track[],
  options: RefitOptions,
): Steps<Track[]> {
  const data = createFrameData(x, stack, options.sigma ?? 'counts', undefined, options.mask);
  const total = tracks.reduce((sum, { frames }) => sum + frames.length, 0);
  let done = 0;
  const refitted: Track[] = [];
  for (const track of tracks) {
    const steps = refitSteps(data, track, options);
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) yield { done: ++done, total };
    refitted.push(step.value);
  }
  return refitted;
}

/** A peak fitted in a window from its place in tracking. */
function refitPeak(
  { x, y, sigma }: WindowData,
  near: number,
  width: number,
  { doublet, background = refitDefaults.background, scaleCovariance = refitDefaults.scaleCovariance }: RefitOptions,
): FitPeaksResult {
  const from = (share: number, broad: number): FitPeaksResult =>
    fitPeaks(x, y, {
      peaks: [{ center: near, fwhm: broad, eta: share }],
      sigma,
      profile: windowFit.profile,
      background,
      scaleCovariance,
      doublet,
    });
  const fit = from(0.5, width);
  if (fit.clipped.length === 0) return fit;
  // A minimum at a pure Lorentzian or Gaussian may have a better one at the other end.
  const other = fit.peaks[0]!.shape['eta']!.value > 0.5 ? from(0.02, 1.4 * width) : from(0.98, 0.7 * width);
  return other.status === 'converged' && other.chiSquare < fit.chiSquare ? other : fit;
}

/** One track fitted again, a step after each of its frames. */
function* refitSteps(data: FrameData, track: Track, options: RefitOptions): Generator<void, Track, void> {
  const { halfWindow } = options;
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
    const width = track.fwhm.values[frame]!;
    const fit = refitPeak(data.window(frame, middle - halfWindow, middle + halfWindow), near, width, options);
    const peak = fit.peaks[0]!;
    if (fit.status === 'converged' && !(Math.abs(peak.center.value - near) > width)) {
      put(center, frame, peak.center);
      put(fwhm, frame, peak.fwhm);
      put(area, frame, peak.area);
      put(eta, frame, peak.shape['eta']!);
      reducedChiSquare[frame] = fit.reducedChiSquare;
      status[frame] = statusOf.converged;
      done.push(frame);
      middle = peak.center.value;
    }
    yield;
  }
  return { ...track, center, fwhm, area, eta, reducedChiSquare, status, frames: Int32Array.from(done) };
}
