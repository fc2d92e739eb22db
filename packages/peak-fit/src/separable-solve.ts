import type { Reduction } from './separable-reduction.js';
import { clear, copyTo } from './small-arrays.js';
import { dot, factorise, solveFactorised, solveLower, solveUpper } from './small-factors.js';
import type { SeparableSpace } from './separable-space.js';

/** Solve for the amplitudes after `normal`. @returns false where the peaks cannot be told apart. */
export function solveAmplitudes(space: SeparableSpace, reduction: Reduction): boolean {
  const { gram, right, amplitudes } = space;
  const { free, factor, inverse, plain, source, target, factors } = reduction;
  const solution = reduction.amplitudes;
  if (plain) {
    copyTo(gram, factor);
    copyTo(right, solution);
  } else {
    clear(factor);
    for (let k = 0; k < reduction.products; k++) factor[target[k]!]! += factors[k]! * gram[source[k]!]!;
    clear(solution);
    gather(reduction, right, 0, 1, solution, 0);
  }
  if (!factorise(factor, free, inverse, 1e-11)) return false;
  solveFactorised(factor, free, inverse, solution);
  expandAmplitudes(reduction, amplitudes);
  return true;
}

/** T^T v of a row of values of the columns, `by` times, added to out from `to` on. */
function gather(
  { columns, column, member, share }: Reduction,
  v: Float64Array,
  at: number,
  by: number,
  out: Float64Array,
  to: number,
): void {
  for (let k = 0; k < columns; k++) out[to + member[k]!]! += by * share[k]! * v[at + column[k]!]!;
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
  const { units, linear } = space;
  const { free, follows, ofFollowed, plain, direct, cross, gradient, schur } = reduction;
  const { slopes, slopeTarget, slopeFactor } = reduction;
  if (plain && direct) {
    copyTo(space.cross, cross);
    copyTo(space.gradient, gradient);
    copyTo(space.curvature, schur);
    return;
  }
  const count = 2 * units;
  clear(cross);
  clear(gradient);
  clear(schur);
  for (let k = 0; k < count; k++) {
    const j = follows[k]!;
    if (j < 0) continue;
    const by = ofFollowed[k]!;
    gradient[j]! += by * space.gradient[k]!;
    if (plain) for (let i = 0; i < linear; i++) cross[j * free + i]! += by * space.cross[k * linear + i]!;
    else gather(reduction, space.cross, k * linear, by, cross, j * free);
  }
  for (let k = 0; k < slopes.length; k++) schur[slopeTarget[k]!]! += slopeFactor[k]! * space.curvature[slopes[k]!]!;
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
  const { free, shapes, follows, ofFollowed, plain, direct, held, mixing, work } = reduction;
  const { factor, inverse, schurFactor, schurInverse } = reduction;
  let c = byAmplitudes;
  if (!plain) {
    c = reduction.byAmplitudes;
    clear(c);
    gather(reduction, byAmplitudes, 0, 1, c, 0);
  }
  let s = byShapes;
  if (!direct) {
    s = reduction.byShapes;
    clear(s);
    for (let k = 0; k < follows.length; k++) if (follows[k]! >= 0) s[follows[k]!]! += ofFollowed[k]! * byShapes[k]!;
  }
  let variance = 0;
  // What lies before the first amplitude that matters stays 0: of centres and widths alone, all of them.
  let begin = 0;
  while (begin < free && c[begin] === 0) work[begin++] = 0;
  let end = free;
  while (end > begin && c[end - 1] === 0) end--;
  for (let i = begin; i < free; i++) {
    const at = i * free;
    let sum = c[i]!;
    for (let j = begin; j < i; j++) sum -= factor[at + j]! * work[j]!;
    work[i] = sum;
    variance += sum * sum * inverse[i]!;
  }
  for (let k = 0; k < shapes; k++) {
    let sum = s[k]!;
    for (let i = begin; i < end; i++) sum -= mixing[k * free + i]! * c[i]!;
    for (let m = 0; m < k; m++) sum -= schurFactor[k * shapes + m]! * work[free + m]!;
    if (held[k] === 1) sum = 0;
    work[free + k] = sum;
    variance += sum * sum * schurInverse[k]!;
  }
  return variance;
}
