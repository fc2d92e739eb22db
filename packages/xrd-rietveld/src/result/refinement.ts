import type { Estimate, OperandoWarning, Status } from '@operando/core';
import type { CellEstimates } from '@operando/lattice';
import type { FiguresOfMerit } from '../fit/figures-of-merit.js';

/** A parameter with its statistical error; NaN where it is not known. */
export interface RefinedParameter extends Estimate {
  /** As `LiFePO4.a`, `zero`. */
  readonly name: string;
  /**
   * `converged`, or `misfit` of a fit that does not describe the data; `doubtful` of displacement and cell that trade; `held`,
   * `at-bound`, `singular`: without error.
   */
  readonly status: Status;
}

/** What came of a phase. */
export interface RefinedPhase {
  /** As in the options. */
  readonly name: string;
  /** Factor on its intensities. */
  readonly scale: Estimate;
  /** Among the phases with structure factors; NaN for Pawley and Le Bail, and where masses are not known. */
  readonly weightFraction: Estimate;
  /** Free parameters, angstrom and degrees. */
  readonly cell: CellEstimates;
  /** Cubic angstrom. */
  readonly volume: Estimate;
  /** Lines at the first wavelength that lie in the pattern. */
  readonly lines: RefinedLines;
}

/** Lines of a phase as refined, for tick marks and lists. */
export interface RefinedLines {
  /** Miller index, one for each line. */
  readonly h: Int32Array;
  /** Miller index, one for each line. */
  readonly k: Int32Array;
  /** Miller index, one for each line. */
  readonly l: Int32Array;
  /** Degrees, all shifts included. */
  readonly twoTheta: Float64Array;
  /** Area, counts times degrees, of all spectral lines together. */
  readonly area: Float64Array;
  /** Errors of areas that were fitted (Pawley); NaN otherwise. */
  readonly areaStderr: Float64Array;
}

/** Outcome of a refinement. */
export interface Refinement extends FiguresOfMerit {
  /** `converged`, `misfit`, `singular`, `stalled`, `limit-reached` or `failed`. */
  readonly status: Status;
  /** The status in a sentence. */
  readonly message: string;
  /** That were taken. */
  readonly cycles: number;
  /** All that was refined: shape, scales, background. */
  readonly parameters: readonly RefinedParameter[];
  /** Covariance of `parameters`, row by row; 0 for what has no error. */
  readonly covariance: Float64Array;
  /** In the order of the options. */
  readonly phases: readonly RefinedPhase[];
  /** On the grid of the pattern; NaN where it was not used. */
  readonly calculated: Float64Array;
  /** On the grid of the pattern; NaN where it was not used. */
  readonly background: Float64Array;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}
