import { statusOf, isOperandoError, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { normalizeStack } from '../normalize-stack.js';
import type { NormalizedStack, NormalizeStackOptions } from '../normalize-stack-types.js';
import { largestK } from './background-ranges.js';

/** Edge energies, edge steps and reach in k of every frame; NaN for frames without. */
export interface StackEdges {
  readonly e0: Float64Array;
  readonly edgeStep: Float64Array;
  readonly reach: Float64Array;
  /** What was wrong with the frames that have none, by frame. */
  readonly failures: ReadonlyMap<number, OperandoError>;
  readonly warnings: readonly OperandoWarning[];
  /** Bytes of the normalization; all `ok` when there was none. */
  readonly status: Uint8Array;
}

function perFrame(value: number | ArrayLike<number>, frames: number, parameter: string): Float64Array {
  const values = typeof value === 'number' ? new Float64Array(frames).fill(value) : Float64Array.from(value);
  if (values.length !== frames)
    throw new OperandoError('shape-mismatch', `${values.length} values for ${frames} frames.`, {
      where: { parameter },
    });
  return values;
}

/** @throws OperandoError as `normalizeStack`; `shape-mismatch`. */
export function stackEdges(
  energy: Float64Array,
  mu: Float64Array,
  frames: number,
  e0: number | ArrayLike<number> | undefined,
  edgeStep: number | ArrayLike<number> | undefined,
  normalization: Omit<NormalizeStackOptions, 'e0' | 'edgeStep' | 'out'> | undefined,
): StackEdges {
  let found: NormalizedStack | undefined;
  if (e0 === undefined || edgeStep === undefined)
    found = normalizeStack(energy, mu, { ...normalization, e0, flat: false });
  const edges = e0 === undefined ? found!.e0 : perFrame(e0, frames, 'e0');
  const steps = edgeStep === undefined ? found!.edgeStep : perFrame(edgeStep, frames, 'edgeStep');
  const reach = new Float64Array(frames).fill(Number.NaN);
  const failures = new Map<number, OperandoError>();
  for (let frame = 0; frame < frames; frame++) {
    if (found?.status[frame] === statusOf.failed) continue;
    try {
      reach[frame] = largestK(energy, edges[frame]!);
    } catch (error) {
      if (!isOperandoError(error)) throw error;
      failures.set(frame, error);
    }
  }
  return {
    e0: edges,
    edgeStep: steps,
    reach,
    failures,
    warnings: found?.warnings ?? [],
    status: found?.status ?? new Uint8Array(frames).fill(statusOf.ok),
  };
}

/**
 * The end of the k grid that all frames share: the smallest reach, where an edge found in a wrong place (reach below
 * nine tenths of the median) does not count.
 */
export function commonReach(reach: Float64Array): number {
  const sorted = reach.filter(Number.isFinite).toSorted();
  if (sorted.length === 0) return Number.NaN;
  const median = sorted[sorted.length >> 1]!;
  return sorted.find((value) => value >= 0.9 * median)!;
}
