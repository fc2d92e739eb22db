import { choleskyInPlace, choleskySolveInPlace, svd } from '@operando/numerics';

/** Covariance of all parameters: 0 in rows of those that did not move or ended on a bound. */
export interface Covariance {
  readonly matrix: Float64Array;
  readonly size: number;
  /** Numbers of those that were free. */
  readonly free: Int32Array;
  /** Whether the matrix could be inverted. */
  readonly isRegular: boolean;
}

/** Inverse of normal equations over what was free. */
export function covarianceOf(a: Float64Array, fixed: Uint8Array, size: number): Covariance {
  const free = Int32Array.from(Array.from(fixed.keys()).filter((k) => fixed[k] === 0 && a[k * size + k]! > 0));
  const n = free.length;
  const matrix = new Float64Array(size * size);
  const scaled = scaledMatrix(a, size, free);
  const isRegular = choleskyInPlace(scaled, n, 1e-11);
  if (!isRegular) return { matrix, size, free, isRegular };
  const column = new Float64Array(n);
  for (let c = 0; c < n; c++) {
    column.fill(0);
    column[c] = 1;
    choleskySolveInPlace(scaled, n, column);
    for (let r = 0; r < n; r++) {
      const scale = Math.sqrt(a[free[r]! * size + free[r]!]! * a[free[c]! * size + free[c]!]!);
      matrix[free[r]! * size + free[c]!] = column[r]! / scale;
    }
  }
  return { matrix, size, free, isRegular };
}

function scaledMatrix(a: Float64Array, size: number, free: Int32Array): Float64Array {
  const n = free.length;
  const scaled = new Float64Array(n * n);
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < n; c++) {
      const [j, k] = [free[r]!, free[c]!];
      scaled[r * n + c] = a[j * size + k]! / Math.sqrt(a[j * size + j]! * a[k * size + k]!);
    }
  }
  return scaled;
}

/** A combination of parameters that the data say nothing of. */
export interface UndeterminedCombination {
  /** Parameters with a share of it, largest first. */
  readonly parameters: readonly number[];
}

/** Eigenvalues of the matrix scaled to ones on its diagonal below this share of the largest count as none. */
const leastEigenvalue = 1e-8;
const leastPivot = 1e-5;

/** The combination of free parameters that is determined worst, if the data do not determine it. */
export function undetermined(a: Float64Array, fixed: Uint8Array, size: number): UndeterminedCombination | undefined {
  const free = Int32Array.from(Array.from(fixed.keys()).filter((k) => fixed[k] === 0 && a[k * size + k]! > 0));
  const n = free.length;
  // A factor without a small pivot has no eigenvalue that is far smaller.
  if (n === 0 || choleskyInPlace(scaledMatrix(a, size, free), n, leastPivot)) return undefined;
  const { s, v } = svd(scaledMatrix(a, size, free), n, n);
  if (s[n - 1]! > leastEigenvalue * s[0]!) return undefined;
  const shares = Array.from(free, (parameter, k) => ({ parameter, share: Math.abs(v[(n - 1) * n + k]!) }));
  const large = shares.filter(({ share }) => share > 0.3).toSorted((p, q) => q.share - p.share);
  return { parameters: large.map(({ parameter }) => parameter) };
}

/** Pairs of free parameters whose estimates go together more than a limit, strongest first. */
export function correlatedPairs(
  { matrix, size, free }: Covariance,
  limit: number,
): { readonly one: number; readonly other: number; readonly correlation: number }[] {
  const pairs: { one: number; other: number; correlation: number }[] = [];
  for (const one of free) {
    for (const other of free) {
      if (other <= one) continue;
      const product = matrix[one * size + one]! * matrix[other * size + other]!;
      const correlation = matrix[one * size + other]! / Math.sqrt(product);
      if (Math.abs(correlation) > limit) pairs.push({ one, other, correlation });
    }
  }
  return pairs.toSorted((p, q) => Math.abs(q.correlation) - Math.abs(p.correlation));
}

/** Variance of a quantity with these derivatives. */
export function varianceAlong({ matrix, size, free }: Covariance, by: Float64Array): number {
  let sum = 0;
  for (const j of free) {
    if (by[j] === 0) continue;
    for (const k of free) sum += by[j]! * matrix[j * size + k]! * by[k]!;
  }
  return sum;
}

/** Standard error of a parameter, NaN of one that was not free. */
export function stderrOf({ matrix, size }: Covariance, k: number): number {
  const variance = matrix[k * size + k]!;
  return variance > 0 ? Math.sqrt(variance) : Number.NaN;
}
