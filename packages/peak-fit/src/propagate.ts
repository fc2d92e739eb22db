import type { Measured } from '@operando/core';

/**
 * A quantity computed from parameters, with its error by the first-order law of
 * propagation; derivatives by central differences. Held parameters (rows of 0)
 * count as known; the error is NaN where a parameter that matters has none, and
 * where nothing but held parameters matters.
 *
 * @param covariance Row-major n x n, of which the block beginning at `at` belongs to the parameters.
 */
export function propagate(
  quantity: (parameters: Float64Array) => number,
  parameters: Float64Array,
  covariance: Float64Array,
  n: number,
  at: number,
): Measured {
  const p = parameters.slice();
  const gradient = p.map((value, k) => {
    const error = Math.sqrt(covariance[(at + k) * n + at + k]!);
    if (error === 0) return 0;
    const size = Math.abs(value) || (Number.isNaN(error) ? 1 : error);
    // Small against both the value and its error; exactly representable.
    const h = value + 1e-5 * (error < size ? error : size) - value || 1e-8 * (error || 1);
    p[k] = value + h;
    const above = quantity(p);
    p[k] = value - h;
    const below = quantity(p);
    p[k] = value;
    return (above - below) / (2 * h);
  });
  let variance = 0;
  for (let i = 0; i < p.length; i++) {
    for (let j = 0; j < p.length; j++) {
      const share = gradient[i]! * gradient[j]!;
      if (share !== 0) variance += share * covariance[(at + i) * n + at + j]!;
    }
  }
  return {
    value: quantity(parameters),
    stderr: gradient.some((slope) => slope !== 0) ? Math.sqrt(Math.max(0, variance)) : Number.NaN,
  };
}
