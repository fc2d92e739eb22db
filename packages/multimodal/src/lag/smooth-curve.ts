import { signalSpan } from '../signal.js';
import type { Signal } from '../signal.js';
import { factorBordered } from './bordered-system.js';
import { scaledSignal } from './scaled-signal.js';
import type { ScaledSignal } from './scaled-signal.js';
import {
  addDifferencePenalty,
  applyRows,
  applyTransposedRows,
  basisWidth,
  evenKnots,
  gramBands,
  splineRows,
} from './spline-basis.js';
import type { SplineRows } from './spline-basis.js';

/** Spline coefficients of one signal alone, in its scaled units. @param lambda Strength of the penalty on second differences. */
export function smoothCoefficients(rows: SplineRows, { values, weights }: ScaledSignal, lambda: number): Float64Array {
  const { width, columns } = rows;
  const bands = gramBands(rows, weights);
  addDifferencePenalty(bands, width, columns, lambda);
  const coefficients = applyTransposedRows(
    rows,
    weights.map((weight, i) => weight * values[i]!),
  );
  factorBordered({ bands, width, columns, border: [], corner: new Float64Array(0) }).solveBands(coefficients);
  return coefficients;
}

/**
 * The smooth curve of one signal under the samples of another, at each lag; NaN where the signal does not reach.
 *
 * @param spacing Knots, s. @param lambda Strength of the penalty on second differences, in scaled units.
 */
export function curveUnder(
  signal: Signal,
  under: Signal,
  lags: readonly number[],
  spacing: number,
  lambda: number,
): Float64Array[] {
  const [first, last] = signalSpan(signal);
  const knots = evenKnots(first, last, spacing);
  const longest = [signal, under].reduce(
    (most, { start, end }) => start.reduce((m, begin, i) => Math.max(m, end[i]! - begin), most),
    0,
  );
  const width = basisWidth(knots, longest);
  const coefficients = smoothCoefficients(splineRows(knots, signal, 0, width), scaledSignal(signal), lambda);
  return lags.map((lag) =>
    applyRows(splineRows(knots, under, lag, width), coefficients).map((value, i) =>
      under.start[i]! - lag < first || under.end[i]! - lag > last ? Number.NaN : value,
    ),
  );
}
