import { dotProduct } from './dot-product.js';
import { backSubstitute, householderQrInPlace } from './householder-qr.js';

/** Solution of {@link nonNegativeLeastSquares}. */
export interface NonNegativeSolution {
  /** The unknowns, none below 0. */
  readonly x: Float64Array;
  /** |A x - b|. */
  readonly residual: number;
  /** A^T (b - A x): 0 where x > 0, not above 0 elsewhere (within rounding), which proves the solution. */
  readonly dual: Float64Array;
}

/**
 * Minimise |A x - b| with every x >= 0: the active set method of Lawson and
 * Hanson (1974, chapter 23), with QR of the passive columns.
 *
 * @param a Row-major, rows x columns.
 * @throws RangeError for shapes that do not fit or values that are not finite.
 */
export function nonNegativeLeastSquares(
  a: ArrayLike<number>,
  rows: number,
  columns: number,
  b: ArrayLike<number>,
): NonNegativeSolution {
  if (a.length !== rows * columns || b.length !== rows)
    throw new RangeError(`${a.length} and ${b.length} values do not make ${rows} x ${columns} and ${rows}`);
  const byColumns = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) byColumns[j * rows + i] = a[i * columns + j]!;
  const right = Float64Array.from(b);
  if (!byColumns.every(Number.isFinite) || !right.every(Number.isFinite))
    throw new RangeError('the matrix or the right-hand side has values that are not finite');
  const x = new Float64Array(columns);
  const residual = right.slice();
  const dual = new Float64Array(columns);
  const lengths = dual.map((_, j) => Math.sqrt(dotProduct(byColumns, j * rows, byColumns, j * rows, rows)));
  const scale = Math.sqrt(dotProduct(right, 0, right, 0, rows));
  const passive: number[] = [];
  const refused = new Set<number>();

  const update = (): void => {
    residual.set(right);
    for (const j of passive) for (let i = 0; i < rows; i++) residual[i]! -= x[j]! * byColumns[j * rows + i]!;
    for (let j = 0; j < columns; j++) dual[j] = dotProduct(byColumns, j * rows, residual, 0, rows);
  };
  update();
  for (let round = 0; round < 10 * columns + 100; round++) {
    let entering = -1;
    let steepest = 10 * Number.EPSILON * rows;
    for (let j = 0; j < columns; j++) {
      const cosine = dual[j]! / (lengths[j]! * scale || Infinity);
      if (cosine > steepest && !refused.has(j) && !passive.includes(j)) {
        steepest = cosine;
        entering = j;
      }
    }
    if (entering < 0) break;
    passive.push(entering);
    let moved = false;
    for (;;) {
      const solution = solvePassive(byColumns, rows, passive, right);
      let share = 1;
      passive.forEach((j, k) => {
        if (solution[k]! <= 0) share = Math.min(share, x[j]! / (x[j]! - solution[k]! || 1));
      });
      // A column that enters at once below zero is dependent on the others: rounding had let it in.
      if (share === 0 && !moved && solution.at(-1)! <= 0) {
        passive.pop();
        refused.add(entering);
        break;
      }
      moved = true;
      passive.forEach((j, k) => (x[j]! += share * (solution[k]! - x[j]!)));
      if (share === 1) break;
      for (let k = passive.length - 1; k >= 0; k--) {
        const j = passive[k]!;
        if (solution[k]! <= 0 && x[j]! <= 1e-15 * Math.abs(solution[k]!) + Number.MIN_VALUE) {
          x[j] = 0;
          passive.splice(k, 1);
        }
      }
    }
    if (moved) refused.clear();
    update();
  }
  return { x, residual: Math.sqrt(dotProduct(residual, 0, residual, 0, rows)), dual };
}

function solvePassive(a: Float64Array, rows: number, passive: readonly number[], b: Float64Array): Float64Array {
  const m = passive.length;
  // Rows are padded where there are fewer than columns, which a passive set of dependent columns may have.
  const height = Math.max(rows, m);
  const matrix = new Float64Array(height * m);
  passive.forEach((j, k) => matrix.set(a.subarray(j * rows, (j + 1) * rows), k * height));
  const right = new Float64Array(height);
  right.set(b);
  const diagonal = new Float64Array(m);
  const solution = new Float64Array(m);
  householderQrInPlace(matrix, height, m, right, diagonal);
  backSubstitute(matrix, height, m, right, diagonal, solution);
  return solution;
}
