import type { Status } from '@operando/core';
import type { FiguresOfMerit } from '../fit/figures-of-merit.js';

/**
 * Whether a phase is in a frame: `present`, its scale is more than 5 standard errors above 0; `trace`, more than 4, or more
 * than 2.5 in this frame and one beside it; `absent`, with an upper limit of its weight fraction; `no-data` of frames without
 * data and those that could not be fitted. The shape of a phase is refined from 10 standard errors on, and taken from frames
 * where it is seen well before.
 */
export type Presence = 'present' | 'trace' | 'absent' | 'no-data';

/** What came of a phase in a frame. */
export interface PhaseRow {
  /** Whether it is there. */
  readonly presence: Presence;
  /** Scale over its standard error, when it was last fitted. */
  readonly evidence: number;
  /** Among the phases with structure factors, 0 to 1. */
  readonly weightFraction: number;
  /** NaN of a phase that is absent, and of one that is alone: among one phase its fraction is 1. */
  readonly weightFractionStderr: number;
  /** Weight fraction that is exceeded with a chance of 5 % only, of a phase that is absent; NaN otherwise. */
  readonly upperLimit: number;
  /**
   * Limit of detection: a phase of this weight fraction is called present or a trace, by this frame alone, in 95 cases of 100; NaN of
   * those without a scale.
   */
  readonly detectionLimit: number;
  /** Of its cell, cubic angstrom. */
  readonly volume: number;
  /** Standard error of it, cubic angstrom. */
  readonly volumeStderr: number;
  /** Widths of some of its lines came out negative, and were taken as 0. */
  readonly hasNegativeWidths: boolean;
}

/** Value of a refined parameter, by its column, at a second minimum. */
export interface SecondValue {
  /** Number of the parameter's column, from 0. */
  readonly column: number;
  /** In the unit of that column. */
  readonly value: number;
}

/** What came of a frame. */
export interface FrameRow extends FiguresOfMerit {
  /** Its number, from 0. */
  readonly frame: number;
  /**
   * `converged` or `misfit`; `held` of a weak frame in which only scales and background were fitted; `masked` of one without
   * data; `failed`, `singular`, `stalled`, `limit-reached`.
   */
  readonly status: Status;
  /** That were taken. */
  readonly cycles: number;
  /** Largest correlation (without sign) of zero or displacement with a cell: near 1 they cannot be told apart. */
  readonly trade: number;
  /** Of refined parameters of shape, scales and background, in the order of the refiner's names. */
  readonly values: Float64Array;
  /** Standard errors of `values`; NaN where they are not known. */
  readonly stderr: Float64Array;
  /** Bytes of the house's statuses. */
  readonly statuses: Uint8Array;
  /** In the order of the options. */
  readonly phases: readonly PhaseRow[];
  /** What a second minimum that is as good has otherwise, where there is one: of the status `ambiguous`. */
  readonly second?: readonly SecondValue[] | undefined;
}
