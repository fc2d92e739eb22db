/** A value with its standard error. */
export interface Estimate {
  readonly value: number;
  readonly stderr: number;
}

/**
 * A quantity computed from parameters, with its error by the first-order law of
 * propagation; derivatives by central differences.
 *
 * @param covariance Row-major n x n, of which the block beginning at `at` belongs to the parameters.
 */
export function propagate(
  quantity: (parameters: Float64Array) => number,
  parameters: Float64Array,
  covariance: Float64Array,
  n: number,
  at: number,
): Estimate {
  const p = parameters.slice();
  const gradient = p.map((value, k) => {
    const error = Math.sqrt(covariance[(at + k) * n + at + k]!);
    if (!(error > 0)) return Number.isNaN(error) ? Number.NaN : 0;
    // Small against both the value and its error; exactly representable.
    const h = value + 1e-5 * Math.min(error, Math.abs(value) || error) - value || 1e-8 * error;
    p[k] = value + h;
    const above = quantity(p);
    p[k] = value - h;
    const below = quantity(p);
    p[k] = value;
    return (above - below) / (2 * h);
  });
  let variance = 0;
  for (let i = 0; i < p.length; i++)
    for (let j = 0; j < p.length; j++) variance += gradient[i]! * gradient[j]! * covariance[(at + i) * n + at + j]!;
  return { value: quantity(parameters), stderr: Math.sqrt(Math.max(0, variance)) };
}
