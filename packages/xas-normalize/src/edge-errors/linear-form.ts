import type { PolynomialOperator } from '@operando/numerics';

/** How a number changes with the values of a spectrum: by `weights[i]` times the change of value `from + i`. */
export interface LinearForm {
  readonly from: number;
  readonly weights: Float64Array;
}

/** The form of a combination of the coefficients of a fit. @param combination One factor for each coefficient. */
export function formOf(operator: PolynomialOperator, combination: readonly number[]): LinearForm {
  const { from, to, matrix } = operator;
  const points = to - from;
  const weights = new Float64Array(points);
  for (const [k, factor] of combination.entries()) {
    if (factor === 0) continue;
    for (let i = 0; i < points; i++) weights[i]! += factor * matrix[k * points + i]!;
  }
  return { from, weights };
}

/** A sum of forms, each times a factor. */
export function sumOfForms(parts: readonly (readonly [factor: number, form: LinearForm])[]): LinearForm {
  const from = Math.min(...parts.map(([, form]) => form.from));
  const to = Math.max(...parts.map(([, form]) => form.from + form.weights.length));
  const weights = new Float64Array(to - from);
  for (const [factor, form] of parts) {
    for (let i = 0; i < form.weights.length; i++) weights[form.from - from + i]! += factor * form.weights[i]!;
  }
  return { from, weights };
}
