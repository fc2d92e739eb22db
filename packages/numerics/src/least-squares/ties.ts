import type { ParameterTie } from './types.js';

/** Set every tied parameter from the one it follows. */
export function applyTies(ties: readonly ParameterTie[], parameters: Float64Array): void {
  for (const { parameter, to, factor = 1, offset = 0 } of ties)
    parameters[parameter] = factor * parameters[to]! + offset;
}

/** @throws RangeError for ties to nothing, to tied parameters, or twice. */
export function checkTies(ties: readonly ParameterTie[], n: number): void {
  const tied = new Set<number>();
  for (const { parameter, to, factor = 1, offset = 0 } of ties) {
    const known = [parameter, to].every((k) => Number.isInteger(k) && k >= 0 && k < n);
    if (!known || parameter === to || !Number.isFinite(factor) || factor === 0 || !Number.isFinite(offset)) {
      throw new RangeError(
        `a tie of parameter ${parameter} to ${to} by ${factor} and ${offset} cannot be; there are ${n} parameters, and factors are not 0`,
      );
    }
    if (tied.has(parameter)) throw new RangeError(`parameter ${parameter} is tied twice`);
    tied.add(parameter);
  }
  const chained = ties.find(({ to }) => tied.has(to));
  if (chained !== undefined)
    throw new RangeError(
      `parameter ${chained.parameter} is tied to ${chained.to}, which is tied itself; tie both to the same one`,
    );
}

/** Narrow the bounds of followed parameters so that their followers keep theirs. */
export function boundsThroughTies(ties: readonly ParameterTie[], lower: Float64Array, upper: Float64Array): void {
  for (const { parameter, to, factor = 1, offset = 0 } of ties) {
    const ends = [(lower[parameter]! - offset) / factor, (upper[parameter]! - offset) / factor];
    lower[to] = Math.max(lower[to]!, Math.min(...ends));
    upper[to] = Math.min(upper[to]!, Math.max(...ends));
  }
}

/** Add the columns of tied parameters to those they follow: the chain rule. Column-major Jacobian. */
export function chainTies(ties: readonly ParameterTie[], jacobian: Float64Array, size: number): void {
  for (const { parameter, to, factor = 1 } of ties) {
    for (let i = 0; i < size; i++) jacobian[to * size + i]! += factor * jacobian[parameter * size + i]!;
  }
}

/** Spread the covariance of followed parameters over their followers. Row-major n x n. */
export function covarianceThroughTies(ties: readonly ParameterTie[], covariance: Float64Array, n: number): void {
  for (const { parameter, to, factor = 1 } of ties) {
    for (let j = 0; j < n; j++) covariance[parameter * n + j] = factor * covariance[to * n + j]!;
    for (let j = 0; j < n; j++) covariance[j * n + parameter] = factor * covariance[j * n + to]!;
  }
}
