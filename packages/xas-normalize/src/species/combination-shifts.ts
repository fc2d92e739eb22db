/** Energy shifts of a linear combination. */
export interface CombinationShifts {
  /** eV to be added: to the energies of the sample (one), or to those of each component. */
  readonly values: Float64Array;
  /** Standard errors; NaN at a bound, and for a component without weight. */
  readonly stderr: Float64Array;
  /** -1 at the lower bound, 1 at the upper, 0 free. */
  readonly active: Int8Array;
}

/** Which energies may move, and how far. */
export interface ShiftSettings {
  readonly of: 'sample' | 'components';
  /** eV. */
  readonly largest: number;
}
