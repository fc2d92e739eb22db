import { describe, expect, it } from 'vitest';
import { applySums, createSparseSums, listProduct, listSquare, listTransposed } from '../src/sparse-sums.js';

// Three free quantities of four: the first two follow the first (one of them twice), the others lead and follow mixed.
const first = { of: Int32Array.of(0, 0, 1, -1), by: Float64Array.of(1, 2, 1, 0) };
const second = { of: Int32Array.of(-1, 2, 2, -1), by: Float64Array.of(0, -1, 3, 0) };
/** The same map, written out by hand: free x all. */
const dense = [
  [1, 2, 0, 0],
  [0, 0, 1, 0],
  [0, -1, 3, 0],
];
const symmetric = [
  [4, 1, 2, 7],
  [1, 5, 3, 8],
  [2, 3, 6, 9],
  [7, 8, 9, 10],
];

function mapOf() {
  const map = createSparseSums(3, 8);
  listTransposed(map, 3, [first, second]);
  return map;
}

const never = () => false;
const lower = Float64Array.from(symmetric.flatMap((row, i) => row.map((value, j) => (j <= i ? value : Number.NaN))));
const reduced = (matrix: number[][], i: number, j: number): number =>
  dense[i]!.reduce((sum, a, m) => sum + dense[j]!.reduce((inner, b, n) => inner + a * b * matrix[m]![n]!, 0), 0);

describe('sparse sums', () => {
  it('map values as the dense matrix does, and leave what lies around alone', () => {
    const out = new Float64Array(5).fill(99);
    applySums(mapOf(), Float64Array.of(-1, 10, 20, 30, 40), 1, out, 1);
    expect(Array.from(out)).toEqual([99, 50, 30, 70, 99]);
  });

  it('reduce the lower triangle of a symmetric matrix', () => {
    const sums = createSparseSums(6, 64);
    listSquare(sums, mapOf(), 4, never);
    const out = new Float64Array(9);
    applySums(sums, lower, 0, out, 0);
    for (let i = 0; i < 3; i++) for (let j = 0; j <= i; j++) expect(out[3 * i + j]).toBe(reduced(symmetric, i, j));
  });

  it('leave out elements that are always 0', () => {
    const sums = createSparseSums(6, 64);
    const apart = (one: number, other: number): boolean => Math.abs(one - other) === 1;
    listSquare(sums, mapOf(), 4, apart);
    const out = new Float64Array(9);
    applySums(sums, lower, 0, out, 0);
    const without = symmetric.map((row, i) => row.map((value, j) => (apart(i, j) ? 0 : value)));
    for (let i = 0; i < 3; i++) for (let j = 0; j <= i; j++) expect(out[3 * i + j]).toBe(reduced(without, i, j));
  });

  it('reduce a matrix from both sides', () => {
    const sums = createSparseSums(9, 64);
    const map = mapOf();
    listProduct(sums, map, map, 4, never);
    const out = new Float64Array(9);
    const full = symmetric.map((row, i) => row.map((value, j) => value + 100 * i + j));
    applySums(sums, Float64Array.from(full.flat()), 0, out, 0);
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) expect(out[3 * i + j]).toBe(reduced(full, i, j));
  });
});
