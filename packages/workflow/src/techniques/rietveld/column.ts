import type { EstimateColumn } from '@operando/core';

/** A column of a table, from numbers of any kind. */
export function column(
  name: string,
  unit: string,
  values: ArrayLike<number>,
  more: Partial<EstimateColumn> = {},
): EstimateColumn {
  return { name, unit, values: Float64Array.from(values), ...more };
}
