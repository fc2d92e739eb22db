import { gramOf, gramTimes, productsWith } from './gram.js';
import type { CurveBasis, Gram } from './gram.js';
import { dot, plusTimes, sumOf, times } from './products.js';
import type { ScaledSignal } from './scaled-signal.js';
import { applyRows } from './spline-basis.js';

/** Unknowns of a fit, in scaled units: spline coefficients, then heights of kinks; offset and gain of the second signal. */
export interface LatentState {
  readonly curve: Float64Array;
  readonly offset: number;
  readonly gain: number;
}

/** One signal about a curve that is near: what is left of it, in sums. */
export interface FirstSums {
  readonly gram: Gram;
  /** The curve that they are taken about. */
  readonly about: Float64Array;
  /** Of the basis with what is left. */
  readonly pull: Float64Array;
  /** Of what is left with itself. */
  readonly square: number;
}

/** The second signal about gain x curve + offset, at one lag. */
export interface SecondSums {
  readonly gram: Gram;
  readonly gain: number;
  readonly offset: number;
  /** Of the basis with what is left, with the curve, and with 1. */
  readonly pull: Float64Array;
  readonly withCurve: Float64Array;
  readonly withOne: Float64Array;
  /** Of what is left with itself, with the curve, and with 1. */
  readonly square: number;
  readonly restCurve: number;
  readonly restOne: number;
  /** Of the curve with itself and with 1; of 1. */
  readonly curveSquare: number;
  readonly curveOne: number;
  readonly weight: number;
}

/** Both signals at one lag. Sums about a near curve lose nothing to rounding, however small the errors of the signals are. */
export interface PairSums {
  readonly first: FirstSums;
  readonly second: SecondSums;
}

/** Sums of the signal that no lag moves. */
export function firstSums(basis: CurveBasis, gram: Gram, signal: ScaledSignal, about: Float64Array): FirstSums {
  const curve = applyRows(basis.rows, about);
  const left = plusTimes(signal.values, -1, curve);
  const weighted = times(left, signal.weights);
  return { gram, about, pull: productsWith(basis, weighted), square: dot(left, weighted) };
}

/** Sums of the other, about the curve of the first as it describes it best by least squares. */
export function secondSums(basis: CurveBasis, { values, weights }: ScaledSignal, about: Float64Array): SecondSums {
  const curve = applyRows(basis.rows, about);
  const weightedCurve = times(curve, weights);
  const weight = sumOf(weights);
  const curveOne = sumOf(weightedCurve);
  const curveSquare = dot(curve, weightedCurve);
  const first = dot(values, weights);
  const spread = curveSquare - (curveOne * curveOne) / weight;
  const slope = spread > 1e-12 * weight ? (dot(values, weightedCurve) - (curveOne * first) / weight) / spread : 0;
  // A gain of nothing could not grow.
  const gain = slope === 0 ? 1e-3 : slope;
  const offset = (first - gain * curveOne) / weight;
  const left = plusTimes(values, -gain, curve);
  for (let i = 0; i < left.length; i++) left[i]! -= offset;
  const weighted = times(left, weights);
  const gram = gramOf(basis, weights);
  return {
    gram,
    gain,
    offset,
    pull: productsWith(basis, weighted),
    withCurve: gramTimes(gram, about),
    withOne: productsWith(basis, weights),
    square: dot(left, weighted),
    restCurve: dot(curve, weighted),
    restOne: sumOf(weighted),
    curveSquare,
    curveOne,
    weight,
  };
}
