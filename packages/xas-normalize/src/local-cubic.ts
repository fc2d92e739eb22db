import { applyPolynomialOperator, polynomialOperator } from '@operando/numerics';
import type { PolynomialOperator } from '@operando/numerics';

/** A cubic through the points around one energy. Value and derivatives are taken at `u` = scale * E + shift. */
export interface LocalCubic {
  readonly operator: PolynomialOperator;
  /** Coefficients in u, ascending. Overwritten by the next fit. */
  readonly coefficients: Float64Array;
  /** Variance of one point about the cubic; 0 when it passes through all points. */
  readonly scatter: number;
}

/** Fits cubics around points of one grid, keeping the factorisations between spectra. */
export interface LocalCubics {
  /** The cubic around grid point `index` of the values at `offset`. */
  at(values: Float64Array, offset: number, index: number): LocalCubic;
}

/**
 * Local cubic regression (Savitzky and Golay's idea on any grid).
 *
 * @param energy Increasing energies.
 * @param halfWidth Points within this distance take part, and at least three on either side.
 */
export function createLocalCubics(energy: Float64Array, halfWidth: number): LocalCubics {
  const operators = new Map<number, PolynomialOperator>();
  const coefficients = new Float64Array(4);
  const n = energy.length;
  const operatorAt = (index: number): PolynomialOperator => {
    let operator = operators.get(index);
    if (operator === undefined) {
      let from = Math.max(0, index - 3);
      let to = Math.min(n, index + 4);
      while (from > 0 && energy[index]! - energy[from - 1]! <= halfWidth) from--;
      while (to < n && energy[to]! - energy[index]! <= halfWidth) to++;
      operator = polynomialOperator(energy, from, to, 3);
      if (operators.size >= 4096) operators.clear();
      operators.set(index, operator);
    }
    return operator;
  };
  return {
    at(values, offset, index) {
      const operator = operatorAt(index);
      applyPolynomialOperator(operator, values, offset, coefficients);
      const { from, to, scale, shift } = operator;
      let squares = 0;
      for (let i = from; i < to; i++) {
        const u = scale * energy[i]! + shift;
        const residual =
          values[offset + i]! -
          (coefficients[0]! + u * (coefficients[1]! + u * (coefficients[2]! + u * coefficients[3]!)));
        squares += residual * residual;
      }
      const freedom = to - from - 4;
      return { operator, coefficients, scatter: freedom > 0 ? squares / freedom : 0 };
    },
  };
}

/** v^T N^-1 v: variance, for unit variance of a point, of the combination v of the coefficients. */
export function combinationVariance(operator: PolynomialOperator, v: ArrayLike<number>): number {
  const { inverseNormal } = operator;
  let sum = 0;
  for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) sum += v[i]! * v[j]! * inverseNormal[i * 4 + j]!;
  return sum;
}
