import { svd } from '../svd.js';

/** Least squares with some unknowns held at their bounds: everything that does not depend on the right-hand side. */
export interface ActiveSet {
  /** Per unknown -1 at its lower bound, 1 at its upper bound, 0 free. */
  readonly active: Int8Array;
  /** Covariance of the unknowns for right-hand sides of unit variance, row-major; rows and columns of the held ones are 0, of undetermined ones NaN. */
  readonly covariance: Float64Array;
  /** Whether the free unknowns have one solution only. */
  readonly determined: boolean;
  /** Numbers of the free unknowns. */
  readonly free: Int32Array;
  /** Solution for a right-hand side of zeros, one per unknown. */
  readonly offset: Float64Array;
  /** Solution per right-hand side, free x n row-major. */
  readonly gain: Float64Array;
}

/** What stays the same for all active sets. */
export interface BoundedProblem {
  readonly n: number;
  /** n x n row-major, upper triangular. */
  readonly triangle: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Sum of the unknowns; NaN for none prescribed. */
  readonly sumTo: number;
}

/**
 * Orthonormal columns spanning the vectors of f elements that sum to zero
 * (Helmert), row-major f x (f - 1); with `keepSum` false the scaled identity.
 */
function freedom(
  f: number,
  keepSum: boolean,
  scale: (k: number) => number,
): { readonly basis: Float64Array; readonly width: number } {
  const width = keepSum ? Math.max(f - 1, 0) : f;
  const basis = new Float64Array(f * width);
  for (let k = 0; k < width; k++) {
    if (!keepSum) {
      basis[k * width + k] = scale(k);
      continue;
    }
    const length = Math.sqrt((k + 1) * (k + 2));
    for (let i = 0; i <= k; i++) basis[i * width + k] = 1 / length;
    basis[(k + 1) * width + k] = -(k + 1) / length;
  }
  return { basis, width };
}

/** Prepare the solution of a {@link BoundedProblem} for one active set; of many solutions the shortest is taken. */
export function createActiveSet(problem: BoundedProblem, active: Int8Array): ActiveSet {
  const { n, triangle, lower, upper, sumTo } = problem;
  const free = Int32Array.from(active.keys()).filter((j) => active[j] === 0);
  const f = free.length;
  const keepSum = !Number.isNaN(sumTo);
  const offset = new Float64Array(n);
  let held = 0;
  for (let j = 0; j < n; j++) {
    if (active[j] === 0) continue;
    offset[j] = active[j]! < 0 ? lower[j]! : upper[j]!;
    held += offset[j]!;
  }
  if (keepSum) for (const j of free) offset[j] = (sumTo - held) / f;

  const lengths = Float64Array.from(free, (j) => {
    let square = 0;
    for (let i = 0; i < n; i++) square += triangle[i * n + j]! ** 2;
    return Math.sqrt(square);
  });
  const { basis, width } = freedom(f, keepSum, (k) => 1 / (lengths[k]! || 1));
  const gain = new Float64Array(f * n);
  const covariance = new Float64Array(n * n);
  let determined = true;
  if (width > 0) {
    const narrow = new Float64Array(n * width);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < width; k++) {
        let sum = 0;
        for (let j = 0; j < f; j++) sum += triangle[i * n + free[j]!]! * basis[j * width + k]!;
        narrow[i * width + k] = sum;
      }
    }
    const { u, s, v } = svd(narrow, n, width);
    for (let k = 0; k < width; k++) {
      const along = Float64Array.from({ length: f }, (_, j) => {
        let sum = 0;
        for (let l = 0; l < width; l++) sum += basis[j * width + l]! * v[k * width + l]!;
        return sum;
      });
      // What is left where columns cancel is rounding of the columns themselves, however long the longest direction is:
      // with a prescribed sum, two equal columns leave nothing else.
      const cancelled = along.reduce((sum, share, j) => sum + Math.abs(share) * lengths[j]!, 0);
      if (!(s[k]! > 32 * n * Number.EPSILON * cancelled)) {
        determined = false;
        along.forEach((share, j) => {
          if (Math.abs(share) < 1e-9) return;
          for (let l = 0; l < n; l++) {
            covariance[free[j]! * n + l] = Number.NaN;
            covariance[l * n + free[j]!] = Number.NaN;
          }
        });
        continue;
      }
      for (let j = 0; j < f; j++) {
        for (let i = 0; i < n; i++) gain[j * n + i]! += (along[j]! / s[k]!) * u[k * n + i]!;
        for (let l = 0; l < f; l++) covariance[free[j]! * n + free[l]!]! += (along[j]! / s[k]!) * (along[l]! / s[k]!);
      }
    }
  }
  // offset - gain (triangle offset): the held unknowns and the prescribed sum act like a shift of the right-hand side.
  const shift = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) shift[i]! += triangle[i * n + j]! * offset[j]!;
  for (let j = 0; j < f; j++) for (let i = 0; i < n; i++) offset[free[j]!]! -= gain[j * n + i]! * shift[i]!;
  return { active: active.slice(), covariance, determined, free, offset, gain };
}
