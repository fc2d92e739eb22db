/** A gain below this share of the cost is lost in the rounding of its sum: such steps are taken unseen while they shrink. */
const unseen = 1e-13;

/** What becomes of a step. */
interface Verdict {
  readonly isTaken: boolean;
  /** Of the search, where it ends with this step. */
  readonly end: 'converged' | 'stalled' | undefined;
}

/** Damping as Levenberg and Marquardt have it, and what it makes of one step after the other. */
export class Damping {
  #value: number;
  readonly #trusted: number;
  #grow = 4;
  #before = Infinity;

  /** @param first To begin with. @param trusted Up to it a step shows what is to be gained. */
  constructor(first: number, trusted: number) {
    this.#value = first;
    this.#trusted = trusted;
  }

  get value(): number {
    return this.#value;
  }

  /** Judge a step, and damp the next by it. @param predicted Gain by the linear model. @param enough Gain that is none. */
  judge(cost: number, next: number, predicted: number, enough: number): Verdict {
    // A step that bounds cut short may be one uphill: that is no end.
    const size = Math.abs(predicted);
    const isTrusted = this.#value <= this.#trusted;
    const blind = size <= unseen * cost && isTrusted;
    const last = isTrusted && (size <= enough || (blind && size > 0.25 * this.#before));
    this.#before = size;
    const gained = cost - next;
    const isTaken = gained > 0 || ((last || blind) && next <= cost + Math.max(enough, 1e-12 * cost));
    if (last) return { isTaken, end: 'converged' };
    if (isTaken) {
      this.#ease(blind ? 1 : gained / predicted);
      return { isTaken, end: undefined };
    }
    this.#tighten();
    return { isTaken, end: this.#value > 1e12 ? 'stalled' : undefined };
  }

  /** @param ratio Of what was gained to what was predicted. */
  #ease(ratio: number): void {
    if (ratio > 0.75) this.#value /= 10;
    else if (ratio < 0.25) this.#value *= 3;
    if (this.#value < 1e-14) this.#value = 0;
    this.#grow = 4;
  }

  #tighten(): void {
    this.#value = Math.max(this.#value, 1e-8) * this.#grow;
    this.#grow *= 2;
  }
}
