import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { boundedLeastSquares, boundedLeastSquaresSolver, nonNegativeLeastSquares } from '../src/index.js';
import type { BoundedLeastSquaresOptions, BoundedSolution } from '../src/index.js';

interface Problem {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly sumTo: number | undefined;
}

function randomProblem(seed: number, rows: number, columns: number, kind: number): Problem {
  const random = seededRandom(seed);
  const a = Float64Array.from({ length: rows * columns }, () => random.normal());
  const b = Float64Array.from({ length: rows }, () => 2 * random.normal());
  const lower = Float64Array.from({ length: columns }, () =>
    random.uniform() < 0.2 ? -Infinity : Math.round(2 * random.normal()) / 4,
  );
  const upper = lower.map((value) =>
    random.uniform() < 0.2 ? Infinity : (value === -Infinity ? 0 : value) + Math.floor(4 * random.uniform()) / 2,
  );
  const inside = lower.map((value, j) => {
    const low = value === -Infinity ? -2 : value;
    return low + random.uniform() * (Math.min(upper[j]!, low + 2) - low);
  });
  const total = inside.reduce((sum, value) => sum + value, 0);
  return { a, b, rows, columns, lower, upper, sumTo: kind === 0 ? undefined : total };
}

function optionsOf({ lower, upper, sumTo }: Problem): BoundedLeastSquaresOptions {
  return { lower, upper, sumTo };
}

function expectMinimum(problem: Problem, solution: BoundedSolution): void {
  const { a, b, rows, columns, lower, upper, sumTo } = problem;
  const { x, multipliers, active, sumMultiplier } = solution;
  expect(solution.status).not.toBe('limit-reached');
  const rest = Float64Array.from({ length: rows }, (_, i) => -b[i]!);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) rest[i]! += a[i * columns + j]! * x[j]!;
  for (let j = 0; j < columns; j++) {
    expect(x[j]!).toBeGreaterThanOrEqual(lower[j]!);
    expect(x[j]!).toBeLessThanOrEqual(upper[j]!);
    let gradient = sumTo === undefined ? 0 : sumMultiplier;
    for (let i = 0; i < rows; i++) gradient += a[i * columns + j]! * rest[i]!;
    // Rounding of sums of some tens of products of size 1 to 10.
    expect(Math.abs(gradient - multipliers[j]!)).toBeLessThan(1e-11);
    if (active[j] === 0) expect(Math.abs(multipliers[j]!)).toBeLessThan(1e-11);
    else {
      expect(x[j]).toBe(active[j]! < 0 ? lower[j] : upper[j]);
      if (lower[j] !== upper[j]) expect(active[j]! * multipliers[j]!).toBeLessThan(1e-11);
    }
  }
  // Rounding of the sum of up to 9 numbers of size 1.
  if (sumTo !== undefined)
    expect(Math.abs(x.reduce((sum, value) => sum + value, 0) - sumTo)).toBeLessThan(
      4e-15 * Math.max(1, Math.abs(sumTo), ...x.map(Math.abs)),
    );
}

/** The best of all choices of which unknowns are at which bound, each solved through its normal equations. */
function bruteForce({ a, b, rows, columns, lower, upper, sumTo }: Problem): number {
  let best = Infinity;
  for (let code = 0; code < 3 ** columns; code++) {
    const choice = Array.from({ length: columns }, (_, j) => (Math.floor(code / 3 ** j) % 3) - 1);
    if (choice.some((side, j) => (side < 0 ? lower[j] === -Infinity : side > 0 && upper[j] === Infinity))) continue;
    const x = choice.map((side, j) => (side === 0 ? 0 : side < 0 ? lower[j]! : upper[j]!));
    const free = [...choice.keys()].filter((j) => choice[j] === 0);
    const size = free.length + (sumTo === undefined ? 0 : 1);
    const matrix = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
    const held = b.map((value, i) => value - x.reduce((sum, xj, j) => sum + a[i * columns + j]! * xj, 0));
    free.forEach((p, k) => {
      free.forEach((q, l) => {
        for (let i = 0; i < rows; i++) matrix[k]![l]! += a[i * columns + p]! * a[i * columns + q]!;
      });
      for (let i = 0; i < rows; i++) matrix[k]![size]! += a[i * columns + p]! * held[i]!;
      if (sumTo !== undefined) {
        matrix[k]![free.length] = 1;
        matrix[free.length]![k] = 1;
      }
    });
    if (sumTo !== undefined) matrix[free.length]![size] = sumTo - x.reduce((sum, value) => sum + value, 0);
    const solution = eliminate(matrix);
    if (solution === undefined) continue;
    free.forEach((j, k) => (x[j] = solution[k]!));
    const sum = x.reduce((total, value) => total + value, 0);
    if (
      x.some((value, j) => value < lower[j]! - 1e-12 || value > upper[j]! + 1e-12) ||
      (sumTo !== undefined && Math.abs(sum - sumTo) > 1e-12)
    )
      continue;
    best = Math.min(
      best,
      Math.hypot(...held.map((_, i) => b[i]! - x.reduce((total, xj, j) => total + a[i * columns + j]! * xj, 0))),
    );
  }
  return best;
}

