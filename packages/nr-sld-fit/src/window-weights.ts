import type { KernelChoice } from '@operando/numerics';
import { kernelOf, windowWeightsModule } from '@operando/numerics/kernels';
import type { SmearPlan } from './smear-plan.js';

/** Nodes and weights of a quadrature that windows share. */
interface SharedQuadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Which nodes lie in each window. */
type Windows = Pick<SmearPlan, 'first' | 'count'>;

/**
 * Weights of Gaussian windows by a kernel, windows one after another; those that have no width have a node of their own.
 *
 * @returns undefined where kernels do not run, or where there are too many nodes for their memory.
 */
export function gaussianWindows(
  q: Float64Array,
  sigma: Float64Array,
  { nodes, weights }: SharedQuadrature,
  { first, count }: Windows,
  total: number,
  choice: KernelChoice | undefined,
): Float64Array | undefined {
  const kernel = kernelOf(windowWeightsModule, choice);
  if (kernel === undefined) return undefined;
  const { doubles, integers, scratch, scratchSize } = kernel.space;
  const n = q.length;
  // Behind the last node one more is read.
  const room = nodes.length + 1;
  if (2 * n + 2 * room + total + n + 1 > scratchSize) return undefined;
  const at = scratch / 8;
  const [widthsAt, nodesAt, weightsAt] = [at + n, at + 2 * n, at + 2 * n + room];
  const outAt = weightsAt + room;
  const firstAt = 2 * (outAt + total);
  doubles.set(q, at);
  doubles.set(sigma, widthsAt);
  doubles.set(nodes, nodesAt);
  doubles.set(weights, weightsAt);
  integers.set(first, firstAt);
  integers.set(count, firstAt + n);
  kernel.run.gaussianWindows(
    n,
    scratch,
    8 * widthsAt,
    4 * firstAt,
    4 * (firstAt + n),
    8 * nodesAt,
    8 * weightsAt,
    8 * outAt,
  );
  return doubles.slice(outAt, outAt + total);
}
