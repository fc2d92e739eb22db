import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import { perFrame } from './front-equations.js';
import type { FrontEquations, FrontStep, FrontVariances } from './front-equations.js';
import { inverseOf } from './normal-equations.js';

/** Equations of the parameters of frames, [frame][3], then the height, when those of the rows are eliminated. */
function eliminated(
  { rows, frames, rowWeights, heightCross, heightWeight, sharedRight, own, cross, ownRight }: FrontEquations,
  damping: number,
): { readonly matrix: Float64Array; readonly right: Float64Array } {
  const last = perFrame * frames;
  const n = last + 1;
  const matrix = new Float64Array(n * n);
  const right = new Float64Array(n);
  right.set(ownRight);
  right[last] = sharedRight[rows]!;
  for (let f = 0; f < frames; f++)
    for (let i = 0; i < perFrame; i++) {
      const at = perFrame * f + i;
      for (let j = 0; j < perFrame; j++) matrix[at * n + perFrame * f + j] = own[9 * f + 3 * i + j]!;
      matrix[at * n + at] = matrix[at * n + at]! * (1 + damping) + 1e-12;
      matrix[last * n + at] = cross[at * (rows + 1) + rows]!;
    }
  matrix[n * n - 1] = heightWeight * (1 + damping);
  const along = new Float64Array(n);
  for (let y = 0; y < rows; y++) {
    const weight = 1 / (rowWeights[y]! * (1 + damping));
    for (let k = 0; k < last; k++) along[k] = cross[k * (rows + 1) + y]!;
    along[last] = heightCross[y]!;
    for (let k = 0; k < n; k++) {
      const scaled = along[k]! * weight;
      right[k] = right[k]! - scaled * sharedRight[y]!;
      // The lower half; a front changes few rows of a frame.
      if (scaled !== 0) for (let l = 0; l <= k; l++) matrix[k * n + l] = matrix[k * n + l]! - scaled * along[l]!;
    }
  }
  for (let k = 0; k < n; k++) for (let l = 0; l < k; l++) matrix[l * n + k] = matrix[k * n + l]!;
  return { matrix, right };
}

/** A damped step, the parameters of rows eliminated: time grows with the number of rows. @returns undefined for singular equations */
export function stepByRows(equations: FrontEquations, damping: number): FrontStep | undefined {
  const { rows, frames, rowWeights, heightCross, sharedRight, cross } = equations;
  const last = perFrame * frames;
  const { matrix, right } = eliminated(equations, damping);
  if (!choleskyInPlace(matrix, last + 1)) return undefined;
  choleskySolveInPlace(matrix, last + 1, right);
  const shared = new Float64Array(rows + 1);
  shared[rows] = right[last]!;
  for (let y = 0; y < rows; y++) {
    let rest = sharedRight[y]! - heightCross[y]! * right[last]!;
    for (let k = 0; k < last; k++) rest -= cross[k * (rows + 1) + y]! * right[k]!;
    shared[y] = rest / (rowWeights[y]! * (1 + damping));
  }
  return { shared, own: right.slice(0, last) };
}

/** Variances, likewise. @returns undefined for singular equations */
export function variancesByRows(equations: FrontEquations): FrontVariances | undefined {
  const { frames } = equations;
  const n = perFrame * frames + 1;
  const covariance = inverseOf(eliminated(equations, 0).matrix, n);
  if (covariance === undefined) return undefined;
  const own = new Float64Array(2 * frames);
  for (let f = 0; f < frames; f++)
    for (let i = 0; i < 2; i++) own[2 * f + i] = covariance[(perFrame * f + i) * (n + 1)]!;
  return { height: covariance[n * n - 1]!, own };
}
