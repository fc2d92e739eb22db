import type { Optics } from '../optics.js';
import type { TrackProfile } from '../defaults.js';

/** What is known of a parameter before the fit: 0 holds it, Infinity leaves it free. */
export interface KnownTo {
  readonly center: number;
  readonly fwhm: number;
  readonly eta: number;
  readonly skew: number;
}

/** One peak of a window: where it should be, and how well that is known. */
export interface WindowPeak {
  readonly center: number;
  readonly fwhm: number;
  readonly eta: number;
  readonly skew: number;
  readonly area: number;
  /** How far the center may move to lower and to higher positions. */
  readonly below: number;
  readonly above: number;
  /** Standard deviations of center, width and shape as they stand here. */
  readonly knownTo: KnownTo;
}

/** Area of a peak in units of that of another, as known before. */
export interface KnownRatio {
  readonly peak: number;
  readonly to: number;
  readonly ratio: number;
  /** Relative. */
  readonly sigma: number;
}

/** Two peaks of which more is known together than of each alone. Terms are those of `pair-terms`, as distances to the request. */
export interface KnownPair {
  readonly peaks: readonly [number, number];
  /** Area of the first in units of that of the second. */
  readonly ratio: number;
  /** What joins the terms in the inverse of the covariance, none on its diagonal: that is in `knownTo` and `ratios`. */
  readonly couplings: Float64Array | undefined;
}

/** What the data of a window say of a pair: a parabola of the logarithm of the likelihood. */
export interface PairInformation {
  /** Where it is told. */
  readonly off: Float64Array;
  readonly precision: Float64Array;
  /** The slope there. */
  readonly pull: Float64Array;
}

/** What a window fit says of one peak. */
export interface WindowPeakFit {
  readonly center: number;
  readonly centerError: number;
  readonly fwhm: number;
  readonly fwhmError: number;
  readonly eta: number;
  readonly etaError: number;
  readonly skew: number;
  readonly skewError: number;
  readonly area: number;
  readonly areaError: number;
  /** Center or width ended on a bound: they have no error. */
  readonly atBound: boolean;
}

/** A fitted window. */
export interface WindowFit {
  readonly peaks: readonly WindowPeakFit[];
  /** Of the data alone: squares of residuals in standard deviations, or the deviance of counts. */
  readonly chiSquare: number;
  /** Of what was known before. */
  readonly penalty: number;
  readonly degreesOfFreedom: number;
  readonly converged: boolean;
  /** What a bend and a turn of the background would be in their standard errors. */
  readonly bend: number;
  readonly turn: number;
  /** Whether that was asked. */
  readonly asked: boolean;
  /** What the data say of the pair that was asked about. */
  readonly pair: PairInformation | undefined;
}

/** The points of a window. */
export interface WindowData {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly variance: Float64Array;
  /** What is known to lie below: peaks that are not fitted here. */
  readonly ground: Float64Array | undefined;
}

/** What a window is fitted with. */
export interface WindowRequest {
  readonly peaks: readonly WindowPeak[];
  readonly ratios?: readonly KnownRatio[] | undefined;
  readonly pair?: KnownPair | undefined;
  /** Degree of the polynomial below the peaks. */
  readonly degree: number;
  /** Whether it is asked how the background bends. @default false */
  readonly asks?: boolean | undefined;
}

/** Fits windows, one after the other, in memory of its own. */
export interface WindowFitter {
  fit(this: void, data: WindowData, request: WindowRequest): WindowFit;
}

/** What all windows of a series are fitted with. */
export interface WindowFitterOptions extends Optics {
  readonly profile: TrackProfile;
  /** Maximum likelihood of counts, instead of least squares with the variance of the data. */
  readonly poisson: boolean;
}
