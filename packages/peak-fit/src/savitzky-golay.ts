/**
 * Quadratic smoothing after Savitzky and Golay (1964): each point becomes the
 * value of the parabola through its 2 m + 1 neighbours. Towards the ends the
 * window shrinks.
 */
export function savitzkyGolay(y: Float64Array, halfWindow: number): Float64Array {
  const n = y.length;
  const most = Math.max(0, Math.round(halfWindow));
  return Float64Array.from({ length: n }, (_, i) => {
    const m = Math.min(most, i, n - 1 - i);
    if (m < 2) return y[i]!;
    let sum = 0;
    for (let k = -m; k <= m; k++) sum += smoothingWeight(m, k) * y[i + k]!;
    return sum;
  });
}

/** Weight of the neighbour at distance k in a window of 2 m + 1 points. */
export function smoothingWeight(m: number, k: number): number {
  return (3 * (3 * m * m + 3 * m - 1 - 5 * k * k)) / ((2 * m - 1) * (2 * m + 1) * (2 * m + 3));
}

/** Variance that is left of independent noise of variance 1. */
export function smoothedVariance(m: number): number {
  return m < 2 ? 1 : smoothingWeight(m, 0);
}
