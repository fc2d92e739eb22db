import { dotProduct } from '@operando/numerics';

/**
 * Normal equations of columns: lower triangle (and its mirror) of A = C^T W C, and g = C^T W r.
 *
 * @param use Which columns take part; rows and columns of others are left 0.
 * @param from First point of each column that is not 0, and `to` the one after the last.
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
  from: Int32Array,
  to: Int32Array,
): void {
  const size = columns.length;
  a.fill(0);
  for (let j = 0; j < size; j++) {
    g[j] = 0;
    if (!use[j]) continue;
    const column = columns[j]!;
    const [first, last] = [from[j]!, to[j]!];
    for (let i = first; i < last; i++) scratch[i] = column[i]! * weights[i]!;
    g[j] = dotProduct(scratch, first, residual, first, last - first);
    for (let k = 0; k <= j; k++) {
      if (!use[k]) continue;
      const start = Math.max(first, from[k]!);
      const length = Math.min(last, to[k]!) - start;
      const value = length > 0 ? dotProduct(scratch, start, columns[k]!, start, length) : 0;
      a[j * size + k] = value;
      a[k * size + j] = value;
    }
  }
}
