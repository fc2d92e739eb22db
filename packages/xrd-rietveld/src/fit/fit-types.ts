import type { Mixture } from './mixture.js';
import type { FitEnd, FitLimits } from './search.js';
import type { Observations } from './weighting.js';

/** Where a fit stands: all parameters of shape, and factors of phases and background. */
export interface FitState {
  readonly values: Float64Array;
  /** Scales of the phases, then the background, then free intensities. */
  readonly linear: Float64Array;
}

/** What is known of a refined parameter of shape beside the pattern: its mean, and 1 / variance. */
export interface ParameterPrior {
  readonly column: number;
  readonly mean: number;
  readonly precision: number;
}

/** What a fit may move. */
export interface FitFreedom {
  /** For each phase: whether its scale is fitted, and whether its shape is. */
  readonly scale: readonly boolean[];
  readonly shape: readonly boolean[];
  /** For each refined parameter of shape; its phase must be free too. @default all */
  readonly parameters?: readonly boolean[] | undefined;
  /** @default none */
  readonly priors?: readonly ParameterPrior[] | undefined;
}

/** Outcome of a fit; arrays are the fitter's own and hold until its next call. */
export interface FitOutcome {
  readonly end: FitEnd;
  readonly cycles: number;
  /** Normal equations at the end, over refined parameters of shape, scales and background. */
  readonly matrix: Float64Array;
  readonly right: Float64Array;
  /** 0 for what was free, 1 for what was not, 2 for what ended on a bound. */
  readonly fixed: Uint8Array;
  readonly size: number;
  readonly mixture: Mixture;
  readonly objective: number;
}

/** A fitter of one pattern after another on the same points. */
export interface PatternFitter {
  /** Forget the patterns before: what comes then is the same whatever they were. */
  forget(): void;
  /** Moves the state to the minimum. */
  fit(data: Observations, state: FitState, freedom: FitFreedom, limits: FitLimits): FitOutcome;
  /** The objective at values of a state, with the best factors, which the state then has; Infinity where there is no pattern. */
  objective(data: Observations, state: FitState, freedom: FitFreedom): number;
}

/** Parameters of shape that are refined. */
export interface RefinedShapes {
  readonly refined: Int32Array;
  /** Bounds of all parameters. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Longest step of each, or as large a share of its value as that is of a usual one. */
  readonly reach: Float64Array;
  readonly usual: Float64Array;
  /** Phase of each that is refined, -1 for the instrument. */
  readonly phases: Int32Array;
}
