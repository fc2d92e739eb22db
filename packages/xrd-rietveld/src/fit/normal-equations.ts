import { dotProduct } from '@operando/numerics';
import { columnDotsModule, kernelOf, patternLinesModule } from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics/kernels';
import type { KnownProducts, NormalEquations } from './equation-types.js';
import { createKernelEquations } from './kernel-equations.js';

/**
 * Normal equations of columns that others fill; rows and columns of those that are not in use are left 0.
 *
 * @param from First point of each column that is not 0, and `to` the one after the last: those of all points go by a kernel, whose sums
 * differ from those of the plain loop by rounding.
 */
export function createNormalEquations(
  columns: readonly Float64Array[],
  from: Int32Array,
  to: Int32Array,
  choice: KernelChoice = 'auto',
): NormalEquations {
  const size = columns.length;
  const points = columns[0]?.length ?? 0;
  const scratch = new Float64Array(points);
  const isWhole = columns.every((_, k) => from[k] === 0 && to[k] === points);
  const dots = isWhole && points > 0 ? kernelOf(columnDotsModule, choice) : undefined;
  const lines = kernelOf(patternLinesModule, choice);
  const fast = dots === undefined || lines === undefined ? undefined : createKernelEquations(columns, dots, lines.run);
  const plain: NormalEquations = (use, weights, residual, a, g, known) => {
    for (let j = 0; j < size; j++) {
      if (!use[j]) continue;
      const column = columns[j]!;
      const [first, last] = [from[j]!, to[j]!];
      for (let i = first; i < last; i++) scratch[i] = column[i]! * weights[i]!;
      g[j] = dotProduct(scratch, first, residual, first, last - first);
      for (let k = 0; k <= Math.min(j, (known !== undefined && j >= known.from ? known.from : size) - 1); k++) {
        if (!use[k]) continue;
        const start = Math.max(first, from[k]!);
        const length = Math.min(last, to[k]!) - start;
        const value = length > 0 ? dotProduct(scratch, start, columns[k]!, start, length) : 0;
        a[j * size + k] = value;
        a[k * size + j] = value;
      }
    }
  };
  return (use, weights, residual, a, g, known) => {
    a.fill(0);
    g.fill(0);
    if (known !== undefined) takeKnown(a, size, known);
    (fast ?? plain)(use, weights, residual, a, g, known);
  };
}

function takeKnown(a: Float64Array, size: number, { from, matrix, size: of, at }: KnownProducts): void {
  for (let j = from; j < size; j++)
    for (let k = from; k < size; k++) a[j * size + k] = matrix[(j - from + at) * of + (k - from + at)]!;
}
