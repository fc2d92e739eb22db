/** The four cubic B-splines that do not vanish at each of a number of points. */
export interface BSplineBasis {
  /** Index of the first of the four at each point. */
  readonly first: Int32Array;
  /** Four values a point. */
  readonly values: Float64Array;
}

/**
 * Cubic B-splines by the recurrence of Cox and de Boor. Beyond the outer knots the end polynomials go on.
 *
 * @param knots Not decreasing, the outer ones fourfold.
 * @param x Increasing.
 */
export function bSplineBasis(knots: Float64Array, x: Float64Array): BSplineBasis {
  const splines = knots.length - 4;
  const first = new Int32Array(x.length);
  const values = new Float64Array(4 * x.length);
  const left = new Float64Array(4);
  const right = new Float64Array(4);
  let span = 3;
  for (let i = 0; i < x.length; i++) {
    const at = x[i]!;
    while (span < splines - 1 && at >= knots[span + 1]!) span++;
    first[i] = span - 3;
    const row = values.subarray(4 * i, 4 * i + 4);
    row[0] = 1;
    for (let degree = 1; degree <= 3; degree++) {
      left[degree] = at - knots[span + 1 - degree]!;
      right[degree] = knots[span + degree]! - at;
      let saved = 0;
      for (let j = 0; j < degree; j++) {
        const part = row[j]! / (right[j + 1]! + left[degree - j]!);
        row[j] = saved + right[j + 1]! * part;
        saved = left[degree - j]! * part;
      }
      row[degree] = saved;
    }
  }
  return { first, values };
}

/** Sum of coefficients x splines at every point. */
export function evaluateBSplines(
  { first, values }: BSplineBasis,
  coefficients: Float64Array,
  out: Float64Array,
  offset: number,
): void {
  for (let i = 0; i < first.length; i++) {
    const j = first[i]!;
    const v = 4 * i;
    out[offset + i] =
      coefficients[j]! * values[v]! +
      coefficients[j + 1]! * values[v + 1]! +
      coefficients[j + 2]! * values[v + 2]! +
      coefficients[j + 3]! * values[v + 3]!;
  }
}
