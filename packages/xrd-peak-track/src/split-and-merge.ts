import type { Doublet } from '@operando/peak-fit';
import type { GroupFit } from './fit-group.js';
import type { Expected } from './groups.js';
import { bic, fitWindow } from './window-fit.js';
import type { WindowPeak } from './window-fit.js';

/** Difference of the criterion that counts as very strong evidence (Kass and Raftery 1995). */
const strongEvidence = 10;

/**
 * Whether two peaks explain a window better than the one fitted in it: the
 * center of the new one, or undefined.
 */
export function splitCenter(
  { fit, data }: GroupFit,
  { track }: Expected,
  doublet: Doublet | undefined,
  significance: number,
): number | undefined {
  const one = fit.peaks[0]!;
  const reduced = fit.chiSquare / fit.degreesOfFreedom;
  if (!fit.converged || !(reduced > 1 + 5 * Math.sqrt(2 / fit.degreesOfFreedom)) || one.area / one.areaError < 20)
    return undefined;
  const half = (sign: number): WindowPeak => ({
    center: one.center + sign * 0.4 * track.fwhm,
    fwhm: Math.min(one.fwhm, track.fwhm),
    eta: track.eta,
    area: 0.5 * one.area,
    reach: 0.8 * track.fwhm,
  });
  const two = fitWindow(data, [half(-1), half(1)], doublet);
  const [low, high] = two.peaks as [(typeof two.peaks)[0], (typeof two.peaks)[0]];
  const apart = (high.center - low.center) / (0.5 * (low.fwhm + high.fwhm));
  const significant = low.area / low.areaError > significance && high.area / high.areaError > significance;
  // A profile that does not fit is no second peak: chi2 must fall to less than two thirds.
  const better =
    bic(fit, data.x.length) - bic(two, data.x.length) > strongEvidence &&
    two.chiSquare / two.degreesOfFreedom < 0.66 * reduced;
  if (!two.converged || !significant || !better || apart < 0.5) return undefined;
  return Math.abs(low.center - one.center) > Math.abs(high.center - one.center) ? low.center : high.center;
}

/**
 * Whether one peak explains two blended ones as well as both: then the weaker
 * has merged into the stronger. Two peaks have a center and an area more.
 */
export function areOne(
  { fit, data }: GroupFit,
  stronger: Expected,
  weaker: Expected,
  doublet: Doublet | undefined,
): boolean {
  const { track, prediction } = stronger;
  const area = track.area + weaker.track.area;
  const one = fitWindow(
    data,
    [{ center: prediction.center, fwhm: track.fwhm, eta: track.eta, area, reach: track.fwhm, holdShape: true }],
    doublet,
  );
  return one.converged && one.chiSquare < fit.chiSquare + 2 * Math.log(data.x.length);
}
