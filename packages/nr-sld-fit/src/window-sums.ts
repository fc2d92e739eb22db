import { kernelOf, windowSumsModule } from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics';
import { applyPlan } from './smear-plan.js';
import type { SmearPlan } from './smear-plan.js';

/** Windows, their weights one after another. */
type Windows = Pick<SmearPlan, 'first' | 'count' | 'offset' | 'weights'>;

/**
 * Weighted sums over the nodes of each window, by a kernel where it runs: it adds in another order than {@link applyPlan}.
 *
 * @param values Column-major [nodes x columns].
 * @param out Column-major [windows x columns].
 */
export function windowSums(
  windows: Windows,
  values: Float64Array,
  columns: number,
  out: Float64Array,
  choice: KernelChoice | undefined,
): void {
  if (columns === 0) return;
  const { first, count, offset, weights } = windows;
  const n = first.length;
  const nodes = values.length / columns;
  const kernel = kernelOf(windowSumsModule, choice);
  // Numbers of nodes and windows, 32 bits each, sums, and what is left for weights.
  const room = (kernel?.space.scratchSize ?? 0) - nodes - 2 * n - 1;
  if (kernel === undefined || room < Math.max(0, ...count)) {
    for (let c = 0; c < columns; c++)
      applyPlan(windows, values.subarray(c * nodes, (c + 1) * nodes), 1, out.subarray(c * n, (c + 1) * n));
    return;
  }
  const { doubles, integers, scratch } = kernel.space;
  const valuesAt = scratch / 8;
  const outAt = valuesAt + nodes;
  const firstAt = 2 * (outAt + n);
  const countAt = firstAt + n;
  const weightsAt = outAt + 2 * n;
  for (let from = 0; from < n;) {
    const begin = offset[from]!;
    let to = from;
    while (to < n && offset[to]! + count[to]! - begin <= room) to++;
    integers.set(first.subarray(from, to), firstAt);
    integers.set(count.subarray(from, to), countAt);
    doubles.set(weights.subarray(begin, offset[to - 1]! + count[to - 1]!), weightsAt);
    for (let c = 0; c < columns; c++) {
      doubles.set(columns === 1 ? values : values.subarray(c * nodes, (c + 1) * nodes), valuesAt);
      kernel.run.windowSums(to - from, 4 * firstAt, 4 * countAt, 8 * weightsAt, scratch, 8 * outAt);
      out.set(doubles.subarray(outAt, outAt + to - from), c * n + from);
    }
    from = to;
  }
}
