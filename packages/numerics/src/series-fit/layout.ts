import { splineAt, splineRows, splineThrough } from './spline-rows.js';
import type { SplineRows } from './spline-rows.js';
import type { SeriesFitProblem, SmoothParameter } from './types.js';

/** One smooth parameter among the unknowns. */
export interface SmoothPart {
  readonly parameter: number;
  readonly rows: SplineRows;
  /** Place of its first coefficient among the common unknowns. */
  readonly from: number;
  /** Given, or undefined where it is to be found. */
  readonly given: number | undefined;
}

/**
 * Where everything stands: the common unknowns are the shared parameters, then the coefficients of each smooth one; in
 * each frame, the parameters that the common ones act on are `border` (shared, then smooth), and `free` are its own.
 */
export interface Layout {
  readonly frames: number;
  readonly n: number;
  readonly shared: Int32Array;
  readonly smooth: readonly SmoothPart[];
  readonly free: Int32Array;
  readonly border: Int32Array;
  readonly common: number;
  /** Bounds of the common unknowns, and frames x parameters. */
  readonly commonLower: Float64Array;
  readonly commonUpper: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Values under search. */
export interface Unknowns {
  readonly common: Float64Array;
  /** frames x parameters; those of `border` follow from `common`. */
  readonly values: Float64Array;
}

const smoothOf = (entry: number | SmoothParameter): SmoothParameter =>
  typeof entry === 'number' ? { parameter: entry } : entry;

/** One row for all frames, or a row each, as a row each. */
function perFrame(
  given: ArrayLike<number> | undefined,
  frames: number,
  n: number,
  fallback: number,
  what: string,
): Float64Array {
  if (given === undefined) return new Float64Array(frames * n).fill(fallback);
  if (given.length !== n && given.length !== frames * n)
    throw new RangeError(`${what} has ${given.length} values; ${n} or ${frames} x ${n} are wanted`);
  return Float64Array.from({ length: frames * n }, (_, i) => given[given.length === n ? i % n : i]!);
}

function checkScopes(n: number, lists: readonly (readonly number[])[]): void {
  const seen = new Set<number>();
  for (const k of lists.flat()) {
    if (!Number.isInteger(k) || k < 0 || k >= n) throw new RangeError(`there is no parameter ${k} of ${n}`);
    if (seen.has(k)) throw new RangeError(`parameter ${k} is named twice among shared, smooth and free`);
    seen.add(k);
  }
}

function smoothParts(entries: readonly SmoothParameter[], times: ArrayLike<number>, from: number): SmoothPart[] {
  let at = from;
  return entries.map(({ parameter, coefficients, penalty }) => {
    const count = coefficients ?? Math.min(30, Math.max(4, times.length));
    if (!Number.isInteger(count) || count < 4)
      throw new RangeError(`a smooth parameter needs at least 4 coefficients, not ${count}`);
    if (penalty !== undefined && !(penalty >= 0 && penalty < Infinity))
      throw new RangeError(`penalty ${penalty} of smooth parameter ${parameter} is no number from 0 on`);
    const part = { parameter, rows: splineRows(times, count), from: at, given: penalty };
    at += count;
    return part;
  });
}

/** @throws RangeError for parameters named twice, bounds, starts or times that do not fit. */
export function layoutOf(problem: SeriesFitProblem): { readonly layout: Layout; readonly start: Unknowns } {
  const frames = problem.frames.length;
  const n = problem.parameters ?? problem.start.length;
  if (frames === 0) throw new RangeError('there are no frames to fit');
  const entries = (problem.smooth ?? []).map(smoothOf);
  const shared = Int32Array.from(problem.shared ?? []);
  const free = Int32Array.from(problem.free ?? []);
  checkScopes(n, [Array.from(shared), entries.map(({ parameter }) => parameter), Array.from(free)]);
  const times = problem.times ?? Array.from({ length: frames }, (_, f) => f);
  if (times.length !== frames) throw new RangeError(`${times.length} times for ${frames} frames`);
  const badTime = Array.from(times).findIndex((time) => !Number.isFinite(time));
  if (entries.length > 0 && badTime >= 0) throw new RangeError(`frame ${badTime} has time ${times[badTime]}`);
  const smooth = smoothParts(entries, times, shared.length);
  const lower = perFrame(problem.bounds?.lower, frames, n, -Infinity, 'lower');
  const upper = perFrame(problem.bounds?.upper, frames, n, Infinity, 'upper');
  const values = perFrame(problem.start, frames, n, 0, 'start');
  for (let i = 0; i < frames * n; i++) {
    const place = `of parameter ${i % n} in frame ${Math.floor(i / n)}`;
    if (!Number.isFinite(values[i]!)) throw new RangeError(`start ${place} is ${values[i]}`);
    if (!(lower[i]! <= upper[i]!)) throw new RangeError(`bounds ${place} are ${lower[i]} to ${upper[i]}`);
  }
  const common = shared.length + smooth.reduce((sum, { rows }) => sum + rows.coefficients, 0);
  const layout: Layout = {
    frames,
    n,
    shared,
    smooth,
    free,
    border: Int32Array.from([...shared, ...smooth.map(({ parameter }) => parameter)]),
    common,
    commonLower: new Float64Array(common),
    commonUpper: new Float64Array(common),
    lower,
    upper,
  };
  const start: Unknowns = { common: new Float64Array(common), values };
  placeCommon(layout, start);
  for (const k of free)
    for (let i = k; i < frames * n; i += n) values[i] = Math.min(upper[i]!, Math.max(lower[i]!, values[i]!));
  return { layout, start };
}

/** Bounds and starts of the common unknowns: the narrowest bounds and the mean start of all frames. */
function placeCommon(layout: Layout, start: Unknowns): void {
  const { frames, n, shared, smooth, commonLower, commonUpper, lower, upper } = layout;
  const column = (rows: Float64Array, k: number): Float64Array =>
    Float64Array.from({ length: frames }, (_, f) => rows[f * n + k]!);
  const place = (k: number, from: number, count: number, values: (c: number) => number): void => {
    const low = column(lower, k).reduce((a, b) => Math.max(a, b));
    const high = column(upper, k).reduce((a, b) => Math.min(a, b));
    if (!(low <= high)) throw new RangeError(`bounds of parameter ${k} of different frames exclude each other`);
    for (let j = 0; j < count; j++) {
      commonLower[from + j] = low;
      commonUpper[from + j] = high;
      start.common[from + j] = Math.min(high, Math.max(low, values(j)));
    }
  };
  shared.forEach((k, j) => {
    const mean = column(start.values, k).reduce((sum, value) => sum + value, 0) / frames;
    place(k, j, 1, () => mean);
  });
  for (const { parameter, rows, from } of smooth) {
    const coefficients = splineThrough(rows, column(start.values, parameter));
    place(parameter, from, rows.coefficients, (j) => coefficients[j]!);
  }
  spreadCommon(layout, start);
}

/** Write the common unknowns into the parameters of every frame. */
export function spreadCommon({ frames, n, shared, smooth }: Layout, { common, values }: Unknowns): void {
  for (let f = 0; f < frames; f++) {
    for (let j = 0; j < shared.length; j++) values[f * n + shared[j]!] = common[j]!;
    for (const { parameter, rows, from } of smooth) values[f * n + parameter] = splineAt(rows, common, from, f);
  }
}
