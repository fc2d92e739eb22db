/** How a search ended. */
export type FitEnd = 'converged' | 'stalled' | 'limit-reached' | 'singular' | 'failed';

/** Limits of the search. */
export interface FitLimits {
  readonly maximumCycles: number;
  /** The fit ends when the objective could fall by no more than this. */
  readonly tolerance: number;
}

/** How bold the next step is, after how the last ones went. */
export interface Search {
  /** Added to the diagonal of normal equations scaled to ones. */
  damping: number;
  /** Factor on the stiffness of parameters whose derivative holds over short steps only. */
  readonly firmness: number;
  /** Whether the last step was taken; true before the first. */
  readonly wasAccepted: boolean;
  /**
   * Say what became of a step that promised a gain. Whether it is taken.
   *
   * @param isOther The next step is of other equations: the first time it need not be shorter.
   */
  tried(value: number, next: number, gain: number, isOther?: boolean): boolean;
  /** Whether a step that promises so much is not worth its try. */
  isOver(gain: number): FitEnd | undefined;
}

/** Damping beyond which steps are nothing. */
const heaviest = 1e7;
/** Largest factor on stiffness. */
const firmest = 1e4;

/** A search that begins with whole Gauss-Newton steps, and shortens those that do not lead down. */
export function createSearch({ tolerance }: FitLimits): Search {
  let damping = 0;
  let firmness = 1;
  let wasAccepted = true;
  let rejected = 0;
  let fallen = Infinity;
  let fallenBefore = Infinity;
  let isStill = false;
  let patience = 3;
  return {
    get damping() {
      return damping;
    },
    set damping(value) {
      damping = value;
    },
    get firmness() {
      return firmness;
    },
    get wasAccepted() {
      return wasAccepted;
    },
    tried(value, next, gain, isOther = false) {
      wasAccepted = next <= value + 1e-9 * Math.abs(value);
      // What changes by less than matters, as was foreseen, is rounding.
      isStill = gain < 10 * tolerance && Math.abs(next - value) < 10 * tolerance;
      if (wasAccepted) {
        fallenBefore = fallen;
        fallen = value - next;
        firmness = Math.max(1, firmness / 4);
        rejected = 0;
        // Bolder where it went as foreseen; as before where it only just did.
        const share = fallen / gain;
        if (share > 0.75) damping *= 0.2;
        else if (share < 0.25) damping = Math.max(0.3, 2 * damping);
        if (damping < 1e-3) damping = 0;
        return true;
      }
      if (isOther && rejected === 0) {
        rejected = 1;
        return false;
      }
      firmness = Math.min(firmest, firmness * 10);
      // The parabola through where it began, its slope there and where it came to has its bottom at this part of the step.
      const part = Number.isFinite(next) ? gain / (next - value + 2 * gain) : 0.1;
      if (++rejected > 1 || part > 0.2) damping = Math.max(4 * damping, 1 / Math.max(0.02, part) - 1, 0.1);
      return false;
    },
    isOver(gain) {
      // Flat valleys promise more than they give: two steps that gained nothing are enough.
      const isFlat = fallen < 10 * tolerance && fallenBefore < 10 * tolerance;
      if (isStill || isFlat) return 'converged';
      if (damping > heaviest) return 'stalled';
      if (gain >= tolerance) return undefined;
      // Heavy damping makes every step small: then it counts that the last one gained next to nothing either.
      if (damping < 1 || fallen < 100 * tolerance) return 'converged';
      if (patience-- === 0) return 'stalled';
      damping *= 0.01;
      return undefined;
    },
  };
}
