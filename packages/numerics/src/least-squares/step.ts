import { choleskyInPlace, choleskySolveInPlace } from '../cholesky.js';
import { dotProduct } from '../dot-product.js';
import { backSubstitute, householderQrInPlace } from '../householder-qr.js';
import type { Objective } from './objective.js';

/** Smallest relative pivot at which the normal equations are trusted: their error is the square of that of QR. */
const smallestPivot = 1e-10;

/** Solves (J^T J + lambda D^2) step = J^T r of one linearisation for any lambda, on the active parameters. */
export interface StepSolver {
  /** Take a new linearisation. The first `count` of `active` may move. */
  prepare(objective: Objective, active: Int32Array, count: number): void;
  /** J^T r of each active parameter: downhill; 0 for the others. */
  readonly gradient: Float64Array;
  /** Diagonal of J^T J. */
  readonly diagonal: Float64Array;
  /** Fill the step. @returns false when the equations are singular: the step is then the shortest of the possible. */
  solve(lambda: number, scaling: Float64Array, step: Float64Array): boolean;
  /** |R^-T v|^2 with the factor of the last {@link solve}: Newton's slope for lambda. */
  inverseNorm(v: Float64Array): number;
  /** Predicted gain in cost of any step. */
  predictedGain(step: Float64Array): number;
}

/** @param size Residuals. @param n Parameters. */
export function createStepSolver(size: number, n: number): StepSolver {
  const normal = new Float64Array(n * n);
  const factor = new Float64Array(n * n);
  const small = new Float64Array(n);
  const lengths = new Float64Array(n).fill(1);
  const gradient = new Float64Array(n);
  const diagonal = new Float64Array(n);
  const rDiagonal = new Float64Array(n);
  let current: Objective | undefined;
  let moving: Int32Array = new Int32Array(0);
  let m = 0;
  // QR is rarely needed: its space is taken at the first collapse.
  let augmented: Float64Array | undefined;
  let right: Float64Array | undefined;
  let factoredByQr = false;

  const solveByQr = (lambda: number, scaling: Float64Array, step: Float64Array): boolean => {
    const rows = size + m;
    augmented ??= new Float64Array((size + n) * n);
    right ??= new Float64Array(size + n);
    right.fill(0);
    right.set(current!.residuals);
    for (let column = 0; column < m; column++) {
      const k = moving[column]!;
      const at = column * rows;
      for (let i = 0; i < size; i++) augmented[at + i] = current!.jacobian[k * size + i]! / lengths[column]!;
      augmented.fill(0, at + size, at + rows);
      augmented[at + size + column] = Math.sqrt(lambda * scaling[k]!) / lengths[column]!;
    }
    householderQrInPlace(augmented, rows, m, right, rDiagonal);
    const dropped = backSubstitute(augmented, rows, m, right, rDiagonal, small);
    for (let column = 0; column < m; column++) step[moving[column]!] = small[column]! / lengths[column]!;
    factoredByQr = true;
    return dropped === 0;
  };

  return {
    gradient,
    diagonal,
    predictedGain(step) {
      let gain = 0;
      for (let a = 0; a < m; a++) {
        const i = moving[a]!;
        let row = 0;
        for (let b = 0; b < m; b++) row += normal[i * n + moving[b]!]! * step[moving[b]!]!;
        gain += step[i]! * (2 * gradient[i]! - row);
      }
      return gain;
    },
    prepare(objective, active, count) {
      current = objective;
      moving = active;
      m = count;
      gradient.fill(0);
      const { jacobian, residuals } = objective;
      for (let a = 0; a < m; a++) {
        const i = moving[a]!;
        gradient[i] = dotProduct(jacobian, i * size, residuals, 0, size);
        for (let b = 0; b <= a; b++) {
          const j = moving[b]!;
          const value = dotProduct(jacobian, i * size, jacobian, j * size, size);
          normal[i * n + j] = value;
          normal[j * n + i] = value;
        }
        diagonal[i] = normal[i * n + i]!;
        lengths[a] = Math.sqrt(diagonal[i]) || 1;
      }
    },
    solve(lambda, scaling, step) {
      step.fill(0);
      // Columns are scaled to unit length, so that pivots compare.
      for (let a = 0; a < m; a++) {
        const i = moving[a]!;
        small[a] = gradient[i]! / lengths[a]!;
        for (let b = 0; b <= a; b++) {
          const damping = a === b ? lambda * scaling[i]! : 0;
          factor[a * m + b] = (normal[i * n + moving[b]!]! + damping) / (lengths[a]! * lengths[b]!);
        }
      }
      if (!choleskyInPlace(factor, m, smallestPivot)) return solveByQr(lambda, scaling, step);
      choleskySolveInPlace(factor, m, small);
      for (let a = 0; a < m; a++) step[moving[a]!] = small[a]! / lengths[a]!;
      factoredByQr = false;
      return true;
    },
    inverseNorm(v) {
      const rows = size + m;
      let squares = 0;
      for (let a = 0; a < m; a++) {
        let sum = v[moving[a]!]! / lengths[a]!;
        for (let b = 0; b < a; b++) sum -= (factoredByQr ? augmented![a * rows + b]! : factor[a * m + b]!) * small[b]!;
        small[a] = sum / (factoredByQr ? rDiagonal[a]! : factor[a * m + a]!);
        squares += small[a]! ** 2;
      }
      return squares;
    },
  };
}
