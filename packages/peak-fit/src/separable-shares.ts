import type { SeparablePlan, ShareState } from './separable-plan.js';
import { listColumns } from './separable-reduction.js';
import type { Reduction } from './separable-reduction.js';
import type { SeparableSpace } from './separable-space.js';

/** The Lorentzian shares of a fit: which are held on a bound, as an active set that is kept from frame to frame. */
export interface Shares {
  readonly states: ShareState[];
  /** Values of those that are fixed. */
  readonly values: Float64Array;
  /** Bounds. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Let the reduction know who is held. */
  apply(): void;
  /**
   * Compare with the amplitudes of a fit: shares outside their bounds are held there, and held ones that chi2 pulls
   * inwards are freed. @returns how many changed: 0 at the end.
   */
  update(): number;
  shareOf(index: number): number;
}

/** Sums of products of the residuals with a linear column, of the normal equations. */
function residualDot({ linear, gram, right, amplitudes }: SeparableSpace, i: number): number {
  let sum = right[i]!;
  for (let j = 0; j < linear; j++) sum -= amplitudes[j]! * (j <= i ? gram[i * linear + j]! : gram[j * linear + i]!);
  return sum;
}

export function createShares({ peaks, shares }: SeparablePlan, space: SeparableSpace, reduction: Reduction): Shares {
  const { terms, amplitudes } = space;
  const states = shares.map(({ fixed }): ShareState => (fixed ? 'fixed' : 'free'));
  const values = Float64Array.from(shares, (share) => share.lower);
  const lower = Float64Array.from(shares, (share) => share.lower);
  const upper = Float64Array.from(shares, (share) => share.upper);
  /** The share at which one is held; NaN for those that are free. */
  const heldAt = (k: number): number => {
    const state = states[k]!;
    if (state === 'free') return Number.NaN;
    return (state === 'fixed' ? values : state === 'lower' ? lower : upper)[k]!;
  };
  const applied: (ShareState | undefined)[] = shares.map(() => undefined);
  const appliedValues = new Float64Array(shares.length);
  // The shares are listed unit after unit.
  const split = new Set(peaks.filter(({ name }) => name === 'split-pseudo-voigt').map(({ unit }) => unit));
  const { first, ofFirst, second, ofSecond } = reduction;
  const set = (column: number, a: number, ofA: number, b = -1, ofB = 0): void => {
    first[column] = a;
    ofFirst[column] = ofA;
    second[column] = b;
    ofSecond[column] = ofB;
  };
  /** Height H common to both halves, and of each half that is free the Lorentzian part d: a = d, b = H - d. */
  const setHalf = (unit: number, height: number, next: number): number => {
    const column = terms + 2 * unit;
    const state = states[unit]!;
    if (state === 'free') {
      set(column, next, 1);
      set(column + 1, height, 1, next, -1);
      return next + 1;
    }
    const eta = heldAt(unit);
    set(column, height, eta);
    set(column + 1, height, 1 - eta);
    return next;
  };
  const setWhole = (unit: number, next: number): number => {
    const column = terms + 2 * unit;
    const state = states[unit]!;
    const eta = state === 'free' ? 1 : heldAt(unit);
    set(column, next, eta);
    if (state === 'free') set(column + 1, next + 1, 1);
    else set(column + 1, next, 1 - eta);
    return state === 'free' ? next + 2 : next + 1;
  };
  return {
    states,
    values,
    lower,
    upper,
    apply() {
      let same = true;
      for (let k = 0; k < shares.length; k++) {
        const value = heldAt(k);
        if (states[k] === applied[k] && Object.is(value, appliedValues[k])) continue;
        applied[k] = states[k];
        appliedValues[k] = value;
        same = false;
      }
      if (same) return;
      let next = terms;
      for (const { unit } of peaks) {
        if (!split.has(unit)) next = setWhole(unit, next);
        else next = setHalf(unit + 1, next, setHalf(unit, next, next + 1));
      }
      reduction.free = next;
      reduction.plain = split.size === 0 && states.every((state) => state === 'free');
      if (!reduction.plain || !reduction.direct) listColumns(reduction);
    },
    update() {
      let changed = 0;
      for (let k = 0; k < shares.length; k++) {
        const state = states[k]!;
        if (state === 'fixed') continue;
        const column = terms + 2 * shares[k]!.unit;
        const height = amplitudes[column]! + amplitudes[column + 1]!;
        if (state === 'free') {
          const eta = amplitudes[column]! / height;
          if (eta >= lower[k]! && eta <= upper[k]!) continue;
          // What is no number is held nowhere: the general fitter must do it.
          states[k] = eta < lower[k]! ? 'lower' : 'upper';
          changed++;
        } else {
          // d chi2 / d share, negative where more of it would lower chi2.
          const slope = -height * (residualDot(space, column) - residualDot(space, column + 1));
          const inwards = state === 'lower' ? slope < 0 : slope > 0;
          if (!inwards) continue;
          states[k] = 'free';
          changed++;
        }
      }
      return changed;
    },
    shareOf(k) {
      const { unit } = shares[k]!;
      if (states[k] !== 'free') return heldAt(k);
      const column = terms + 2 * unit;
      return amplitudes[column]! / (amplitudes[column]! + amplitudes[column + 1]!);
    },
  };
}
