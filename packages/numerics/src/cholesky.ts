/**
 * Cholesky factorisation in place of the lower triangle of a symmetric n x n
 * matrix, row-major.
 *
 * @param tolerance A pivot below this share of its diagonal element counts as zero.
 * @returns false when a pivot collapses: the matrix is singular to working precision.
 * @see Golub and Van Loan, Matrix Computations (4th edition, 2013), 4.2
 */
export function choleskyInPlace(a: Float64Array, n: number, tolerance = 1e-12): boolean {
  for (let j = 0; j < n; j++) {
    const diagonal = a[j * n + j]!;
    let pivot = diagonal;
    for (let k = 0; k < j; k++) pivot -= a[j * n + k]! ** 2;
    if (!(pivot > tolerance * diagonal)) return false;
    const root = Math.sqrt(pivot);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = sum / root;
    }
  }
  return true;
}

/** Solve L L^T x = b with the factor of {@link choleskyInPlace}; b becomes x. */
export function choleskySolveInPlace(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= l[i * n + k]! * b[k]!;
    b[i] = sum / l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i]! * b[k]!;
    b[i] = sum / l[i * n + i]!;
  }
}

/** v^T A^-1 v with the factor of {@link choleskyInPlace} of A: the variance along v where A^-1 is a covariance. Overwrites v. */
export function choleskyQuadraticForm(l: Float64Array, n: number, v: Float64Array): number {
  let form = 0;
  for (let i = 0; i < n; i++) {
    let value = v[i]!;
    for (let k = 0; k < i; k++) value -= l[i * n + k]! * v[k]!;
    value /= l[i * n + i]!;
    v[i] = value;
    form += value * value;
  }
  return form;
}
