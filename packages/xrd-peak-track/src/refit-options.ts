import type { Doublet, FittedBackground } from '@operando/peak-fit';
import type { AxialDivergence } from './optics.js';
import type { TrackProfile } from './defaults.js';

/** Options of `refitTracks`. */
export interface RefitOptions {
  /** Half width of the window about the center of the frame before, units of x: the same for all frames. */
  readonly halfWindow: number;
  /** Standard deviations: one row, frames x points, or `'counts'`. @default 'counts' */
  readonly sigma?: Float64Array | 'counts' | undefined;
  /** Frames x points, 1 where a point must not be used. @default none */
  readonly mask?: Uint8Array | undefined;
  /** Two wavelengths; x is then two-theta in degrees. @default one wavelength */
  readonly doublet?: Doublet | undefined;
  /** Of the peaks. @default 'pseudo-voigt' */
  readonly profile?: TrackProfile | undefined;
  /** Heights of sample and slit of the profile `finger-cox-jephcoat`. @default none */
  readonly axialDivergence?: AxialDivergence | undefined;
  /** `equal`: all points of a window count alike; errors are what the standard deviations of the points make of it. @default 'errors' */
  readonly weights?: 'errors' | 'equal' | undefined;
  /**
   * One width (and Lorentzian share and skew) for all frames of a track: the mean of those fitted freely, weighted by their errors.
   * Errors of centers and areas are then those of each frame; what the common width adds is the same in all.
   * @default false
   */
  readonly commonWidth?: boolean | undefined;
  /** Fitted together with the peak. @default 'line' */
  readonly background?: FittedBackground | undefined;
  /** Multiply errors by sqrt(chi2 / dof). @default false */
  readonly scaleCovariance?: boolean | undefined;
}
