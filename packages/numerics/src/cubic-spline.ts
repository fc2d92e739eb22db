/** End conditions: curvature 0; third derivative continuous at the second knot from each end; or monotone (Fritsch-Butland). */
export type CubicSplineKind = 'natural' | 'not-a-knot' | 'pchip';

/** A piecewise cubic through knots, held as values and slopes. */
export interface CubicSpline {
  /** Places of the knots, increasing. */
  readonly knots: Float64Array;
  /** Value at each knot. */
  readonly values: Float64Array;
  /** First derivative at each knot. */
  readonly slopes: Float64Array;
  /** Value at x; beyond the knots, the outermost cubic goes on. */
  evaluate(x: number): number;
  /** First derivative at x. */
  derivative(x: number): number;
}

/**
 * Interpolating cubic spline.
 *
 * `natural` and `not-a-knot` (scipy's CubicSpline) have a continuous second
 * derivative; `pchip` (Fritsch and Butland 1984; scipy's PchipInterpolator)
 * never overshoots monotone data.
 *
 * @param knots At least 2, strictly increasing (not-a-knot with fewer than 4: the parabola or line through them).
 * @throws RangeError for knots that do not increase, values that are not finite, lengths that differ.
 */
export function cubicSpline(
  knots: ArrayLike<number>,
  values: ArrayLike<number>,
  kind: CubicSplineKind = 'not-a-knot',
): CubicSpline {
  const x = Float64Array.from(knots);
  const y = Float64Array.from(values);
  const n = x.length;
  if (n < 2 || y.length !== n)
    throw new RangeError(`a spline needs at least 2 knots and as many values; there are ${n} and ${y.length}`);
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(x[i]!) || !Number.isFinite(y[i]!))
      throw new RangeError(`knot ${i} is ${x[i]} with value ${y[i]}`);
    if (i > 0 && !(x[i]! > x[i - 1]!))
      throw new RangeError(`knot ${i} (${x[i]}) does not lie above the one before (${x[i - 1]})`);
  }
  const slopes = kind === 'pchip' ? monotoneSlopes(x, y) : smoothSlopes(x, y, kind);
  const segmentOf = (at: number): number => {
    let low = 0;
    let high = n - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (x[middle]! <= at) low = middle;
      else high = middle;
    }
    return low;
  };
  /** Cubic of each segment in t = x - knot: y + t (slope + t (c + t d)). */
  const c = new Float64Array(n - 1);
  const d = new Float64Array(n - 1);
  for (let i = 0; i < n - 1; i++) {
    const h = x[i + 1]! - x[i]!;
    const secant = (y[i + 1]! - y[i]!) / h;
    c[i] = (3 * secant - 2 * slopes[i]! - slopes[i + 1]!) / h;
    d[i] = (slopes[i]! + slopes[i + 1]! - 2 * secant) / (h * h);
  }
  return {
    knots: x,
    values: y,
    slopes,
    evaluate(at) {
      const i = segmentOf(at);
      const t = at - x[i]!;
      return y[i]! + t * (slopes[i]! + t * (c[i]! + t * d[i]!));
    },
    derivative(at) {
      const i = segmentOf(at);
      const t = at - x[i]!;
      return slopes[i]! + t * (2 * c[i]! + t * 3 * d[i]!);
    },
  };
}

/** Slopes that make the second derivative continuous: one tridiagonal system (de Boor 2001, chapter IV). */
function smoothSlopes(x: Float64Array, y: Float64Array, kind: 'natural' | 'not-a-knot'): Float64Array {
  const n = x.length;
  const h = (i: number): number => x[i + 1]! - x[i]!;
  const secant = (i: number): number => (y[i + 1]! - y[i]!) / h(i);
  if (n === 2) return Float64Array.of(secant(0), secant(0));
  if (n === 3 && kind === 'not-a-knot') {
    const curvature = (secant(1) - secant(0)) / (x[2]! - x[0]!);
    return Float64Array.of(secant(0) - curvature * h(0), secant(0) + curvature * h(0), secant(1) + curvature * h(1));
  }
  const lower = new Float64Array(n);
  const diagonal = new Float64Array(n);
  const upper = new Float64Array(n);
  const right = new Float64Array(n);
  for (let i = 1; i < n - 1; i++) {
    lower[i] = h(i);
    diagonal[i] = 2 * (h(i - 1) + h(i));
    upper[i] = h(i - 1);
    right[i] = 3 * (h(i) * secant(i - 1) + h(i - 1) * secant(i));
  }
  if (kind === 'natural') {
    diagonal[0] = 2;
    upper[0] = 1;
    right[0] = 3 * secant(0);
    diagonal[n - 1] = 2;
    lower[n - 1] = 1;
    right[n - 1] = 3 * secant(n - 2);
  } else {
    const start = x[2]! - x[0]!;
    diagonal[0] = h(1);
    upper[0] = start;
    right[0] = ((h(0) + 2 * start) * h(1) * secant(0) + h(0) ** 2 * secant(1)) / start;
    const end = x[n - 1]! - x[n - 3]!;
    diagonal[n - 1] = h(n - 3);
    lower[n - 1] = end;
    right[n - 1] = (h(n - 2) ** 2 * secant(n - 3) + (2 * end + h(n - 2)) * h(n - 3) * secant(n - 2)) / end;
  }
  for (let i = 1; i < n; i++) {
    const factor = lower[i]! / diagonal[i - 1]!;
    diagonal[i]! -= factor * upper[i - 1]!;
    right[i]! -= factor * right[i - 1]!;
  }
  right[n - 1]! /= diagonal[n - 1]!;
  for (let i = n - 2; i >= 0; i--) right[i] = (right[i]! - upper[i]! * right[i + 1]!) / diagonal[i]!;
  return right;
}

/** Weighted harmonic means of the secants inside, three-point estimates kept monotone at the ends. */
function monotoneSlopes(x: Float64Array, y: Float64Array): Float64Array {
  const n = x.length;
  const h = Float64Array.from({ length: n - 1 }, (_, i) => x[i + 1]! - x[i]!);
  const secant = h.map((step, i) => (y[i + 1]! - y[i]!) / step);
  if (n === 2) return Float64Array.of(secant[0]!, secant[0]!);
  const slopes = new Float64Array(n);
  for (let i = 1; i < n - 1; i++) {
    const before = secant[i - 1]!;
    const after = secant[i]!;
    if (before * after <= 0) continue;
    const w1 = 2 * h[i]! + h[i - 1]!;
    const w2 = h[i]! + 2 * h[i - 1]!;
    slopes[i] = (w1 + w2) / (w1 / before + w2 / after);
  }
  const end = (h0: number, h1: number, s0: number, s1: number): number => {
    const slope = ((2 * h0 + h1) * s0 - h0 * s1) / (h0 + h1);
    if (slope * s0 <= 0) return 0;
    return s0 * s1 <= 0 && Math.abs(slope) > 3 * Math.abs(s0) ? 3 * s0 : slope;
  };
  slopes[0] = end(h[0]!, h[1]!, secant[0]!, secant[1]!);
  slopes[n - 1] = end(h[n - 2]!, h[n - 3]!, secant[n - 2]!, secant[n - 3]!);
  return slopes;
}
