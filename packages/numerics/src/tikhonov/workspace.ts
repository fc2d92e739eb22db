import type { ColumnRuns } from './column-runs.js';
import type { PenaltyBands } from './penalty.js';
import { normalEquations } from './normal-equations.js';
import type { NormalEquations } from './normal-equations.js';
import type { KernelChoice } from '../kernels/kernel.js';

/**
 * Working memory, which all solvers of one size that come of one another have in common (a front has some hundred of them, smoothed and
 * not): every fit overwrites what the one before left.
 */
export interface WorkingRoom {
  readonly rows: number;
  readonly columns: number;
  /** Bandwidth of the normal equations. */
  readonly width: number;
  readonly gram: Float64Array;
  /** The data at whose solution `gram` is, or which it belongs to wherever x is; undefined on the way there. */
  gramOf: object | undefined;
  /** The same of the factors in `system`, nothing taken out. */
  systemOf: object | undefined;
  readonly system: Float64Array;
  /** As many as rows. */
  readonly weights: Float64Array;
  readonly scratch: Float64Array;
  /** As many as columns: of the steps of one fit. */
  readonly trial: Float64Array;
  readonly stretched: Float64Array;
  readonly slope: Float64Array;
  readonly smooth: Float64Array;
  readonly step: Float64Array;
  readonly held: Uint8Array;
}

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
  readonly room: WorkingRoom;
}

function workingRoom(rows: number, columns: number, width: number): WorkingRoom {
  const ofColumns = (): Float64Array => new Float64Array(columns);
  return {
    rows,
    columns,
    width,
    gram: new Float64Array(columns * (width + 1)),
    gramOf: undefined,
    systemOf: undefined,
    system: new Float64Array(columns * (width + 1)),
    weights: new Float64Array(rows),
    scratch: new Float64Array(rows),
    trial: ofColumns(),
    stretched: ofColumns(),
    slope: ofColumns(),
    smooth: ofColumns(),
    step: ofColumns(),
    held: new Uint8Array(columns),
  };
}

/** What the normal equations need. @param before Room of another solver, which is taken where it is of this size. */
export function penalisedWorkspace(
  a: ColumnRuns,
  differences: PenaltyBands,
  scale: number,
  choice?: KernelChoice,
  before?: WorkingRoom,
): PenalisedWorkspace {
  const { rows, columns } = a;
  const width = Math.min(columns - 1, Math.max(a.bandwidth, differences.reach - 1));
  const fits = before !== undefined && before.rows === rows && before.columns === columns && before.width === width;
  return {
    a,
    penalty: differences.bands,
    differences,
    scale,
    width,
    equations: normalEquations(a, width, choice),
    room: fits ? before : workingRoom(rows, columns, width),
  };
}

/**
 * Factorise gram + lambda L^T L into `system`, held columns taken out (their
 * rows become the identity's). A matrix that is only semi-definite gets the
 * least ridge that makes it definite.
 */
export function factorise(
  { a, equations, penalty, width, differences: { reach }, room: { gram, system } }: PenalisedWorkspace,
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
