import { dotProduct } from '@operando/numerics';

/**
 * Normal equations of columns: lower triangle (and its mirror) of A = C^T W C, and g = C^T W r.
 *
 * @param use Which columns take part; rows and columns of others are left 0.
 * @param scratch As many values as there are points.
 */
export function fillNormalEquations(
  columns: readonly Float64Array[],
  use: readonly boolean[],
  weights: Float64Array,
  residual: Float64Array,
  a: Float64Array,
  g: Float64Array,
  scratch: Float64Array,
): void {
  const size = columns.length;
  const n = weights.length;
  a.fill(0);
  for (let j = 0; j < size; j++) {
    g[j] = 0;
    if (!use[j]) continue;
    const column = columns[j]!;
    for (let i = 0; i < n; i++) scratch[i] = column[i]! * weights[i]!;
    g[j] = dotProduct(scratch, 0, residual, 0, n);
    for (let k = 0; k <= j; k++) {
      if (!use[k]) continue;
      const value = dotProduct(scratch, 0, columns[k]!, 0, n);
      a[j * size + k] = value;
      a[k * size + j] = value;
    }
  }
}
