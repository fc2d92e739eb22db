import { choleskyInPlace } from '@operando/numerics';

/** A normal distribution of some numbers: mean and covariance, row-major. */
export interface Gaussian {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** What a measurement says of some of the numbers: a parabola of the logarithm of its likelihood. */
export interface Said {
  /** Places of these among all. */
  readonly of: readonly number[];
  /** Where the parabola is told, its curvature, and its slope there. */
  readonly at: Float64Array;
  readonly precision: Float64Array;
  readonly pull: Float64Array;
}

/** Memory to reckon in, for so many numbers at most: what is done for every frame and every way would leave too much behind. */
export interface GaussianRoom {
  readonly one: Float64Array;
  readonly other: Float64Array;
  readonly factor: Float64Array;
  readonly off: Float64Array;
  readonly slope: Float64Array;
}

export const newGaussianRoom = (n: number): GaussianRoom => ({
  one: new Float64Array(n * n),
  other: new Float64Array(n * n),
  factor: new Float64Array(n * n),
  off: new Float64Array(n),
  slope: new Float64Array(n),
});

export const newGaussian = (n: number): Gaussian => ({
  mean: new Float64Array(n),
  covariance: new Float64Array(n * n),
});

/**
 * Inverse of a symmetric positive definite matrix of n rows, into another.
 *
 * @returns Logarithm of its determinant; NaN where it is none.
 */
export function invertInto(matrix: Float64Array, n: number, inverse: Float64Array, { factor }: GaussianRoom): number {
  for (let k = 0; k < n * n; k++) factor[k] = matrix[k]!;
  if (!choleskyInPlace(factor, n, 1e-14)) return Number.NaN;
  let logDeterminant = 0;
  // The factor becomes its own inverse.
  for (let j = 0; j < n; j++) {
    logDeterminant += 2 * Math.log(factor[j * n + j]!);
    factor[j * n + j] = 1 / factor[j * n + j]!;
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= factor[i * n + k]! * factor[k * n + j]!;
      factor[i * n + j] = sum / factor[i * n + i]!;
    }
  }
  for (let a = 0; a < n; a++)
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let k = a; k < n; k++) sum += factor[k * n + a]! * factor[k * n + b]!;
      inverse[a * n + b] = sum;
      inverse[b * n + a] = sum;
    }
  return logDeterminant;
}

/** The same anew; undefined where it is none. */
export function inverseOf(matrix: Float64Array, n: number): Float64Array | undefined {
  const inverse = new Float64Array(n * n);
  return Number.isNaN(invertInto(matrix, n, inverse, newGaussianRoom(n))) ? undefined : inverse;
}

/** An element of the product of a square matrix of n rows with a vector. */
function dot(matrix: Float64Array, row: number, n: number, vector: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += matrix[row * n + k]! * vector[k]!;
  return sum;
}

/** What is known after a measurement, which may stand where it stood before. @returns Logarithm of how likely it was; NaN where it is not sound. */
export function learnInto(
  before: Gaussian,
  { of, at, precision, pull }: Said,
  after: Gaussian,
  room: GaussianRoom,
): number {
  const n = before.mean.length;
  const m = of.length;
  const { one, off, slope } = room;
  const spread = invertInto(before.covariance, n, one, room);
  let logLikelihood = 0;
  slope.fill(0, 0, n);
  for (let k = 0; k < m; k++) off[k] = at[k]! - before.mean[of[k]!]!;
  for (let k = 0; k < m; k++) {
    const curved = dot(precision, k, m, off);
    slope[of[k]!] = curved + pull[k]!;
    logLikelihood -= off[k]! * (0.5 * curved + pull[k]!);
    for (let j = 0; j < m; j++) one[of[k]! * n + of[j]!]! += precision[k * m + j]!;
  }
  const narrowed = invertInto(one, n, after.covariance, room);
  for (let k = 0; k < n; k++) {
    const move = dot(after.covariance, k, n, slope);
    logLikelihood += 0.5 * move * slope[k]!;
    after.mean[k] = before.mean[k]! + move;
  }
  return logLikelihood - 0.5 * (spread + narrowed);
}

/** What is known of some numbers without a measurement of them that went into it. @returns Whether something is left of each. */
export function leaveInto(
  { mean, covariance }: Gaussian,
  { of, at, precision, pull }: Said,
  left: Gaussian,
  room: GaussianRoom,
): boolean {
  const n = mean.length;
  const m = of.length;
  const { one, other, off, slope } = room;
  for (let k = 0; k < m; k++) {
    off[k] = mean[of[k]!]! - at[k]!;
    for (let j = 0; j < m; j++) other[k * m + j] = covariance[of[k]! * n + of[j]!]!;
  }
  if (Number.isNaN(invertInto(other, m, one, room))) return false;
  for (let k = 0; k < m; k++) slope[k] = dot(one, k, m, off) - pull[k]!;
  for (let k = 0; k < m * m; k++) one[k]! -= precision[k]!;
  if (Number.isNaN(invertInto(one, m, left.covariance, room))) return false;
  for (let k = 0; k < m; k++) left.mean[k] = at[k]! + dot(left.covariance, k, m, slope);
  return true;
}

/** Some elements of a square matrix of n rows. */
export function block(matrix: Float64Array, n: number, of: readonly number[]): Float64Array {
  const part = new Float64Array(of.length ** 2);
  of.forEach((a, k) => of.forEach((b, j) => (part[k * of.length + j] = matrix[a * n + b]!)));
  return part;
}

/** Some of the numbers. */
export const partOf = ({ mean, covariance }: Gaussian, of: readonly number[]): Gaussian => ({
  mean: Float64Array.from(of, (k) => mean[k]!),
  covariance: block(covariance, mean.length, of),
});

/** A mixture that grows: weights, in units of the most likely part so far, and their sums of values and products about the first. */
export interface Mixture {
  most: number;
  weights: number;
  readonly first: Float64Array;
  readonly sums: Float64Array;
  readonly products: Float64Array;
}

export const newMixture = (n: number): Mixture => ({
  most: -Infinity,
  weights: 0,
  first: new Float64Array(n),
  sums: new Float64Array(n),
  products: new Float64Array(n * n),
});

/** A part more. @param log Logarithm of its weight. */
export function addTo(mixture: Mixture, log: number, { mean, covariance }: Gaussian): void {
  const { first, sums, products } = mixture;
  const n = mean.length;
  if (mixture.weights === 0) for (let k = 0; k < n; k++) first[k] = mean[k]!;
  if (log > mixture.most) {
    const less = Math.exp(mixture.most - log);
    mixture.most = log;
    mixture.weights *= less;
    for (let k = 0; k < n; k++) sums[k]! *= less;
    for (let k = 0; k < n * n; k++) products[k]! *= less;
  }
  const weight = Math.exp(log - mixture.most);
  mixture.weights += weight;
  for (let a = 0; a < n; a++) {
    const off = mean[a]! - first[a]!;
    sums[a]! += weight * off;
    for (let b = 0; b < n; b++)
      products[a * n + b]! += weight * (covariance[a * n + b]! + off * (mean[b]! - first[b]!));
  }
}

/** Mean and covariance of a mixture; undefined without parts. */
export function momentsOf({ weights, first, sums, products }: Mixture): Gaussian | undefined {
  if (!(weights > 0)) return undefined;
  const n = first.length;
  const off = sums.map((sum) => sum / weights);
  return {
    mean: first.map((value, k) => value + off[k]!),
    covariance: products.map((sum, k) => sum / weights - off[Math.floor(k / n)]! * off[k % n]!),
  };
}
