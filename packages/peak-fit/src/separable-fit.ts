import { solveInBounds } from './held-shapes.js';
import { copyTo } from './small-arrays.js';
import { eliminateAmplitudes, expandAmplitudes, fillMixing, solveAmplitudes } from './separable-solve.js';
import type { Reduction } from './separable-reduction.js';
import type { SeparableKernel, SeparableSpace } from './separable-space.js';

/** How a fit of one frame ended: chi2 and evaluations; `reached` false when it must be done by the general fitter. */
export interface SeparableOutcome {
  reached: boolean;
  chiSquare: number;
  evaluations: number;
}

const largestEvaluations = 40;
/** A gain, as share of the one before, from which what the next would be can be told. */
const fallingFast = 0.01;

/**
 * Fit the frame in the space from the shapes (centre less middle, width) in
 * space.shapes, by damped Gauss-Newton steps on the projected problem; steps
 * that raise chi2 are rejected, those through a bound end there, and shapes on
 * a bound that chi2 pulls outwards are held (`held-shapes.ts`). It ends when the undamped step
 * would gain less than `tolerance` of chi2 and `largestGain`; that step is still
 * taken, to first order in the amplitudes, and its predicted gain counted. Where
 * gains fall so fast that next to nothing can be left after a step, it ends there,
 * evaluated but not linearised.
 *
 * @param largestRest What may be left so, in units of the gain that is no longer worth a step; 0 for never.
 * @param outcome Overwritten; evaluations are added.
 */
export function fitSeparable(
  space: SeparableSpace,
  reduction: Reduction,
  kernel: SeparableKernel,
  tolerance: number,
  largestGain: number,
  largestRest: number,
  outcome: SeparableOutcome,
): void {
  const { shapes, trial, amplitudes } = space;
  const { free, step, gradient, mixing } = reduction;
  outcome.reached = false;
  const most = outcome.evaluations + largestEvaluations;
  outcome.evaluations++;
  let chiSquare = project(space, reduction, kernel, shapes);
  let damping = 0;
  /** What an undamped step before promised; 0 where there was none. */
  let before = 0;
  if (Number.isNaN(chiSquare)) return;
  kernel.linearise(shapes);
  eliminateAmplitudes(space, reduction);
  for (;;) {
    const gain = solveInBounds(space, reduction, damping);
    if (!(gain >= 0)) return;
    const whole = limitStep(space, reduction);
    const undamped = damping === 0 && whole;
    const enough = Math.min(tolerance * chiSquare, largestGain);
    if (undamped && gain <= enough) break;
    const last = undamped && gain <= fallingFast * before && gain * gain <= largestRest * enough * before;
    before = undamped ? gain : 0;
    if (outcome.evaluations >= most) return;
    copyTo(shapes, trial);
    move(space, reduction, trial);
    const next = project(space, reduction, kernel, trial);
    outcome.evaluations++;
    if (next <= chiSquare) {
      copyTo(trial, shapes);
      chiSquare = next;
      if (last) {
        fillMixing(reduction);
        outcome.chiSquare = chiSquare;
        outcome.reached = true;
        return;
      }
      damping = damping > 1e-3 ? damping * 0.1 : 0;
      kernel.linearise(shapes);
      eliminateAmplitudes(space, reduction);
    } else {
      damping = Math.max(1e-3, damping * 10);
      if (damping > 1e8) return;
    }
  }
  // An undamped step follows an accepted trial only: all factors are those of space.shapes.
  fillMixing(reduction);
  let gain = 0;
  for (let k = 0; k < reduction.shapes; k++) {
    gain += step[k]! * gradient[k]!;
    for (let i = 0; i < free; i++) reduction.amplitudes[i]! -= mixing[k * free + i]! * step[k]!;
  }
  move(space, reduction, shapes);
  expandAmplitudes(reduction, amplitudes);
  outcome.chiSquare = chiSquare - gain;
  outcome.reached = true;
}

/** Amplitudes at given shapes. @returns chi2, or NaN where the peaks cannot be told apart (or digits run out). */
function project(space: SeparableSpace, reduction: Reduction, kernel: SeparableKernel, shapes: Float64Array): number {
  kernel.normal(shapes);
  return solveAmplitudes(space, reduction) ? kernel.remainder() : Number.NaN;
}

/** Add the step; what it brings to a bound but for rounding lies on it, with what is the same. */
function move({ step }: SeparableSpace, reduction: Reduction, shapes: Float64Array): void {
  const { leader, lower, upper } = reduction;
  for (let k = 0; k < shapes.length; k++) shapes[k]! += step[k]!;
  for (let k = 0; k < leader.length; k++) {
    const value = shapes[leader[k]!]!;
    const rounding = 1e-14 * (Math.abs(value) + Math.abs(step[leader[k]!]!));
    if (value - lower[k]! <= rounding) bindTo(reduction, k, lower[k]!, shapes);
    else if (upper[k]! - value <= rounding) bindTo(reduction, k, upper[k]!, shapes);
  }
}

/** Halves stay at one center to the last digit: no point may lie between them. */
function bindTo({ leader, follows }: Reduction, k: number, bound: number, shapes: Float64Array): void {
  const value = shapes[leader[k]!]!;
  for (let shape = 0; shape < follows.length; shape++)
    if (follows[shape] === k && shapes[shape] === value) shapes[shape] = bound;
}

/**
 * Shorten a step that moves a centre by more than half its width, or a width by more than half of itself, end what
 * would leave its bounds there, and spread it over all shapes. @returns false where something met a bound.
 */
function limitStep(
  space: SeparableSpace,
  { shapes, follows, ofFollowed, leader, lower, upper, step }: Reduction,
): boolean {
  let share = 1;
  for (let k = 0; k < follows.length; k++) {
    if (follows[k]! < 0) continue;
    const most = 0.5 * space.shapes[k | 1]!;
    share = Math.min(share, most / Math.abs(ofFollowed[k]! * step[follows[k]!]!));
  }
  if (share < 1) for (let k = 0; k < shapes; k++) step[k]! *= share;
  let inside = true;
  for (let k = 0; k < shapes; k++) {
    const value = space.shapes[leader[k]!]!;
    const end = value + step[k]!;
    if (end >= lower[k]! && end <= upper[k]!) continue;
    step[k] = (end < lower[k]! ? lower[k]! : upper[k]!) - value;
    inside = false;
  }
  for (let k = 0; k < follows.length; k++) space.step[k] = follows[k]! < 0 ? 0 : ofFollowed[k]! * step[follows[k]!]!;
  return inside;
}
