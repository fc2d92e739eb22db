/** Masked points of some frames. */
export interface MaskedPoints {
  /** How many values are masked. */
  readonly points: number;
  /** Frames that have any. */
  readonly frames: number;
  /** Frames that were looked at. */
  readonly total: number;
  /** First coordinate at which there are some, in the unit of the axis. */
  readonly low: number;
  /** Last coordinate at which there are some, in the unit of the axis. */
  readonly high: number;
  /** How many for each reason, which is a clause in words: `that hold no number`. */
  readonly reasons: Readonly<Record<string, number>>;
}
