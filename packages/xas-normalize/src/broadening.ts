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
  const weights = width.map((own) => own * (1 - floor));
  const sums = weights.map((weight, i) => weight * y[i]!);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n && x[j]! - x[i]! < reach * sigma; j++) {
      // As far from one as from the other.
      const height = Math.exp(-0.5 * ((x[j]! - x[i]!) / sigma) ** 2) - floor;
      const [here, there] = [width[j]! * height, width[i]! * height];
      weights[i]! += here;
      sums[i]! += here * y[j]!;
      weights[j]! += there;
      sums[j]! += there * y[i]!;
    }
  }
  return sums.map((sum, i) => sum / weights[i]!);
}
