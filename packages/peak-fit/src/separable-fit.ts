import { solveShapes } from './separable-solve.js';
import type { SeparableKernel, SeparableSpace } from './separable-space.js';

/** How a fit of one frame ended: chi2 and evaluations; `reached` false when it must be done by the general fitter. */
export interface SeparableOutcome {
  reached: boolean;
  chiSquare: number;
  evaluations: number;
}

const largestEvaluations = 40;

/**
 * Fit the frame in the space from the shapes (centre less middle, width) in
 * space.shapes, by damped Gauss-Newton steps on the projected problem; steps
 * that raise chi2 are rejected. It ends when the undamped step would gain less
 * than `tolerance` of chi2; that step is still taken, to first order in the
 * amplitudes, and its predicted gain counted.
 *
 * @param outcome Overwritten.
 */
export function fitSeparable(
  space: SeparableSpace,
  kernel: SeparableKernel,
  tolerance: number,
  outcome: SeparableOutcome,
): void {
  const { peaks, linear, shapes, trial, step, gradient, amplitudes, mixing } = space;
  const count = 2 * peaks;
  outcome.reached = false;
  outcome.evaluations = 1;
  let chiSquare = kernel.project(shapes);
  let damping = 0;
  if (Number.isNaN(chiSquare)) return;
  kernel.linearise(shapes);
  for (;;) {
    const gain = solveShapes(space, damping);
    if (!(gain >= 0)) return;
    limitStep(space);
    if (damping === 0 && gain <= tolerance * chiSquare) break;
    if (outcome.evaluations >= largestEvaluations) return;
    for (let k = 0; k < count; k++) trial[k] = shapes[k]! + step[k]!;
    const next = kernel.project(trial);
    outcome.evaluations++;
    if (next <= chiSquare) {
      shapes.set(trial);
      chiSquare = next;
      damping = damping > 1e-3 ? damping * 0.1 : 0;
      kernel.linearise(shapes);
    } else {
      damping = Math.max(1e-3, damping * 10);
      if (damping > 1e8) return;
    }
  }
  // An undamped step follows an accepted trial only: all factors are those of space.shapes.
  fillMixing(space);
  let gain = 0;
  for (let k = 0; k < count; k++) {
    shapes[k]! += step[k]!;
    gain += step[k]! * gradient[k]!;
    for (let i = 0; i < linear; i++) amplitudes[i]! -= mixing[k * linear + i]! * step[k]!;
  }
  outcome.chiSquare = chiSquare - gain;
  outcome.reached = true;
}

/** mixing = L^-T cross, row by row. */
function fillMixing({ peaks, linear, factor, cross, mixing }: SeparableSpace): void {
  for (let at = 0; at < 2 * peaks * linear; at += linear) {
    for (let i = linear - 1; i >= 0; i--) {
      let sum = cross[at + i]!;
      for (let j = i + 1; j < linear; j++) sum -= factor[j * linear + i]! * mixing[at + j]!;
      mixing[at + i] = sum / factor[i * linear + i]!;
    }
  }
}

/**
 * Variance of a quantity with the given derivatives, from the factors at the
 * end of {@link fitSeparable}: |L^-1 c|^2 + |S^-1 (s - mixing c)|^2 with the
 * Cholesky factors of the linear part and of the Schur complement.
 */
export function varianceOf(
  { peaks, linear, factor, schurFactor, mixing, work }: SeparableSpace,
  byShapes: Float64Array,
  byAmplitudes: Float64Array,
): number {
  const count = 2 * peaks;
  let variance = 0;
  for (let i = 0; i < linear; i++) {
    let sum = byAmplitudes[i]!;
    for (let j = 0; j < i; j++) sum -= factor[i * linear + j]! * work[j]!;
    const value = sum / factor[i * linear + i]!;
    work[i] = value;
    variance += value * value;
  }
  for (let k = 0; k < count; k++) {
    let sum = byShapes[k]!;
    for (let i = 0; i < linear; i++) sum -= mixing[k * linear + i]! * byAmplitudes[i]!;
    for (let m = 0; m < k; m++) sum -= schurFactor[k * count + m]! * work[linear + m]!;
    const value = sum / schurFactor[k * count + k]!;
    work[linear + k] = value;
    variance += value * value;
  }
  return variance;
}

/** Shorten a step that moves a centre by more than half its width, or a width by more than half of itself. */
function limitStep({ peaks, shapes, step }: SeparableSpace): void {
  let share = 1;
  for (let p = 0; p < peaks; p++) {
    const most = 0.5 * shapes[2 * p + 1]!;
    share = Math.min(share, most / Math.abs(step[2 * p]!), most / Math.abs(step[2 * p + 1]!));
  }
  if (share < 1) for (let k = 0; k < step.length; k++) step[k]! *= share;
}
