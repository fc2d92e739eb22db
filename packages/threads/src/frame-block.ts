/** Frames that a thread works on. */
export interface FrameBlock {
  /** Number in the series of the first of them. */
  readonly first: number;
  /** How many there are. */
  readonly frames: number;
  /** frames x the values of one frame; for this task alone, the memory is used again. */
  readonly values: Float64Array;
  /** As the values; 1 where one must not be used. Absent where all may be. */
  readonly mask?: Uint8Array | undefined;
}
