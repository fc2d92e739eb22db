/**
 * Numerical kernels on typed arrays. Knows nothing of series, beams or files.
 * @module
 */
export * from './dot-product.js';
export { kernelsInUse } from './kernels/kernel.js';
export type { KernelChoice } from './kernels/kernel.js';
export * from './polynomial-operator.js';
export * from './robust.js';
export * from './join-arrays.js';
export * from './cholesky.js';
export * from './householder-qr.js';
export * from './banded-cholesky.js';
export * from './cubic-spline.js';
export { erf, erfc, erfcx } from './error-function.js';
export * from './faddeeva.js';
export * from './gauss-legendre.js';
export * from './non-negative-least-squares.js';
export * from './svd.js';
export { leastSquares, leastSquaresSteps } from './least-squares/least-squares.js';
export { leastSquaresStack } from './least-squares/stack.js';
export { variableProjection } from './least-squares/variable-projection.js';
export { robustLoss } from './least-squares/loss.js';
export type {
  LeastSquaresOptions,
  LeastSquaresResult,
  LeastSquaresStatus,
  ModelProblem,
  ParameterTie,
  ResidualProblem,
  RobustLoss,
} from './least-squares/types.js';
export type { LeastSquaresStackOptions, LeastSquaresStackResult, StackProblem } from './least-squares/stack.js';
export type { SeparableProblem, VariableProjectionResult } from './least-squares/variable-projection.js';
export { fitSeries } from './series-fit/fit-series.js';
export type {
  SeriesFitOptions,
  SeriesFitProblem,
  SeriesFitResult,
  SeriesFrame,
  SeriesModel,
  SmoothCourse,
  SmoothParameter,
} from './series-fit/types.js';
export { tikhonov, tikhonovSolver } from './tikhonov/tikhonov.js';
export type { TikhonovSolver } from './tikhonov/tikhonov.js';
export type { LambdaRule, TikhonovOptions, TikhonovProblem, TikhonovSolution } from './tikhonov/types.js';
export type { TikhonovPenalty } from './tikhonov/penalty.js';
export * from './random.js';
export * from './richardson-lucy.js';
export * from './global-search.js';
export * from './ensemble-sampler.js';
export { boundedLeastSquares, boundedLeastSquaresSolver } from './bounded/bounded-least-squares.js';
export type {
  BoundedEnd,
  BoundedLeastSquaresOptions,
  BoundedSolution,
  BoundedSolver,
} from './bounded/bounded-least-squares.js';
export { chiSquareTail, fisherTail, isBeyondChance, isMisfit } from './tail-probability.js';
