/** Products of columns that are known: of those from this one on with each other. */
export interface KnownProducts {
  readonly from: number;
  /** Square, of so many columns. */
  readonly matrix: Float64Array;
  readonly size: number;
  /** Where they stand in it. */
  readonly at: number;
}

/** Works out normal equations of columns: lower triangle (and its mirror) of A = C^T W C, and g = C^T W r. */
export type NormalEquations = (
  use: readonly boolean[],
  weights: Float64Array,
  residual: Float64Array,
  a: Float64Array,
  g: Float64Array,
  known?: KnownProducts,
) => void;
