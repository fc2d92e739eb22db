import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import { slots } from './peak-columns.js';
import type { Room, Running } from './room.js';
import type { KnownPair, PairInformation } from './types.js';

/** Terms of a pair: center, width, Lorentzian share and skew of the first, of the second, and the logarithm of the ratio of their areas. */
export const pairTerms = 9;
/** Those of one peak. */
export const termsOfPeak = 4;
export const ratioTerm = 8;
const shapeSlots = [slots.center, slots.fwhm, slots.eta, slots.skew] as const;

/** What a change of all areas together is measured by: the first area would be so much by the ratio. */
const scaleOf = ({ ratio }: KnownPair, first: number, second: number): number =>
  Math.max(1e-12, (ratio * Math.abs(first + second)) / (1 + ratio));

const areasOf = ({ peaks }: KnownPair, p: Float64Array): readonly [number, number] => [
  p[slots.count * peaks[0] + slots.area]!,
  p[slots.count * peaks[1] + slots.area]!,
];

/** By how much the terms of a pair differ from what the request has. */
function offsetsOf(pair: KnownPair, { peaks }: Running, p: Float64Array): Float64Array {
  const off = new Float64Array(pairTerms);
  pair.peaks.forEach((peak, side) => {
    const { center, fwhm, eta, skew } = peaks[peak]!;
    [center, fwhm, eta, skew].forEach((before, k) => {
      off[side * termsOfPeak + k] = p[slots.count * peak + shapeSlots[k]!]! - before;
    });
  });
  const [first, second] = areasOf(pair, p);
  off[ratioTerm] = (first - pair.ratio * second) / scaleOf(pair, first, second);
  return off;
}

/** Derivatives of the terms with respect to the free parameters: row after row. */
function derivatives(pair: KnownPair, { free }: Running, p: Float64Array): Float64Array {
  const n = free.length;
  const rows = new Float64Array(pairTerms * n);
  const enter = (term: number, at: number, value: number): void => {
    const a = free.indexOf(at);
    if (a >= 0) rows[term * n + a] = value;
  };
  pair.peaks.forEach((peak, side) =>
    shapeSlots.forEach((slot, k) => enter(side * termsOfPeak + k, slots.count * peak + slot, 1)),
  );
  const [first, second] = areasOf(pair, p);
  const scale = scaleOf(pair, first, second);
  enter(ratioTerm, slots.count * pair.peaks[0] + slots.area, 1 / scale);
  enter(ratioTerm, slots.count * pair.peaks[1] + slots.area, -pair.ratio / scale);
  return rows;
}

/** Product of the couplings of a pair with offsets. */
function coupled(couplings: Float64Array, off: Float64Array): Float64Array {
  return off.map((_, a) => off.reduce((sum, one, b) => sum + couplings[a * pairTerms + b]! * one, 0));
}

/** What the couplings of a pair add to the squares of distances to what is known. */
export function pairPenalty(fit: Running, p: Float64Array): number {
  const { pair } = fit;
  if (pair?.couplings === undefined) return 0;
  const off = offsetsOf(pair, fit, p);
  return coupled(pair.couplings, off).reduce((sum, one, a) => sum + one * off[a]!, 0);
}

/** Call back with what each pair of free parameters gets of a matrix of terms. */
function spreadOut(
  matrix: Float64Array,
  rows: Float64Array,
  n: number,
  add: (a: number, b: number, value: number) => void,
): void {
  for (let a = 0; a < n; a++)
    for (let s = 0; s < pairTerms; s++) {
      const from = rows[s * n + a]!;
      if (from === 0) continue;
      for (let b = 0; b <= a; b++)
        for (let t = 0; t < pairTerms; t++) {
          const to = rows[t * n + b]!;
          if (to !== 0) add(a, b, from * matrix[s * pairTerms + t]! * to);
        }
    }
}

/** Add the couplings of a pair to matrix and gradient. */
export function addPair({ parameters, hessian, gradient }: Room, fit: Running): void {
  const { pair, free } = fit;
  if (pair?.couplings === undefined) return;
  const n = free.length;
  const rows = derivatives(pair, fit, parameters);
  const pull = coupled(pair.couplings, offsetsOf(pair, fit, parameters));
  for (let a = 0; a < n; a++) for (let s = 0; s < pairTerms; s++) gradient[a]! -= rows[s * n + a]! * pull[s]!;
  spreadOut(pair.couplings, rows, n, (a, b, value) => (hessian[a * n + b]! += value));
}

