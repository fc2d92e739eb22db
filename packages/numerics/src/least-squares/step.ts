import { choleskyInPlace, choleskySolveInPlace } from '../cholesky.js';
import { dotProduct } from '../dot-product.js';
import { backSubstitute, householderQrInPlace } from '../householder-qr.js';
import type { Objective } from './objective.js';

/** Solves the damped normal equations of one linearisation for any damping. */
export interface StepSolver {
  /** Take a new linearisation. @param active Parameters that may move. */
  prepare(objective: Objective, active: readonly number[]): void;
  /** Gradient J^T r of each parameter (downhill direction); 0 for those that may not move. */
  readonly gradient: Float64Array;
  /** Diagonal of J^T J. */
  readonly diagonal: Float64Array;
  /** Fill the step for damping `lambda` times the scaling; returns the predicted gain in cost. */
  solve(lambda: number, scaling: Float64Array, step: Float64Array): number;
  /** Predicted gain of any step. */
  predictedGain(step: Float64Array): number;
}

/** @param size Residuals. @param n Parameters. */
export function createStepSolver(size: number, n: number): StepSolver {
  const normal = new Float64Array(n * n);
  const factor = new Float64Array(n * n);
  const small = new Float64Array(n);
  const gradient = new Float64Array(n);
  const diagonal = new Float64Array(n);
  let current: Objective | undefined;
  let moving: readonly number[] = [];
  let augmented: Float64Array | undefined;
  let right: Float64Array | undefined;
  const rDiagonal = new Float64Array(n);

  const predictedGain = (step: Float64Array): number => {
    let gain = 0;
    for (const i of moving) {
      let row = 0;
      for (const j of moving) row += normal[i * n + j]! * step[j]!;
      gain += step[i]! * (2 * gradient[i]! - row);
    }
    return gain;
  };

  /** Columns are scaled to unit length before either factorisation, so that pivots compare. */
  const solveByQr = (lambda: number, scaling: Float64Array, step: Float64Array): void => {
    const m = moving.length;
    const rows = size + m;
    augmented ??= new Float64Array((size + n) * n);
    right ??= new Float64Array(size + n);
    right.fill(0);
    right.set(current!.residuals);
    moving.forEach((k, column) => {
      const length = Math.sqrt(diagonal[k]!) || 1;
      const at = column * rows;
      for (let i = 0; i < size; i++) augmented![at + i] = current!.jacobian[k * size + i]! / length;
      augmented!.fill(0, at + size, at + rows);
      augmented![at + size + column] = Math.sqrt(lambda * scaling[k]!) / length;
    });
    householderQrInPlace(augmented, rows, m, right, rDiagonal);
    backSubstitute(augmented, rows, m, right, rDiagonal, small);
    moving.forEach((k, column) => (step[k] = small[column]! / (Math.sqrt(diagonal[k]!) || 1)));
  };

  return {
    gradient,
    diagonal,
    predictedGain,
    prepare(objective, active) {
      current = objective;
      moving = active;
      gradient.fill(0);
      const { jacobian, residuals } = objective;
      for (const i of active) {
        gradient[i] = dotProduct(jacobian, i * size, residuals, 0, size);
        for (const j of active) {
          if (j > i) break;
          const value = dotProduct(jacobian, i * size, jacobian, j * size, size);
          normal[i * n + j] = value;
          normal[j * n + i] = value;
        }
        diagonal[i] = normal[i * n + i]!;
      }
    },
    solve(lambda, scaling, step) {
      const m = moving.length;
      step.fill(0);
      moving.forEach((i, row) => {
        const li = Math.sqrt(diagonal[i]!) || 1;
        small[row] = gradient[i]! / li;
        moving.forEach((j, column) => {
          if (column > row) return;
          const lj = Math.sqrt(diagonal[j]!) || 1;
          const damping = column === row ? lambda * scaling[i]! : 0;
          factor[row * m + column] = (normal[i * n + j]! + damping) / (li * lj);
        });
      });
      if (choleskyInPlace(factor, m, 1e-10)) {
        choleskySolveInPlace(factor, m, small);
        moving.forEach((k, row) => (step[k] = small[row]! / (Math.sqrt(diagonal[k]!) || 1)));
      } else {
        solveByQr(lambda, scaling, step);
      }
      return predictedGain(step);
    },
  };
}
