import { cubicSpline } from '@operando/numerics';

/** The shape of an edge, tabulated finely so that a pixel's fit only looks it up. */
export interface EdgeTemplate {
  /** First tabulated energy and step, eV. */
  readonly from: number;
  readonly step: number;
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

const finest = 16;

/** Tabulate a spectrum: cubic spline, sixteen places to the smallest step. */
export function edgeTemplate(energy: ArrayLike<number>, norm: ArrayLike<number>): EdgeTemplate {
  const spline = cubicSpline(energy, norm);
  const { knots } = spline;
  const n = knots.length;
  let smallest = Infinity;
  for (let i = 1; i < n; i++) smallest = Math.min(smallest, knots[i]! - knots[i - 1]!);
  const span = knots[n - 1]! - knots[0]!;
  const count = Math.min(200_000, Math.ceil((finest * span) / smallest) + 1);
  const step = span / (count - 1);
  const values = new Float64Array(count);
  const slopes = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const at = knots[0]! + k * step;
    values[k] = spline.evaluate(at);
    slopes[k] = spline.derivative(at);
  }
  return { from: knots[0]!, step, values, slopes };
}
