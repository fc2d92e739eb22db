import { householderQrInPlace, inverseGram } from '../householder-qr.js';
import type { Objective } from './objective.js';

/**
 * (J^T J)^-1 of the moving parameters by QR of the column-scaled Jacobian,
 * spread into a full matrix with zeros for the others.
 *
 * @returns false when the data do not determine them; the entries are then NaN.
 */
export function covarianceOf(objective: Objective, moving: readonly number[], out: Float64Array): boolean {
  const { size, parameters: n, jacobian } = objective;
  const m = moving.length;
  out.fill(0);
  if (m === 0) return true;
  const scaled = new Float64Array(size * m);
  const lengths = new Float64Array(m);
  moving.forEach((k, column) => {
    let squares = 0;
    for (let i = 0; i < size; i++) squares += jacobian[k * size + i]! ** 2;
    const length = Math.sqrt(squares);
    lengths[column] = length;
    for (let i = 0; i < size; i++) scaled[column * size + i] = length > 0 ? jacobian[k * size + i]! / length : 0;
  });
  const small = new Float64Array(m * m);
  const diagonal = new Float64Array(m);
  let regular = size >= m;
  if (regular) {
    householderQrInPlace(scaled, size, m, new Float64Array(size), diagonal);
    regular = inverseGram(scaled, size, m, diagonal, small);
  }
  moving.forEach((i, row) => {
    moving.forEach((j, column) => {
      out[i * n + j] = regular ? small[row * m + column]! / (lengths[row]! * lengths[column]!) : Number.NaN;
    });
  });
  return regular;
}
