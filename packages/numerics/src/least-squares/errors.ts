import type { ParameterTie } from './types.js';

/** Parameters whose errors a fit tells: those that moved, and those tied to them. What was held, or ended on a bound, has none. */
export function withErrors(ties: readonly ParameterTie[], moving: readonly number[]): Set<number> {
  const known = new Set(moving);
  for (const { parameter, to } of ties) if (known.has(to)) known.add(parameter);
  return known;
}

/** Roots of the diagonal of a row-major n x n covariance; NaN for parameters that are not among the `known`. */
export function standardErrors(covariance: Float64Array, n: number, known: ReadonlySet<number>): Float64Array {
  return Float64Array.from({ length: n }, (_, k) => (known.has(k) ? Math.sqrt(covariance[k * n + k]!) : Number.NaN));
}
