import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { golden, seededRandom } from '@operando/fixtures';
import {
  backSubstitute,
  bandedCholeskyInPlace,
  bandedSolveInPlace,
  choleskyInPlace,
  choleskySolveInPlace,
  cubicSpline,
  householderQrInPlace,
  inverseGram,
  nonNegativeLeastSquares,
  svd,
} from '../src/index.js';
import type { CubicSplineKind } from '../src/index.js';

interface Curve {
  readonly value: readonly number[];
  readonly derivative: readonly number[];
}
const values = golden('numerics') as {
  readonly splines: { readonly knots: number[]; readonly values: number[]; readonly at: number[] } & Readonly<
    Record<CubicSplineKind, Curve>
  >;
  readonly nnls: readonly { rows: number; columns: number; a: number[]; b: number[]; x: number[]; residual: number }[];
  readonly hilbert8: readonly number[];
};

describe('dense factorisations', () => {
  it('solve what they factorise, and say when they cannot', () => {
    const a = Float64Array.of(4, 0, 2, 3);
    const b = Float64Array.of(8, 8);
    expect(choleskyInPlace(a, 2)).toBe(true);
    choleskySolveInPlace(a, 2, b);
    // 4 x + 2 y = 8, 2 x + 3 y = 8.
    expect([b[0], b[1]]).toEqual([expect.closeTo(1, 12), expect.closeTo(2, 12)]);
    expect(choleskyInPlace(Float64Array.of(1, 0, 1, 1), 2)).toBe(false);
    const dependent = Float64Array.of(1, 2, 3, 0, 0, 0);
    const diagonal = new Float64Array(2);
    const right = Float64Array.of(1, 2, 3);
    householderQrInPlace(dependent, 3, 2, right, diagonal);
    const solution = new Float64Array(2);
    expect([backSubstitute(dependent, 3, 2, right, diagonal, solution), solution[0]]).toEqual([
      1,
      expect.closeTo(1, 12),
    ]);
    expect(inverseGram(dependent, 3, 2, diagonal, new Float64Array(4))).toBe(false);
  });
});

describe('svd', () => {
  it.each([
    [30, 7],
    [7, 30],
    [9, 9],
    [1, 4],
    [200, 40],
  ])('of %i x %i gives orthonormal factors that multiply back', (rows, columns) => {
    const random = seededRandom(rows * columns);
    const a = Float64Array.from({ length: rows * columns }, () => random.normal());
    const { u, s, v } = svd(a, rows, columns);
    const rank = Math.min(rows, columns);
    expect([u.length, s.length, v.length]).toEqual([rows * rank, rank, columns * rank]);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < rank; k++) sum += u[k * rows + i]! * s[k]! * v[k * columns + j]!;
        expect(Math.abs(sum - a[i * columns + j]!)).toBeLessThan(1e-13 * s[0]!);
      }
    }
    for (let p = 0; p < rank; p++) {
      for (let q = 0; q <= p; q++) {
        let one = 0;
        for (let i = 0; i < rows; i++) one += u[p * rows + i]! * u[q * rows + i]!;
        expect(Math.abs(one - (p === q ? 1 : 0))).toBeLessThan(1e-13);
      }
    }
    expect(s).toEqual(s.toSorted().toReversed());
  });

  it('has the singular values of numpy, small ones included, and zeros for lost rank', () => {
    const hilbert = Array.from({ length: 64 }, (_, k) => 1 / (Math.floor(k / 8) + (k % 8) + 1));
    // LAPACK's own error is about epsilon times the largest.
    svd(hilbert, 8, 8).s.forEach((value, k) => expect(Math.abs(value - values.hilbert8[k]!)).toBeLessThan(2e-15));
    const { s } = svd([1, 2, 2, 4, 3, 6], 3, 2);
    expect(s[0]).toBeCloseTo(Math.sqrt(70), 13);
    expect(s[1]).toBeLessThan(1e-15);
    expect(() => svd([1, Number.NaN], 1, 2)).toThrow(RangeError);
    expect(() => svd([1, 2], 2, 2)).toThrow(RangeError);
  });
});

