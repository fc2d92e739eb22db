import type { RobustLoss } from '@operando/numerics';
import type { FittedBackground } from './background-terms.js';
import type { Doublet } from './doublet.js';
import type { PeakAmplitude, PeakProfileName } from './profile.js';

/** Where a peak begins. Anything left out is guessed from the data. */
export interface PeakStart {
  /** @default the option `profile` */
  readonly profile?: PeakProfileName;
  readonly center: number;
  readonly height?: number;
  readonly area?: number;
  readonly fwhm?: number;
  readonly eta?: number;
  readonly fwhmGaussian?: number;
  readonly fwhmLorentzian?: number;
  readonly fwhmLow?: number;
  readonly fwhmHigh?: number;
  readonly etaLow?: number;
  readonly etaHigh?: number;
  readonly tail?: number;
}

/** A parameter that follows another: parameter = factor x to + offset. */
export interface PeakTie {
  /** As `peak1.fwhm`. */
  readonly parameter: string;
  readonly to: string;
  /** @default 1 */
  readonly factor?: number;
  /** @default 0 */
  readonly offset?: number;
}

/** Options of `fitPeaks`. */
export interface FitPeaksOptions {
  /** Peaks with their starts; `findPeaks` gives them. */
  readonly peaks: readonly PeakStart[];
  /** Profile of the peaks that name none. @default 'pseudo-voigt' */
  readonly profile?: PeakProfileName;
  /** Parameter to fit: height, or area, which is better determined than height and width each. @default 'area' */
  readonly amplitude?: PeakAmplitude;
  /** @default 'line' */
  readonly background?: FittedBackground;
  /**
   * Standard deviation of each y; `'counts'` takes sqrt(max(y, 1)), which is biased low for few counts
   * (prefer `likelihood: 'poisson'`). Without, errors are scaled to the scatter about the fit.
   */
  readonly sigma?: ArrayLike<number> | 'counts';
  /** `poisson`: maximum likelihood for raw counts. @default 'gaussian' */
  readonly likelihood?: 'gaussian' | 'poisson';
  /** @default 'squares' */
  readonly loss?: RobustLoss;
  /** Two wavelengths; x is then two-theta in degrees. */
  readonly doublet?: Doublet;
  /**
   * Lowest and highest value by parameter name.
   * @default center inside the window; widths from a thousandth of the point spacing to five windows; eta 0 to 1
   */
  readonly bounds?: Readonly<Record<string, readonly [number, number]>>;
  readonly ties?: readonly PeakTie[];
  /** Names of parameters that stay at their start. */
  readonly fixed?: readonly string[];
  /** Multiply errors by sqrt(chi2 / dof), as lmfit does. @default true without sigma and likelihood, else false */
  readonly scaleCovariance?: boolean;
  /** @default 500 */
  readonly maximumIterations?: number;
}
