import { nonNegativeLeastSquares } from '@operando/numerics';
import type { CutCurve } from './cut-curve.js';

/** A point to begin at, and how well it describes the data already. */
export interface CutStart {
  readonly values: Float64Array;
  readonly chiSquare: number;
}

/** Amplitudes that fit best beside given shapes, none of them negative. */
export function findAmplitudes(
  { parameters, q, evaluate }: CutCurve,
  shapes: Float64Array,
  intensity: Float64Array,
  sigma: Float64Array,
  isHeld: (parameter: number) => boolean,
): CutStart {
  const points = q.length;
  const columns = parameters.length;
  const isFound = (k: number): boolean => parameters[k]!.isLinear && !isHeld(k);
  const found = parameters.map((_, k) => k).filter(isFound);
  const values = shapes.map((value, k) => (isFound(k) ? 1 : value));
  const curve = new Float64Array(points);
  const jacobian = new Float64Array(points * columns);
  evaluate(values, curve, jacobian);
  const matrix = new Float64Array(points * found.length);
  const right = new Float64Array(points);
  for (let i = 0; i < points; i++) {
    let rest = intensity[i]! - curve[i]!;
    found.forEach((k, c) => {
      const value = jacobian[i * columns + k]!;
      rest += value;
      matrix[i * found.length + c] = value / sigma[i]!;
    });
    right[i] = rest / sigma[i]!;
  }
  const { x, residual } = nonNegativeLeastSquares(matrix, points, found.length, right);
  found.forEach((k, c) => {
    const { lower, upper } = parameters[k]!;
    // Not at the edge, from where a fit of counts cannot move.
    values[k] = Math.min(upper, Math.max(lower, x[c]!));
  });
  return { values, chiSquare: residual * residual };
}

/** Ratios of the generalised golden sections: points of an additive recurrence fill space evenly (Roberts 2018). */
function fraction(index: number, dimension: number, dimensions: number): number {
  let golden = 1.5;
  for (let i = 0; i < 30; i++) golden = (1 + golden) ** (1 / (dimensions + 1));
  return (0.5 + (index + 1) * golden ** -(dimension + 1)) % 1;
}

/** Shapes spread around those given: within bounds that were given, else from half to twice the value. */
export function spreadShapes(
  { parameters }: CutCurve,
  shapes: Float64Array,
  count: number,
  isHeld: (parameter: number) => boolean,
): Float64Array[] {
  const moving = parameters.map((_, k) => k).filter((k) => !parameters[k]!.isLinear && !isHeld(k));
  return Array.from({ length: count }, (_, index) => {
    const spread = shapes.slice();
    moving.forEach((k, d) => {
      const { lower, upper, isBounded } = parameters[k]!;
      const at = fraction(index, d, moving.length);
      const drawn = isBounded
        ? lower > 0
          ? lower * (upper / lower) ** at
          : lower + (upper - lower) * at
        : shapes[k]! * 4 ** (at - 0.5);
      spread[k] = Math.min(upper, Math.max(lower, drawn));
    });
    return spread;
  });
}
