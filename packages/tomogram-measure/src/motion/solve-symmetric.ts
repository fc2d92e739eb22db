import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';

/** Solution of positive definite equations whose columns differ by orders of magnitude; undefined where they are singular. */
export function solveSymmetric(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const n = right.length;
  const scale = Float64Array.from(right, (_, j) => 1 / Math.sqrt(matrix[j * n + j]!));
  const factor = matrix.map((value, i) => value * scale[Math.floor(i / n)]! * scale[i % n]!);
  if (!factor.every(Number.isFinite) || !choleskyInPlace(factor, n)) return undefined;
  const solution = right.map((value, j) => value * scale[j]!);
  choleskySolveInPlace(factor, n, solution);
  return solution.map((value, j) => value * scale[j]!);
}
