/** One of several scans, groups or spectra of a file. */
export interface ScanSummary {
  /** What the option `scan` takes: `3.1` in SPEC files (number and occurrence), the position from 1 elsewhere. */
  readonly id: string;
  /** Command or label; titles may repeat. */
  readonly title: string;
  /** Rows of numbers that it has. */
  readonly rows: number;
  /** Such as `aborted` and `empty`. */
  readonly notes: readonly string[];
}
