import type { EstimateColumn } from '@operando/core';

/** A quantity through frames and slices, row after row: frames x slices values with errors and statuses; NaN where there is none. */
export interface SliceColumn extends EstimateColumn {
  /** Standard errors, in the unit of the values. */
  readonly stderr: Float64Array;
  /** Bytes of `statusNames`. */
  readonly status: Uint8Array;
}

/** Rows that grow slice by slice. */
export type GrowingRows<Name extends string> = Readonly<Record<Name, number[]>>;

/** Rows without any yet. */
export function growingRows<Name extends string>(names: readonly Name[]): GrowingRows<Name> {
  return Object.fromEntries(names.map((name): [string, number[]] => [name, []])) as Record<Name, number[]>;
}

/** Rows so far as a column. */
export function sliceColumn(
  name: string,
  unit: string,
  values: ArrayLike<number>,
  stderr: ArrayLike<number>,
  status: Uint8Array,
): SliceColumn {
  return { name, unit, values: Float64Array.from(values), stderr: Float64Array.from(stderr), status };
}
