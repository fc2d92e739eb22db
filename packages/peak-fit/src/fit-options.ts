import type { RobustLoss } from '@operando/numerics';
import type { FittedBackground } from './background-terms.js';
import type { Doublet } from './doublet.js';
import type { PeakAmplitude, PeakProfileName } from './profile.js';

/** Where a peak begins. */
export interface PeakStart {
  /** Its shape. @default the option `profile` */
  readonly profile?: PeakProfileName | undefined;
  /** Where it is looked for, in the unit of x. */
  readonly center: number;
  /** Above the background, in the unit of y. @default guessed from the data */
  readonly height?: number | undefined;
  /** Of the whole profile, in the unit of y times that of x. @default guessed from the data */
  readonly area?: number | undefined;
  /** Full width at half maximum, in the unit of x. @default guessed from the data */
  readonly fwhm?: number | undefined;
  /** Lorentzian share of the height. @default guessed from the data */
  readonly eta?: number | undefined;
  /** Full width of the Gaussian part of a Voigt, in the unit of x. @default guessed from the data */
  readonly fwhmGaussian?: number | undefined;
  /** Full width of the Lorentzian part of a Voigt, in the unit of x. @default guessed from the data */
  readonly fwhmLorentzian?: number | undefined;
  /** Full width that holds below the center, in the unit of x. @default guessed from the data */
  readonly fwhmLow?: number | undefined;
  /** Full width that holds above the center, in the unit of x. @default guessed from the data */
  readonly fwhmHigh?: number | undefined;
  /** Lorentzian share of the height below the center. @default guessed from the data */
  readonly etaLow?: number | undefined;
  /** Lorentzian share of the height above the center. @default guessed from the data */
  readonly etaHigh?: number | undefined;
  /** Of an exponentially modified Gaussian: length over which its tail falls to 1 / e, in the unit of x. @default guessed from the data */
  readonly tail?: number | undefined;
  /** S/L of axial divergence. @default 0.01 */
  readonly sampleHeight?: number | undefined;
  /** H/L of axial divergence. @default 0.01 */
  readonly slitHeight?: number | undefined;
}

/** A parameter that follows another: parameter = factor x to + offset. */
export interface PeakTie {
  /** As `peak1.fwhm`. */
  readonly parameter: string;
  /** Name of the parameter that it follows. */
  readonly to: string;
  /** What the parameter that it follows is multiplied by. @default 1 */
  readonly factor?: number | undefined;
  /** Added to that, in the unit of the parameter. @default 0 */
  readonly offset?: number | undefined;
}

/** Options of `fitPeaks`. */
export interface FitPeaksOptions {
  /** Peaks with their starts; `findPeaks` gives them. */
  readonly peaks: readonly PeakStart[];
  /** Profile of the peaks that name none. @default 'pseudo-voigt' */
  readonly profile?: PeakProfileName | undefined;
  /** Parameter to fit: height, or area, which is better determined than height and width each. @default 'area' */
  readonly amplitude?: PeakAmplitude | undefined;
  /** Fitted together with the peaks. @default 'line' */
  readonly background?: FittedBackground | undefined;
  /**
   * Standard deviation of each y; `'counts'` takes sqrt(max(y, 1)), which is biased low for few counts
   * (prefer `likelihood: 'poisson'`).
   * @default none: errors are scaled to the scatter about the fit
   */
  readonly sigma?: ArrayLike<number> | 'counts' | undefined;
  /** `poisson`: maximum likelihood for raw counts. @default 'gaussian' */
  readonly likelihood?: 'gaussian' | 'poisson' | undefined;
  /** How residuals far out count. @default 'squares' */
  readonly loss?: RobustLoss | undefined;
  /** Two wavelengths; x is then two-theta in degrees. @default one wavelength */
  readonly doublet?: Doublet | undefined;
  /**
   * Lowest and highest value by parameter name.
   * @default center inside the window; widths from a thousandth of the point spacing to five windows; eta 0 to 1
   */
  readonly bounds?: Readonly<Record<string, readonly [number, number]>> | undefined;
  /** Parameters that follow others. @default none */
  readonly ties?: readonly PeakTie[] | undefined;
  /** Names of parameters that stay at their start. @default none */
  readonly fixed?: readonly string[] | undefined;
  /** Multiply errors by sqrt(chi2 / dof), as lmfit does. @default true without sigma and likelihood, else false */
  readonly scaleCovariance?: boolean | undefined;
  /** Most steps of the fit. @default 500 */
  readonly maximumIterations?: number | undefined;
}
