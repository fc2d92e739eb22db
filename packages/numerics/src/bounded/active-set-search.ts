import { createActiveSet } from './active-set.js';
import type { ActiveSet, BoundedProblem } from './active-set.js';
import { multipliersOf } from './multipliers.js';

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
  optimal(): boolean;
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
  const { n, lower, upper, sumTo } = problem;
  const setOf = rememberedActiveSets(problem);
  const minimise = minimiser(problem);
  const target = new Float64Array(n);
  const active = new Int8Array(n);
  const refused = new Uint8Array(n);
  // What is fixed by equal bounds never becomes free.
  const fixed = Int8Array.from({ length: n }, (_, j) => (lower[j] === upper[j] ? 1 : 0));
  const multipliers = multipliersOf(problem, fixed);
  let last: ActiveSet | undefined;
  let rounds = 0;
  let optimal = false;

  const begin = (z: Float64Array, x: Float64Array): void => {
    active.set(fixed.map((value) => -value));
    minimise(setOf(active), z, x);
    for (let j = 0; j < n; j++) x[j] = Math.min(Math.max(x[j]!, lower[j]!), upper[j]!);
    if (!Number.isNaN(sumTo)) spreadToSum(x, lower, upper, sumTo);
    for (let j = 0; j < n; j++) {
      if (fixed[j] === 1) continue;
      if (x[j]! <= lower[j]!) active[j] = -1;
      else active[j] = x[j]! >= upper[j]! ? 1 : 0;
    }
  };

  const inside = (x: Float64Array): boolean => {
    for (let j = 0; j < n; j++) if (!(x[j]! >= lower[j]! && x[j]! <= upper[j]!)) return false;
    return true;
  };

  /** Go from x towards `target` as far as the bounds allow; the unknown that stopped it, -1 for none. */
  const advance = (x: Float64Array): number => {
    let share = 1;
    let blocking = -1;
    for (let j = 0; j < n; j++) {
      if (active[j] !== 0 || (target[j]! >= lower[j]! && target[j]! <= upper[j]!)) continue;
      const bound = target[j]! < lower[j]! ? lower[j]! : upper[j]!;
      const reach = Math.max(0, (bound - x[j]!) / (target[j]! - x[j]!));
      if (blocking < 0 || reach < share) {
        share = reach;
        blocking = j;
      }
    }
    if (blocking < 0) {
      x.set(target);
      refused.fill(0);
      return -1;
    }
    if (share > 0) refused.fill(0);
    for (let j = 0; j < n; j++) if (active[j] === 0) x[j]! += share * (target[j]! - x[j]!);
    active[blocking] = target[blocking]! < lower[blocking]! ? -1 : 1;
    x[blocking] = active[blocking]! < 0 ? lower[blocking]! : upper[blocking]!;
    return blocking;
  };

  const solve = (z: Float64Array, x: Float64Array): ActiveSet => {
    optimal = false;
    rounds = 0;
    refused.fill(0);
    if (last !== undefined) {
      rounds++;
      active.set(last.active);
      minimise(last, z, x);
      if (inside(x) && multipliers.release(z, x, active, refused, false) < 0) {
        optimal = true;
        return last;
      }
    }
    begin(z, x);
    const limit = 100 + 40 * n;
    let set = setOf(active);
    let freed = -1;
    for (; rounds < limit; rounds++) {
      set = setOf(active);
      minimise(set, z, target);
      const before = freed >= 0 ? x[freed]! : 0;
      const blocking = advance(x);
      if (blocking >= 0) {
        // An unknown that is set free moves inwards, unless its multiplier was rounding: among many solutions the
        // one that is taken may then lie anywhere. It stays where it is until something else has moved.
        if (blocking === freed && x[freed] === before) refused[freed] = 1;
        freed = -1;
        continue;
      }
      freed = multipliers.release(z, x, active, refused, rounds > 20 + 5 * n);
      if (freed < 0) {
        optimal = true;
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
    optimal: () => optimal,
  };
}

/** Move x inside its bounds until it sums to the wanted value, each unknown by its share of the room there is. */
function spreadToSum(x: Float64Array, lower: Float64Array, upper: Float64Array, sumTo: number): void {
  let missing = sumTo;
  for (const value of x) missing -= value;
  const room = x.map((value, j) => (missing > 0 ? upper[j]! - value : value - lower[j]!));
  const endless = room.filter((value) => value === Infinity).length;
  const total = room.reduce((sum, value) => sum + value, 0);
  if (missing === 0 || !(total > 0)) return;
  for (let j = 0; j < x.length; j++) {
    const share = endless > 0 ? (room[j] === Infinity ? 1 / endless : 0) : room[j]! / total;
    x[j] = Math.min(Math.max(x[j]! + missing * share, lower[j]!), upper[j]!);
  }
}
