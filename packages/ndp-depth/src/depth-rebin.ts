import { OperandoError } from '@operando/core';
import type { KernelChoice } from '@operando/numerics';
import { binDoubles, binShorts } from './bin-counts.js';
import type { DepthRebinPlan } from './depth-rebin-plan.js';

/** A stack of counts that {@link rebinToDepth} reads as it is. */
export type CountStack = Float64Array | Float32Array | Uint32Array | Uint16Array;

/** Options of {@link rebinToDepth}. */
export interface RebinToDepthOptions {
  /** Receives the counts: as many numbers as bins of all frames. @default a new array */
  readonly out?: Float64Array | undefined;
  /** How 16-bit counts are summed. @default 'auto' */
  readonly kernels?: KernelChoice | undefined;
}

/**
 * Counts of each frame per depth bin, [frames x bins]: sums, so that nothing is
 * lost or made between the first and last bin.
 *
 * @param stack Row-major [frames x channels].
 * @returns `out`, where there is one.
 * @throws OperandoError `shape-mismatch`.
 */
export function rebinToDepth(
  plan: DepthRebinPlan,
  stack: CountStack,
  { out, kernels }: RebinToDepthOptions = {},
): Float64Array {
  const frames = stack.length / plan.channels;
  if (!Number.isInteger(frames)) {
    throw new OperandoError('shape-mismatch', `${stack.length} counts are not frames of ${plan.channels} channels.`, {
      where: { parameter: 'stack' },
    });
  }
  const size = frames * plan.bins;
  if (out !== undefined && out.length !== size) {
    throw new OperandoError('shape-mismatch', `room for ${out.length} numbers where ${size} come.`, {
      where: { parameter: 'out' },
      cure: `${frames} frames of ${plan.bins} bins need ${size}.`,
    });
  }
  const into = out ?? new Float64Array(size);
  // One loop for each kind of array: one that has seen several reads them all slowly.
  if (stack instanceof Float64Array) binDoubles(plan, stack, frames, into);
  else if (stack instanceof Uint16Array) binShorts(plan, stack, frames, into, kernels);
  else {
    const tile = new Float64Array(plan.channels);
    const oneFrame = new Float64Array(plan.bins);
    for (let f = 0; f < frames; f++) {
      tile.set(stack.subarray(f * plan.channels, (f + 1) * plan.channels));
      binDoubles(plan, tile, 1, oneFrame);
      into.set(oneFrame, f * plan.bins);
    }
  }
  return into;
}
