/**
 * Cholesky factors L L^T of a banded matrix, stored by rows of the lower
 * triangle: row i holds columns i - width to i, its diagonal last. Sums run
 * along contiguous memory on both sides, which is what makes wide bands fast.
 */

/** Sum of products over two stretches, four chains at a time since one waits for itself. */
function products(a: Float64Array, from: number, b: Float64Array, other: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < count; k += 4) {
    s0 += a[from + k]! * b[other + k]!;
    s1 += a[from + k + 1]! * b[other + k + 1]!;
    s2 += a[from + k + 2]! * b[other + k + 2]!;
    s3 += a[from + k + 3]! * b[other + k + 3]!;
  }
  for (; k < count; k++) s0 += a[from + k]! * b[other + k]!;
  return s0 + s1 + (s2 + s3);
}

/** Factorise in place; false when the matrix is not positive definite. */
export function lowerBandCholeskyInPlace(bands: Float64Array, n: number, width: number): boolean {
  const row = width + 1;
  for (let i = 0; i < n; i++) {
    const ownRow = i * row + width - i;
    const first = Math.max(0, i - width);
    for (let j = first; j < i; j++) {
      const otherRow = j * row + width - j;
      const start = Math.max(first, j - width);
      bands[ownRow + j] =
        (bands[ownRow + j]! - products(bands, ownRow + start, bands, otherRow + start, j - start)) *
        bands[otherRow + j]!;
    }
    const pivot = bands[ownRow + i]! - products(bands, ownRow + first, bands, ownRow + first, i - first);
    if (!(pivot > 0)) return false;
    // The diagonal is kept as its reciprocal: divisions are slow.
    bands[ownRow + i] = 1 / Math.sqrt(pivot);
  }
  return true;
}

/** x = L^-1 x, from an index before which x is zero. */
export function forwardInPlace(bands: Float64Array, n: number, width: number, x: Float64Array, from = 0): void {
  const row = width + 1;
  for (let i = from; i < n; i++) {
    const ownRow = i * row + width - i;
    const first = Math.max(from, i - width);
    let a = x[i]!;
    let b = 0;
    let k = first;
    for (; k + 1 < i; k += 2) {
      a -= bands[ownRow + k]! * x[k]!;
      b += bands[ownRow + k + 1]! * x[k + 1]!;
    }
    if (k < i) a -= bands[ownRow + k]! * x[k]!;
    x[i] = (a - b) * bands[ownRow + i]!;
  }
}

/** Solve with the factors; b becomes x. */
export function lowerBandSolveInPlace(bands: Float64Array, n: number, width: number, b: Float64Array): void {
  const row = width + 1;
  forwardInPlace(bands, n, width, b);
  for (let i = n - 1; i >= 0; i--) {
    const ownRow = i * row + width - i;
    const value = b[i]! * bands[ownRow + i]!;
    b[i] = value;
    for (let k = Math.max(0, i - width); k < i; k++) b[k]! -= bands[ownRow + k]! * value;
  }
}

/** Logarithm of the determinant of L L^T. */
export function lowerBandLogDeterminant(bands: Float64Array, n: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum -= 2 * Math.log(bands[i * (width + 1) + width]!);
  return sum;
}

/** Columns of L^-1 that are worked out side by side. */
const block = 4;

/** The inverse's diagonal and its next off-diagonals, [n x reach], from sums over the columns of L^-1. */
export function inverseNearDiagonal(bands: Float64Array, n: number, width: number, reach: number): Float64Array {
  const near = new Float64Array(reach * n);
  const recent = Array.from({ length: reach }, () => new Float64Array(n));
  for (let high = n - 1; high >= 0; high -= block) {
    const low = Math.max(0, high - block + 1);
    for (let j = high; j >= low; j--) {
      const column = recent[j % reach]!;
      column.fill(0);
      column[j] = 1;
      forwardInPlace(bands, n, width, column, low);
      for (let away = 0; away < reach && j + away < n; away++) {
        const from = j + away;
        near[reach * j + away] = products(column, from, recent[from % reach]!, from, n - from);
      }
    }
  }
  return near;
}
