import { seededRandom } from '@operando/fixtures';
import { describe, expect, it } from 'vitest';
import { createNormalEquations } from '../src/fit/normal-equations.js';

/** Columns, weights and a residual of so many points. */
function drawn(count: number, points: number) {
  const random = seededRandom(count + points);
  const array = (): Float64Array => Float64Array.from({ length: points }, () => random.normal());
  const columns = Array.from({ length: count }, array);
  return { columns, weights: array().map((value) => value * value), residual: array() };
}

/** Sums of products, one by one. */
function bySums({ columns, weights, residual }: ReturnType<typeof drawn>, use: readonly boolean[]) {
  const sum = (one: Float64Array, other: Float64Array): number =>
    one.reduce((total, value, i) => total + value * weights[i]! * other[i]!, 0);
  const of = (j: number, k: number): number => (use[j]! && use[k]! ? sum(columns[j]!, columns[k]!) : 0);
  return {
    matrix: columns.flatMap((_, j) => columns.map((_other, k) => of(j, k))),
    right: columns.map((column, j) => (use[j]! ? sum(column, residual) : 0)),
  };
}

describe('normal equations', () => {
  const sizes = [
    [1, 3],
    [2, 64],
    [5, 1025],
    [9, 2500],
    [26, 3001],
  ] as const;

  it.each(sizes)('of %i columns of %i points are sums of products, by the kernel and without', (count, points) => {
    const data = drawn(count, points);
    for (const use of [data.columns.map(() => true), data.columns.map((_, k) => k % 3 !== 1)]) {
      const expected = bySums(data, use);
      for (const choice of ['auto', 'plain'] as const) {
        const ends = new Int32Array(count).fill(points);
        const fill = createNormalEquations(data.columns, new Int32Array(count), ends, choice);
        const [a, g] = [new Float64Array(count * count).fill(7), new Float64Array(count).fill(7)];
        // Rounding of sums of so many numbers about 1.
        const near = 1e-12 * points;
        for (let round = 0; round < 2; round++) {
          fill(use, data.weights, data.residual, a, g);
          expected.matrix.forEach((value, k) => expect(Math.abs(a[k]! - value)).toBeLessThan(near));
          expected.right.forEach((value, k) => expect(Math.abs(g[k]! - value)).toBeLessThan(near));
        }
        const from = Math.floor(count / 2);
        const known = { from, matrix: a.slice(), size: count, at: from };
        const again = new Float64Array(count * count);
        fill(use, data.weights, data.residual, again, g, known);
        again.forEach((value, k) => expect(Math.abs(value - a[k]!)).toBeLessThan(near));
      }
    }
  });
});
