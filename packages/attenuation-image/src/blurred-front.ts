import { gaussLegendre } from '@operando/numerics';
import { frontShare, frontSlopes } from './front-model.js';

/** What a front does to -ln T at a row, and how that changes with the height, the centre and the width of the front. */
export interface FrontChange {
  readonly value: number;
  readonly byHeight: number;
  readonly byCenter: number;
  readonly byWidth: number;
}

/** A front of one frame, as the camera sees it. */
export interface SeenFront {
  readonly height: number;
  readonly center: number;
  /** Standard deviation, blur included. */
  readonly width: number;
}

const { nodes, weights } = gaussLegendre(5, 0, 1);
/** Standard deviations from the centre beyond which nothing varies. */
const far = 7;
/** Correlation beyond which the slope by it, which has no limit, is that here: steps of a fit stay finite. */
const steepest = 0.99;

/**
 * Variance of the share of the front within the blur around a row, with its slopes by u = (row - centre) / width and by rho, the part of
 * the width's square that is blur: <Phi^2> - <Phi>^2 = 1 / (2 pi) integral from 0 to asin(rho) of exp(-u^2 / (1 + sin t)) dt, since the
 * bivariate normal distribution grows with its correlation by its density (Plackett 1954).
 */
export function shareVariance(
  u: number,
  rho: number,
): { readonly value: number; readonly byU: number; readonly byRho: number } {
  const end = Math.asin(rho);
  let [value, byU] = [0, 0];
  for (let k = 0; k < nodes.length; k++) {
    const stretch = 1 / (1 + Math.sin(end * nodes[k]!));
    const part = (weights[k]! * end * Math.exp(-u * u * stretch)) / (2 * Math.PI);
    value += part;
    byU -= 2 * u * stretch * part;
  }
  const at = Math.min(rho, steepest);
  const byRho = Math.exp((-u * u) / (1 + at)) / (2 * Math.PI * Math.sqrt(1 - at * at));
  return { value, byU, byRho };
}

/**
 * What a front adds to the attenuation that is seen at a row. The camera blurs transmission, not attenuation: the logarithm of a mean of
 * transmissions is below the mean of the attenuations by half of their variance, to second order in the height. That dent is even about
 * the centre, as a shift of the front is: without it the side that attenuates more would be found too short by
 * |height| sigma^2 / (2 sqrt(3 pi) width), for a blur sigma that is small beside the width.
 *
 * @param psfSigma Standard deviation of the blur, rows; 0 for none.
 */
export function frontChange(row: number, { height, center, width }: SeenFront, psfSigma: number): FrontChange {
  const share = frontShare(row, center, width);
  const [byCenter, byWidth] = frontSlopes(row, center, width);
  const u = (row - center) / width;
  const straight = { value: height * share, byHeight: share, byCenter: height * byCenter, byWidth: height * byWidth };
  if (psfSigma === 0 || Math.abs(u) > far) return straight;
  // A front that looks narrower than the blur is sharp itself.
  const rho = Math.min(1, (psfSigma / width) ** 2);
  const varied = shareVariance(u, rho);
  const half = -0.5 * height * height;
  const rhoByWidth = rho < 1 ? (-2 * rho) / width : 0;
  return {
    value: straight.value + half * varied.value,
    byHeight: share - height * varied.value,
    byCenter: straight.byCenter - (half * varied.byU) / width,
    byWidth: straight.byWidth + half * (varied.byRho * rhoByWidth - (varied.byU * u) / width),
  };
}
