import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import type { SeparableSpace } from './separable-space.js';

/**
 * What the columns of a {@link SeparableSpace} share or hold, as two sparse maps
 * from free quantities: amplitudes = T free amplitudes, and steps of the shapes =
 * S free steps. A held Lorentzian share makes one amplitude of two, the halves of
 * a split profile share height and centre, ties follow, held shapes stand still.
 */
export interface Reduction {
  /** Free amplitudes, and of each column up to two of them (-1 for none) with their factors. */
  free: number;
  readonly first: Int32Array;
  readonly ofFirst: Float64Array;
  readonly second: Int32Array;
  readonly ofSecond: Float64Array;
  /** Amplitudes are their own free ones. */
  plain: boolean;
  /** Free shapes, and the one that each shape follows (-1 for none) by a factor. */
  readonly shapes: number;
  readonly follows: Int32Array;
  readonly ofFollowed: Float64Array;
  /** Bounds of each free shape, as space.shapes are counted, and the shape that they are of. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly leader: Int32Array;
  /** 1 for free shapes held on a bound. */
  readonly held: Uint8Array;
  /** Cholesky factor of the normal matrix of the free amplitudes, and their values. */
  readonly factor: Float64Array;
  readonly amplitudes: Float64Array;
  /** L^-1 of the cross products, a row of `free` values for each free shape. */
  readonly cross: Float64Array;
  readonly gradient: Float64Array;
  /** Schur complement, and its damped factor after a solution. */
  readonly schur: Float64Array;
  readonly schurFactor: Float64Array;
  readonly step: Float64Array;
  /** d free amplitudes / d free shapes at fixed data, negated. */
  readonly mixing: Float64Array;
  readonly work: Float64Array;
  readonly byAmplitudes: Float64Array;
  readonly byShapes: Float64Array;
}

/** A shape that others may follow, with its bounds. */
export interface FreeShape {
  readonly lower: number;
  readonly upper: number;
  /** Shapes with their factors; the first is the one bounded. */
  readonly of: readonly (readonly [shape: number, factor: number])[];
}

/** @param shapes Free shapes; those in none of them are held. */
export function createReduction({ linear, units }: SeparableSpace, shapes: readonly FreeShape[]): Reduction {
  const count = shapes.length;
  const values = (size: number): Float64Array => new Float64Array(size);
  const reduction: Reduction = {
    free: linear,
    first: Int32Array.from({ length: linear }, (_, i) => i),
    ofFirst: values(linear).fill(1),
    second: new Int32Array(linear).fill(-1),
    ofSecond: values(linear),
    plain: true,
    shapes: count,
    follows: new Int32Array(2 * units).fill(-1),
    ofFollowed: values(2 * units),
    lower: Float64Array.from(shapes, ({ lower }) => lower),
    upper: Float64Array.from(shapes, ({ upper }) => upper),
    leader: Int32Array.from(shapes, ({ of }) => of[0]![0]),
    held: new Uint8Array(count),
    factor: values(linear * linear),
    amplitudes: values(linear),
    cross: values(count * linear),
    gradient: values(count),
    schur: values(count * count),
    schurFactor: values(count * count),
    step: values(count),
    mixing: values(count * linear),
    work: values(linear + count),
    byAmplitudes: values(linear),
    byShapes: values(count),
  };
  shapes.forEach(({ of }, j) => {
    for (const [shape, factor] of of) {
      reduction.follows[shape] = j;
      reduction.ofFollowed[shape] = factor;
    }
  });
  return reduction;
}

