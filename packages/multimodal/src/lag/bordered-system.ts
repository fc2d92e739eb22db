import {
  bandedCholeskyInPlace,
  bandedSolveInPlace,
  choleskyInPlace,
  choleskySolveInPlace,
  dotProduct,
} from '@operando/numerics';

/** Symmetric equations whose matrix is banded but for a few columns at its end. */
export interface BorderedSystem {
  /** Columns x width, the diagonal first. They are overwritten by their factors. */
  readonly bands: Float64Array;
  readonly width: number;
  readonly columns: number;
  /** The further columns over the bands, and the square where they meet (lower triangle, row-major). */
  readonly border: readonly Float64Array[];
  readonly corner: Float64Array;
}

/** A factored system. */
export interface FactoredSystem {
  /** Solve in place; undefined where the border is not determined. @param right Over the bands. @param below Over the border. */
  solve(right: Float64Array, below: Float64Array): boolean;
  /** Logarithm of the determinant. */
  readonly logDeterminant: number;
  /** Solve the banded part alone, in place. */
  solveBands(right: Float64Array): void;
}

/** Factors of a bordered system: banded Cholesky, and Cholesky of the Schur complement of its border. */
export function factorBordered({ bands, width, columns, border, corner }: BorderedSystem): FactoredSystem {
  const size = border.length;
  bandedCholeskyInPlace(bands, columns, width - 1);
  const solveBands = (right: Float64Array): void => bandedSolveInPlace(bands, columns, width - 1, right);
  const solved = border.map((column) => {
    const x = new Float64Array(column);
    solveBands(x);
    return x;
  });
  const schur = new Float64Array(size * size);
  for (let k = 0; k < size; k++)
    for (let l = 0; l <= k; l++)
      schur[k * size + l] = corner[k * size + l]! - dotProduct(border[k]!, 0, solved[l]!, 0, columns);
  const isDetermined = choleskyInPlace(schur, size, 1e-14);
  let logDeterminant = isDetermined ? 0 : Number.NaN;
  for (let i = 0; i < columns; i++) logDeterminant += Math.log(bands[i * width]!);
  for (let k = 0; k < size; k++) logDeterminant += 2 * Math.log(schur[k * size + k]!);
  return {
    logDeterminant,
    solveBands,
    solve: (right, below) => {
      if (!isDetermined) return false;
      for (let k = 0; k < size; k++) below[k]! -= dotProduct(solved[k]!, 0, right, 0, columns);
      choleskySolveInPlace(schur, size, below);
      solveBands(right);
      for (let k = 0; k < size; k++) for (let i = 0; i < columns; i++) right[i]! -= solved[k]![i]! * below[k]!;
      return true;
    },
  };
}
