/**
 * Factor a symmetric positive definite band matrix in place: A = L D L^T.
 *
 * @param bands Row i holds A[i][i], A[i][i+1] ... A[i][i+width], so n x (width + 1) values; what sticks out of the matrix is ignored.
 * @returns false when the matrix is not positive definite.
 */
export function bandedCholeskyInPlace(bands: Float64Array, n: number, width: number): boolean {
  const row = width + 1;
  for (let i = 0; i < n; i++) {
    const pivot = bands[i * row]!;
    if (!(pivot > 0)) return false;
    const reach = Math.min(width, n - 1 - i);
    for (let j = 1; j <= reach; j++) {
      const factor = bands[i * row + j]! / pivot;
      for (let k = j; k <= reach; k++) bands[(i + j) * row + k - j]! -= factor * bands[i * row + k]!;
    }
    for (let j = 1; j <= reach; j++) bands[i * row + j]! /= pivot;
  }
  return true;
}

/** Solve with the factors of {@link bandedCholeskyInPlace}; b becomes x. */
export function bandedSolveInPlace(bands: Float64Array, n: number, width: number, b: Float64Array): void {
  const row = width + 1;
  for (let i = 0; i < n; i++) {
    const reach = Math.min(width, n - 1 - i);
    for (let j = 1; j <= reach; j++) b[i + j]! -= bands[i * row + j]! * b[i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]! / bands[i * row]!;
    const reach = Math.min(width, n - 1 - i);
    for (let j = 1; j <= reach; j++) sum -= bands[i * row + j]! * b[i + j]!;
    b[i] = sum;
  }
}