/** Solve for the amplitudes after `normal`. @returns false where the peaks cannot be told apart. */
export function solveAmplitudes(space: SeparableSpace, reduction: Reduction): boolean {
  const { linear, gram, right, amplitudes } = space;
  const { free, factor, plain } = reduction;
  const solution = reduction.amplitudes;
  if (plain) {
    factor.set(gram);
    solution.set(right);
  } else {
    factor.fill(0, 0, free * free);
    solution.fill(0);
    gather(reduction, right, 0, linear, solution, 0);
    for (let i = 0; i < linear; i++) {
      for (let j = 0; j <= i; j++) {
        const value = gram[i * linear + j]!;
        for (let s = 0; s < 2; s++) {
          const row = s === 0 ? reduction.first[i]! : reduction.second[i]!;
          if (row < 0) continue;
          const ofRow = value * (s === 0 ? reduction.ofFirst[i]! : reduction.ofSecond[i]!);
          addAt(factor, free, row, reduction.first[j]!, ofRow * reduction.ofFirst[j]!, i === j);
          addAt(factor, free, row, reduction.second[j]!, ofRow * reduction.ofSecond[j]!, i === j);
        }
      }
    }
  }
  if (!choleskyInPlace(factor, free, 1e-11)) return false;
  choleskySolveInPlace(factor, free, solution);
  expandAmplitudes(reduction, amplitudes);
  return true;
}

/** Add to the lower triangle what an element below the diagonal, or one on it, gives to the reduced matrix. */
function addAt(
  m: Float64Array,
  n: number,
  row: number,
  column: number,
  value: number,
  once: boolean,
): void {
  if (column < 0) return;
  if (once) {
    // All four products of a diagonal element come by; those above the diagonal are mirrored by those below.
    if (row >= column) m[row * n + column]! += value;
  } else if (row === column) m[row * n + column]! += 2 * value;
  else m[row > column ? row * n + column : column * n + row]! += value;
}

/** T^T v of a row of values, added to out from `to` on. */
function gather(
  { first, ofFirst, second, ofSecond }: Reduction,
  v: Float64Array,
  at: number,
  count: number,
  out: Float64Array,
  to: number,
): void {
  for (let i = 0; i < count; i++) {
    if (first[i]! >= 0) out[to + first[i]!]! += ofFirst[i]! * v[at + i]!;
    if (second[i]! >= 0) out[to + second[i]!]! += ofSecond[i]! * v[at + i]!;
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
  const { free, shapes, follows, ofFollowed, plain, cross, gradient, schur, factor, work } = reduction;
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
    else {
      work.fill(0);
      gather(reduction, space.cross, k * linear, linear, work, 0);
      for (let i = 0; i < free; i++) cross[j * free + i]! += by * work[i]!;
    }
    for (let m = 0; m <= k; m++)
      addAt(schur, shapes, j, follows[m]!, by * ofFollowed[m]! * space.curvature[k * count + m]!, m === k);
  }
  for (let k = 0; k < shapes; k++) {
    const row = k * free;
    for (let i = 0; i < free; i++) {
      let sum = cross[row + i]!;
      for (let j = 0; j < i; j++) sum -= factor[i * free + j]! * cross[row + j]!;
      cross[row + i] = sum / factor[i * free + i]!;
    }
    for (let m = 0; m <= k; m++) {
      let sum = schur[k * shapes + m]!;
      for (let i = 0; i < free; i++) sum -= cross[row + i]! * cross[m * free + i]!;
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
    gather(reduction, byAmplitudes, 0, byAmplitudes.length, c, 0);
  }
  const s = reduction.byShapes;
  s.fill(0);
  for (let k = 0; k < follows.length; k++) if (follows[k]! >= 0) s[follows[k]!]! += ofFollowed[k]! * byShapes[k]!;
  let variance = 0;
  for (let i = 0; i < free; i++) {
    let sum = c[i]!;
    for (let j = 0; j < i; j++) sum -= factor[i * free + j]! * work[j]!;
    const value = sum / factor[i * free + i]!;
    work[i] = value;
    variance += value * value;
  }
  for (let k = 0; k < shapes; k++) {
    let sum = s[k]!;
    for (let i = 0; i < free; i++) sum -= mixing[k * free + i]! * c[i]!;
    for (let m = 0; m < k; m++) sum -= schurFactor[k * shapes + m]! * work[free + m]!;
    const value = held[k] === 1 ? 0 : sum / schurFactor[k * shapes + k]!;
    work[free + k] = value;
    variance += value * value;
  }
  return variance;
}
