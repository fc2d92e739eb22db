import type { LeastSquaresStatus } from '../least-squares/types.js';

/**
 * Fill the model values of one frame at `x`; when `jacobian` is given, also d model / d parameter, row-major
 * points x parameters (columns of fixed parameters are not read).
 */
export type SeriesModel = (
  parameters: Float64Array,
  x: Float64Array,
  out: Float64Array,
  jacobian: Float64Array | undefined,
  frame: number,
) => void;

/** What was measured in one frame. */
export interface SeriesFrame {
  /** Where the data of the frame stand. */
  readonly x: Float64Array;
  /** The data, one for each of x. */
  readonly y: Float64Array;
  /** Standard deviation of each y; not used with `likelihood: 'poisson'`. @default 1 */
  readonly sigma?: Float64Array | undefined;
}

/** A parameter that goes smoothly through the series: a cubic spline with a penalty on its second differences. */
export interface SmoothParameter {
  /** Its place among the parameters of a frame. */
  readonly parameter: number;
  /** Coefficients of the spline, on uniform knots. @default one per frame, at least 4, at most 30 */
  readonly coefficients?: number | undefined;
  /**
   * Weight of the sum of squared second differences of the coefficients, in 1 / unit^2 of the parameter.
   * @default the value of the greatest evidence
   */
  readonly penalty?: number | undefined;
}

/** Frames under one model, and how far each parameter reaches. Parameters that are not named are fixed at their start. */
export interface SeriesFitProblem {
  /** Values of a frame by its parameters. */
  readonly model: SeriesModel;
  /** The model fills the Jacobian; else by central differences. @default true when it takes four arguments or more */
  readonly analytic?: boolean | undefined;
  /** In the order of time. */
  readonly frames: readonly SeriesFrame[];
  /** Time, charge or dose of each frame, for smooth parameters. @default its number */
  readonly times?: ArrayLike<number> | undefined;
  /** One start for all frames, or frames x parameters. */
  readonly start: ArrayLike<number>;
  /** Number of parameters of one frame. @default the length of `start` */
  readonly parameters?: number | undefined;
  /** Parameters with one value for all frames. */
  readonly shared?: readonly number[] | undefined;
  /** Parameters that are smooth over the series. */
  readonly smooth?: readonly (number | SmoothParameter)[] | undefined;
  /** Parameters with a value of their own in each frame. */
  readonly free?: readonly number[] | undefined;
  /**
   * Lowest and highest value of each parameter, one for all frames or frames x parameters; for smooth ones of the
   * coefficients, between which the spline stays.
   * @default none
   */
  readonly bounds?:
    | { readonly lower?: ArrayLike<number> | undefined; readonly upper?: ArrayLike<number> | undefined }
    | undefined;
}

/** Options of {@link fitSeries}. */
export interface SeriesFitOptions {
  /** `poisson`: minimise the deviance of counts y; needs a model that stays positive. @default 'gaussian' */
  readonly likelihood?: 'gaussian' | 'poisson' | undefined;
  /** Of all frames together; frames alone take as many before. @default 200 */
  readonly maximumIterations?: number | undefined;
  /** Stop when the predicted gain is less than this share of chi2 per degree of freedom. @default 1e-8 */
  readonly gainTolerance?: number | undefined;
  /** A frame with values that cannot be fitted: an error, or a row of NaN. @default 'throw' */
  readonly badFrames?: 'throw' | 'skip' | undefined;
}

/** How the spline of a smooth parameter came out. */
export interface SmoothCourse {
  /** Its place among the parameters of a frame. */
  readonly parameter: number;
  /** Factor on the squared second differences. */
  readonly penalty: number;
  /** What the data determine of it: 2 for a straight line, up to the number of coefficients. */
  readonly effectiveParameters: number;
  /** Of its spline. */
  readonly coefficients: Float64Array;
}

/**
 * A series fit. Rows of frames that were skipped are NaN.
 *
 * The error of a value has two parts: its own, independent from frame to frame, and one that comes from what all
 * frames share (shared and smooth parameters), which moves all frames together.
 */
export interface SeriesFitResult {
  /** How many there are. */
  readonly frames: number;
  /** Parameters of one frame. */
  readonly parameters: number;
  /** frames x parameters. */
  readonly values: Float64Array;
  /** Standard errors, frames x parameters; NaN where not known: fixed, undetermined, or on a bound. */
  readonly stderr: Float64Array;
  /** Share of {@link stderr} that is independent of the other frames. */
  readonly ownStderr: Float64Array;
  /** Share of {@link stderr} that all frames have in common. */
  readonly commonStderr: Float64Array;
  /**
   * Covariance of the parameters of one frame, row-major, own and common part together; of two different frames, the
   * common part between them. Rows of fixed and clipped parameters are 0, of undetermined ones NaN.
   */
  covariance(frame: number, other?: number): Float64Array;
  /** The part of the covariance of one frame that is its own. */
  ownCovariance(frame: number): Float64Array;
  /** Covariance of the shared parameters, in the order of `shared`, row-major. */
  readonly sharedCovariance: Float64Array;
  /** Course of each smooth parameter. */
  readonly smooth: readonly SmoothCourse[];
  /** Sum of squared residuals in standard deviations (Poisson: deviance) of each frame. */
  readonly frameChiSquare: Float64Array;
  /** Of all frames, without penalties. */
  readonly chiSquare: number;
  /** Points less parameters; smooth ones count with what the data determine of them. */
  readonly degreesOfFreedom: number;
  /** Steps that were taken. */
  readonly iterations: number;
  /** How it ended. */
  readonly status: LeastSquaresStatus;
  /** `singular`: this frame does not determine all of its free parameters; `masked`: skipped. */
  readonly frameStatus: readonly (LeastSquaresStatus | 'masked')[];
  /** 1 where a parameter ended on a bound, frames x parameters. */
  readonly clipped: Uint8Array;
  /** The same in a sentence. */
  readonly message: string;
}
