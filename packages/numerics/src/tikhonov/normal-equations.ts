import { bandedNormalModule } from '../kernels/generated/banded-normal.js';
import { placeTables } from '../kernels/kernel-space.js';
import { kernelOf } from '../kernels/kernel.js';
import type { KernelChoice } from '../kernels/kernel.js';
import { weightedGram } from './column-runs.js';
import type { ColumnRuns } from './column-runs.js';
import { inverseNearDiagonal, lowerBandCholeskyInPlace } from './lower-band.js';

/** What is done with the banded normal equations of a matrix, by the kernel or by plain loops: the same to the bit. */
export interface NormalEquations {
  /** Lower bands of A^T diag(weights) A. @param scratch Room for as many numbers as rows. */
  gram(weights: Float64Array, scratch: Float64Array, bands: Float64Array): void;
  /** Cholesky factors in place; false when the matrix is not positive definite. */
  factorise(bands: Float64Array): boolean;
  /** The inverse's diagonal and its next off-diagonals, [columns x reach], by the factors. */
  inverseNear(bands: Float64Array, reach: number): Float64Array;
}

/** Columns beside one another that the kernel remembers. */
const mostReach = 5;

function plainEquations(a: ColumnRuns, width: number): NormalEquations {
  return {
    gram: (weights, scratch, bands) => {
      weightedGram(a, weights, width, scratch, bands);
    },
    factorise: (bands) => lowerBandCholeskyInPlace(bands, a.columns, width),
    inverseNear: (bands, reach) => inverseNearDiagonal(bands, a.columns, width, reach),
  };
}

/** @param width Bandwidth of the normal equations. */
export function normalEquations(a: ColumnRuns, width: number, choice?: KernelChoice): NormalEquations {
  const plain = plainEquations(a, width);
  const kernel = kernelOf(bandedNormalModule, choice);
  if (kernel === undefined) return plain;
  const { run, space } = kernel;
  const { rows, columns } = a;
  const size = columns * (width + 1);
  // Bands, what comes of them, and room for rows or for columns of the inverse.
  const least = Math.max(2 * rows, (mostReach + 12) * columns);
  if (size + least > space.scratchSize) return plain;
  const { doubles, scratch } = space;
  const at = scratch / 8;
  const after = at + size;
  const address = (place: number): number => 8 * place;
  return {
    gram(weights, room, bands) {
      const tables = placeTables(space, a.tables);
      if (tables === undefined) {
        plain.gram(weights, room, bands);
        return;
      }
      doubles.set(weights, after);
      run.weightedGram(tables[0]!, tables[1]!, columns, address(after), address(after + rows), width, scratch);
      bands.set(doubles.subarray(at, after));
    },
    factorise(bands) {
      doubles.set(bands, at);
      if (run.factorise(scratch, columns, width) === 0) return false;
      bands.set(doubles.subarray(at, after));
      return true;
    },
    inverseNear(bands, reach) {
      if (reach > mostReach) return plain.inverseNear(bands, reach);
      doubles.set(bands, at);
      const block = after;
      const recent = block + 4 * columns;
      const near = recent + 8 * columns;
      run.inverseNearDiagonal(scratch, columns, width, reach, address(block), address(recent), address(near));
      return doubles.slice(near, near + reach * columns);
    },
  };
}
