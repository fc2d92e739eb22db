import type { ColumnRuns } from './column-runs.js';
import type { PenaltyBands } from './penalty.js';
import { normalEquations } from './normal-equations.js';
import type { NormalEquations } from './normal-equations.js';
import type { KernelChoice } from '../kernels/kernel.js';

/** A prepared problem and its working memory. */
export interface PenalisedWorkspace {
  readonly a: ColumnRuns;
  /** L^T L as penaltyBands makes it. */
  readonly penalty: Float64Array;
  /** The differences themselves. */
  readonly differences: PenaltyBands;
  readonly scale: number;
  /** Bandwidth of the normal equations. */
  readonly width: number;
  readonly equations: NormalEquations;
  readonly gram: Float64Array;
  /** The data at whose solution `gram` is, or which it belongs to wherever x is; undefined on the way there. */
  gramOf: object | undefined;
  /** The same of the factors in `system`, nothing taken out. */
  systemOf: object | undefined;
  readonly system: Float64Array;
  readonly weights: Float64Array;
  readonly scratch: Float64Array;
}

/** Allocate what the normal equations need. */
export function penalisedWorkspace(
  a: ColumnRuns,
  differences: PenaltyBands,
  scale: number,
  choice?: KernelChoice,
): PenalisedWorkspace {
  const width = Math.min(a.columns - 1, Math.max(a.bandwidth, differences.reach - 1));
  return {
    a,
    penalty: differences.bands,
    differences,
    scale,
    width,
    equations: normalEquations(a, width, choice),
    gram: new Float64Array(a.columns * (width + 1)),
    gramOf: undefined,
    systemOf: undefined,
    system: new Float64Array(a.columns * (width + 1)),
    weights: new Float64Array(a.rows),
    scratch: new Float64Array(a.rows),
  };
}

/**
 * Factorise gram + lambda L^T L into `system`, held columns taken out (their
 * rows become the identity's). A matrix that is only semi-definite gets the
 * least ridge that makes it definite.
 */
export function factorise(
  { a, equations, gram, system, penalty, width, differences: { reach } }: PenalisedWorkspace,
  lambda: number,
  priorWeight: number,
  held: Uint8Array | undefined,
): void {
  const n = a.columns;
  const row = width + 1;
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, gram[i * row + width]! + lambda * penalty[reach * i]!);
  let ridge = 1e-13 * (largest || 1);
  for (let attempt = 0; attempt < 8; attempt++) {
    system.set(gram);
    for (let i = 0; i < n; i++) {
      const own = i * row + width - i;
      for (let away = 0; away < reach && away <= i; away++)
        system[own + i - away]! += lambda * penalty[reach * (i - away) + away]!;
      system[own + i]! += ridge + priorWeight;
    }
    if (held !== undefined) takeOut(system, held, n, width);
    if (equations.factorise(system)) return;
    ridge *= 1000;
  }
  throw new RangeError('the matrix has no definite normal equations');
}

function takeOut(system: Float64Array, held: Uint8Array, n: number, width: number): void {
  const row = width + 1;
  for (let i = 0; i < n; i++) {
    if (held[i] !== 1) continue;
    system.fill(0, i * row, i * row + width);
    system[i * row + width] = 1;
    for (let below = i + 1; below <= Math.min(n - 1, i + width); below++) system[below * row + width - below + i] = 0;
  }
}
