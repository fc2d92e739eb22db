import { bandedCholeskyInPlace, bandedSolveInPlace } from '@operando/numerics';

/** A smooth course through values with errors. */
export interface SmoothCourse {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** How many parameters of its own the course has: 2 of a straight line, as many as values of one through them all. */
  readonly effective: number;
  /** Factor on the sum of squared second differences. */
  readonly penalty: number;
}

const width = 2;
const row = width + 1;
/** Values without which nothing is known of how a course bends. */
const fewest = 5;
/** Penalties beyond these parts of the mean weight change nothing: a straight line, or a course through all values. */
const stiffest = 1e9;
const loosest = 1e-9;
const mostRounds = 300;

/**
 * The course whose second differences are as small as the values say: their penalty is that of the greatest evidence (the step of
 * Fellner and Schall; Wood and Fasiolo, Biometrics 73 (2017) 1071). Frames count as equally far apart.
 *
 * @param stderr Not above 0, or NaN, where a value is not known: the course goes over it.
 * @returns undefined for fewer than five values that are known.
 */
export function smoothCourse(values: Float64Array, stderr: Float64Array): SmoothCourse | undefined {
  const n = values.length;
  const weights = stderr.map((error) => (error > 0 && Number.isFinite(error) ? 1 / (error * error) : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.filter((weight) => weight > 0).length < fewest) return undefined;
  // About their mean: what is small beside the values is not lost.
  const center = values.reduce((sum, value, t) => (weights[t] === 0 ? sum : sum + weights[t]! * value), 0) / total;
  const right = values.map((value, t) => (weights[t] === 0 ? 0 : weights[t]! * (value - center)));
  const unit = total / n;
  const roughness = secondDifferences(n);
  const bands = new Float64Array(n * row);
  const mean = new Float64Array(n);
  let penalty = unit;
  let effective = 2;
  for (let round = 0; ; round++) {
    for (let k = 0; k < bands.length; k++) bands[k] = penalty * roughness[k]! + (k % row === 0 ? weights[k / row]! : 0);
    if (!bandedCholeskyInPlace(bands, n, width)) return undefined;
    mean.set(right);
    bandedSolveInPlace(bands, n, width, mean);
    invertBands(bands, n);
    const taken = penalty * traceOf(bands, roughness);
    effective = n - taken;
    const wanted = Math.max(n - 2 - taken, 1e-9) / Math.max(formOf(mean, roughness), Number.MIN_VALUE);
    const next = Math.min(stiffest * unit, Math.max(loosest * unit, wanted));
    if (Math.abs(Math.log(next / penalty)) < 1e-3 || round === mostRounds) break;
    penalty = next;
  }
  return {
    mean: mean.map((value) => value + center),
    variance: Float64Array.from({ length: n }, (_, t) => bands[t * row]!),
    effective,
    penalty,
  };
}

/** D^T D of second differences, as bands. */
function secondDifferences(n: number): Float64Array {
  const bands = new Float64Array(n * row);
  for (let t = 0; t + 2 < n; t++) {
    [1, -2, 1].forEach((one, i, all) => {
      for (let j = i; j < 3; j++) bands[(t + i) * row + j - i]! += one * all[j]!;
    });
  }
  return bands;
}

/** The part of the inverse within the bands, from factors A = L D L^T in their place (Takahashi). */
function invertBands(bands: Float64Array, n: number): void {
  const at = (i: number, j: number): number => bands[Math.min(i, j) * row + Math.abs(i - j)]!;
  for (let i = n - 1; i >= 0; i--) {
    const reach = Math.min(width, n - 1 - i);
    const factors = Array.from({ length: reach }, (_, j) => bands[i * row + 1 + j]!);
    const pivot = bands[i * row]!;
    for (let j = 1; j <= reach; j++) {
      bands[i * row + j] = -factors.reduce((sum, factor, k) => sum + factor * at(i + 1 + k, i + j), 0);
    }
    bands[i * row] = 1 / pivot - factors.reduce((sum, factor, k) => sum + factor * bands[i * row + 1 + k]!, 0);
  }
}

function traceOf(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, k) => sum + (k % row === 0 ? 1 : 2) * value * other[k]!, 0);
}

function formOf(vector: Float64Array, bands: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < vector.length; t++) {
    for (let j = 0; j < row && t + j < vector.length; j++) {
      sum += (j === 0 ? 1 : 2) * vector[t]! * bands[t * row + j]! * vector[t + j]!;
    }
  }
  return sum;
}
