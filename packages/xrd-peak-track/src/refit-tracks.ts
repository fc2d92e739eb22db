import { fitPeaks } from '@operando/peak-fit';
import type { Doublet, FitPeaksResult, FittedBackground } from '@operando/peak-fit';
import { createFrameData } from './frame-data.js';
import { emptyColumn, trackFlag } from './track-types.js';
import type { Track, TrackColumn } from './track-types.js';

/** Options of {@link refitTracks}. */
export interface RefitOptions {
  /** Half width of the window about the center of the frame before, units of x: the same for all frames. */
  readonly halfWindow: number;
  readonly sigma?: Float64Array | 'counts' | undefined;
  readonly doublet?: Doublet | undefined;
  /** @default 'line' */
  readonly background?: FittedBackground | undefined;
  /** Multiply errors by sqrt(chi2 / dof). @default false */
  readonly scaleCovariance?: boolean | undefined;
}

const names = ['center', 'fwhm', 'area', 'eta'] as const;

/**
 * Fit tracked peaks again, each alone and freely in a wide window of constant
 * width: what tracking finds, measured as one would by hand. Only frames in
 * which a track stands out of the noise are fitted; where the fit fails the
 * frame is left out.
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
    const columns = Object.fromEntries(
      names.map((name): [string, TrackColumn] => [name, emptyColumn(data.frames)]),
    ) as Record<(typeof names)[number], TrackColumn>;
    const reducedChiSquare = new Float64Array(data.frames).fill(Number.NaN);
    const done: number[] = [];
    let middle = track.center.value[track.frames[0]!]!;
    for (const frame of track.frames) {
      const near = track.center.value[frame]!;
      const window = data.window(frame, middle - halfWindow, middle + halfWindow);
      const width = track.fwhm.value[frame]!;
      const from = (eta: number, fwhm: number): FitPeaksResult =>
        fitPeaks(window.x, window.y, {
          peaks: [{ center: near, fwhm, eta }],
          sigma: window.sigma,
          background,
          scaleCovariance,
          ...(doublet === undefined ? {} : { doublet }),
        });
      let fit = from(0.5, width);
      // A minimum at a pure Lorentzian or Gaussian may have a better one at the other end.
      if (fit.clipped.length > 0) {
        const other = fit.peaks[0]!.shape['eta']!.value > 0.5 ? from(0.02, 1.4 * width) : from(0.98, 0.7 * width);
        if (other.status === 'converged' && other.chiSquare < fit.chiSquare) fit = other;
      }
      const peak = fit.peaks[0]!;
      if (fit.status !== 'converged' || Math.abs(peak.center.value - near) > track.fwhm.value[frame]!) continue;
      const { center, fwhm, area } = peak;
      for (const [name, estimate] of [
        ['center', center],
        ['fwhm', fwhm],
        ['area', area],
        ['eta', peak.shape['eta']!],
      ] as const) {
        columns[name].value[frame] = estimate.value;
        columns[name].stderr[frame] = estimate.stderr;
      }
      reducedChiSquare[frame] = fit.reducedChiSquare;
      done.push(frame);
      middle = center.value;
    }
    return {
      ...track,
      ...columns,
      reducedChiSquare,
      flags: track.flags.map((flag, frame) =>
        flag === trackFlag.blended && done.includes(frame) ? trackFlag.fitted : flag,
      ),
      frames: Int32Array.from(done),
    };
  });
}
