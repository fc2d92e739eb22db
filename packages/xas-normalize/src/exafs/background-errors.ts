import { choleskyQuadraticForm, dotProduct } from '@operando/numerics';
import type { BackgroundOperator } from './background-operator.js';

/** Standard errors for unit reduced chi-square. */
export interface BackgroundErrors {
  /** Of chi, before division by the edge step, on the k grid. */
  readonly chi: Float64Array;
  /** Of the background at each measured wavenumber of the fit. */
  readonly background: Float64Array;
}

/** Standard error of the combination v of the z, whose normal matrix has the factor `lower`; undefined for the identity. Overwrites v. */
function errorOf(v: Float64Array, lower: Float64Array | undefined): number {
  return Math.sqrt(lower === undefined ? dotProduct(v, 0, v, 0, v.length) : choleskyQuadraticForm(lower, v.length, v));
}

/**
 * Standard errors from the covariance of the spline coefficients, (J^T J)^-1.
 *
 * @param normal Cholesky factor of J^T J in the coordinates z, where it is the identity without clamps (undefined).
 */
export function backgroundErrors(operator: BackgroundOperator, normal: Float64Array | undefined): BackgroundErrors {
  const {
    ranges: { splines, k, measuredK },
    response,
    triangle,
    basis,
  } = operator;
  const v = new Float64Array(splines);
  const chi = k.map((_, i) => {
    for (let j = 0; j < splines; j++) v[j] = response[j * k.length + i]!;
    return errorOf(v, normal);
  });
  const background = measuredK.map((_, i) => {
    v.fill(0);
    v.set(basis.values.subarray(4 * i, 4 * i + 4), basis.first[i]);
    // R^T w = v: the same combination of the z.
    for (let row = 0; row < splines; row++) {
      for (let j = 0; j < row; j++) v[row]! -= triangle[j * splines + row]! * v[j]!;
      v[row]! /= triangle[row * splines + row]!;
    }
    return errorOf(v, normal);
  });
  return { chi, background };
}
