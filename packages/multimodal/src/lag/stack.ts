import { dotProduct } from '@operando/numerics';
import { factorBordered } from './bordered-system.js';
import type { FactoredSystem } from './bordered-system.js';
import { addDifferencePenalty, applyRows, applyTransposedRows, differencePenalty, gramBands } from './spline-basis.js';
import type { SplineRows } from './spline-basis.js';

/** Unknowns of a fit: spline coefficients; heights of kinks, then the offset; and the gain, all in scaled units. */
export interface LatentState {
  readonly coefficients: Float64Array;
  readonly dense: Float64Array;
  readonly gain: number;
}

/** Both signals one below the other at one lag. */
export interface Stack {
  readonly rows: SplineRows;
  readonly hinges: readonly Float64Array[];
  readonly values: Float64Array;
  readonly weights: Float64Array;
  /** 1 for samples of b, 0 for those of a. */
  readonly isOther: Float64Array;
}

/** A state with what it says of the samples. */
export interface Evaluated {
  readonly state: LatentState;
  readonly curve: Float64Array;
  readonly residual: Float64Array;
  readonly chiSquare: number;
  readonly cost: number;
}

/** Products, one by one. A plain loop: `map` of typed arrays takes several times as long. */
export function times(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = a[i]! * b[i]!;
  return out;
}

/** Sum of products. */
export function dot(a: Float64Array, b: Float64Array): number {
  return dotProduct(a, 0, b, 0, a.length);
}

/** What the gain makes of the curve under each sample: 1 for a, the gain for b. */
export function factors({ isOther }: Stack, gain: number): Float64Array {
  const out = new Float64Array(isOther.length);
  for (let i = 0; i < out.length; i++) out[i] = isOther[i] === 1 ? gain : 1;
  return out;
}

export function evaluate(stack: Stack, state: LatentState, lambda: number): Evaluated {
  const { coefficients, dense, gain } = state;
  const { hinges, values, weights, isOther } = stack;
  const curve = applyRows(stack.rows, coefficients);
  hinges.forEach((hinge, k) => {
    for (let i = 0; i < curve.length; i++) curve[i]! += dense[k]! * hinge[i]!;
  });
  const offset = dense[hinges.length]!;
  let chiSquare = 0;
  const residual = new Float64Array(curve.length);
  for (let i = 0; i < residual.length; i++) {
    const off = values[i]! - (isOther[i] === 1 ? gain * curve[i]! + offset : curve[i]!);
    chiSquare += weights[i]! * off * off;
    residual[i] = off;
  }
  const cost = chiSquare + lambda * differencePenalty(coefficients, coefficients.length).value;
  return { state, curve, residual, chiSquare, cost };
}

/** The normal equations at a state. @param columns Beside the splines: how each unknown moves every sample. */
export function normalEquations(
  stack: Stack,
  gain: number,
  lambda: number,
  columns: readonly Float64Array[],
): FactoredSystem {
  const { rows, weights } = stack;
  const factor = factors(stack, gain);
  const weighted = columns.map((column) => times(column, weights));
  const bands = gramBands(rows, times(weights, times(factor, factor)));
  addDifferencePenalty(bands, rows.width, rows.columns, lambda);
  const size = columns.length;
  const corner = new Float64Array(size * size);
  for (let k = 0; k < size; k++) for (let l = 0; l <= k; l++) corner[k * size + l] = dot(weighted[k]!, columns[l]!);
  const border = weighted.map((column) => applyTransposedRows(rows, times(column, factor)));
  return factorBordered({ bands, width: rows.width, columns: rows.columns, border, corner });
}

/** How kinks and offset move the samples. */
export function denseColumns(stack: Stack, gain: number): Float64Array[] {
  const factor = factors(stack, gain);
  return [...stack.hinges.map((hinge) => times(hinge, factor)), stack.isOther];
}

/** Trace of the influence of the data: how many spline coefficients they determine. */
export function influence(stack: Stack, gain: number, lambda: number): number {
  const { rows, weights } = stack;
  const { width, columns } = rows;
  const factor = factors(stack, gain);
  const gram = gramBands(rows, times(weights, times(factor, factor)));
  const system = normalEquations(stack, gain, lambda, []);
  const column = new Float64Array(columns);
  let trace = 0;
  for (let i = 0; i < columns; i++) {
    column.fill(0);
    for (let j = Math.max(0, i - width + 1); j < i; j++) column[j] = gram[j * width + i - j]!;
    for (let j = 0; j < width && i + j < columns; j++) column[i + j] = gram[i * width + j]!;
    system.solveBands(column);
    trace += column[i]!;
  }
  return trace;
}
