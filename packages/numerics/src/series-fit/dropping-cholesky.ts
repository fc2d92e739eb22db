/**
 * Cholesky factorisation in place of the lower triangle of a symmetric n x n matrix, row-major, from an offset on.
 * Where a pivot collapses, that unknown is dropped: its pivot becomes Infinity, so that solutions are 0 there.
 * Unknowns whose diagonal is Infinity already are dropped as well.
 *
 * @param tolerance A pivot below this share of its diagonal element counts as zero.
 * @returns Number of unknowns dropped because of their pivots.
 */
export function droppingCholesky(a: Float64Array, n: number, from: number, tolerance: number): number {
  let dropped = 0;
  for (let j = 0; j < n; j++) {
    const row = from + j * n;
    const diagonal = a[row + j]!;
    let pivot = diagonal;
    for (let k = 0; k < j; k++) pivot -= a[row + k]! ** 2;
    let root = Infinity;
    if (diagonal !== Infinity) {
      if (pivot > tolerance * diagonal) root = Math.sqrt(pivot);
      else dropped++;
    }
    a[row + j] = root;
    for (let i = j + 1; i < n; i++) {
      const other = from + i * n;
      if (root === Infinity) {
        a[other + j] = 0;
        continue;
      }
      let sum = a[other + j]!;
      for (let k = 0; k < j; k++) sum -= a[other + k]! * a[row + k]!;
      a[other + j] = sum / root;
    }
  }
  return dropped;
}

/** Solve with the factor of {@link droppingCholesky}; n values of b from `at` on become the solution, 0 for what is dropped. */
export function droppingSolve(l: Float64Array, n: number, from: number, b: Float64Array, at: number): void {
  for (let i = 0; i < n; i++) {
    const row = from + i * n;
    let sum = b[at + i]!;
    for (let k = 0; k < i; k++) sum -= l[row + k]! * b[at + k]!;
    b[at + i] = l[row + i] === Infinity ? 0 : sum / l[row + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const pivot = l[from + i * n + i]!;
    if (pivot === Infinity) {
      b[at + i] = 0;
      continue;
    }
    let sum = b[at + i]!;
    for (let k = i + 1; k < n; k++) sum -= l[from + k * n + i]! * b[at + k]!;
    b[at + i] = sum / pivot;
  }
}

/**
 * Unknowns that are not determined: those dropped for their pivots, and those that can make up for them.
 *
 * @param matrix The lower triangle before it was factored; Infinity on the diagonal of unknowns that are held.
 * @param l Its factor.
 */
export function undeterminedUnknowns(matrix: Float64Array, l: Float64Array, n: number, from: number): Uint8Array {
  const marks = new Uint8Array(n);
  const direction = new Float64Array(n);
  const element = (i: number, j: number): number => matrix[from + Math.max(i, j) * n + Math.min(i, j)]!;
  for (let j = 0; j < n; j++) {
    if (l[from + j * n + j] !== Infinity || element(j, j) === Infinity) continue;
    marks[j] = 1;
    for (let i = 0; i < n; i++) direction[i] = i === j ? 0 : element(i, j);
    droppingSolve(l, n, from, direction, 0);
    // A direction along which nothing changes; what it moves noticeably, by the curvature of each, is not known either.
    const own = Math.sqrt(element(j, j));
    for (let i = 0; i < n; i++)
      if (Math.abs(direction[i]!) * Math.sqrt(element(i, i)) > 1e-4 * own && l[from + i * n + i] !== Infinity)
        marks[i] = 1;
  }
  return marks;
}

/** Inverse from the factor: rows and columns of dropped unknowns are 0. */
export function droppingInverse(l: Float64Array, n: number, from = 0): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    inverse[j * n + j] = 1;
    droppingSolve(l, n, from, inverse, j * n);
  }
  return inverse;
}
