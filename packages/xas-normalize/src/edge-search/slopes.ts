import { indexOf } from '../grid-search.js';
import { createLocalCubics } from '../local-cubic.js';
import type { LocalCubics } from '../local-cubic.js';

/** A grid point and the slope there, per eV. */
export interface Slope {
  readonly index: number;
  readonly slope: number;
}

/** Slopes of local cubics on one grid. */
export interface SlopeFinder {
  /** Slope at a point. */
  at(this: void, values: Float64Array, offset: number, index: number): number;
  /** The steepest point between two, both included. */
  steepest(this: void, values: Float64Array, offset: number, from: number, to: number): Slope;
  /** The steepest point between two energies; undefined where there is no point. */
  steepestWithin(this: void, values: Float64Array, offset: number, from: number, to: number): Slope | undefined;
}

/** Prepare slopes on one grid. Cubics reach as far as those of the edge positions. */
export function slopeFinder(energy: Float64Array): SlopeFinder {
  const cubicsAt = new Map<number, LocalCubics>();
  const at: SlopeFinder['at'] = (values, offset, index) => {
    const halfWidth = Number((1.8e-4 * energy[index]!).toPrecision(2));
    let cubics = cubicsAt.get(halfWidth);
    if (cubics === undefined) cubicsAt.set(halfWidth, (cubics = createLocalCubics(energy, halfWidth)));
    const { operator, coefficients } = cubics.at(values, offset, index);
    const u = operator.scale * energy[index]! + operator.shift;
    return operator.scale * (coefficients[1]! + u * (2 * coefficients[2]! + 3 * u * coefficients[3]!));
  };
  const steepest: SlopeFinder['steepest'] = (values, offset, from, to) => {
    let best: Slope = { index: from, slope: -Infinity };
    for (let index = from; index <= to; index++) {
      const slope = at(values, offset, index);
      if (slope > best.slope) best = { index, slope };
    }
    return best;
  };
  return {
    at,
    steepest,
    steepestWithin(values, offset, from, to) {
      // Fits at the very ends are extrapolations.
      const first = Math.max(3, energy[0]! >= from ? 0 : indexOf(energy, from) + 1);
      const last = Math.min(energy.length - 4, indexOf(energy, to));
      return last < first || energy[last]! < from ? undefined : steepest(values, offset, first, last);
    },
  };
}
