import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import type { Reduction } from './separable-reduction.js';
import type { SeparableSpace } from './separable-space.js';

/** Solve for the amplitudes after `normal`. @returns false where the peaks cannot be told apart. */
export function solveAmplitudes(space: SeparableSpace, reduction: Reduction): boolean {
  const { linear, gram, right, amplitudes } = space;
  const { free, factor, plain, source, target, factors } = reduction;
  const solution = reduction.amplitudes;
  if (plain) {
    factor.set(gram);
    solution.set(right);
  } else {
    factor.fill(0);
    for (let k = 0; k < reduction.products; k++) factor[target[k]!]! += factors[k]! * gram[source[k]!]!;
    solution.fill(0);
    gather(reduction, right, 0, linear, 1, solution, 0);
  }
  if (!choleskyInPlace(factor, free, 1e-11)) return false;
  choleskySolveInPlace(factor, free, solution);
  expandAmplitudes(reduction, amplitudes);
  return true;
}

/** Add what an element on or below the diagonal gives to the lower triangle of a reduced matrix. */
function addAt(m: Float64Array, n: number, row: number, column: number, value: number, diagonal: boolean): void {
  if (row < 0 || column < 0) return;
  if (row === column) m[row * n + row]! += diagonal ? value : 2 * value;
  else m[row > column ? row * n + column : column * n + row]! += value;
}

/** T^T v of a row of values, `by` times, added to out from `to` on. */
function gather(
  { first, ofFirst, second, ofSecond }: Reduction,
  v: Float64Array,
  at: number,
  count: number,
  by: number,
  out: Float64Array,
  to: number,
): void {
  for (let i = 0; i < count; i++) {
    const value = by * v[at + i]!;
    const one = first[i]!;
    const other = second[i]!;
    if (one >= 0) out[to + one]! += ofFirst[i]! * value;
    if (other >= 0) out[to + other]! += ofSecond[i]! * value;
  }
}

/** Amplitudes of all columns from the free ones. */
export function expandAmplitudes(
  { plain, first, ofFirst, second, ofSecond, amplitudes }: Reduction,
  out: Float64Array,
): void {
  if (plain) {
    out.set(amplitudes);
    return;
  }
  for (let i = 0; i < out.length; i++) {
    let value = 0;
    if (first[i]! >= 0) value += ofFirst[i]! * amplitudes[first[i]!]!;
    if (second[i]! >= 0) value += ofSecond[i]! * amplitudes[second[i]!]!;
    out[i] = value;
  }
}

/** Gradient, L^-1 of the cross products, and what the amplitudes leave of the slopes' normal matrix, after `linearise`. */
export function eliminateAmplitudes(space: SeparableSpace, reduction: Reduction): void {
  const { units, linear } = space;
  const { free, shapes, follows, ofFollowed, plain, cross, gradient, schur, factor } = reduction;
  const count = 2 * units;
  cross.fill(0);
  gradient.fill(0);
  schur.fill(0);
  for (let k = 0; k < count; k++) {
    const j = follows[k]!;
    if (j < 0) continue;
    const by = ofFollowed[k]!;
    gradient[j]! += by * space.gradient[k]!;
    if (plain) for (let i = 0; i < linear; i++) cross[j * free + i]! += by * space.cross[k * linear + i]!;
    else gather(reduction, space.cross, k * linear, linear, by, cross, j * free);
    for (let m = 0; m <= k; m++)
      addAt(schur, shapes, j, follows[m]!, by * ofFollowed[m]! * space.curvature[k * count + m]!, m === k);
  }
  for (let k = 0; k < shapes; k++) {
    const row = k * free;
    for (let i = 0; i < free; i++) {
      const at = i * free;
      let sum = cross[row + i]!;
      for (let j = 0; j < i; j++) sum -= factor[at + j]! * cross[row + j]!;
      cross[row + i] = sum / factor[at + i]!;
    }
    for (let m = 0; m <= k; m++) {
      const other = m * free;
      let sum = schur[k * shapes + m]!;
      for (let i = 0; i < free; i++) sum -= cross[row + i]! * cross[other + i]!;
      schur[k * shapes + m] = sum;
    }
  }
}

/** Fill the damped step of the free shapes, 0 for those on a bound. @returns the predicted gain, or NaN when they are not determined. */
export function solveShapes(reduction: Reduction, damping: number): number {
  const { shapes, schur, schurFactor, gradient, step, held } = reduction;
  schurFactor.set(schur);
  for (let k = 0; k < shapes; k++) {
    step[k] = gradient[k]!;
    schurFactor[k * shapes + k]! *= 1 + damping;
    if (held[k] === 0) continue;
    step[k] = 0;
    for (let m = 0; m < shapes; m++) schurFactor[m < k ? k * shapes + m : m * shapes + k] = m === k ? 1 : 0;
  }
  if (!choleskyInPlace(schurFactor, shapes, 1e-12)) return Number.NaN;
  choleskySolveInPlace(schurFactor, shapes, step);
  let gain = 0;
  for (let k = 0; k < shapes; k++) gain += step[k]! * gradient[k]!;
  return gain;
}

/** mixing = L^-T cross, row by row. */
export function fillMixing({ shapes, free, factor, cross, mixing }: Reduction): void {
  for (let at = 0; at < shapes * free; at += free) {
    for (let i = free - 1; i >= 0; i--) {
      let sum = cross[at + i]!;
      for (let j = i + 1; j < free; j++) sum -= factor[j * free + i]! * mixing[at + j]!;
      mixing[at + i] = sum / factor[i * free + i]!;
    }
  }
}

/**
 * Variance of a quantity with the given derivatives by all shapes and amplitudes,
 * from the factors at the end of a fit: |L^-1 c|^2 + |S^-1 (s - mixing c)|^2 with
 * the Cholesky factors of the linear part and of the Schur complement. 0 where
 * nothing but what is held matters.
 */
export function varianceOf(reduction: Reduction, byShapes: Float64Array, byAmplitudes: Float64Array): number {
  const { free, shapes, follows, ofFollowed, plain, held, factor, schurFactor, mixing, work } = reduction;
  let c = byAmplitudes;
  if (!plain) {
    c = reduction.byAmplitudes;
    c.fill(0);
    gather(reduction, byAmplitudes, 0, byAmplitudes.length, 1, c, 0);
  }
  const s = reduction.byShapes;
  s.fill(0);
  for (let k = 0; k < follows.length; k++) if (follows[k]! >= 0) s[follows[k]!]! += ofFollowed[k]! * byShapes[k]!;
  let variance = 0;
  // What lies before the first amplitude that matters stays 0: of centres and widths alone, all of them.
  let begin = 0;
  while (begin < free && c[begin] === 0) work[begin++] = 0;
  for (let i = begin; i < free; i++) {
    const at = i * free;
    let sum = c[i]!;
    for (let j = begin; j < i; j++) sum -= factor[at + j]! * work[j]!;
    const value = sum / factor[at + i]!;
    work[i] = value;
    variance += value * value;
  }
  for (let k = 0; k < shapes; k++) {
    let sum = s[k]!;
    for (let i = begin; i < free; i++) sum -= mixing[k * free + i]! * c[i]!;
    for (let m = 0; m < k; m++) sum -= schurFactor[k * shapes + m]! * work[free + m]!;
    const value = held[k] === 1 ? 0 : sum / schurFactor[k * shapes + k]!;
    work[free + k] = value;
    variance += value * value;
  }
  return variance;
}
