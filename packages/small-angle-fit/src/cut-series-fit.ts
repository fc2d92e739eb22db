import { statusOf, worseStatus } from '@operando/core';
import type { Status } from '@operando/core';
import type { CutFit } from './fit-cut.js';
import type { CutProblem } from './fit-from.js';

/** A fitted series: each frame as a {@link CutFit}, with what it shares with the others. */
export interface CutSeriesFit {
  /** Of each frame. */
  readonly fits: readonly CutFit[];
  /** The same with what is shared held: errors and covariances that are of each frame alone. */
  readonly own: readonly CutFit[];
  /** Frames ready to be fitted again, for profiles. */
  readonly problems: readonly CutProblem[];
  /** Part of the standard errors that all frames have in common, frames x parameters; 0 where nothing is shared. */
  readonly commonStderr: readonly Float64Array[];
  /** Of all frames together; not reduced. */
  readonly chiSquare: number;
  /** Of all frames together. */
  readonly degreesOfFreedom: number;
  /** How the fit ended. */
  readonly status: Status;
}

/** Frames by themselves. */
export function alone(problems: readonly CutProblem[], fits: readonly CutFit[]): CutSeriesFit {
  const worst = fits.reduce((byte, { status }) => worseStatus(byte, statusOf[status]), statusOf.converged);
  return {
    fits,
    own: fits,
    problems,
    commonStderr: fits.map(({ values }) => values.map(() => 0)),
    chiSquare: fits.reduce((sum, each) => sum + each.chiSquare, 0),
    degreesOfFreedom: fits.reduce((sum, each) => sum + each.degreesOfFreedom, 0),
    status: fits.find(({ status }) => statusOf[status] === worst)?.status ?? 'converged',
  };
}
