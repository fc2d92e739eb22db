import { seededRandom } from '@operando/numerics';
import { signalTimes } from '../signal.js';
import type { Signal } from '../signal.js';
import { surrogatesOf } from './surrogates.js';

/** What {@link lagSignificance} compares. */
export interface SignificanceProblem {
  /** Which may follow. */
  readonly signal: Signal;
  /** The curve of the other signal under its samples, one for each lag; NaN where the other signal does not reach. */
  readonly curves: readonly Float64Array[];
  readonly surrogates: number;
  readonly seed: number;
}

/** How often series that know nothing of a signal follow it as well. */
export interface LagSignificance {
  /** Share of the scatter of b about a straight line that the curve of a explains at its best lag. */
  readonly explained: number;
  /** Share of surrogates that reach as much at their best lag; never below 1 / (surrogates + 1). */
  readonly pValue: number;
}

/** A curve without its own straight line, over those samples that it has: all between two. */
interface Prepared {
  readonly from: number;
  readonly to: number;
  /** From `from` on. */
  readonly curve: Float64Array;
  readonly square: number;
}

/** Sums of 1, t, v and their products up to each sample, which give the square about a straight line at once. */
interface LineSums {
  readonly t: Float64Array;
  readonly tt: Float64Array;
  readonly v: Float64Array;
  readonly tv: Float64Array;
  readonly vv: Float64Array;
}

function lineSums(time: Float64Array, values: Float64Array): LineSums {
  const n = values.length;
  const make = (): Float64Array => new Float64Array(n + 1);
  const sums = { t: make(), tt: make(), v: make(), tv: make(), vv: make() };
  const [time0, value0] = [time[n >> 1]!, values[n >> 1]!];
  for (let i = 0; i < n; i++) {
    const [t, v] = [time[i]! - time0, values[i]! - value0];
    sums.t[i + 1] = sums.t[i]! + t;
    sums.tt[i + 1] = sums.tt[i]! + t * t;
    sums.v[i + 1] = sums.v[i]! + v;
    sums.tv[i + 1] = sums.tv[i]! + t * v;
    sums.vv[i + 1] = sums.vv[i]! + v * v;
  }
  return sums;
}

/** Sum of squares about the best straight line, over samples from one to before another. */
function squareAboutLine({ t, tt, v, tv, vv }: LineSums, from: number, to: number): number {
  const n = to - from;
  const over = (sums: Float64Array): number => sums[to]! - sums[from]!;
  const [st, sv] = [over(t), over(v)];
  const spread = over(tt) - (st * st) / n;
  const along = over(tv) - (st * sv) / n;
  return over(vv) - (sv * sv) / n - (spread > 0 ? along ** 2 / spread : 0);
}

function withoutLine(time: Float64Array, values: Float64Array): Float64Array {
  const mean = (each: Float64Array): number => each.reduce((sum, value) => sum + value, 0) / each.length;
  const [t, v] = [mean(time), mean(values)];
  let [tt, tv] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    tt += (time[i]! - t) ** 2;
    tv += (time[i]! - t) * (values[i]! - v);
  }
  const slope = tt > 0 ? tv / tt : 0;
  return values.map((value, i) => value - v - slope * (time[i]! - t));
}

function prepare(time: Float64Array, curve: Float64Array): Prepared {
  const from = curve.findIndex((value) => Number.isFinite(value));
  const to = curve.findLastIndex((value) => Number.isFinite(value)) + 1;
  const flat = withoutLine(time.subarray(Math.max(0, from), to), curve.subarray(Math.max(0, from), to));
  return { from: Math.max(0, from), to, curve: flat, square: flat.reduce((sum, value) => sum + value * value, 0) };
}

/** The largest share that a curve explains, each at its lag. */
function explainedBy(prepared: readonly Prepared[], time: Float64Array, values: Float64Array): number {
  const sums = lineSums(time, values);
  let most = 0;
  for (const { from, to, curve, square } of prepared) {
    let product = 0;
    for (let i = 0; i < curve.length; i++) product += values[from + i]! * curve[i]!;
    const scale = square * squareAboutLine(sums, from, to);
    if (scale > 0) most = Math.max(most, product ** 2 / scale);
  }
  return most;
}

/**
 * Whether a signal follows another more than chance does, over the whole range of lags that was searched: both are taken
 * without their straight lines, which any two trends share, and the same is asked of surrogates of b that wander as b does.
 */
export function lagSignificance({ signal, curves, surrogates, seed }: SignificanceProblem): LagSignificance {
  const time = signalTimes(signal);
  const { values } = signal;
  const prepared = curves
    .map((curve) => prepare(time, curve))
    .filter(({ curve }) => curve.length >= 0.5 * values.length && curve.length >= 5);
  const explained = explainedBy(prepared, time, values);
  const random = seededRandom(seed);
  const draw = surrogatesOf(time, values);
  let reached = 0;
  for (let k = 0; k < surrogates; k++) if (explainedBy(prepared, time, draw(random)) >= explained) reached++;
  return { explained, pValue: (reached + 1) / (surrogates + 1) };
}
