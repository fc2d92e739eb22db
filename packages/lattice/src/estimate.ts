/** A value with its standard error. */
export interface Estimate {
  readonly value: number;
  readonly stderr: number;
}