/**
 * What the data alone say of a pair, whatever the areas together, the background and other peaks are: by the matrix and the
 * gradient at the parameters evaluated last.
 *
 * @param ratioSigma Of the ratio as it was known; Infinity where it was not.
 */
export function pairInformation(
  { parameters, hessian, gradient }: Room,
  fit: Running,
  ratioSigma: number,
): PairInformation | undefined {
  const { pair, free, known } = fit;
  if (pair === undefined) return undefined;
  const n = free.length;
  const [first, second] = areasOf(pair, parameters);
  if (!(first > 0 && second > 0)) return undefined;
  const off = offsetsOf(pair, fit, parameters);
  const rows = derivatives(pair, fit, parameters);
  // What was known beforehand is taken out.
  const before = pair.couplings?.slice() ?? new Float64Array(pairTerms * pairTerms);
  for (let term = 0; term < pairTerms; term++) {
    const at = slots.count * pair.peaks[term < termsOfPeak ? 0 : 1] + shapeSlots[term % termsOfPeak]!;
    const to = term === ratioTerm ? ratioSigma : known[at]!;
    if (to > 0 && to < Infinity) before[term * (pairTerms + 1)] = 1 / (to * to);
  }
  const pulled = coupled(before, off);
  const lower = hessian.slice(0, n * n);
  spreadOut(before, rows, n, (a, b, value) => (lower[a * n + b]! -= value));
  const matrix = new Float64Array(n * n);
  const slope = gradient.slice(0, n);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) matrix[a * n + b] = lower[Math.max(a, b) * n + Math.min(a, b)]!;
    for (let t = 0; t < pairTerms; t++) slope[a]! += rows[t * n + a]! * pulled[t]!;
  }
  return withoutOthers(pair, free, scaleOf(pair, first, second), off, matrix, slope);
}

/** Matrix and slope by the logarithm of the ratio of two areas, and by their sum, instead of the areas. */
function byRatio(
  [one, other]: readonly [number, number],
  ratio: number,
  scale: number,
  matrix: Float64Array,
  slope: Float64Array,
): void {
  const n = slope.length;
  const mix = (values: Float64Array, a: number, b: number): void => {
    const [first, second] = [values[a]!, values[b]!];
    values[a] = (scale * (first - second)) / (1 + ratio);
    values[b] = (ratio * first + second) / (1 + ratio);
  };
  for (let k = 0; k < n; k++) mix(matrix, k * n + one, k * n + other);
  for (let k = 0; k < n; k++) mix(matrix, one * n + k, other * n + k);
  mix(slope, one, other);
}

/** What is said of a pair where all that is no term of it is what it likes best to be. */
function withoutOthers(
  { peaks, ratio }: KnownPair,
  free: Int32Array,
  scale: number,
  off: Float64Array,
  matrix: Float64Array,
  slope: Float64Array,
): PairInformation | undefined {
  const n = free.length;
  const [one, other] = peaks.map((peak) => free.indexOf(slots.count * peak + slots.area)) as [number, number];
  byRatio([one, other], ratio, scale, matrix, slope);
  const places = peaks.flatMap((peak) => shapeSlots.map((slot) => free.indexOf(slots.count * peak + slot)));
  places.push(one);
  const rest = Array.from(free, (_, a) => a).filter((a) => !places.includes(a));
  const m = rest.length;
  const inner = Float64Array.from({ length: m * m }, (_, k) => matrix[rest[Math.floor(k / m)]! * n + rest[k % m]!]!);
  if (!choleskyInPlace(inner, m, 1e-14)) return undefined;
  const precision = new Float64Array(pairTerms * pairTerms);
  const pull = new Float64Array(pairTerms);
  for (let t = 0; t < pairTerms; t++) {
    const a = places[t]!;
    if (a < 0) continue;
    const own = Float64Array.from(rest, (b) => matrix[a * n + b]!);
    choleskySolveInPlace(inner, m, own);
    const less = (of: (b: number) => number): number => rest.reduce((sum, b, k) => sum + own[k]! * of(b), 0);
    pull[t] = slope[a]! - less((b) => slope[b]!);
    for (let u = 0; u < pairTerms; u++) {
      const c = places[u]!;
      if (c >= 0) precision[t * pairTerms + u] = matrix[a * n + c]! - less((b) => matrix[b * n + c]!);
    }
  }
  return { off, precision, pull };
}
