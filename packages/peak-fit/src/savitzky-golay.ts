/**
 * Quadratic smoothing after Savitzky and Golay (1964): each point becomes the
 * value of the parabola through its 2 m + 1 neighbours. Towards the ends the
 * window shrinks.
 */
export function savitzkyGolay(y: Float64Array, halfWindow: number): Float64Array {
  const n = y.length;
  const most = Math.max(0, Math.round(halfWindow));
  const smooth = new Float64Array(n);
  const weights = new Float64Array(most + 1);
  for (let k = 0; k <= most; k++) weights[k] = most < 2 ? 0 : smoothingWeight(most, k);
  for (let i = 0; i < n; i++) {
    const m = Math.min(most, i, n - 1 - i);
    let sum = y[i]!;
    if (m >= 2) {
      const whole = m === most;
      sum *= whole ? weights[0]! : smoothingWeight(m, 0);
      for (let k = 1; k <= m; k++) sum += (whole ? weights[k]! : smoothingWeight(m, k)) * (y[i - k]! + y[i + k]!);
    }
    smooth[i] = sum;
  }
  return smooth;
}

/** Weight of the neighbour at distance k in a window of 2 m + 1 points. */
export function smoothingWeight(m: number, k: number): number {
  return (3 * (3 * m * m + 3 * m - 1 - 5 * k * k)) / ((2 * m - 1) * (2 * m + 1) * (2 * m + 3));
}

/** Variance that is left of independent noise of variance 1. */
export function smoothedVariance(m: number): number {
  return m < 2 ? 1 : smoothingWeight(m, 0);
}
