/**
 * Where things lie in the state of the kernels that fit one peak on a line, in doubles; the sums that need no peak come before
 * their matrices. `shared/lone-state.ts` of the kernels counts them in bytes.
 */
export const loneAt = {
  chiSquare: 0,
  damping: 1,
  evaluations: 2,
  shapes: 3,
  trial: 6,
  half: 9,
  tolerance: 10,
  largestGain: 11,
  lower: 12,
  upper: 15,
  amplitudes: 18,
  before: 23,
  last: 24,
  errors: 25,
  frame: 35,
  /** Products of the slopes of a whole peak. */
  slopes: 89,
} as const;

/** Doubles of the state. */
export const loneStateSize = 128;
/** Columns that a doublet takes for itself. */
export const doubletColumns = 10;