describe('nonNegativeLeastSquares', () => {
  it.each(values.nnls.map((problem) => [`${problem.rows} x ${problem.columns}`, problem] as const))(
    '%s agrees with scipy',
    (_, { rows, columns, a, b, x, residual }) => {
      const solution = nonNegativeLeastSquares(a, rows, columns, b);
      expect(solution.residual).toBeCloseTo(residual, 12);
      // With more columns than rows the solution need not be the only one; the residual is.
      if (rows >= columns) x.forEach((value, j) => expect(solution.x[j]).toBeCloseTo(value, 11));
    },
  );

  it('proves its solution: dual 0 where x > 0, not above 0 elsewhere', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer(),
        fc.boolean(),
        (rows, columns, seed, dependent) => {
          const random = seededRandom(seed);
          const a = Float64Array.from({ length: rows * columns }, () => Math.round(3 * random.normal()));
          if (dependent && columns > 1) for (let i = 0; i < rows; i++) a[i * columns + 1] = 2 * a[i * columns]!;
          const b = Float64Array.from({ length: rows }, () => random.normal());
          const { x, dual } = nonNegativeLeastSquares(a, rows, columns, b);
          x.forEach((value, j) => {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(dual[j]).toBeLessThan(1e-10);
            if (value > 0) expect(Math.abs(dual[j]!)).toBeLessThan(1e-10);
          });
        },
      ),
    );
    expect(() => nonNegativeLeastSquares([1], 1, 2, [1])).toThrow(RangeError);
    expect(() => nonNegativeLeastSquares([Infinity], 1, 1, [1])).toThrow(RangeError);
  });
});

describe('banded Cholesky', () => {
  it('solves a pentadiagonal system, and refuses one that is not positive definite', () => {
    const n = 200;
    const random = seededRandom(4);
    const bands = new Float64Array(3 * n);
    for (let i = 0; i < n; i++) bands.set([6 + random.uniform(), -2 + random.uniform(), 1], 3 * i);
    const truth = Float64Array.from({ length: n }, () => random.normal());
    const element = (i: number, j: number): number =>
      Math.abs(i - j) > 2 ? 0 : bands[3 * Math.min(i, j) + Math.abs(i - j)]!;
    const right = truth.map((_, i) => truth.reduce((sum, value, j) => sum + element(i, j) * value, 0));
    const factor = bands.slice();
    expect(bandedCholeskyInPlace(factor, n, 2)).toBe(true);
    bandedSolveInPlace(factor, n, 2, right);
    right.forEach((value, i) => expect(value).toBeCloseTo(truth[i]!, 11));
    expect(bandedCholeskyInPlace(Float64Array.of(1, 2, 1, 0), 2, 1)).toBe(false);
  });
});

describe('cubicSpline', () => {
  const { knots, values: y, at } = values.splines;

  it.each(['natural', 'not-a-knot', 'pchip'] as const)('%s agrees with scipy, beyond the knots too', (kind) => {
    const spline = cubicSpline(knots, y, kind);
    at.forEach((x, i) => {
      // Two knots lie close together: the slopes reach 1e3, and rounding with them.
      for (const [actual, expected] of [
        [spline.evaluate(x), values.splines[kind].value[i]!],
        [spline.derivative(x), values.splines[kind].derivative[i]!],
      ] as const) {
        expect(Math.abs(actual - expected)).toBeLessThan(1e-11 * Math.max(1, Math.abs(expected)));
      }
    });
  });

  it('not-a-knot reproduces cubics, from 3 knots parabolas; natural ends are straight', () => {
    const cubic = (x: number): number => 1 - x + 0.5 * x ** 2 - 0.25 * x ** 3;
    expect(cubicSpline([0, 1, 2.5, 4], [0, 1, 2.5, 4].map(cubic)).evaluate(3.3)).toBeCloseTo(cubic(3.3), 12);
    expect(cubicSpline([0, 1, 3], [0, 1, 9]).evaluate(2)).toBeCloseTo(4, 12);
    expect(cubicSpline([0, 2], [1, 5], 'natural').evaluate(1)).toBe(3);
    expect(cubicSpline([0, 2], [1, 5], 'pchip').derivative(1)).toBe(2);
  });

  it('pchip never leaves the range of its neighbours', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (heights, share) => {
          const spline = cubicSpline(
            heights.map((_, i) => i * (1 + 0.1 * i)),
            heights,
            'pchip',
          );
          for (let i = 0; i + 1 < heights.length; i++) {
            const x = spline.knots[i]! + share * (spline.knots[i + 1]! - spline.knots[i]!);
            expect(spline.evaluate(x)).toBeGreaterThanOrEqual(Math.min(heights[i]!, heights[i + 1]!) - 1e-12);
            expect(spline.evaluate(x)).toBeLessThanOrEqual(Math.max(heights[i]!, heights[i + 1]!) + 1e-12);
          }
        },
      ),
    );
  });

  it.each([
    [[1], [1]],
    [
      [1, 1],
      [1, 2],
    ],
    [
      [1, 2],
      [1, Number.NaN],
    ],
    [
      [1, 2, 3],
      [1, 2],
    ],
  ])('refuses knots %j with values %j', (bad, heights) => {
    expect(() => cubicSpline(bad, heights)).toThrow(RangeError);
  });
});
