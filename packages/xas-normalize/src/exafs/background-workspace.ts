import type { Status } from '@operando/core';
import type { BackgroundOperator } from './background-operator.js';

/** `limit-reached` and `stalled`: the clamped fit was left before its minimum was reached. */
export type BackgroundStatus = Extract<Status, 'converged' | 'limit-reached' | 'stalled'>;

/** Buffers of a background fit, and its answer. Overwritten by the next fit. */
export interface BackgroundWorkspace {
  /** mu minus background on the k grid, in units of mu. */
  readonly chi: Float64Array;
  /** Coefficients times the triangle of the operator. */
  readonly z: Float64Array;
  /** Lower triangle of the Cholesky factor of the normal matrix of z, row-major; meaningful with clamps only. */
  readonly normal: Float64Array;
  readonly projected: Float64Array;
  chiSquare: number;
  iterations: number;
  status: BackgroundStatus;
}

/** Buffers for the fits of one operator. */
export function backgroundWorkspace({ ranges: { k, splines, bins } }: BackgroundOperator): BackgroundWorkspace {
  return {
    chi: new Float64Array(k.length),
    z: new Float64Array(splines),
    normal: new Float64Array(splines * splines),
    projected: new Float64Array(2 * bins),
    chiSquare: 0,
    iterations: 0,
    status: 'converged',
  };
}
