import { backSubstitute, dotProduct, householderQrInPlace } from '@operando/numerics';
import { meanHinge, meanStep } from '../mean-hinge.js';
import type { Signal } from '../signal.js';
import type { Whitening } from './wandering.js';

/** What happens at a change: the slope changes, or the value. */
export type ChangeKind = 'kinks' | 'steps';

/** How a signal goes: straight between its changes, or flat between them. */
export interface Trend {
  /** Sum of squares of what it leaves, made white. */
  readonly chiSquare: number;
  readonly coefficients: Float64Array;
  /** What it leaves, made white. */
  readonly residual: Float64Array;
}

/** A column that changes at a time: a line that begins to rise, or a step, averaged over each exposure. */
export function changeColumn({ start, end }: Signal, kind: ChangeKind, time: number): Float64Array {
  const mean = kind === 'kinks' ? meanHinge : meanStep;
  const out = new Float64Array(start.length);
  for (let i = 0; i < out.length; i++) out[i] = mean(start[i]!, end[i]!, time);
  return out;
}

/** What stands without any change: 1, and for kinks a line. */
export function steadyColumns({ start, end }: Signal, kind: ChangeKind): Float64Array[] {
  const origin = start[0]!;
  const ones = start.map(() => 1);
  return kind === 'steps' ? [ones] : [ones, start.map((from, i) => 0.5 * (from + end[i]!) - origin)];
}

/** Least squares of white values on white columns. */
export function fitTrend(values: Float64Array, columns: readonly Float64Array[]): Trend {
  const [rows, size] = [values.length, columns.length];
  const a = new Float64Array(rows * size);
  const norms = columns.map((column) => norm(column) || 1);
  columns.forEach((column, k) => {
    for (let i = 0; i < rows; i++) a[k * rows + i] = column[i]! / norms[k]!;
  });
  const b = Float64Array.from(values);
  const diagonal = new Float64Array(size);
  householderQrInPlace(a, rows, size, b, diagonal);
  const x = new Float64Array(size);
  backSubstitute(a, rows, size, b, diagonal, x);
  const coefficients = x.map((value, k) => value / norms[k]!);
  const residual = Float64Array.from(values);
  columns.forEach((column, k) => {
    for (let i = 0; i < rows; i++) residual[i]! -= coefficients[k]! * column[i]!;
  });
  return { chiSquare: dotProduct(residual, 0, residual, 0, rows), coefficients, residual };
}

/** An orthonormal basis of white columns (modified Gram-Schmidt, twice). */
export function orthonormal(columns: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const column of columns) {
    const own = Float64Array.from(column);
    const before = norm(own);
    for (let pass = 0; pass < 2; pass++) for (const other of basis) removeFrom(own, other);
    const left = norm(own);
    if (left > 1e-10 * before) basis.push(own.map((value) => value / left));
  }
  return basis;
}

const norm = (values: Float64Array): number => Math.sqrt(dotProduct(values, 0, values, 0, values.length));

function removeFrom(values: Float64Array, direction: Float64Array): void {
  const product = dotProduct(values, 0, direction, 0, values.length);
  for (let i = 0; i < values.length; i++) values[i]! -= product * direction[i]!;
}

/** How much one more column gains, and its coefficient. @param basis {@link orthonormal} of what stands; `residual` is free of it. */
export function gainOf(
  column: Float64Array,
  basis: readonly Float64Array[],
  residual: Float64Array,
): { readonly gain: number; readonly coefficient: number } {
  const own = Float64Array.from(column);
  const before = norm(own);
  for (const other of basis) removeFrom(own, other);
  let [square, product] = [0, 0];
  for (let i = 0; i < own.length; i++) {
    square += own[i]! * own[i]!;
    product += own[i]! * residual[i]!;
  }
  return square > 1e-16 * before * before
    ? { gain: product ** 2 / square, coefficient: product / square }
    : { gain: 0, coefficient: 0 };
}

/** Columns of changes at times, made white. */
export function whiteColumns(
  signal: Signal,
  kind: ChangeKind,
  times: readonly number[],
  { whiten }: Whitening,
): Float64Array[] {
  return [...steadyColumns(signal, kind), ...times.map((time) => changeColumn(signal, kind, time))].map(whiten);
}
