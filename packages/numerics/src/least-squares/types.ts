/** Residuals of any kind: minimise the sum of their squares. */
export interface ResidualProblem {
  /** Number of residuals. */
  readonly size: number;
  /** Fill the residuals, already divided by their standard deviations. */
  readonly residuals: (parameters: Float64Array, out: Float64Array) => void;
  /** Fill d residual / d parameter, row-major size x parameters. @default central differences */
  readonly jacobian?: ((parameters: Float64Array, out: Float64Array) => void) | undefined;
}

/** A model of measured values. */
export interface ModelProblem {
  /**
   * Fill the model values at `x`; when `jacobian` is given, also d model / d parameter,
   * row-major points x parameters. A model that never fills it sets `analytic: false`.
   */
  readonly model: (parameters: Float64Array, x: Float64Array, out: Float64Array, jacobian?: Float64Array) => void;
  /** Where the data stand. */
  readonly x: Float64Array;
  /** The data, one for each of x. */
  readonly y: Float64Array;
  /** Standard deviation of each y. @default 1 */
  readonly sigma?: Float64Array | undefined;
  /** The model fills the Jacobian. @default true when it takes four arguments */
  readonly analytic?: boolean | undefined;
}

/** How residuals far out count. */
export type RobustLoss = 'squares' | 'soft-l1' | 'huber' | 'cauchy' | 'tukey';

/** `parameter` = factor x `to` + offset, throughout the fit. */
export interface ParameterTie {
  /** Place of the parameter that follows. */
  readonly parameter: number;
  /** The parameter it follows; not tied itself. */
  readonly to: number;
  /** What the parameter that it follows is multiplied by. @default 1 */
  readonly factor?: number | undefined;
  /** Added to that, in the unit of the parameter. @default 0 */
  readonly offset?: number | undefined;
}

/** Options of {@link leastSquares}. */
export interface LeastSquaresOptions {
  /** Lowest and highest value of each parameter; -Infinity and Infinity for none. @default none */
  readonly bounds?:
    | { readonly lower?: ArrayLike<number> | undefined; readonly upper?: ArrayLike<number> | undefined }
    | undefined;
  /** True for parameters that stay at their start. @default none */
  readonly fixed?: readonly boolean[] | undefined;
  /** Parameters that follow others. @default none */
  readonly ties?: readonly ParameterTie[] | undefined;
  /** What a residual costs: squares, or less for those far off. @default 'squares' */
  readonly loss?: RobustLoss | undefined;
  /** Residual, in standard deviations, at which the loss begins to bend. @default 1 (Tukey: 4.685, Huber: 1.345, Cauchy: 2.385) */
  readonly lossScale?: number | undefined;
  /** `poisson`: minimise the deviance of counts y; needs a model that stays positive. @default 'gaussian' */
  readonly likelihood?: 'gaussian' | 'poisson' | undefined;
  /** Multiply the covariance by chi2 / (N - p), as for errors of unknown scale. @default false */
  readonly scaleCovariance?: boolean | undefined;
  /** Most steps of a fit. @default 2000 */
  readonly maximumIterations?: number | undefined;
  /** Stop when every parameter moves by less than this share of itself. @default 1e-12 */
  readonly stepTolerance?: number | undefined;
  /** Stop when the predicted gain is less than this share of chi2. @default 1e-15 */
  readonly gainTolerance?: number | undefined;
  /** Stop when the residuals are orthogonal to every column of the Jacobian within this cosine. @default 1e-12 */
  readonly gradientTolerance?: number | undefined;
  /**
   * Length of the longest first step, in units of the scaled length of the start. MINPACK calls it
   * `factor` and takes 100, which throws BoxBOD on to a plateau; 1 is safe on all of NIST's sets.
   * @default 1
   */
  readonly initialStep?: number | undefined;
}

/**
 * How a fit ended. `converged`: a minimum, which the
 * undamped Gauss-Newton step at the end confirms: it would change neither chi2 nor any parameter;
 * `stalled`: nothing is gained any more, yet that step is not small (a plateau, or a rough model);
 * `singular`: the data do not determine all parameters, covariance is NaN;
 * `limit-reached`: out of iterations; `failed`: the model gave NaN or infinity at the start.
 */
export type LeastSquaresStatus = 'converged' | 'stalled' | 'singular' | 'limit-reached' | 'failed';

/** A fit. */
export interface LeastSquaresResult {
  /** Values at the minimum, in the order of the start. */
  readonly parameters: Float64Array;
  /** Standard errors; NaN where they are not known: of parameters that are undetermined, fixed, or ended on a bound. */
  readonly stderr: Float64Array;
  /** Row-major, parameters x parameters; rows of fixed and clipped parameters are 0, as if these were known exactly. */
  readonly covariance: Float64Array;
  /** Sum of squared residuals in standard deviations; the deviance for Poisson; the loss for robust fits. */
  readonly chiSquare: number;
  /** Points less free parameters. */
  readonly degreesOfFreedom: number;
  /** The same as `chiSquare`, by the short name that fitting programs have for it. */
  readonly chi2: number;
  /** The same as `degreesOfFreedom`. */
  readonly dof: number;
  /** Steps that were taken. */
  readonly iterations: number;
  /** How it ended. */
  readonly status: LeastSquaresStatus;
  /** In words, with reduced chi2 and what was clipped. */
  readonly message: string;
  /** Parameters that ended on a bound. */
  readonly clipped: readonly number[];
}
