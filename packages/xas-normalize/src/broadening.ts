/** Deviations at which the Gaussian ends, and what it is lowered by: a point that comes within reach has no weight yet. */
const reach = 6;
const floor = Math.exp(-0.5 * reach ** 2);

/**
 * A spectrum seen with a wider resolution: convolved with a Gaussian, by the trapezoid rule on its own points; the
 * outermost values go on beyond the ends. It changes continuously with sigma, so that sigma can be fitted.
 *
 * @param sigma Standard deviation, in the unit of x; 0 changes nothing.
 */
export function broadened(x: Float64Array, y: Float64Array, sigma: number): Float64Array {
  if (!(sigma > 0)) return y;
  const n = x.length;
  const width = x.map((_, i) => 0.5 * (x[Math.min(n - 1, i + 1)]! - x[Math.max(0, i - 1)]!));
  return x.map((at, i) => {
    let [sum, weights] = [0, 0];
    for (let j = i; j >= 0 && at - x[j]! < reach * sigma; j--) {
      const weight = width[j]! * (Math.exp(-0.5 * ((x[j]! - at) / sigma) ** 2) - floor);
      sum += weight * y[j]!;
      weights += weight;
    }
    for (let j = i + 1; j < n && x[j]! - at < reach * sigma; j++) {
      const weight = width[j]! * (Math.exp(-0.5 * ((x[j]! - at) / sigma) ** 2) - floor);
      sum += weight * y[j]!;
      weights += weight;
    }
    return sum / weights;
  });
}
