import { dotProduct } from './dot-product.js';

/**
 * The least-squares fit of a polynomial to fixed abscissae, prepared once and
 * applied to many ordinates: coefficients = operator x ordinates.
 *
 * Abscissae are scaled to u = scale * x + shift in [-1, 1], where the
 * Vandermonde matrix is well conditioned; in raw x (1e4 eV, say) a cubic loses
 * six digits.
 */
export interface PolynomialOperator {
  /** Highest power of u. */
  readonly degree: number;
  /** First abscissa used. */
  readonly from: number;
  /** One past the last abscissa used. */
  readonly to: number;
  /** u = scale * x + shift. */
  readonly scale: number;
  /** u of x = 0: u = scale * x + shift. */
  readonly shift: number;
  /** u of each point used. */
  readonly abscissae: Float64Array;
  /** (degree + 1) x (to - from), row-major: row k gives the coefficient of u^k. */
  readonly matrix: Float64Array;
  /** (degree + 1) x (degree + 1) inverse normal matrix: covariance of the coefficients for unit variance. */
  readonly inverseNormal: Float64Array;
}

/**
 * Prepare the unweighted least-squares polynomial over `x[from..to)`.
 * Householder-free QR (modified Gram-Schmidt, run twice, which is as accurate
 * for so few columns: Giraud et al., Numer. Math. 101, 2005).
 *
 * @param x Abscissae; those in the range must be distinct.
 * @param degree At most the number of points less one.
 * @throws RangeError when there are fewer points than coefficients, or the abscissae coincide.
 */
export function polynomialOperator(x: Float64Array, from: number, to: number, degree: number): PolynomialOperator {
  const points = to - from;
  const terms = degree + 1;
  if (degree < 0 || points < terms) throw new RangeError(`degree ${degree} needs ${terms} points, not ${points}`);
  let low = Infinity;
  let high = -Infinity;
  for (let i = from; i < to; i++) {
    low = Math.min(low, x[i]!);
    high = Math.max(high, x[i]!);
  }
  const width = high - low;
  const scale = width > 0 ? 2 / width : 0;
  const shift = width > 0 ? -(high + low) / width : 0;

  // Columns of Q (column-major) and the upper triangle R with V = Q R.
  const q = new Float64Array(terms * points);
  const r = new Float64Array(terms * terms);
  for (let i = 0; i < points; i++) {
    const u = scale * x[from + i]! + shift;
    let power = 1;
    for (let k = 0; k < terms; k++) {
      q[k * points + i] = power;
      power *= u;
    }
  }
  for (let k = 0; k < terms; k++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < k; j++) {
        let dot = 0;
        for (let i = 0; i < points; i++) dot += q[j * points + i]! * q[k * points + i]!;
        for (let i = 0; i < points; i++) q[k * points + i]! -= dot * q[j * points + i]!;
        r[j * terms + k]! += dot;
      }
    }
    let norm = 0;
    for (let i = 0; i < points; i++) norm += q[k * points + i]! ** 2;
    norm = Math.sqrt(norm);
    if (!(norm > 1e-13 * Math.sqrt(points))) throw new RangeError('abscissae do not determine the polynomial');
    for (let i = 0; i < points; i++) q[k * points + i]! /= norm;
    r[k * terms + k] = norm;
  }

  // R^-1 by back substitution, then matrix = R^-1 Q^T.
  const inverse = new Float64Array(terms * terms);
  for (let column = 0; column < terms; column++) {
    for (let row = column; row >= 0; row--) {
      let sum = row === column ? 1 : 0;
      for (let k = row + 1; k <= column; k++) sum -= r[row * terms + k]! * inverse[k * terms + column]!;
      inverse[row * terms + column] = sum / r[row * terms + row]!;
    }
  }
  const matrix = new Float64Array(terms * points);
  for (let row = 0; row < terms; row++) {
    for (let k = row; k < terms; k++) {
      const factor = inverse[row * terms + k]!;
      for (let i = 0; i < points; i++) matrix[row * points + i]! += factor * q[k * points + i]!;
    }
  }
  const inverseNormal = new Float64Array(terms * terms);
  for (let a = 0; a < terms; a++) {
    for (let b = 0; b < terms; b++) {
      let sum = 0;
      for (let k = Math.max(a, b); k < terms; k++) sum += inverse[a * terms + k]! * inverse[b * terms + k]!;
      inverseNormal[a * terms + b] = sum;
    }
  }
  const abscissae = new Float64Array(points);
  for (let i = 0; i < points; i++) abscissae[i] = scale * x[from + i]! + shift;
  return { degree, from, to, scale, shift, abscissae, matrix, inverseNormal };
}

/**
 * Up to a parabola, through the sums of y, y u and y u^2: half the numbers to load. On [-1, 1] the normal matrix of so
 * few terms is well conditioned (some 20), so that nothing is lost.
 */
