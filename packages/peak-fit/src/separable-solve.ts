import type { Reduction } from './separable-reduction.js';
import { copyTo } from './small-arrays.js';
import { dot, factorise, solveFactorised, solveLower, solveUpper } from './small-factors.js';
import type { SeparableSpace } from './separable-space.js';
import { applySums } from './sparse-sums.js';

/** Solve for the amplitudes after `normal`. @returns false where the peaks cannot be told apart. */
export function solveAmplitudes(space: SeparableSpace, reduction: Reduction): boolean {
  const { gram, right, amplitudes } = space;
  const { free, factor, inverse, plain } = reduction;
  const solution = reduction.amplitudes;
  if (plain) {
    copyTo(gram, factor);
    copyTo(right, solution);
  } else {
    applySums(reduction.ofGram, gram, 0, factor, 0);
    applySums(reduction.ofColumns, right, 0, solution, 0);
  }
  if (!factorise(factor, free, inverse, 1e-11)) return false;
  solveFactorised(factor, free, inverse, solution);
  expandAmplitudes(reduction, amplitudes);
  return true;
}

/** Amplitudes of all columns from the free ones. */
export function expandAmplitudes(
  { plain, first, ofFirst, second, ofSecond, amplitudes }: Reduction,
  out: Float64Array,
): void {
  if (plain) {
    copyTo(amplitudes, out);
    return;
  }
  for (let i = 0; i < out.length; i++) {
    let value = 0;
    if (first[i]! >= 0) value += ofFirst[i]! * amplitudes[first[i]!]!;
    if (second[i]! >= 0) value += ofSecond[i]! * amplitudes[second[i]!]!;
    out[i] = value;
  }
}

/** Gradient, cross products and slopes' normal matrix of what is free. */
function reduceSlopes(space: SeparableSpace, reduction: Reduction): void {
  const { plain, direct, cross, gradient, schur } = reduction;
  if (plain && direct) {
    copyTo(space.cross, cross);
    copyTo(space.gradient, gradient);
    copyTo(space.curvature, schur);
    return;
  }
  applySums(reduction.ofCross, space.cross, 0, cross, 0);
  applySums(reduction.ofShapes, space.gradient, 0, gradient, 0);
  applySums(reduction.ofCurvature, space.curvature, 0, schur, 0);
}

/** Gradient, L^-1 of the cross products, and what the amplitudes leave of the slopes' normal matrix, after `linearise`. */
export function eliminateAmplitudes(space: SeparableSpace, reduction: Reduction): void {
  reduceSlopes(space, reduction);
  const { free, shapes, cross, schur, factor, inverse, work } = reduction;
  for (let k = 0; k < shapes; k++) {
    const row = k * free;
    solveLower(factor, free, cross, row);
    for (let i = 0; i < free; i++) work[i] = cross[row + i]! * inverse[i]!;
    for (let m = 0; m <= k; m++) schur[k * shapes + m]! -= dot(work, cross, m * free, free);
  }
}

/** Fill the damped step of the free shapes, 0 for those on a bound. @returns the predicted gain, or NaN when they are not determined. */
export function solveShapes(reduction: Reduction, damping: number): number {
  const { shapes, schur, schurFactor, schurInverse, gradient, step, held } = reduction;
  copyTo(schur, schurFactor);
  for (let k = 0; k < shapes; k++) {
    step[k] = gradient[k]!;
    schurFactor[k * shapes + k]! *= 1 + damping;
    if (held[k] === 0) continue;
    step[k] = 0;
    for (let m = 0; m < shapes; m++) schurFactor[m < k ? k * shapes + m : m * shapes + k] = m === k ? 1 : 0;
  }
  if (!factorise(schurFactor, shapes, schurInverse, 1e-12)) return Number.NaN;
  solveFactorised(schurFactor, shapes, schurInverse, step);
  let gain = 0;
  for (let k = 0; k < shapes; k++) gain += step[k]! * gradient[k]!;
  return gain;
}

/** mixing = L^-T D^-1 cross, row by row. */
export function fillMixing({ shapes, free, factor, inverse, cross, mixing }: Reduction): void {
  for (let at = 0; at < shapes * free; at += free) {
    for (let i = 0; i < free; i++) mixing[at + i] = cross[at + i]! * inverse[i]!;
    solveUpper(factor, free, mixing, at);
  }
}

/**
 * Variance of a quantity with the given derivatives by all shapes and amplitudes,
 * from the factors at the end of a fit: |L^-1 c|^2 + |S^-1 (s - mixing c)|^2 with
 * the factors of the linear part and of the Schur complement. 0 where
 * nothing but what is held matters.
 */
export function varianceOf(reduction: Reduction, byShapes: Float64Array, byAmplitudes: Float64Array): number {
  const { free, plain, mixing, work, factor, inverse, shapes } = reduction;
  let c = byAmplitudes;
  if (!plain) {
    c = reduction.byAmplitudes;
    applySums(reduction.ofColumns, byAmplitudes, 0, c, 0);
  }
  // What lies before the first amplitude that matters stays 0.
  let begin = 0;
  while (begin < free && c[begin] === 0) begin++;
  if (begin === free) return varianceOfShapes(reduction, byShapes);
  let end = free;
  while (c[end - 1] === 0) end--;
  let variance = 0;
  for (let i = begin; i < free; i++) {
    const at = i * free;
    let sum = c[i]!;
    for (let j = begin; j < i; j++) sum -= factor[at + j]! * work[j]!;
    work[i] = sum;
    variance += sum * sum * inverse[i]!;
  }
  const s = freeDerivatives(reduction, byShapes);
  for (let k = 0; k < shapes; k++) {
    let sum = s[k]!;
    for (let i = begin; i < end; i++) sum -= mixing[k * free + i]! * c[i]!;
    work[free + k] = sum;
  }
  return variance + solveVariance(reduction, 0);
}

/** The same of a quantity of shapes alone. */
export function varianceOfShapes(reduction: Reduction, byShapes: Float64Array): number {
  const { free, shapes, work } = reduction;
  const s = freeDerivatives(reduction, byShapes);
  let begin = 0;
  while (begin < shapes && s[begin] === 0) begin++;
  for (let k = begin; k < shapes; k++) work[free + k] = s[k]!;
  return solveVariance(reduction, begin);
}

function freeDerivatives({ direct, ofShapes, byShapes: out }: Reduction, byShapes: Float64Array): Float64Array {
  if (direct) return byShapes;
  applySums(ofShapes, byShapes, 0, out, 0);
  return out;
}

/** |S^-1 s|^2 of s in the work after the amplitudes, 0 before `begin`. */
function solveVariance({ free, shapes, held, work, schurFactor, schurInverse }: Reduction, begin: number): number {
  let variance = 0;
  for (let k = begin; k < shapes; k++) {
    const row = k * shapes;
    let sum = work[free + k]!;
    for (let m = begin; m < k; m++) sum -= schurFactor[row + m]! * work[free + m]!;
    if (held[k] === 1) sum = 0;
    work[free + k] = sum;
    variance += sum * sum * schurInverse[k]!;
  }
  return variance;
}
