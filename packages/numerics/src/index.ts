/**
 * Numerical kernels on typed arrays. Knows nothing of series, beams or files.
 * @module
 */
export * from './dot-product.js';
export * from './polynomial-operator.js';
export * from './robust.js';
export * from './cholesky.js';
export * from './householder-qr.js';
export { leastSquares } from './least-squares/least-squares.js';
export { robustLoss } from './least-squares/loss.js';
export type {
  LeastSquaresOptions,
  LeastSquaresResult,
  LeastSquaresStatus,
  ModelProblem,
  ResidualProblem,
  RobustLoss,
} from './least-squares/types.js';
