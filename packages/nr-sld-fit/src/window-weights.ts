import type { KernelChoice } from '@operando/numerics';
import { kernelOf, windowMeansModule, windowWeightsModule } from '@operando/numerics/kernels';
import type { KernelSpace } from '@operando/numerics/kernels';
import type { SmearPlan } from './smear-plan.js';

/** Nodes and weights of a quadrature that windows share. */
interface SharedQuadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Which nodes lie in each window. */
type Windows = Pick<SmearPlan, 'first' | 'count'>;

/** Where windows and nodes lie in the memory of kernels; places of doubles, and of integers. */
interface Placed {
  readonly widthsAt: number;
  readonly nodesAt: number;
  readonly weightsAt: number;
  readonly outAt: number;
  readonly firstAt: number;
}

/** Windows and nodes in the memory of kernels, with room for `total` results; undefined where that is not enough. */
function placed(
  q: Float64Array,
  sigma: Float64Array,
  { nodes, weights }: SharedQuadrature,
  { first, count }: Windows,
  total: number,
  { doubles, integers, scratch, scratchSize }: KernelSpace,
): Placed | undefined {
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
  return { widthsAt, nodesAt, weightsAt, outAt, firstAt };
}

/**
 * Weights of Gaussian windows by a kernel, windows one after another; those that have no width have a node of their own.
 *
 * @returns undefined where kernels do not run, or where there are too many nodes for their memory.
 */
export function gaussianWindows(
  q: Float64Array,
  sigma: Float64Array,
  quadrature: SharedQuadrature,
  windows: Windows,
  total: number,
  choice: KernelChoice | undefined,
): Float64Array | undefined {
  const { run, space } = kernelOf(windowWeightsModule, choice) ?? {};
  const there = space === undefined ? undefined : placed(q, sigma, quadrature, windows, total, space);
  if (run === undefined || space === undefined || there === undefined) return undefined;
  const { widthsAt, nodesAt, weightsAt, outAt, firstAt } = there;
  const n = q.length;
  const countAt = 4 * (firstAt + n);
  run.gaussianWindows(n, space.scratch, 8 * widthsAt, 4 * firstAt, countAt, 8 * nodesAt, 8 * weightsAt, 8 * outAt);
  return space.doubles.slice(outAt, outAt + total);
}

/** Means with the weights of {@link gaussianWindows}, which are not kept. @param values Of all nodes, those that belong to one window included. */
export function gaussianMeans(
  q: Float64Array,
  sigma: Float64Array,
  quadrature: SharedQuadrature,
  values: Float64Array,
  windows: Windows,
  choice: KernelChoice | undefined,
): Float64Array | undefined {
  const n = q.length;
  const { run, space } = kernelOf(windowMeansModule, choice) ?? {};
  const room = values.length + 1 + n;
  const there = space === undefined ? undefined : placed(q, sigma, quadrature, windows, room, space);
  if (run === undefined || space === undefined || there === undefined) return undefined;
  const { widthsAt, nodesAt, weightsAt, outAt: valuesAt, firstAt } = there;
  const outAt = valuesAt + values.length + 1;
  space.doubles.set(values, valuesAt);
  run.gaussianMeans(
    n,
    space.scratch,
    8 * widthsAt,
    4 * firstAt,
    4 * (firstAt + n),
    8 * nodesAt,
    8 * weightsAt,
    8 * valuesAt,
    8 * outAt,
  );
  return space.doubles.slice(outAt, outAt + n);
}
