/**
 * Householder QR of an m x n matrix stored by columns (m >= n), in place: R in
 * the upper triangle, its diagonal in `diagonal`, the reflectors below.
 * The right-hand side is multiplied by Q^T along the way.
 *
 * @param a Column-major, m x n.
 * @param b m values, overwritten by Q^T b.
 * @param diagonal Receives the n diagonal elements of R; 0 where a column is dependent.
 * @see Golub and Van Loan, Matrix Computations (4th edition, 2013), 5.2
 */
export function householderQrInPlace(
  a: Float64Array,
  m: number,
  n: number,
  b: Float64Array,
  diagonal: Float64Array,
): void {
  for (let k = 0; k < n; k++) {
    const column = k * m;
    let largest = 0;
    for (let i = k; i < m; i++) largest = Math.max(largest, Math.abs(a[column + i]!));
    if (largest === 0) {
      diagonal[k] = 0;
      continue;
    }
    let norm = 0;
    for (let i = k; i < m; i++) norm += (a[column + i]! / largest) ** 2;
    norm = largest * Math.sqrt(norm);
    if (a[column + k]! < 0) norm = -norm;
    for (let i = k; i < m; i++) a[column + i]! /= norm;
    a[column + k]! += 1;
    const head = a[column + k]!;
    for (let j = k + 1; j < n; j++) {
      const other = j * m;
      let sum = 0;
      for (let i = k; i < m; i++) sum += a[column + i]! * a[other + i]!;
      sum /= head;
      for (let i = k; i < m; i++) a[other + i]! -= sum * a[column + i]!;
    }
    let sum = 0;
    for (let i = k; i < m; i++) sum += a[column + i]! * b[i]!;
    sum /= head;
    for (let i = k; i < m; i++) b[i]! -= sum * a[column + i]!;
    diagonal[k] = -norm;
  }
}

/**
 * Solve R x = (Q^T b)[0..n) after {@link householderQrInPlace}. Components whose
 * diagonal element is negligible are set to zero.
 *
 * @returns Number of such components: 0 for full rank.
 */
export function backSubstitute(
  a: Float64Array,
  m: number,
  n: number,
  b: Float64Array,
  diagonal: Float64Array,
  x: Float64Array,
): number {
  let largest = 0;
  for (let k = 0; k < n; k++) largest = Math.max(largest, Math.abs(diagonal[k]!));
  const negligible = largest * m * Number.EPSILON;
  let dropped = 0;
  for (let k = n - 1; k >= 0; k--) {
    if (Math.abs(diagonal[k]!) <= negligible) {
      x[k] = 0;
      dropped++;
      continue;
    }
    let sum = b[k]!;
    for (let j = k + 1; j < n; j++) sum -= a[j * m + k]! * x[j]!;
    x[k] = sum / diagonal[k]!;
  }
  return dropped;
}

/**
 * (R^T R)^-1 from the triangle of {@link householderQrInPlace}, row-major n x n.
 * @returns false when R is singular to working precision; the result is then NaN.
 */
export function inverseGram(a: Float64Array, m: number, n: number, diagonal: Float64Array, out: Float64Array): boolean {
  let largest = 0;
  for (let k = 0; k < n; k++) largest = Math.max(largest, Math.abs(diagonal[k]!));
  for (let k = 0; k < n; k++) {
    if (!(Math.abs(diagonal[k]!) > largest * m * Number.EPSILON)) {
      out.fill(Number.NaN, 0, n * n);
      return false;
    }
  }
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    for (let row = column; row >= 0; row--) {
      let sum = row === column ? 1 : 0;
      for (let k = row + 1; k <= column; k++) sum -= a[k * m + row]! * inverse[k * n + column]!;
      inverse[row * n + column] = sum / diagonal[row]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = Math.max(i, j); k < n; k++) sum += inverse[i * n + k]! * inverse[j * n + k]!;
      out[i * n + j] = sum;
    }
  }
  return true;
}