function eliminate(matrix: number[][]): number[] | undefined {
  const n = matrix.length;
  // An empty system with a sum left over is settled by the check of the sum.
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k; i < n; i++) if (Math.abs(matrix[i]![k]!) > Math.abs(matrix[pivot]![k]!)) pivot = i;
    if (Math.abs(matrix[pivot]![k]!) < 1e-9) return n === 1 ? [] : undefined;
    [matrix[k], matrix[pivot]] = [matrix[pivot]!, matrix[k]!];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = matrix[i]![k]! / matrix[k]![k]!;
      for (let j = k; j <= n; j++) matrix[i]![j]! -= factor * matrix[k]![j]!;
    }
  }
  return matrix.map((row, k) => row[n]! / row[k]!);
}

describe('boundedLeastSquares', () => {
  it('satisfies the conditions of Karush, Kuhn and Tucker on random problems', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 1 }),
        (seed, more, columns, kind) => {
          const problem = randomProblem(seed, columns + more, columns, kind);
          const solution = boundedLeastSquares(problem.a, problem.rows, columns, problem.b, optionsOf(problem));
          expect(solution.status).toBe('converged');
          expectMinimum(problem, solution);
        },
      ),
      // Bounds that are equal and below -2.
      { numRuns: 500, examples: [[-1285121137, 9, 1, 1]] },
    );
  });

  it('is as good as the best of all active sets, up to 4 unknowns', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 1 }),
        (seed, more, columns, kind) => {
          const problem = randomProblem(seed, columns + more, columns, kind);
          const { residual } = boundedLeastSquares(problem.a, problem.rows, columns, problem.b, optionsOf(problem));
          // The normal equations of the check square the condition number.
          expect(Math.abs(residual - bruteForce(problem))).toBeLessThan(1e-7);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps the conditions when columns depend on each other or rows are too few, and says that the solution is not the only one', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 0, max: 1 }),
        fc.boolean(),
        (seed, columns, kind, short) => {
          const problem = randomProblem(seed, short ? 1 : columns + 3, columns, kind);
          const { a, rows } = problem;
          for (let i = 0; i < rows; i++) a[i * columns + 1] = a[i * columns]!;
          const solution = boundedLeastSquares(a, rows, columns, problem.b, optionsOf(problem));
          expectMinimum(problem, solution);
        },
      ),
      { numRuns: 300 },
    );
    const twice = boundedLeastSquares([1, 1, 0, 2, 2, 0, 3, 3, 1], 3, 3, [1, 2, 4]);
    expect(twice.status).toBe('singular');
    expect([twice.x[0], twice.x[1], twice.x[2]]).toEqual([
      expect.closeTo(0.5, 12),
      expect.closeTo(0.5, 12),
      expect.closeTo(1, 12),
    ]);
    // The pair as one column: inverse of [[14, 3], [3, 1]] is [[1, -3], [-3, 14]] / 5.
    expect([twice.covariance[0], twice.covariance[4], twice.covariance[8]]).toEqual([
      Number.NaN,
      Number.NaN,
      expect.closeTo(14 / 5, 12),
    ]);
    expect(boundedLeastSquares([1, 0], 1, 2, [2]).status).toBe('singular');
    expect(boundedLeastSquares([1, 1, 2, 2], 2, 2, [1, 1], { sumTo: 1 }).status).toBe('singular');
  });

  it('agrees with non-negative least squares', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const problem = randomProblem(seed, 8, 5, 0);
        const bounded = boundedLeastSquares(problem.a, 8, 5, problem.b, { lower: 0 });
        const other = nonNegativeLeastSquares(problem.a, 8, 5, problem.b);
        expect(bounded.residual).toBeCloseTo(other.residual, 11);
        bounded.x.forEach((value, j) => expect(value).toBeCloseTo(other.x[j]!, 10));
      }),
    );
  });

  it('starting from the active set before gives what starting afresh gives', () => {
    const random = seededRandom(5);
    const matrix = Float64Array.from({ length: 80 }, () => random.uniform());
    const solver = boundedLeastSquaresSolver(matrix, 20, 4, { lower: 0, upper: 0.8, sumTo: 1 });
    const x = new Float64Array(4);
    for (let trial = 0; trial < 200; trial++) {
      const right = Float64Array.from({ length: 23 }, () => random.normal());
      const { active, determined } = solver.solveInto(right, 3, x);
      const fresh = boundedLeastSquares(matrix, 20, 4, right.subarray(3), { lower: 0, upper: 0.8, sumTo: 1 });
      expect([determined, solver.converged(), fresh.status]).toEqual([true, true, 'converged']);
      expect(active).toEqual(fresh.active);
      x.forEach((value, j) => expect(value).toBeCloseTo(fresh.x[j]!, 12));
    }
  });

  it('has the covariance of a plain fit, of a fit with a sum, and none at bounds', () => {
    // Two orthogonal columns of length 2 and 3: variances 1/4 and 1/9; along (1, -1) the sum leaves 1 / (4 + 9).
    const a = [2, 0, 0, 3, 0, 0];
    const plain = boundedLeastSquares(a, 3, 2, [1, 1, 1]);
    expect([...plain.covariance]).toEqual([expect.closeTo(1 / 4, 14), 0, 0, expect.closeTo(1 / 9, 14)]);
    const sum = boundedLeastSquares(a, 3, 2, [1, 1, 1], { sumTo: 1 });
    const one = 1 / 13;
    expect([...sum.covariance]).toEqual([one, -one, -one, one].map((value) => expect.closeTo(value, 14)));
    // x = (1 + 6) / 13 minimises (2 x - 1)^2 + (3 (1 - x) - 1)^2 + 1, by hand: x = 8 / 13.
    expect(sum.x[0]).toBeCloseTo(8 / 13, 14);
    const bound = boundedLeastSquares(a, 3, 2, [1, -1, 1], { lower: 0 });
    expect([...bound.covariance]).toEqual([expect.closeTo(1 / 4, 14), 0, 0, 0]);
    expect([...bound.active]).toEqual([0, -1]);
  });

  it('handles unknowns that are all fixed, all at bounds, or of huge and tiny columns', () => {
    const fixed = boundedLeastSquares([1, 2, 3, 4], 2, 2, [1, 1], {
      lower: [0.25, 0.75],
      upper: [0.25, 0.75],
      sumTo: 1,
    });
    expect([fixed.x[0], fixed.x[1], fixed.status]).toEqual([0.25, 0.75, 'converged']);
    const corner = boundedLeastSquares([1, 0, 0, 1], 2, 2, [9, -9], { lower: 0, upper: 1, sumTo: 1 });
    expect([corner.x[0], corner.x[1], corner.status]).toEqual([1, 0, 'converged']);
    const most = boundedLeastSquares([1, 0, 0, 1], 2, 2, [9, 9], { lower: 0, upper: 1, sumTo: 2 });
    expect([most.x[0], most.x[1], most.status]).toEqual([1, 1, 'converged']);
    const least = boundedLeastSquares([1, 0, 0, 1], 2, 2, [9, 9], { lower: 0, upper: 1, sumTo: 0 });
    expect([least.x[0], least.x[1], least.status]).toEqual([0, 0, 'converged']);
    const scaled = boundedLeastSquares([1e9, 0, 0, 1e-9], 2, 2, [1, 1], { lower: 0 });
    expect([scaled.x[0], scaled.x[1], scaled.status]).toEqual([
      expect.closeTo(1e-9, 20),
      expect.closeTo(1e9, 2),
      'converged',
    ]);
    expect(boundedLeastSquares([0, 1], 1, 2, [2], { lower: 0 }).x[1]).toBeCloseTo(2, 14);
    const many = boundedLeastSquares(
      Float64Array.from({ length: 1600 }, (_, k) => (k % 41 === 0 ? 1 : 0)),
      40,
      40,
      new Float64Array(40).fill(1),
      { lower: 0 },
    );
    expect(many.x.every((value) => Math.abs(value - 1) < 1e-14)).toBe(true);
  });

  it.each([
    ['a matrix of another shape', [1, 2, 3], 2, 2, [1, 1], {}],
    ['a right-hand side of another length', [1, 2, 3, 4], 2, 2, [1], {}],
    ['a matrix with NaN', [1, Number.NaN, 3, 4], 2, 2, [1, 1], {}],
    ['a right-hand side with NaN', [1, 2, 3, 4], 2, 2, [1, Number.NaN], {}],
    ['bounds that cross', [1, 2, 3, 4], 2, 2, [1, 1], { lower: 1, upper: 0 }],
    ['bounds that are no numbers', [1, 2, 3, 4], 2, 2, [1, 1], { lower: Number.NaN }],
    ['too few bounds', [1, 2, 3, 4], 2, 2, [1, 1], { upper: [1] }],
    ['a sum out of reach', [1, 2, 3, 4], 2, 2, [1, 1], { lower: 0, upper: 0.4, sumTo: 1 }],
    ['an endless sum', [1, 2, 3, 4], 2, 2, [1, 1], { sumTo: Infinity }],
  ] as const)('refuses %s', (_, matrix, rows, columns, right, options) => {
    expect(() => boundedLeastSquares(matrix, rows, columns, right, options)).toThrow(RangeError);
  });
});