function applyByMoments(
  { abscissae, from, degree, inverseNormal }: PolynomialOperator,
  y: Float64Array,
  offset: number,
  out: Float64Array,
): void {
  const points = abscissae.length;
  const start = offset + from;
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  let c0 = 0;
  let c1 = 0;
  let c2 = 0;
  let c3 = 0;
  let i = 0;
  for (; i + 3 < points; i += 4) {
    const u0 = abscissae[i]!;
    const u1 = abscissae[i + 1]!;
    const y0 = y[start + i]!;
    const y1 = y[start + i + 1]!;
    const z0 = y0 * u0;
    const z1 = y1 * u1;
    a0 += y0;
    a1 += y1;
    b0 += z0;
    b1 += z1;
    c0 += z0 * u0;
    c1 += z1 * u1;
    const u2 = abscissae[i + 2]!;
    const u3 = abscissae[i + 3]!;
    const y2 = y[start + i + 2]!;
    const y3 = y[start + i + 3]!;
    const z2 = y2 * u2;
    const z3 = y3 * u3;
    a2 += y2;
    a3 += y3;
    b2 += z2;
    b3 += z3;
    c2 += z2 * u2;
    c3 += z3 * u3;
  }
  for (; i < points; i++) {
    const u0 = abscissae[i]!;
    const y0 = y[start + i]!;
    const z0 = y0 * u0;
    a0 += y0;
    b0 += z0;
    c0 += z0 * u0;
  }
  const a = a0 + a2 + (a1 + a3);
  const b = b0 + b2 + (b1 + b3);
  const c = c0 + c2 + (c1 + c3);
  const m = inverseNormal;
  if (degree === 0) {
    out[0] = m[0]! * a;
  } else if (degree === 1) {
    out[0] = m[0]! * a + m[1]! * b;
    out[1] = m[2]! * a + m[3]! * b;
  } else {
    out[0] = m[0]! * a + m[1]! * b + m[2]! * c;
    out[1] = m[3]! * a + m[4]! * b + m[5]! * c;
    out[2] = m[6]! * a + m[7]! * b + m[8]! * c;
  }
}

/**
 * Coefficients in u of the polynomial through `y[offset + from .. offset + to)`.
 * @param out Receives degree + 1 coefficients.
 */
export function applyPolynomialOperator(
  operator: PolynomialOperator,
  y: Float64Array,
  offset: number,
  out: Float64Array,
): void {
  if (operator.degree <= 2) {
    applyByMoments(operator, y, offset, out);
    return;
  }
  const { matrix, from, to, degree } = operator;
  const points = to - from;
  const start = offset + from;
  let k = 0;
  // Three coefficients in one walk over y, so that y is loaded once.
  for (; k + 2 <= degree; k += 3) {
    const r0 = k * points;
    const r1 = r0 + points;
    const r2 = r1 + points;
    let a0 = 0;
    let a1 = 0;
    let b0 = 0;
    let b1 = 0;
    let c0 = 0;
    let c1 = 0;
    let i = 0;
    for (; i + 1 < points; i += 2) {
      const y0 = y[start + i]!;
      const y1 = y[start + i + 1]!;
      a0 += matrix[r0 + i]! * y0;
      a1 += matrix[r0 + i + 1]! * y1;
      b0 += matrix[r1 + i]! * y0;
      b1 += matrix[r1 + i + 1]! * y1;
      c0 += matrix[r2 + i]! * y0;
      c1 += matrix[r2 + i + 1]! * y1;
    }
    if (i < points) {
      const y0 = y[start + i]!;
      a0 += matrix[r0 + i]! * y0;
      b0 += matrix[r1 + i]! * y0;
      c0 += matrix[r2 + i]! * y0;
    }
    out[k] = a0 + a1;
    out[k + 1] = b0 + b1;
    out[k + 2] = c0 + c1;
  }
  for (; k <= degree; k++) out[k] = dotProduct(matrix, k * points, y, start, points);
}

/** Value of a polynomial with ascending coefficients (Horner). */
export function evaluatePolynomial(coefficients: ArrayLike<number>, x: number): number {
  let value = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) value = value * x + coefficients[k]!;
  return value;
}

/**
 * Ascending coefficients in x of a polynomial given in u = scale * x + shift.
 * For reporting only: evaluating the result at large x loses digits.
 */
export function expandPolynomial(coefficients: ArrayLike<number>, scale: number, shift: number): Float64Array {
  const out = new Float64Array(coefficients.length);
  for (let k = coefficients.length - 1; k >= 0; k--) {
    // out <- out * (scale x + shift) + coefficient
    for (let j = out.length - 1; j > 0; j--) out[j] = out[j]! * shift + out[j - 1]! * scale;
    out[0] = out[0]! * shift + coefficients[k]!;
  }
  return out;
}
