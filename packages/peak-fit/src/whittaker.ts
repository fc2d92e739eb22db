import { bandedCholeskyInPlace, bandedSolveInPlace } from '@operando/numerics';

/** Solver of (W + lambda D^T D) z = W y with second differences D: Whittaker's smoother (Eilers 2003). */
export interface Whittaker {
  /** Fill z for the weights. */
  solve(y: Float64Array, weights: Float64Array, z: Float64Array): void;
}

/** @param n Points, at least 3. */
export function createWhittaker(n: number, lambda: number): Whittaker {
  const penalty = new Float64Array(3 * n);
  for (let i = 0; i + 2 < n; i++) {
    // Each second difference z[i] - 2 z[i+1] + z[i+2] adds its outer product.
    penalty[3 * i]! += lambda;
    penalty[3 * i + 1]! -= 2 * lambda;
    penalty[3 * i + 2]! += lambda;
    penalty[3 * (i + 1)]! += 4 * lambda;
    penalty[3 * (i + 1) + 1]! -= 2 * lambda;
    penalty[3 * (i + 2)]! += lambda;
  }
  const bands = new Float64Array(3 * n);
  return {
    solve(y, weights, z) {
      bands.set(penalty);
      for (let i = 0; i < n; i++) {
        // A window without any weight would leave the system singular.
        const weight = Math.max(weights[i]!, 1e-12);
        bands[3 * i]! += weight;
        z[i] = weight * y[i]!;
      }
      bandedCholeskyInPlace(bands, n, 2);
      bandedSolveInPlace(bands, n, 2, z);
    },
  };
}
