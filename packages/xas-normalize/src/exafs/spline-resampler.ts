/** Cubic interpolation from one fixed set of points to another, for many sets of values. */
export interface SplineResampler {
  /** Interpolate `from.length` values at `offset` to `at.length` values in `out`. */
  apply(values: Float64Array, offset: number, out: Float64Array): void;
}

/**
 * Not-a-knot cubic splines with all that depends on the abscissae worked out once: the factors of the tridiagonal
 * system for the slopes (de Boor 2001, chapter IV) and where each new point lies. Beyond the ends the outermost
 * cubics go on.
 *
 * @param from At least 4, increasing.
 */
export function splineResampler(from: Float64Array, at: Float64Array): SplineResampler {
  const n = from.length;
  const h = Float64Array.from({ length: n - 1 }, (_, i) => from[i + 1]! - from[i]!);
  const lower = new Float64Array(n);
  const diagonal = new Float64Array(n);
  const upper = new Float64Array(n);
  for (let i = 1; i < n - 1; i++) {
    lower[i] = h[i]!;
    diagonal[i] = 2 * (h[i - 1]! + h[i]!);
    upper[i] = h[i - 1]!;
  }
  const first = h[0]! + h[1]!;
  const final = h[n - 2]! + h[n - 3]!;
  diagonal[0] = h[1]!;
  upper[0] = first;
  diagonal[n - 1] = h[n - 3]!;
  lower[n - 1] = final;
  for (let i = 1; i < n; i++) {
    lower[i]! /= diagonal[i - 1]!;
    diagonal[i]! -= lower[i]! * upper[i - 1]!;
  }
  const segment = new Int32Array(at.length);
  for (let q = 0, i = 0; q < at.length; q++) {
    while (i < n - 2 && from[i + 1]! <= at[q]!) i++;
    segment[q] = i;
  }
  const slopes = new Float64Array(n);
  const secant = new Float64Array(n - 1);
  return {
    apply(values, offset, out) {
      for (let i = 0; i < n - 1; i++) secant[i] = (values[offset + i + 1]! - values[offset + i]!) / h[i]!;
      slopes[0] = ((h[0]! + 2 * first) * h[1]! * secant[0]! + h[0]! * h[0]! * secant[1]!) / first;
      for (let i = 1; i < n - 1; i++)
        slopes[i] = 3 * (h[i]! * secant[i - 1]! + h[i - 1]! * secant[i]!) - lower[i]! * slopes[i - 1]!;
      slopes[n - 1] =
        (h[n - 2]! * h[n - 2]! * secant[n - 3]! + (2 * final + h[n - 2]!) * h[n - 3]! * secant[n - 2]!) / final -
        lower[n - 1]! * slopes[n - 2]!;
      slopes[n - 1]! /= diagonal[n - 1]!;
      for (let i = n - 2; i >= 0; i--) slopes[i] = (slopes[i]! - upper[i]! * slopes[i + 1]!) / diagonal[i]!;
      for (let q = 0; q < at.length; q++) {
        const i = segment[q]!;
        const t = at[q]! - from[i]!;
        const step = h[i]!;
        const [s, a, b] = [secant[i]!, slopes[i]!, slopes[i + 1]!];
        out[q] = values[offset + i]! + t * (a + (t / step) * (3 * s - 2 * a - b + (t / step) * (a + b - 2 * s)));
      }
    },
  };
}
