import type { CutFit } from './fit-cut.js';
import type { CutProblem } from './fit-from.js';
import { partnerOf } from './partner.js';
import type { ProfileInterval } from './profile-interval.js';

/** A standard error beyond this share of its value makes no promise that the curve is straight over it. */
const doubtfulShare = 0.05;
/** Beyond this share of its value the data do not determine a parameter. */
const degenerateShare = 0.2;
/** The same where another parameter makes up for it. */
const tradedShare = 0.05;
const tradedCorrelation = 0.95;

/** What chi-square rises by where all parameters go by one standard error along the valley that the covariance has: 1 where it is straight. */
function rises({ curve, data, weights, sigma }: CutProblem, fit: CutFit, which: number): number[] {
  const { values, stderr, covariance, chiSquare, parameters } = fit;
  const columns = values.length;
  const out = new Float64Array(data.q.length);
  return [-1, 1].map((direction) => {
    const moved = values.map((value, k) => {
      const { lower, upper } = parameters[k]!;
      return Math.min(upper, Math.max(lower, value + (direction * covariance[k * columns + which]!) / stderr[which]!));
    });
    curve.evaluate(moved, out);
    return costOf(data.intensity, out, weights === 'poisson' ? undefined : sigma) - chiSquare;
  });
}

/** Whether an error is a small share of its value, and chi-square rises as it says within a factor. */
function isKnownTo(problem: CutProblem, fit: CutFit, which: number, share: number, factor: number): boolean {
  if (!(fit.stderr[which]! < share * Math.abs(fit.values[which]!))) return false;
  return rises(problem, fit, which).every((rise) => rise > 1 / factor && rise < factor);
}

/** Whether the standard error of a parameter can be trusted without a profile. */
export function isStraight(problem: CutProblem, fit: CutFit, which: number): boolean {
  return isKnownTo(problem, fit, which, doubtfulShare, 2);
}

/** Whether the data hardly determine a parameter, as far as that can be said without a profile. */
export function isVague(problem: CutProblem, fit: CutFit, which: number): boolean {
  return !isKnownTo(problem, fit, which, degenerateShare, 4);
}

/** Chi-square, or the deviance of counts without standard deviations. */
function costOf(intensity: Float64Array, fitted: Float64Array, sigma: Float64Array | undefined): number {
  let sum = 0;
  for (let i = 0; i < intensity.length; i++) {
    const y = intensity[i]!;
    const m = fitted[i]!;
    sum += sigma === undefined ? 2 * (m - y + (y > 0 ? y * Math.log(y / m) : 0)) : ((y - m) / sigma[i]!) ** 2;
  }
  return sum;
}

/**
 * Whether a profile says that the data do not determine a parameter, or not as its standard error says: it is open, more than
 * twice as wide as the error, wider than a fifth of the value to each side, or than a twentieth where another parameter makes up
 * for nearly all of it.
 */
export function isDegenerate({ interval }: ProfileInterval, fit: CutFit, which: number): boolean {
  const { low, high, isOpenBelow, isOpenAbove } = interval;
  const stderr = fit.stderr[which]!;
  if (isOpenBelow || isOpenAbove || !Number.isFinite(stderr)) return true;
  const share = (0.5 * (high - low)) / Math.abs(fit.values[which]!);
  const isTraded = Math.abs(partnerOf(fit, which).correlation) > tradedCorrelation;
  return high - low > 4 * stderr || share > (isTraded ? tradedShare : degenerateShare);
}
