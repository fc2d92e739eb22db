import type { ParameterTie } from '@operando/numerics';
import { hasParts } from './separable-plan.js';
import type { SeparablePlan } from './separable-plan.js';
import type { Reduction } from './separable-reduction.js';
import type { Shares } from './separable-shares.js';
import type { SeparableSpace } from './separable-space.js';
import { copyTo } from './small-arrays.js';
import { thompsonCoxHastingsWidths } from './thompson-cox-hastings.js';

/** Brings full parameters to where a fit in the space begins. */
export interface SeparableStarts {
  /** Set parameters, shapes and what is fixed to a start. */
  begin(this: void, start: ArrayLike<number>): void;
  /**
   * Shares at which one part of a width is at its lower bound, where that is too narrow for the width to matter.
   * @returns how many that are held moved.
   */
  boundParts(this: void): number;
}

/** @param lowest Lower bounds of the model's parameters. @param parameters Full parameters, overwritten. */
export function createSeparableStarts(
  plan: SeparablePlan,
  { shapes, middle, smears }: SeparableSpace,
  reduction: Reduction,
  shares: Shares,
  ties: readonly ParameterTie[],
  lowest: ArrayLike<number>,
  parameters: Float64Array,
): SeparableStarts {
  const { parameterOf } = plan;
  const widths = new Float64Array(6);
  const boundParts = (): number => {
    let moved = 0;
    for (const { name, at, unit } of plan.peaks) {
      if (!hasParts(name)) continue;
      const width = shapes[2 * unit + 1]!;
      const [gaussian, lorentzian] = [lowest[at + 2]!, lowest[at + 3]!];
      const before = shares.shareOf(unit);
      thompsonCoxHastingsWidths(width, lorentzian, widths);
      shares.lower[unit] = lorentzian < 0.01 * width ? widths[1]! : -Infinity;
      thompsonCoxHastingsWidths(gaussian, width, widths);
      shares.upper[unit] = gaussian < 0.01 * width ? widths[1]! : Infinity;
      const now = shares.shareOf(unit);
      if (Math.abs(now - before) > 1e-3 * Math.min(now, 1 - now)) moved++;
    }
    return moved;
  };

  const begin = (start: ArrayLike<number>): void => {
    copyTo(start, parameters);
    for (const { parameter, to, factor = 1, offset = 0 } of ties)
      parameters[parameter] = factor * parameters[to]! + offset;
    for (let shape = 0; shape < shapes.length; shape++) {
      const k = parameterOf[shape]!;
      if (k >= 0) shapes[shape] = parameters[k]! - (shape % 2 === 0 ? middle : 0);
    }
    for (const { name, at, unit } of plan.peaks) {
      if (hasParts(name)) {
        thompsonCoxHastingsWidths(parameters[at + 2]!, parameters[at + 3]!, widths);
        shapes[2 * unit + 1] = widths[0]!;
      }
      smears[unit]?.heights.set([parameters[at + 4]!, parameters[at + 5]!]);
    }
    for (let k = 0; k < plan.shares.length; k++) {
      const { fixed, parameter } = plan.shares[k]!;
      if (fixed && parameter >= 0) shares.values[k] = parameters[parameter]!;
    }
    boundParts();
    // Starts outside their bounds begin on them, and who follows begins there too.
    const { follows, ofFollowed, leader, lower, upper } = reduction;
    for (let shape = 0; shape < shapes.length; shape++) {
      const j = follows[shape]!;
      if (j < 0 || leader[j] === shape) continue;
      const value = shapes[leader[j]!]!;
      const bound = Math.min(upper[j]!, Math.max(lower[j]!, value));
      // The halves of a profile stay at one center to the last digit.
      if (shapes[shape] === value) shapes[shape] = bound;
      else shapes[shape]! += ofFollowed[shape]! * (bound - value);
    }
    for (let j = 0; j < leader.length; j++)
      shapes[leader[j]!] = Math.min(upper[j]!, Math.max(lower[j]!, shapes[leader[j]!]!));
  };

  return { begin, boundParts };
}
