import { solveShapes } from './separable-solve.js';
import type { Reduction } from './separable-reduction.js';
import type { SeparableSpace } from './separable-space.js';
import { clear } from './small-arrays.js';

/** A pull inwards is one from this share of what it is the difference of: less is rounding. */
const rounding = 1e-12;

/**
 * Fill the damped step of the free shapes that gains most among those that lead out of no bound: shapes on a bound are held there
 * if and only if the gain would grow beyond it, given what all others do.
 *
 * Whether a shape must be held depends on which others are, since their steps are coupled. First all that the whole step pushes
 * outwards are held; then the first one that is held and pulled inwards, or free and pushed outwards, changes sides, until there is
 * none. That comes to an end for every positive definite matrix (K. G. Murty, Opsearch 11 (1974) 123).
 *
 * @returns the predicted gain; NaN where shapes are not determined, or rounding lets the search go in circles.
 */
export function solveInBounds(space: SeparableSpace, reduction: Reduction, damping: number): number {
  const { held } = reduction;
  clear(held);
  let gain = solveShapes(reduction, damping);
  let some = false;
  while (holdPushed(space, reduction)) {
    some = true;
    gain = solveShapes(reduction, damping);
  }
  if (!some) return gain;
  const most = 8 * held.length;
  for (let changes = 0; changes <= most; changes++) {
    const k = firstWrong(space, reduction);
    if (k < 0) return gain;
    held[k] = 1 - held[k]!;
    gain = solveShapes(reduction, damping);
  }
  return Number.NaN;
}

/** Whether a shape is on a bound that a change in this direction would go through. */
function leadsOut({ shapes }: SeparableSpace, { leader, lower, upper }: Reduction, k: number, change: number): boolean {
  const value = shapes[leader[k]!]!;
  return (value <= lower[k]! && change < 0) || (value >= upper[k]! && change > 0);
}

/** Hold free shapes on a bound that the step would push through it. @returns whether there were new ones. */
function holdPushed(space: SeparableSpace, reduction: Reduction): boolean {
  const { held, step } = reduction;
  let more = false;
  for (let k = 0; k < held.length; k++) {
    if (held[k] === 1 || !leadsOut(space, reduction, k, step[k]!)) continue;
    held[k] = 1;
    more = true;
  }
  return more;
}

/** The first shape that is held and should not be, or the other way round; -1 for none. */
function firstWrong(space: SeparableSpace, reduction: Reduction): number {
  const { held, step } = reduction;
  for (let k = 0; k < held.length; k++) {
    const wrong = held[k] === 1 ? isPulledInwards(space, reduction, k) : leadsOut(space, reduction, k, step[k]!);
    if (wrong) return k;
  }
  return -1;
}

/** Whether half the slope of the gain by a held shape, where the step of the others ends, leads into its bounds. */
function isPulledInwards(space: SeparableSpace, reduction: Reduction, k: number): boolean {
  const { shapes, schur, gradient, step } = reduction;
  let slope = gradient[k]!;
  let size = Math.abs(slope);
  for (let m = 0; m < shapes; m++) {
    const part = schur[m < k ? k * shapes + m : m * shapes + k]! * step[m]!;
    slope -= part;
    size += Math.abs(part);
  }
  return Math.abs(slope) > rounding * size && !leadsOut(space, reduction, k, slope);
}
