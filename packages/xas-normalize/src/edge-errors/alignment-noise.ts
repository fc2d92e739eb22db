import { dotProduct } from '@operando/numerics';
import type { LocalCubics } from '../local-cubic.js';

/**
 * A spectrum by its local cubics. Noise that is interpolated as it is weighs most on the grid and least between its points, so that
 * shifts by half a step would seem to fit best; once smoothed, it weighs the same everywhere.
 */
export function smoothed(cubics: LocalCubics, energy: Float64Array, values: Float64Array): Float64Array {
  return values.map((_, i) => {
    const { operator, coefficients } = cubics.at(values, 0, i);
    const u = operator.scale * energy[i]! + operator.shift;
    return coefficients[0]! + u * (coefficients[1]! + u * (coefficients[2]! + u * coefficients[3]!));
  });
}

/** What differs from the mean. */
export function aboutMean(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

/**
 * Standard error of the first of two parameters from what a fit leaves, without taking that for white: noise of the
 * energies is strong on the edge only, and neighbouring points share it (sandwich with the weights of Newey and West,
 * Econometrica 55, 703, 1987).
 *
 * @param first Derivatives of the residuals by the parameter in question, `second` by the other.
 */
export function sharedNoiseError(
  first: Float64Array,
  second: Float64Array,
  rest: Float64Array,
  isSmoothed: boolean,
): number {
  const n = rest.length;
  const a = dotProduct(first, 0, first, 0, n);
  const b = dotProduct(first, 0, second, 0, n);
  const c = dotProduct(second, 0, second, 0, n);
  const determinant = a * c - b * b;
  const share = rest.map((value, i) => {
    const [f, s] = [first[i]!, second[i]!];
    // The few points on the edge bend the fit towards themselves: what they leave is less than their noise.
    const leverage = (c * f * f - 2 * b * f * s + a * s * s) / determinant;
    return (((c * f - b * s) / determinant) * value) / (1 - Math.min(0.9, leverage));
  });
  const lags = Math.ceil(1.3 * Math.cbrt(n));
  let variance = dotProduct(share, 0, share, 0, n);
  for (let lag = 1; lag <= lags; lag++)
    variance += 2 * (1 - lag / (lags + 1)) * dotProduct(share, lag, share, 0, n - lag);
  // White noise, of whose variance smoothing leaves a third.
  const white = isSmoothed ? (3 * (c / determinant) * dotProduct(rest, 0, rest, 0, n)) / n : 0;
  return Math.sqrt((Math.max(white, variance) * n) / (n - 2));
}
