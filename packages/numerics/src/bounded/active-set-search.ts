import { createActiveSet } from './active-set.js';
import type { ActiveSet, BoundedProblem } from './active-set.js';
import { multipliersOf } from './multipliers.js';
import { walkInside } from './walk-inside.js';

/** Finds the active set of one right-hand side after another; what belongs to a set is kept for the next. */
export interface ActiveSetSearch {
  /**
   * @param z n values, the projected right-hand side.
   * @param x Receives the n unknowns.
   */
  solve(z: Float64Array, x: Float64Array): ActiveSet;
  /** Multipliers of the last solution: 0 where free, not below 0 at a lower, not above 0 at an upper bound. */
  readonly multipliers: Float64Array;
  /** Multiplier of the prescribed sum, in the last solution. */
  sumMultiplier(): number;
  /** Active sets looked at for the last solution. */
  rounds(): number;
  /** Whether the last solution satisfies all conditions of the minimum. */
  converged(): boolean;
}

const rememberedSets = 4096;

/** What belongs to an active set, made when it is first met. */
function rememberedActiveSets(problem: BoundedProblem): (active: Int8Array) => ActiveSet {
  const sets = new Map<string | number, ActiveSet>();
  return (active) => {
    let key: string | number = 0;
    if (problem.n <= 32) for (let j = 0; j < problem.n; j++) key = key * 3 + active[j]! + 1;
    else key = active.join(',');
    let found = sets.get(key);
    if (found === undefined) {
      if (sets.size >= rememberedSets) sets.clear();
      found = createActiveSet(problem, active);
      sets.set(key, found);
    }
    return found;
  };
}

/** Writes the minimum over the free unknowns of a set, the others at their bounds, into x. */
function minimiser({ n, triangle, sumTo }: BoundedProblem): (set: ActiveSet, z: Float64Array, x: Float64Array) => void {
  const keepSum = !Number.isNaN(sumTo);
  const misfit = new Float64Array(n);
  return ({ free, gain, offset }, z, x) => {
    x.set(offset);
    for (let k = 0; k < free.length; k++) {
      let sum = offset[free[k]!]!;
      for (let i = 0; i < n; i++) sum += gain[k * n + i]! * z[i]!;
      x[free[k]!] = sum;
    }
    // One refinement: the gain is an explicit inverse, which alone loses digits to the condition number.
    for (let i = 0; i < n; i++) {
      let sum = z[i]!;
      for (let j = i; j < n; j++) sum -= triangle[i * n + j]! * x[j]!;
      misfit[i] = sum;
    }
    for (let k = 0; k < free.length; k++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += gain[k * n + i]! * misfit[i]!;
      x[free[k]!]! += sum;
    }
    if (keepSum && free.length > 0) {
      let sum = 0;
      let largest = free[0]!;
      for (let j = 0; j < n; j++) sum += x[j]!;
      for (const j of free) if (Math.abs(x[j]!) > Math.abs(x[largest]!)) largest = j;
      x[largest]! += sumTo - sum;
    }
  };
}

/**
 * Primal active set method for min |R x - z| within bounds and, if wanted, with
 * a prescribed sum (Nocedal and Wright 2006, chapter 16). The set of the last
 * solution is tried first: in a series it nearly always holds again.
 */
export function activeSetSearch(problem: BoundedProblem): ActiveSetSearch {
  const { n, lower, upper } = problem;
  const setOf = rememberedActiveSets(problem);
  const minimise = minimiser(problem);
  const fixed = Int8Array.from({ length: n }, (_, j) => (lower[j] === upper[j] ? 1 : 0));
  const heldByThese = fixed.map((value) => -value);
  const walk = walkInside(problem, fixed);
  const { target, active, refused } = walk;
  const multipliers = multipliersOf(problem, fixed);
  let last: ActiveSet | undefined;
  let rounds = 0;
  let converged = false;

  /** Whether the set of the last solution holds for this one, too. */
  const lastHolds = (set: ActiveSet, z: Float64Array, x: Float64Array): boolean => {
    rounds++;
    active.set(set.active);
    minimise(set, z, x);
    return walk.isInside(x) && multipliers.release(z, x, active, refused, false) < 0;
  };

  const solve = (z: Float64Array, x: Float64Array): ActiveSet => {
    converged = false;
    rounds = 0;
    refused.fill(0);
    if (last !== undefined && lastHolds(last, z, x)) {
      converged = true;
      return last;
    }
    active.set(heldByThese);
    minimise(setOf(active), z, x);
    walk.begin(x);
    const limit = 100 + 40 * n;
    let set = setOf(active);
    let freed = -1;
    for (; rounds < limit; rounds++) {
      set = setOf(active);
      minimise(set, z, target);
      const before = freed >= 0 ? x[freed]! : 0;
      const blocking = walk.advance(x);
      if (blocking >= 0) {
        // An unknown that is set free moves inwards, unless its multiplier was rounding: among many solutions the
        // one that is taken may then lie anywhere. It stays where it is until something else has moved.
        if (blocking === freed && x[freed] === before) refused[freed] = 1;
        freed = -1;
        continue;
      }
      freed = multipliers.release(z, x, active, refused, rounds > 20 + 5 * n);
      if (freed < 0) {
        converged = true;
        break;
      }
      active[freed] = 0;
    }
    last = set;
    return set;
  };
  return {
    solve,
    multipliers: multipliers.values,
    sumMultiplier: () => multipliers.sum(),
    rounds: () => rounds,
    converged: () => converged,
  };
}
