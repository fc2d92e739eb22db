import { leastSquares } from '@operando/numerics';

/** How many pixels share one deviation: 1 for noise, more where what is left is smooth (integrated autocorrelation). */
export function correlation(rest: Float64Array): number {
  let squares = 0;
  for (const value of rest) squares += value * value;
  if (!(squares > 0)) return 1;
  let shared = 1;
  for (let lag = 1; lag < rest.length / 4; lag++) {
    let sum = 0;
    for (let i = lag; i < rest.length; i++) sum += rest[i]! * rest[i - lag]!;
    if (sum <= 0) break;
    shared += (2 * sum) / squares;
  }
  return shared;
}

/** Are the energies the only ones that fit: one for each pixel, at a dispersion that is known and was asked for? */
export function isDetermined(
  p: ArrayLike<number>,
  covariance: Float64Array,
  degree: number,
  ends: readonly [number, number],
  dispersion: readonly [number, number],
): boolean {
  const slopeAt = (u: number): number => {
    let slope = 0;
    for (let k = degree; k >= 1; k--) slope = slope * u + k * p[k]!;
    return slope;
  };
  const slope = slopeAt(0);
  const perPixel = Math.abs(slope) / 100;
  // The search goes in steps of 3 %.
  if (!(perPixel > dispersion[0] * 1.03 && perPixel < dispersion[1] / 1.03)) return false;
  if (!(Math.sqrt(covariance[degree + 2]!) < 0.05 * Math.abs(slope))) return false;
  for (let step = 0; step <= 64; step++)
    if (!(slopeAt(ends[0] + ((ends[1] - ends[0]) * step) / 64) * slope > 0)) return false;
  return true;
}

/**
 * What the best plain step (an arctangent, or a hyperbolic tangent; any place and width) leaves of a foil's spectrum, sum of squares.
 *
 * @param edge Where to look for the step, in units of t.
 * @param left What a shape, at its best height and over the best baseline, leaves.
 */
export function plainStepLeft(t: Float64Array, edge: number, left: (shape: Float64Array) => Float64Array): number {
  const squaresOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
  let best = Infinity;
  for (const kind of [Math.atan, Math.tanh]) {
    const rest = (center: number, width: number): Float64Array => left(t.map((u) => kind((u - center) / width)));
    const pitch = Math.abs(t.at(-1)! - t[0]!) / t.length;
    const widths = Array.from({ length: 12 }, (_, k) => pitch * 1.6 ** k).toSorted(
      (a, b) => squaresOf(rest(edge, a)) - squaresOf(rest(edge, b)),
    );
    const fit = leastSquares({ size: t.length, residuals: (p, out) => out.set(rest(p[0]!, Math.exp(p[1]!))) }, [
      edge,
      Math.log(widths[0]!),
    ]);
    best = Math.min(best, squaresOf(rest(fit.parameters[0]!, Math.exp(fit.parameters[1]!))));
  }
  return best;
}
