import { dotProduct } from './dot-product.js';
import { householderQrInPlace } from './householder-qr.js';

/** A = U diag(s) V^T. */
export interface Svd {
  /** Column-major, rows x rank columns: left singular vectors. */
  readonly u: Float64Array;
  /** Singular values, largest first. */
  readonly s: Float64Array;
  /** Column-major, columns x rank columns: right singular vectors. */
  readonly v: Float64Array;
}

/**
 * Thin singular value decomposition by one-sided Jacobi rotations (Hestenes
 * 1958), of the triangle left by a QR factorisation when the matrix is tall.
 * Small singular values keep more relative accuracy than from
 * bidiagonalisation (Demmel and Veselic 1992).
 *
 * @param a Row-major, rows x columns.
 * @throws RangeError for values that are not finite or a shape that does not fit.
 */
export function svd(a: ArrayLike<number>, rows: number, columns: number): Svd {
  if (a.length !== rows * columns || rows < 1 || columns < 1)
    throw new RangeError(`${a.length} values do not make ${rows} x ${columns}`);
  for (let i = 0; i < a.length; i++)
    if (!Number.isFinite(a[i]!)) throw new RangeError(`value ${i} of the matrix is ${a[i]}`);
  if (rows < columns) {
    // Row-major rows x columns, read by columns, is the transpose.
    const { u, s, v } = tall(Float64Array.from(a), columns, rows);
    return { u: v, s, v: u };
  }
  const byColumns = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) byColumns[j * rows + i] = a[i * columns + j]!;
  return tall(byColumns, rows, columns);
}

/** @param a Column-major m x n, m >= n; overwritten. */
function tall(a: Float64Array, m: number, n: number): Svd {
  if (m === n) return jacobi(a, m, n);
  const diagonal = new Float64Array(n);
  householderQrInPlace(a, m, n, new Float64Array(m), diagonal);
  const triangle = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < j; i++) triangle[j * n + i] = a[j * m + i]!;
    triangle[j * n + j] = diagonal[j]!;
  }
  const small = jacobi(triangle, n, n);
  const u = new Float64Array(m * n);
  for (let j = 0; j < n; j++) {
    u.set(small.u.subarray(j * n, (j + 1) * n), j * m);
    for (let k = n - 1; k >= 0; k--) {
      if (diagonal[k] === 0) continue;
      const factor = dotProduct(a, k * m + k, u, j * m + k, m - k) / a[k * m + k]!;
      for (let i = k; i < m; i++) u[j * m + i]! -= factor * a[k * m + i]!;
    }
  }
  return { u, s: small.s, v: small.v };
}

/** Rotate pairs of columns until all are orthogonal; their lengths are the singular values. */
function jacobi(a: Float64Array, m: number, n: number): Svd {
  const v = new Float64Array(n * n);
  for (let j = 0; j < n; j++) v[j * n + j] = 1;
  const tolerance = Number.EPSILON * Math.sqrt(m);
  const squares = new Float64Array(n);
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false;
    for (let j = 0; j < n; j++) squares[j] = dotProduct(a, j * m, a, j * m, m);
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const cross = dotProduct(a, p * m, a, q * m, m);
        if (!(Math.abs(cross) > tolerance * Math.sqrt(squares[p]! * squares[q]!))) continue;
        rotated = true;
        const zeta = (squares[q]! - squares[p]!) / (2 * cross);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const cosine = 1 / Math.hypot(1, t);
        rotate(a, p * m, q * m, m, cosine, cosine * t);
        rotate(v, p * n, q * n, n, cosine, cosine * t);
        squares[p] = dotProduct(a, p * m, a, p * m, m);
        squares[q] = dotProduct(a, q * m, a, q * m, m);
      }
    }
    if (!rotated) break;
  }
  const lengths = Float64Array.from({ length: n }, (_, j) => Math.sqrt(dotProduct(a, j * m, a, j * m, m)));
  const order = Array.from(lengths.keys()).toSorted((i, j) => lengths[j]! - lengths[i]!);
  const u = new Float64Array(m * n);
  const sorted = new Float64Array(n * n);
  order.forEach((from, to) => {
    const length = lengths[from]!;
    for (let i = 0; i < m; i++) u[to * m + i] = length > 0 ? a[from * m + i]! / length : 0;
    sorted.set(v.subarray(from * n, (from + 1) * n), to * n);
  });
  return { u, s: lengths.toSorted().toReversed(), v: sorted };
}

function rotate(a: Float64Array, p: number, q: number, n: number, cosine: number, sine: number): void {
  for (let i = 0; i < n; i++) {
    const x = a[p + i]!;
    const y = a[q + i]!;
    a[p + i] = cosine * x - sine * y;
    a[q + i] = sine * x + cosine * y;
  }
}
