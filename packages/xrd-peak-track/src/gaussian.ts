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

/** The inverse of a matrix. */
interface Inverse {
  readonly inverse: Float64Array;
  /** Logarithm of the determinant of the matrix. */
  readonly logDeterminant: number;
}

/** Inverse of a symmetric positive definite matrix of n rows; undefined where it is none. */
export function inverseOf(matrix: Float64Array, n: number): Inverse | undefined {
  const lower = matrix.slice();
  if (!choleskyInPlace(lower, n, 1e-14)) return undefined;
  let logDeterminant = 0;
  // The factor becomes its own inverse.
  for (let j = 0; j < n; j++) {
    logDeterminant += 2 * Math.log(lower[j * n + j]!);
    lower[j * n + j] = 1 / lower[j * n + j]!;
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= lower[i * n + k]! * lower[k * n + j]!;
      lower[i * n + j] = sum / lower[i * n + i]!;
    }
  }
  const inverse = new Float64Array(n * n);
  for (let a = 0; a < n; a++)
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let k = a; k < n; k++) sum += lower[k * n + a]! * lower[k * n + b]!;
      inverse[a * n + b] = sum;
      inverse[b * n + a] = sum;
    }
  return { inverse, logDeterminant };
}

/** Product of a square matrix with a vector. */
function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  const product = new Float64Array(n);
  for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) product[a]! += matrix[a * n + b]! * vector[b]!;
  return product;
}

/** What is known after a measurement, and the logarithm of how likely it was; undefined where it is not sound. */
export function learnFrom(
  before: Gaussian,
  { of, at, precision, pull }: Said,
): { readonly after: Gaussian; readonly logLikelihood: number } | undefined {
  const n = before.mean.length;
  const prior = inverseOf(before.covariance, n);
  if (prior === undefined) return undefined;
  const off = at.map((value, k) => value - before.mean[of[k]!]!);
  const curved = times(precision, off);
  const slope = new Float64Array(n);
  let logLikelihood = 0;
  for (let k = 0; k < of.length; k++) {
    slope[of[k]!] = curved[k]! + pull[k]!;
    logLikelihood -= off[k]! * (0.5 * curved[k]! + pull[k]!);
    for (let j = 0; j < of.length; j++) prior.inverse[of[k]! * n + of[j]!]! += precision[k * of.length + j]!;
  }
  const posterior = inverseOf(prior.inverse, n);
  if (posterior === undefined) return undefined;
  const mean = times(posterior.inverse, slope);
  for (let k = 0; k < n; k++) {
    logLikelihood += 0.5 * mean[k]! * slope[k]!;
    mean[k]! += before.mean[k]!;
  }
  logLikelihood -= 0.5 * (prior.logDeterminant + posterior.logDeterminant);
  return { after: { mean, covariance: posterior.inverse }, logLikelihood };
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

/** What is known of some numbers without a measurement of them that went into it; undefined where nothing is left of one. */
export function without(known: Gaussian, { of, at, precision, pull }: Said): Gaussian | undefined {
  const n = of.length;
  const part = partOf(known, of);
  const all = inverseOf(part.covariance, n);
  if (all === undefined) return undefined;
  const slope = times(
    all.inverse,
    part.mean.map((one, k) => one - at[k]!),
  );
  for (let k = 0; k < n; k++) slope[k]! -= pull[k]!;
  for (let k = 0; k < n * n; k++) all.inverse[k]! -= precision[k]!;
  const left = inverseOf(all.inverse, n);
  if (left === undefined) return undefined;
  const mean = times(left.inverse, slope);
  for (let k = 0; k < n; k++) mean[k]! += at[k]!;
  return { mean, covariance: left.inverse };
}

/** Mean and covariance of a mixture; undefined without parts. */
export function mixture(parts: readonly { readonly weight: number; readonly known: Gaussian }[]): Gaussian | undefined {
  const n = parts[0]?.known.mean.length;
  if (n === undefined) return undefined;
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const mean = new Float64Array(n);
  const covariance = new Float64Array(n * n);
  for (const { weight, known } of parts) for (let k = 0; k < n; k++) mean[k]! += (weight / total) * known.mean[k]!;
  for (const { weight, known } of parts) {
    const off = known.mean.map((one, k) => one - mean[k]!);
    for (let a = 0; a < n; a++)
      for (let b = 0; b < n; b++)
        covariance[a * n + b]! += (weight / total) * (known.covariance[a * n + b]! + off[a]! * off[b]!);
  }
  return { mean, covariance };
}
