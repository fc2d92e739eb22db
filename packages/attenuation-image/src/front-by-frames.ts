import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import { perFrame } from './front-equations.js';
import type { FrontEquations, FrontStep, FrontVariances } from './front-equations.js';
import { inverseOf } from './normal-equations.js';

/** Inverses of the blocks of frames, damped. */
function inverseBlocks(own: Float64Array, frames: number, damping: number): Float64Array | undefined {
  const out = new Float64Array(own.length);
  for (let f = 0; f < frames; f++) {
    const block = own.slice(9 * f, 9 * f + 9);
    for (let i = 0; i < 3; i++) block[4 * i] = block[4 * i]! * (1 + damping) + 1e-12;
    const inverse = inverseOf(block, 3);
    if (inverse === undefined) return undefined;
    out.set(inverse, 9 * f);
  }
  return out;
}

/** What is left for the shared parameters when those of the frames are eliminated. */
function eliminated(
  { rows, frames, rowWeights, heightCross, heightWeight, sharedRight, cross, ownRight }: FrontEquations,
  inverses: Float64Array,
  damping: number,
): { readonly matrix: Float64Array; readonly right: Float64Array } {
  const n = rows + 1;
  const matrix = new Float64Array(n * n);
  const right = Float64Array.from(sharedRight);
  for (let y = 0; y < rows; y++) {
    matrix[y * n + y] = rowWeights[y]! * (1 + damping);
    matrix[y * n + rows] = heightCross[y]!;
    matrix[rows * n + y] = heightCross[y]!;
  }
  matrix[rows * n + rows] = heightWeight * (1 + damping);
  const turned = new Float64Array(3 * n);
  for (let f = 0; f < frames; f++) {
    const block = cross.subarray(f * 3 * n, (f + 1) * 3 * n);
    for (let i = 0; i < 3; i++)
      for (let k = 0; k < n; k++) {
        let sum = 0;
        for (let j = 0; j < 3; j++) sum += inverses[9 * f + 3 * i + j]! * block[j * n + k]!;
        turned[i * n + k] = sum;
      }
    for (let i = 0; i < 3; i++)
      for (let k = 0; k < n; k++) {
        const value = block[i * n + k]!;
        if (value === 0) continue;
        right[k] = right[k]! - turned[i * n + k]! * ownRight[3 * f + i]!;
        for (let l = 0; l < n; l++) matrix[k * n + l] = matrix[k * n + l]! - value * turned[i * n + l]!;
      }
  }
  return { matrix, right };
}

/** A damped step, the parameters of frames eliminated: time grows with the number of frames. @returns undefined for singular equations */
export function stepByFrames(equations: FrontEquations, damping: number): FrontStep | undefined {
  const { rows, frames } = equations;
  const n = rows + 1;
  const inverses = inverseBlocks(equations.own, frames, damping);
  if (inverses === undefined) return undefined;
  const { matrix, right } = eliminated(equations, inverses, damping);
  if (!choleskyInPlace(matrix, n)) return undefined;
  choleskySolveInPlace(matrix, n, right);
  const own = new Float64Array(perFrame * frames);
  for (let f = 0; f < frames; f++) {
    const rest = [0, 1, 2].map((i) => {
      let sum = equations.ownRight[3 * f + i]!;
      for (let k = 0; k < n; k++) sum -= equations.cross[(3 * f + i) * n + k]! * right[k]!;
      return sum;
    });
    for (let i = 0; i < 3; i++)
      own[3 * f + i] = rest.reduce((sum, each, j) => sum + inverses[9 * f + 3 * i + j]! * each, 0);
  }
  return { shared: right, own };
}

/** Variances, likewise. @returns undefined for singular equations */
export function variancesByFrames(equations: FrontEquations): FrontVariances | undefined {
  const { rows, frames, cross } = equations;
  const n = rows + 1;
  const inverses = inverseBlocks(equations.own, frames, 0);
  const covariance = inverses === undefined ? undefined : inverseOf(eliminated(equations, inverses, 0).matrix, n);
  if (inverses === undefined || covariance === undefined) return undefined;
  const own = new Float64Array(2 * frames);
  const along = new Float64Array(n);
  for (let f = 0; f < frames; f++)
    for (let i = 0; i < 2; i++) {
      // The frame's own part, and what the shared parameters add.
      along.fill(0);
      for (let j = 0; j < 3; j++)
        for (let k = 0; k < n; k++) along[k] = along[k]! + inverses[9 * f + 3 * i + j]! * cross[(3 * f + j) * n + k]!;
      let variance = inverses[9 * f + 4 * i]!;
      for (let k = 0; k < n; k++)
        for (let l = 0; l < n; l++) variance += along[k]! * covariance[k * n + l]! * along[l]!;
      own[2 * f + i] = variance;
    }
  return { height: covariance[n * n - 1]!, own };
}
