import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import type { LeastSquaresStatus } from '@operando/numerics';
import { completeCell, freeParameters } from './crystal-system.js';
import type { CrystalSystem, Hkl } from './crystal-system.js';
import { spacingSlopes } from './spacing-slopes.js';

/** A cell that was refined. */
export interface RefinedSpacings {
  /** Free parameters in the order of `freeParameters`, angstrom and degrees. */
  readonly parameters: Float64Array;
  /** Standard error of each, in the same units. */
  readonly stderr: Float64Array;
  /** Row-major. */
  readonly covariance: Float64Array;
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** How the fit ended. */
  readonly status: Exclude<LeastSquaresStatus, 'singular' | 'failed'>;
}

const mostSteps = 20;
/** Gain of chi2 of the last step, which is still taken: 1e-6 standard errors. */
const largestGain = 1e-12;
/** Pivot below which parameters cannot be told apart. */
const smallestPivot = 1e-10;

/** Inverse of a matrix from its Cholesky factor. */
function inverseOf(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const column = inverse.subarray(k * n, (k + 1) * n);
    column[k] = 1;
    choleskySolveInPlace(factor, n, column);
  }
  return inverse;
}

/**
 * Gauss and Newton's steps to the cell that spacings describe.
 *
 * @param start Free parameters.
 * @returns Undefined where they do not go straight to a minimum: a cautious fitter says what is there.
 */
export function refineSpacings(
  reflections: readonly { readonly hkl: Hkl; readonly d: number; readonly stderr: number }[],
  system: CrystalSystem,
  start: readonly number[],
): RefinedSpacings | undefined {
  const n = freeParameters[system].length;
  const parameters = Float64Array.from(start);
  const slopes = new Float64Array(n);
  const normal = new Float64Array(n * n);
  const step = new Float64Array(n);
  let before = Infinity;
  for (let round = 0; round < mostSteps; round++) {
    const cell = completeCell(system, parameters);
    normal.fill(0);
    step.fill(0);
    let chiSquare = 0;
    for (const { hkl, d, stderr } of reflections) {
      const pull = (d - spacingSlopes(cell, system, hkl, slopes, 0)) / stderr;
      chiSquare += pull * pull;
      for (let i = 0; i < n; i++) {
        const slope = slopes[i]! / stderr;
        step[i]! += slope * pull;
        for (let j = 0; j <= i; j++) normal[i * n + j]! += (slope * slopes[j]!) / stderr;
      }
    }
    if (!(chiSquare <= before + largestGain)) return undefined;
    before = chiSquare;
    const gradient = step.slice();
    if (!choleskyInPlace(normal, n, smallestPivot)) return undefined;
    choleskySolveInPlace(normal, n, step);
    let gain = 0;
    for (let i = 0; i < n; i++) {
      gain += gradient[i]! * step[i]!;
      parameters[i]! += step[i]!;
    }
    if (gain > largestGain) continue;
    if (!(gain >= 0) || parameters.some((value) => !(value > 0))) return undefined;
    const covariance = inverseOf(normal, n);
    const stderr = Float64Array.from({ length: n }, (_, i) => Math.sqrt(covariance[i * n + i]!));
    return { parameters, stderr, covariance, chiSquare: chiSquare - gain, status: 'converged' };
  }
  return undefined;
}
