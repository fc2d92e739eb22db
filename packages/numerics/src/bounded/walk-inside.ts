import type { BoundedProblem } from './active-set.js';

/** A point that walks inside its bounds, and the bounds that hold it. */
export interface WalkInside {
  /** Where the point is to go next. */
  readonly target: Float64Array;
  /** Per unknown -1 at its lower bound, 1 at its upper bound, 0 free. */
  readonly active: Int8Array;
  /** Unknowns that are not to be set free until the point has moved. */
  readonly refused: Uint8Array;
  /** Move the minimum of the problem without bounds inside them; the bounds it then lies on are active. */
  begin(x: Float64Array): void;
  isInside(x: Float64Array): boolean;
  /** Go from x towards the target as far as the bounds allow; the unknown that stopped it, -1 for none. */
  advance(x: Float64Array): number;
}

/** @param fixed 1 for unknowns whose bounds are equal: they never become free. */
export function walkInside({ n, lower, upper, sumTo }: BoundedProblem, fixed: Int8Array): WalkInside {
  const target = new Float64Array(n);
  const active = new Int8Array(n);
  const refused = new Uint8Array(n);
  return {
    target,
    active,
    refused,
    begin(x) {
      for (let j = 0; j < n; j++) x[j] = Math.min(Math.max(x[j]!, lower[j]!), upper[j]!);
      if (!Number.isNaN(sumTo)) spreadToSum(x, lower, upper, sumTo);
      for (let j = 0; j < n; j++) {
        if (fixed[j] === 1) continue;
        if (x[j]! <= lower[j]!) active[j] = -1;
        else active[j] = x[j]! >= upper[j]! ? 1 : 0;
      }
    },
    isInside(x) {
      for (let j = 0; j < n; j++) if (!(x[j]! >= lower[j]! && x[j]! <= upper[j]!)) return false;
      return true;
    },
    advance(x) {
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
    },
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
