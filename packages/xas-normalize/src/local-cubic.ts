import { applyPolynomialOperator, polynomialOperator } from '@operando/numerics';
import type { PolynomialOperator } from '@operando/numerics';

/** A cubic through the points around one energy. Value and derivatives are taken at `u` = scale * E + shift. */
export interface LocalCubic {
  readonly operator: PolynomialOperator;
  /** Coefficients in u, ascending. Overwritten by the next fit. */
  readonly coefficients: Float64Array;
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
  return {
    at(values, offset, index) {
      const operator = operators.get(index) ?? addOperator(operators, energy, halfWidth, index);
      applyPolynomialOperator(operator, values, offset, coefficients);
      return { operator, coefficients };
    },
  };
}

function addOperator(
  operators: Map<number, PolynomialOperator>,
  energy: Float64Array,
  halfWidth: number,
  index: number,
): PolynomialOperator {
  const n = energy.length;
  let from = Math.max(0, index - 3);
  let to = Math.min(n, index + 4);
  while (from > 0 && energy[index]! - energy[from - 1]! <= halfWidth) from--;
  while (to < n && energy[to]! - energy[index]! <= halfWidth) to++;
  const operator = polynomialOperator(energy, from, to, 3);
  if (operators.size >= 4096) operators.clear();
  operators.set(index, operator);
  return operator;
}
