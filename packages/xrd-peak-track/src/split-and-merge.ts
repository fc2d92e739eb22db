import type { GroupFit } from './fit-group.js';
import type { Expected } from './groups.js';
import { shapeSpread } from './live-track.js';
import type { KnownTo, WindowFit, WindowFitter, WindowPeak, WindowPeakFit } from './window/types.js';

/** Difference of the criterion that counts as very strong evidence (Kass and Raftery 1995). */
const strongEvidence = 10;
/** Area in standard errors of a peak that can be seen to be two. */
const leastStrength = 12;
/** Only the shares are known a little. */
const free: KnownTo = { center: Infinity, fwhm: Infinity, eta: 0.3, skew: 0.3 };

/** Bayesian information criterion of a fit: chi2 + parameters ln(points). */
function bic({ chiSquare, degreesOfFreedom }: WindowFit, points: number): number {
  return chiSquare + (points - degreesOfFreedom) * Math.log(points);
}

/** The two peaks that were taken for one: the one that is nearer to its place, and the other. */
export interface Split {
  readonly own: WindowPeakFit;
  readonly other: WindowPeakFit;
}

/** The two peaks that explain a window better than the one fitted in it, or undefined. */
export function splitPeak(
  { fit, data, points: [point] }: GroupFit,
  { track }: Expected,
  fitter: WindowFitter,
  significance: number,
): Split | undefined {
  const one = fit.peaks[0]!;
  const reduced = fit.chiSquare / fit.degreesOfFreedom;
  if (!(reduced > 1 + 5 * Math.sqrt(2 / fit.degreesOfFreedom)) || one.area / one.areaError < leastStrength)
    return undefined;
  // Two of the width it had, or, where that has grown over both by now, of half of it.
  const twoOf = (fwhm: number, apart: number): WindowFit => {
    const half = (sign: number): WindowPeak => ({
      center: one.center + sign * apart,
      fwhm,
      eta: track.eta,
      skew: track.skew,
      area: 0.5 * one.area,
      below: 2 * apart,
      above: 2 * apart,
      knownTo: free,
    });
    return fitter.fit(data, { peaks: [half(-1), half(1)], degree: point!.degree });
  };
  const asBefore = twoOf(Math.min(one.fwhm, track.fwhm), 0.4 * track.fwhm);
  const asHalves = twoOf(0.45 * one.fwhm, 0.35 * one.fwhm);
  const two = asHalves.converged && asHalves.chiSquare < asBefore.chiSquare ? asHalves : asBefore;
  const [low, high] = two.peaks as [(typeof two.peaks)[0], (typeof two.peaks)[0]];
  const apart = (high.center - low.center) / (0.5 * (low.fwhm + high.fwhm));
  const significant = low.area / low.areaError > significance && high.area / high.areaError > significance;
  // A profile that does not fit is no second peak: chi2 must fall to less than two thirds.
  const better =
    bic(fit, data.x.length) - bic(two, data.x.length) > strongEvidence &&
    two.chiSquare / two.degreesOfFreedom < 0.66 * reduced;
  if (!two.converged || !significant || !better || apart < 0.5) return undefined;
  return Math.abs(low.center - one.center) > Math.abs(high.center - one.center)
    ? { own: high, other: low }
    : { own: low, other: high };
}

/** What a window says of two blended peaks. */
export interface Likeness {
  /** Whether one peak explains them as well as both: then the weaker has merged into the stronger. */
  readonly isOne: boolean;
  /** By how much two explain it better than chance does, in chi2: 0 on average where there is but one. */
  readonly excess: number;
}

/** Parameters that two peaks have more than one: a center and an area. */
const moreParameters = 2;

/** Whether two blended peaks are one. */
export function likenessOf(
  { fit, data, points: [point] }: GroupFit,
  stronger: Expected,
  weaker: Expected,
  fitter: WindowFitter,
): Likeness {
  const { track, prediction } = stronger;
  const area = track.area + weaker.track.area;
  const { fwhm, eta, skew } = track;
  const knownTo = { center: Infinity, ...shapeSpread(track) };
  const peak: WindowPeak = { center: prediction.center, fwhm, eta, skew, area, below: fwhm, above: fwhm, knownTo };
  const one = fitter.fit(data, { peaks: [peak], degree: point!.degree });
  const gain = one.chiSquare + one.penalty - fit.chiSquare;
  return {
    isOne: one.converged && gain < moreParameters * Math.log(data.x.length),
    excess: gain / Math.max(1, fit.chiSquare / fit.degreesOfFreedom) - moreParameters,
  };
}
