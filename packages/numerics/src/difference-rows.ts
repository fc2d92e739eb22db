import { differenceRowsModule } from './kernels/generated/difference-rows.js';
import { kernelOf } from './kernels/kernel.js';
import type { Kernel, KernelChoice } from './kernels/kernel.js';
import type { DifferenceRows } from './kernels/generated/difference-rows.js';

/** Doubles that stay in cache while they are worked on: copying so many in and out again takes no longer than copying them at once. */
const tile = 16_384;
/** Stacks of fewer values are not worth the way to the kernel. */
const worthwhile = 8192;

/**
 * Derivative of every row: (y[i+1] - y[i-1]) weights[i], and over one step at the ends.
 *
 * @param stack Rows x points, row-major.
 * @param weights One for each point, at least two: 1 / (x[i+1] - x[i-1]), and of one step at the ends.
 * @param out Receives the derivatives; must not be the stack itself.
 * @param kernels Which loop is taken; results are the same to the bit. @default 'auto'
 */
export function differenceRows(
  stack: Float64Array,
  weights: Float64Array,
  out: Float64Array,
  kernels: KernelChoice = 'auto',
): void {
  const points = weights.length;
  const rows = Math.floor(stack.length / points);
  const kernel = rows * points < worthwhile ? undefined : kernelOf(differenceRowsModule, kernels);
  if (kernel === undefined || 2 * points > kernel.space.scratchSize) plainRows(stack, weights, rows, out);
  else kernelRows(kernel, stack, weights, rows, out);
}

/** Block by block through the memory of the kernel. */
function kernelRows(
  { run, space }: Kernel<DifferenceRows>,
  stack: Float64Array,
  weights: Float64Array,
  rows: number,
  out: Float64Array,
): void {
  const points = weights.length;
  const { doubles, scratch } = space;
  const first = scratch / 8;
  const block = Math.max(1, Math.floor(tile / points));
  const at = first + points + (points % 2);
  doubles.set(weights, first);
  for (let row = 0; row < rows; row += block) {
    const count = Math.min(block, rows - row);
    const from = row * points;
    const to = from + count * points;
    doubles.set(stack.subarray(from, to), at);
    run.differenceRows(count, points, 8 * at, scratch);
    out.set(doubles.subarray(at, at + count * points), from);
  }
}

function plainRows(stack: Float64Array, weights: Float64Array, rows: number, out: Float64Array): void {
  const points = weights.length;
  const last = points - 1;
  for (let row = 0; row < rows; row++) {
    const start = row * points;
    out[start] = -weights[0]! * stack[start]! + weights[0]! * stack[start + 1]!;
    plainRow(stack, weights, start, points, out);
    out[start + last] = -weights[last]! * stack[start + last - 1]! + weights[last]! * stack[start + last]!;
  }
}

/** Eight at a time: every value is loaded once, which takes half the time of the plain loop. */
function plainRow(stack: Float64Array, weights: Float64Array, start: number, n: number, out: Float64Array): void {
  let p0 = stack[start]!;
  let p1 = stack[start + 1]!;
  let i = 1;
  for (; i + 7 < n - 1; i += 8) {
    const at = start + i;
    const p2 = stack[at + 1]!;
    const p3 = stack[at + 2]!;
    const p4 = stack[at + 3]!;
    const p5 = stack[at + 4]!;
    const p6 = stack[at + 5]!;
    const p7 = stack[at + 6]!;
    const p8 = stack[at + 7]!;
    const p9 = stack[at + 8]!;
    out[at] = (p2 - p0) * weights[i]!;
    out[at + 1] = (p3 - p1) * weights[i + 1]!;
    out[at + 2] = (p4 - p2) * weights[i + 2]!;
    out[at + 3] = (p5 - p3) * weights[i + 3]!;
    out[at + 4] = (p6 - p4) * weights[i + 4]!;
    out[at + 5] = (p7 - p5) * weights[i + 5]!;
    out[at + 6] = (p8 - p6) * weights[i + 6]!;
    out[at + 7] = (p9 - p7) * weights[i + 7]!;
    p0 = p8;
    p1 = p9;
  }
  for (; i < n - 1; i++) out[start + i] = (stack[start + i + 1]! - stack[start + i - 1]!) * weights[i]!;
}
