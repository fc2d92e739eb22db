import { nonNegativeLeastSquares } from '@operando/numerics';
import type { CutCurve } from './cut-curve.js';

/** A point to begin at, and how well it describes the data already. */
export interface CutStart {
  readonly values: Float64Array;
  readonly chiSquare: number;
}

/** A parameter with either sign. */
const signsOf = (k: number): (readonly [number, number])[] => [
  [k, 1],
  [k, -1],
];

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
  // What may be negative has a column for either sign.
  const signs = found.flatMap((k) => (parameters[k]!.lower < 0 ? signsOf(k) : signsOf(k).slice(0, 1)));
  const width = signs.length;
  const matrix = new Float64Array(points * width);
  const right = new Float64Array(points);
  for (let i = 0; i < points; i++) {
    let rest = intensity[i]! - curve[i]!;
    for (const k of found) rest += jacobian[i * columns + k]!;
    signs.forEach(([k, sign], c) => {
      matrix[i * width + c] = (sign * jacobian[i * columns + k]!) / sigma[i]!;
    });
    right[i] = rest / sigma[i]!;
  }
  const { x, residual } = nonNegativeLeastSquares(matrix, points, width, right);
  for (const k of found) values[k] = 0;
  signs.forEach(([k, sign], c) => {
    values[k]! += sign * x[c]!;
  });
  for (const k of found) values[k] = Math.min(parameters[k]!.upper, Math.max(parameters[k]!.lower, values[k]!));
  return { values, chiSquare: residual * residual };
}

/** Ratios of the generalised golden sections: points of an additive recurrence fill space evenly (Roberts 2018). */
function fraction(index: number, dimension: number, dimensions: number): number {
  let golden = 1.5;
  for (let i = 0; i < 30; i++) golden = (1 + golden) ** (1 / (dimensions + 1));
  return (0.5 + (index + 1) * golden ** -(dimension + 1)) % 1;
}

/** Shapes spread around those given: within bounds that were given, else within a factor of the value. */
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
      const { lower, upper, isBounded, spread: factor } = parameters[k]!;
      const at = fraction(index, d, moving.length);
      const drawn = isBounded
        ? lower > 0
          ? lower * (upper / lower) ** at
          : lower + (upper - lower) * at
        : shapes[k]! * factor ** (2 * at - 1);
      spread[k] = Math.min(upper, Math.max(lower, drawn));
    });
    return spread;
  });
}
