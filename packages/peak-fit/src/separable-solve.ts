import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import type { SeparableSpace } from './separable-space.js';

/** L^-1 of the n values of b from `at` on, in place; L row-major. */
export function forwardSubstitute(l: Float64Array, n: number, b: Float64Array, at: number): void {
  for (let i = 0; i < n; i++) {
    let sum = b[at + i]!;
    for (let j = 0; j < i; j++) sum -= l[i * n + j]! * b[at + j]!;
    b[at + i] = sum / l[i * n + i]!;
  }
}

/** Fill the damped step. @returns the predicted gain, or NaN when the Schur complement is singular. */
export function solveShapes({ peaks, schur, schurFactor, gradient, step }: SeparableSpace, damping: number): number {
  const count = 2 * peaks;
  schurFactor.set(schur);
  if (damping > 0) for (let k = 0; k < count; k++) schurFactor[k * count + k]! *= 1 + damping;
  if (!choleskyInPlace(schurFactor, count, 1e-12)) return Number.NaN;
  step.set(gradient);
  choleskySolveInPlace(schurFactor, count, step);
  let gain = 0;
  for (let k = 0; k < count; k++) gain += step[k]! * gradient[k]!;
  return gain;
}
