/** Counts of one map: pixels row after row, each with all its channels. */
export interface MapFrame {
  /** Pixels x channels. */
  readonly counts: Float64Array;
  /** 1 for values not to be used, as counts. */
  readonly mask?: Uint8Array | undefined;
}

/** Size of maps. */
export interface MapShape {
  /** Of a map. */
  readonly rows: number;
  /** Of a map. */
  readonly columns: number;
  /** Of a pixel. */
  readonly channels: number;
}
