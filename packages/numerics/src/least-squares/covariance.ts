import { backSubstitute, householderQrInPlace, inverseGram } from '../householder-qr.js';

/** What the linearisation at the end of a fit says. */
export interface FinalLinearisation {
  /** The data determine all of the parameters asked for. */
  readonly regular: boolean;
  /** Gain in cost that the undamped Gauss-Newton step predicts. */
  readonly gain: number;
  /** Largest change of a parameter by that step, relative to it. */
  readonly relativeStep: number;
}

/**
 * (J^T J)^-1 of some parameters by QR of the column-scaled Jacobian, spread
 * into a full matrix with zeros for the others; and the undamped Gauss-Newton
 * step, by which a minimum is told from a plateau (Bates and Watts 1981).
 *
 * @param jacobian Column-major, size x n.
 * @param moving Columns that take part.
 * @param out Row-major n x n; NaN in the rows of `moving` when they are not determined.
 */
export function finalLinearisation(
  jacobian: Float64Array,
  residuals: Float64Array,
  parameters: Float64Array,
  moving: readonly number[],
  out: Float64Array,
): FinalLinearisation {
  const size = residuals.length;
  const n = parameters.length;
  const m = moving.length;
  out.fill(0);
  if (m === 0) return { regular: true, gain: 0, relativeStep: 0 };
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
  let regular = size >= m;
  let gain = Number.NaN;
  let relativeStep = Number.NaN;
  if (regular) {
    const right = residuals.slice();
    const diagonal = new Float64Array(m);
    const step = new Float64Array(m);
    householderQrInPlace(scaled, size, m, right, diagonal);
    regular = inverseGram(scaled, size, m, diagonal, small);
    backSubstitute(scaled, size, m, right, diagonal, step);
    gain = 0;
    relativeStep = 0;
    for (let k = 0; k < m; k++) {
      gain += right[k]! ** 2;
      const change = Math.abs(step[k]! / lengths[k]!);
      relativeStep = Math.max(relativeStep, change / Math.abs(parameters[moving[k]!]!) || 0);
    }
  }
  moving.forEach((i, row) => {
    moving.forEach((j, column) => {
      out[i * n + j] = regular ? small[row * m + column]! / (lengths[row]! * lengths[column]!) : Number.NaN;
    });
  });
  return { regular, gain, relativeStep };
}
