/** Counts of one map: pixels row after row, each with all its channels. */
export interface MapFrame {
  readonly counts: Float64Array;
  /** 1 for values not to be used, as counts. */
  readonly mask?: Uint8Array | undefined;
}

/** Size of maps. */
export interface MapShape {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}
