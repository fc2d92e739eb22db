import type { BoundedProblem } from './active-set.js';

/** Multipliers of Karush, Kuhn and Tucker at a point, and which bound is to be left. */
export interface Multipliers {
  /** Of the last point: 0 where free, not below 0 at a lower, not above 0 at an upper bound, if it is the minimum. */
  readonly values: Float64Array;
  /** Of the prescribed sum, at the last point. */
  sum(): number;
  /**
   * @param z n values, the projected right-hand side.
   * @param x Minimum over the free unknowns.
   * @param active Changed where all unknowns are at bounds: one that must give way for another is set free.
   * @param refused Unknowns that are not to be set free.
   * @param first Take the first unknown that wants to be free, which cannot cycle, rather than the one that gains most.
   * @returns The unknown to set free, -1 for none.
   */
  release(z: Float64Array, x: Float64Array, active: Int8Array, refused: Uint8Array, first: boolean): number;
}

/** Space and constants of {@link Multipliers} for one problem. @param fixed 1 for unknowns whose bounds are equal. */
export function multipliersOf({ n, triangle, sumTo }: BoundedProblem, fixed: Int8Array): Multipliers {
  const keepSum = !Number.isNaN(sumTo);
  const values = new Float64Array(n);
  const misfit = new Float64Array(n);
  const lengths = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) lengths[j]! += triangle[i * n + j]! ** 2;
  for (let j = 0; j < n; j++) lengths[j] = Math.sqrt(lengths[j]!);
  const longest = lengths.reduce((most, value) => Math.max(most, value), 0);
  let lambda = 0;

  /** Gradients into `values`; the size of what cancelled in them. */
  const findGradients = (z: Float64Array, x: Float64Array): number => {
    let scale = 0;
    for (let i = 0; i < n; i++) {
      let sum = z[i]!;
      for (let j = i; j < n; j++) sum -= triangle[i * n + j]! * x[j]!;
      misfit[i] = sum;
      scale = Math.max(scale, Math.abs(z[i]!), Math.abs(lengths[i]! * x[i]!));
    }
    for (let j = 0; j < n; j++) {
      let gradient = 0;
      for (let i = 0; i <= j; i++) gradient -= triangle[i * n + j]! * misfit[i]!;
      values[j] = gradient;
    }
    return scale;
  };

  /** With all unknowns at bounds, the multiplier of the sum may be anything in between two of the gradients. */
  const betweenBounds = (active: Int8Array): { readonly lambda: number; readonly partner: number } => {
    let least = -Infinity;
    let most = Infinity;
    let partner = -1;
    for (let j = 0; j < n; j++) {
      if (fixed[j] === 1) continue;
      if (active[j]! < 0) least = Math.max(least, -values[j]!);
      else if (-values[j]! < most) {
        most = -values[j]!;
        partner = j;
      }
    }
    if (least === -Infinity) return { lambda: most === Infinity ? 0 : most, partner };
    return { lambda: most === Infinity ? least : 0.5 * (least + most), partner };
  };

  const release: Multipliers['release'] = (z, x, active, refused, first) => {
    const scale = findGradients(z, x);
    let freeCount = 0;
    let freeSum = 0;
    for (let j = 0; j < n; j++) {
      if (active[j] !== 0) continue;
      freeCount++;
      freeSum -= values[j]!;
    }
    lambda = 0;
    let partner = -1;
    if (keepSum && freeCount > 0) lambda = freeSum / freeCount;
    else if (keepSum) ({ lambda, partner } = betweenBounds(active));
    let worst = -1;
    let worstViolation = 0;
    for (let j = 0; j < n; j++) {
      values[j]! += lambda;
      if (active[j] === 0 || fixed[j] === 1 || refused[j] === 1) continue;
      const violation = active[j]! < 0 ? -values[j]! : values[j]!;
      // The multiplier of the sum brings the rounding of all columns into each of them.
      const rounding = 32 * n * Number.EPSILON * scale * (keepSum ? longest : lengths[j]!);
      if (violation > rounding && violation > worstViolation && !(first && worst >= 0)) {
        worst = j;
        worstViolation = violation;
      }
    }
    // One unknown alone cannot move while the sum stays: the one at the other bound has to give way.
    if (worst >= 0 && partner >= 0 && freeCount === 0) {
      let other = partner;
      if (active[worst]! > 0) {
        other = -1;
        for (let j = 0; j < n; j++)
          if (active[j]! < 0 && fixed[j] === 0 && (other < 0 || values[j]! < values[other]!)) other = j;
      }
      active[other] = 0;
    }
    return worst;
  };
  return { values, sum: () => lambda, release };
}
