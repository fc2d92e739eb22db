import { determinant, parseExpression, identity, translationUnit, wrapped } from './operation.js';
import type { SymmetryOperation } from './operation.js';

/** A change of axes: x' = V x + v, v in 24ths. */
export interface AxesChange {
  readonly matrix: readonly number[];
  readonly shift: readonly number[];
}

/** A change of axes as Hall symbols have it behind them: twelfths of an origin shift, or three expressions. */
export function axesChange(text: string): AxesChange | undefined {
  const twelfths = text.trim().split(/\s+/);
  if (twelfths.length === 3 && twelfths.every((word) => /^-?\d+$/.test(word)))
    return { matrix: identity.rotation, shift: twelfths.map((word) => 2 * Number(word)) };
  const parts = text.toLowerCase().replaceAll(/\s+/g, '').split(',').map(parseExpression);
  if (parts.length !== 3) return undefined;
  const matrix: number[] = [];
  const shift: number[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    matrix.push(...part.factors);
    shift.push(part.constant * translationUnit);
  }
  return Math.abs(determinant(matrix)) < 1e-6 ? undefined : { matrix, shift };
}

/** Inverse of nine numbers by rows. */
function inverted(m: ArrayLike<number>): number[] {
  const d = determinant(m);
  const minor = (a: number, b: number, c: number, e: number): number => (m[a]! * m[e]! - m[b]! * m[c]!) / d;
  return [
    [4, 5, 7, 8],
    [2, 1, 8, 7],
    [1, 2, 4, 5],
    [5, 3, 8, 6],
    [0, 2, 6, 8],
    [2, 0, 5, 3],
    [3, 4, 6, 7],
    [1, 0, 7, 6],
    [0, 1, 3, 4],
  ].map(([a, b, c, e]) => minor(a!, b!, c!, e!));
}

const product = (a: readonly number[], b: readonly number[], columns: number): number[] =>
  Array.from({ length: 3 * columns }, (_, n) => {
    const [i, j] = [Math.floor(n / columns), n % columns];
    return [0, 1, 2].reduce((sum, k) => sum + a[3 * i + k]! * b[columns * k + j]!, 0);
  });

/** An operation on other axes; undefined where it is none of a lattice there. */
export function onOtherAxes(
  { rotation, translation }: SymmetryOperation,
  { matrix, shift }: AxesChange,
): SymmetryOperation | undefined {
  const turned = product(product(matrix, rotation, 3), inverted(matrix), 3);
  const moved = product(matrix, translation, 1);
  const origin = product(turned, shift, 1);
  const out = {
    rotation: turned.map((value) => Math.round(value) + 0),
    translation: moved.map((t, k) => wrapped(Math.round(t + shift[k]! - origin[k]!))),
  };
  const whole =
    turned.every((value) => Math.abs(value - Math.round(value)) < 1e-6) &&
    moved.every((t, k) => Math.abs(t + shift[k]! - origin[k]! - Math.round(t + shift[k]! - origin[k]!)) < 1e-3);
  return whole ? out : undefined;
}
