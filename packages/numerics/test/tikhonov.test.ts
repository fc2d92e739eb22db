import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { nonNegativeLeastSquares, richardsonLucy, seededRandom, tikhonov, tikhonovSolver } from '../src/index.js';
import type { TikhonovProblem } from '../src/index.js';

/** A blurred problem: Gaussian rows over columns, as depth profiling has. */
function blur(rows: number, columns: number, width: number): Float64Array {
  const matrix = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const distance = (i / rows - (j + 0.5) / columns) / width;
      matrix[i * columns + j] = Math.abs(distance) < 6 ? Math.exp(-0.5 * distance * distance) : 0;
    }
  }
  return matrix;
}

/** The same minimum by Lawson and Hanson's method on the stacked system, which shares no code path with the solver. */
function stacked(problem: TikhonovProblem, data: ArrayLike<number>, sigma: number, lambda: number): Float64Array {
  const { matrix, rows, columns, segments } = problem;
  const differences: number[][] = [];
  for (let j = 0; j + 2 < columns; j++) {
    if (segments !== undefined && segments[j] !== segments[j + 2]) continue;
    const row = new Array<number>(columns).fill(0);
    row[j] = Math.sqrt(lambda);
    row[j + 1] = -2 * Math.sqrt(lambda);
    row[j + 2] = Math.sqrt(lambda);
    differences.push(row);
  }
  const all = [...Array.from(matrix, (value) => value / sigma), ...differences.flat()];
  const right = [...Array.from(data, (value) => value / sigma), ...differences.map(() => 0)];
  return nonNegativeLeastSquares(all, rows + differences.length, columns, right).x;
}

function dense(matrix: Float64Array, n: number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from(matrix.subarray(i * n, (i + 1) * n)));
}

/** Gauss-Jordan, to check the banded inverse against. */
function inverse(matrix: number[][]): number[][] {
  const n = matrix.length;
  const a = matrix.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < n; i++) {
    const pivot = a[i]![i]!;
    for (let k = 0; k < 2 * n; k++) a[i]![k]! /= pivot;
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const factor = a[r]![i]!;
      for (let k = 0; k < 2 * n; k++) a[r]![k]! -= factor * a[i]![k]!;
    }
  }
  return a.map((row) => row.slice(n));
}

describe('penalised inversion', () => {
  const rows = 60;
  const columns = 25;
  const matrix = blur(rows, columns, 0.05);
  const truth = Float64Array.from({ length: columns }, (_, j) => (j < 8 ? 0 : j < 16 ? 3 : 1));
  const segments = truth.map((value) => value);
  const exact = Float64Array.from({ length: rows }, (_, i) =>
    truth.reduce((sum, value, j) => sum + matrix[i * columns + j]! * value, 0),
  );

  it('finds the minimum that non-negative least squares finds on the stacked system', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: -2, max: 3, noNaN: true }),
        fc.boolean(),
        (seed, exponent, cut) => {
          const random = seededRandom(seed);
          const data = exact.map((value) => value + 0.3 * random.normal());
          const lambda = 10 ** exponent;
          const problem: TikhonovProblem = { matrix, rows, columns, ...(cut ? { segments } : {}) };
          const ours = tikhonov(problem, data, { lambda, sigma: new Float64Array(rows).fill(0.3), tolerance: 1e-14 });
          const theirs = stacked(problem, data, 0.3, lambda);
          const worst = Math.max(...theirs.map((value, j) => Math.abs(value - ours.x[j]!)));
          expect(ours.status).toBe('converged');
          // Two double-precision solutions of a system with a condition number of some 1e8.
          expect(worst).toBeLessThan(1e-5);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('meets the conditions of a minimum for counts: no element can be moved to gain', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: -3, max: 3, noNaN: true }), (seed, exponent) => {
        const random = seededRandom(seed);
        const data = exact.map((value) => random.poisson(0.5 + 4 * value));
        const background = new Float64Array(rows).fill(0.5);
        const lambda = 10 ** exponent;
        const solution = tikhonov({ matrix, rows, columns }, data, {
          likelihood: 'poisson',
          background,
          factor: 4,
          lambda,
          tolerance: 1e-13,
        });
        expect(solution.status).toBe('converged');
        const differences = Float64Array.from({ length: columns }, (_, j) =>
          j + 2 < columns ? solution.x[j]! - 2 * solution.x[j + 1]! + solution.x[j + 2]! : 0,
        );
        for (let j = 0; j < columns; j++) {
          let slope = 0;
          for (let i = 0; i < rows; i++) slope += 4 * matrix[i * columns + j]! * (1 - data[i]! / solution.fitted[i]!);
          slope +=
            lambda *
            ((j < columns - 2 ? differences[j]! : 0) -
              2 * (j > 0 ? differences[j - 1]! : 0) +
              (j > 1 ? differences[j - 2]! : 0));
          const scale = 1e-4 * (1 + lambda) * 100;
          if (solution.x[j]! > 1e-9) expect(Math.abs(slope)).toBeLessThan(scale);
          else expect(slope).toBeGreaterThan(-scale);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives the errors, traces and kernels of the dense normal equations', () => {
    const sigma = new Float64Array(rows).fill(0.2);
    const solution = tikhonov({ matrix, rows, columns, scale: 2 }, exact, {
      lambda: 3,
      sigma,
      nonNegative: false,
      prior: { mean: new Float64Array(columns), weight: 0.1 },
    });
    const precision = dense(solution.precision(), columns);
    const covariance = inverse(precision);
    const errors = solution.standardErrors();
    for (let j = 0; j < columns; j++) expect(errors[j]! / Math.sqrt(covariance[j]![j]!)).toBeCloseTo(1, 8);
    const information = Array.from({ length: columns }, (_, j) =>
      Array.from({ length: columns }, (__, k) =>
        Array.from({ length: rows }, (___, i) => (matrix[i * columns + j]! * matrix[i * columns + k]!) / 0.04).reduce(
          (a, b) => a + b,
          0,
        ),
      ),
    );
    const resolution = covariance.map((row) =>
      information.map((_, k) => row.reduce((sum, value, l) => sum + value * information[l]![k]!, 0)),
    );
    const trace = resolution.reduce((sum, row, j) => sum + row[j]!, 0);
    expect(solution.effectiveParameters()).toBeCloseTo(trace, 6);
    solution.resolutionRow(12).forEach((value, k) => expect(value).toBeCloseTo(resolution[12]![k]!, 7));
    const ones = new Float64Array(columns).fill(1);
    expect(solution.sumErrors([ones])[0]).toBeCloseTo(Math.sqrt(covariance.flat().reduce((a, b) => a + b, 0)), 7);
  });

  it('covers the truth as often as its errors say, with the strength from the evidence', () => {
    const smooth = Float64Array.from({ length: columns }, (_, j) => 5 + 3 * Math.sin(j / 4));
    const mean = Float64Array.from({ length: rows }, (_, i) =>
      smooth.reduce((sum, value, j) => sum + matrix[i * columns + j]! * value, 0),
    );
    const random = seededRandom(4);
    const solver = tikhonovSolver({ matrix, rows, columns });
    const counts = { evidence: [0, 0], gcv: [0, 0] };
    for (const rule of ['evidence', 'gcv'] as const) {
      for (let round = 0; round < 60; round++) {
        const data = mean.map((value) => random.poisson(value));
        const solution = solver.solve(data, { likelihood: 'poisson', lambda: rule });
        solution.standardErrors().forEach((error, j) => {
          counts[rule][0]! += Math.abs(solution.x[j]! - smooth[j]!) < error ? 1 : 0;
          counts[rule][1]!++;
        });
      }
    }
    // 1500 correlated bins each; Wahba (J. R. Stat. Soc. B 45 (1983) 133) on why posterior bands cover on average.
    expect(counts.evidence[0]! / counts.evidence[1]!).toBeGreaterThan(0.6);
    expect(counts.evidence[0]! / counts.evidence[1]!).toBeLessThan(0.78);
    expect(counts.gcv[0]! / counts.gcv[1]!).toBeGreaterThan(0.5);
  });

  it('smooths by discrepancy until noise is explained, and finds a corner', () => {
    const random = seededRandom(8);
    const sigma = new Float64Array(rows).fill(0.3);
    const data = exact.map((value) => value + 0.3 * random.normal());
    const solver = tikhonovSolver({ matrix, rows, columns, segments });
    const byDiscrepancy = solver.solve(data, { sigma, lambda: 'discrepancy' });
    const byCorner = solver.solve(data, { sigma, lambda: 'l-curve' });
    expect(byDiscrepancy.chiSquare).toBeLessThanOrEqual(rows);
    expect(byCorner.chiSquare / rows).toBeLessThan(2);
    expect(byCorner.lambda).toBeGreaterThan(1e-6);
    const hopeless = tikhonov({ matrix: [1], rows: 1, columns: 1 }, [-100], { lambda: 'discrepancy' });
    expect(hopeless.x[0]).toBe(0);
  });

  it('holds the values or first differences small where asked', () => {
    const values = tikhonov({ matrix: [1, 0, 0, 1], rows: 2, columns: 2, penalty: 'identity' }, [2, 4], { lambda: 1 });
    expect(values.x[0]).toBeCloseTo(1, 9);
    expect(values.x[1]).toBeCloseTo(2, 9);
    const first = tikhonov({ matrix: [1, 0, 0, 1], rows: 2, columns: 2, penalty: 'first' }, [2, 4], { lambda: 1e9 });
    expect(first.x[0]).toBeCloseTo(3, 6);
    expect(first.x[1]).toBeCloseTo(3, 6);
    // A column that no row sees is left to its neighbours.
    const unseen = tikhonov({ matrix: [1, 0, 0, 0, 0, 1], rows: 2, columns: 3, penalty: 'second' }, [2, 4], {
      lambda: 1,
    });
    expect(unseen.x[1]).toBeCloseTo(3, 6);
  });

  it('refuses what it cannot use', () => {
    const good = { matrix: [1, 0, 0, 1], rows: 2, columns: 2 };
    expect(() => tikhonov({ ...good, rows: 3 }, [1, 2, 3])).toThrow(RangeError);
    expect(() => tikhonov({ ...good, matrix: [1, 0, Number.NaN, 1] }, [1, 2])).toThrow(RangeError);
    expect(() => tikhonov({ ...good, scale: 0 }, [1, 2])).toThrow(RangeError);
    expect(() => tikhonov(good, [1])).toThrow(RangeError);
    expect(() => tikhonov(good, [1, Number.NaN])).toThrow(RangeError);
    expect(() => tikhonov(good, [1, -2], { likelihood: 'poisson' })).toThrow(RangeError);
    expect(() => tikhonov(good, [1, 2], { sigma: [1, 0] })).toThrow(RangeError);
    expect(() => tikhonov(good, [1, 2], { background: [1, Number.NaN] })).toThrow(RangeError);
    expect(() => tikhonov(good, [1, 2], { factor: -1 })).toThrow(RangeError);
    expect(() => tikhonov(good, [1, 2], { lambda: -1 })).toThrow(RangeError);
  });
});

describe('weights of data', () => {
  const rows = 12;
  const columns = 5;
  const random = seededRandom(8);
  const matrix = Float64Array.from({ length: rows * columns }, (_, k) =>
    Math.exp(-0.5 * (Math.floor(k / columns) / 2.4 - (k % columns)) ** 2),
  );
  const counts = Float64Array.from({ length: rows }, () => random.poisson(40));
  const lambda = 0.3;
  const tolerance = 1e-15;

  it.each(['poisson', 'gaussian'] as const)('of 0 leave them out: %s', (likelihood) => {
    const left = new Set([3, 7]);
    const kept = Array.from({ length: rows }, (_, i) => i).filter((i) => !left.has(i));
    const part = tikhonov(
      {
        matrix: Float64Array.from(kept.flatMap((i) => Array.from(matrix.subarray(i * columns, (i + 1) * columns)))),
        rows: kept.length,
        columns,
      },
      kept.map((i) => counts[i]!),
      { likelihood, lambda, tolerance },
    );
    const weights = Float64Array.from({ length: rows }, (_, i) => (left.has(i) ? 0 : 1));
    const all = tikhonov({ matrix, rows, columns }, counts, { likelihood, lambda, weights, tolerance });
    all.x.forEach((value, j) => expect(value).toBeCloseTo(part.x[j]!, 4));
    all.standardErrors().forEach((value, j) => expect(value / part.standardErrors()[j]!).toBeCloseTo(1, 6));
    expect(all.chiSquare).toBeCloseTo(part.chiSquare, 5);
    expect(all.evidence()).toBeCloseTo(part.evidence(), 5);
    const lucy = richardsonLucy(matrix, rows, columns, counts, { weights });
    const partly = richardsonLucy(
      kept.flatMap((i) => Array.from(matrix.subarray(i * columns, (i + 1) * columns))),
      kept.length,
      columns,
      kept.map((i) => counts[i]!),
    );
    lucy.x.forEach((value, j) => expect(value).toBeCloseTo(partly.x[j]!, 8));
  });

  it('alike are a smaller misfit: errors as of sigmas that much larger', () => {
    const sigma = new Float64Array(rows).fill(2);
    const larger = tikhonov({ matrix, rows, columns }, counts, { sigma, lambda });
    const weighted = tikhonov({ matrix, rows, columns }, counts, {
      lambda,
      weights: new Float64Array(rows).fill(0.25),
    });
    weighted.x.forEach((value, j) => expect(value).toBeCloseTo(larger.x[j]!, 6));
    expect(weighted.standardErrors()[2]).toBeCloseTo(larger.standardErrors()[2]!, 9);
    expect(() => tikhonov({ matrix, rows, columns }, counts, { weights: new Float64Array(rows).fill(-1) })).toThrow(
      /weight of datum 0/,
    );
  });
});

describe('weights of differences', () => {
  const matrix = blur(30, 10, 0.06);
  const counts = Float64Array.from({ length: 30 }, (_, i) => 40 + 3 * i);

  it('are the strength of each, and their variances those of the posterior', () => {
    const solver = tikhonovSolver({ matrix, rows: 30, columns: 10 });
    const strong = solver.solve(counts, { lambda: 4 });
    const weighted = solver.withDifferenceWeights(new Float64Array(10).fill(4)).solve(counts, { lambda: 1 });
    weighted.x.forEach((value, j) => expect(value).toBeCloseTo(strong.x[j]!, 9));
    const { values, variances } = strong.differences();
    expect(values[3]).toBeCloseTo(strong.x[3]! - 2 * strong.x[4]! + strong.x[5]!, 9);
    const row = new Float64Array(10);
    row.set([1, -2, 1], 3);
    expect(Math.sqrt(variances[3]!)).toBeCloseTo(strong.sumErrors([row])[0]!, 9);
    expect(values[9]).toBeNaN();
    // Without a difference there is nothing between its columns, as over two segments.
    const apart = tikhonovSolver({ matrix, rows: 30, columns: 10, segments: [0, 0, 0, 0, 0, 1, 1, 1, 1, 1] });
    const left = solver.withDifferenceWeights([1, 1, 1, 0, 0, 1, 1, 1, 0, 0]);
    expect(left.rank).toBe(apart.rank);
    left
      .solve(counts, { lambda: 2 })
      .x.forEach((value, j) => expect(value).toBeCloseTo(apart.solve(counts, { lambda: 2 }).x[j]!, 9));
    expect(() => solver.withDifferenceWeights([1])).toThrow(/weights of differences/);
    expect(() =>
      tikhonovSolver({ matrix, rows: 30, columns: 10, differenceWeights: new Float64Array(10).fill(-1) }),
    ).toThrow(RangeError);
  });
});

describe('differences that hang together', () => {
  const [rows, columns] = [30, 10];
  const matrix = blur(rows, columns, 0.06);
  const counts = Float64Array.from({ length: rows }, (_, i) => 40 + 3 * i + (i % 3));
  const segments = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1];
  const lambda = 3;
  const solver = tikhonovSolver({ matrix, rows, columns, segments });
  /** Second differences of each segment, and their precision: the inverse of r^|i - j| / (1 - r^2). */
  const differences = [0, 1, 2, 3, 6, 7];
  const precisionFor = (r: number): number[][] =>
    inverse(
      differences.map((i) =>
        differences.map((j) => (segments[i] === segments[j] ? r ** Math.abs(i - j) / (1 - r * r) : 0)),
      ),
    );
  const curvatures = (x: ArrayLike<number>): number[] => differences.map((i) => x[i]! - 2 * x[i + 1]! + x[i + 2]!);

  it('have the covariance of an autoregression: the gradient at the solution vanishes', () => {
    const r = 0.8;
    const { x, penalty } = solver
      .withDifferenceWeights(new Float64Array(columns).fill(1), new Float64Array(columns).fill(r))
      .solve(counts, { lambda, nonNegative: false, tolerance: 1e-14 });
    const precision = precisionFor(r);
    const found = curvatures(x);
    const pulled = precision.map((row) => row.reduce((sum, value, k) => sum + value * found[k]!, 0));
    expect(penalty / (lambda * pulled.reduce((sum, value, k) => sum + value * found[k]!, 0))).toBeCloseTo(1, 8);
    for (let j = 0; j < columns; j++) {
      let misfit = 0;
      for (let i = 0; i < rows; i++) {
        let fitted = 0;
        for (let k = 0; k < columns; k++) fitted += matrix[i * columns + k]! * x[k]!;
        misfit += matrix[i * columns + j]! * (fitted - counts[i]!);
      }
      let held = 0;
      for (const [k, i] of differences.entries())
        held += lambda * pulled[k]! * (i === j || i + 2 === j ? 1 : i + 1 === j ? -2 : 0);
      expect(Math.abs(misfit + held)).toBeLessThan(1e-6);
    }
  });

  it('are told by the evidence: that of the posterior and the prior, both dense', () => {
    const value = (r: number): { banded: number; dense: number } => {
      const solution = solver
        .withDifferenceWeights(new Float64Array(columns).fill(1), new Float64Array(columns).fill(r))
        .solve(counts, { lambda, nonNegative: false });
      const logDeterminant = (m: number[][]): number => {
        // Of a positive definite matrix, by elimination.
        const a = m.map((row) => [...row]);
        return a.reduce((sum, pivot, k) => {
          for (let i = k + 1; i < a.length; i++) {
            const factor = a[i]![k]! / pivot[k]!;
            for (let j = k; j < a.length; j++) a[i]![j]! -= factor * pivot[j]!;
          }
          return sum + Math.log(pivot[k]!);
        }, 0);
      };
      return {
        banded: solution.evidence(),
        dense:
          solution.objective +
          logDeterminant(dense(solution.precision(), columns)) -
          logDeterminant(precisionFor(r).map((row) => row.map((each) => lambda * each))),
      };
    };
    for (const r of [0.3, 0.8, 0.95]) expect(value(r).banded).toBeCloseTo(value(r).dense, 6);
  });

  it('are their innovations, with the variances of the posterior', () => {
    const r = 0.6;
    const solution = solver
      .withDifferenceWeights(new Float64Array(columns).fill(1), new Float64Array(columns).fill(r))
      .solve(counts, { lambda, nonNegative: false });
    const { values, variances } = solution.differences();
    const [first, second] = curvatures(solution.x);
    expect(values[0]).toBeCloseTo(Math.sqrt(1 - r * r) * first!, 9);
    expect(values[1]).toBeCloseTo(second! - r * first!, 9);
    expect(values[4]).toBeNaN();
    const row = Float64Array.from({ length: columns }, (_, j) => [-r, 1 + 2 * r, -2 - r, 1][j] ?? 0);
    expect(Math.sqrt(variances[1]!)).toBeCloseTo(solution.sumErrors([row])[0]!, 9);
    expect(() => solver.withDifferenceWeights(new Float64Array(columns), new Float64Array(columns).fill(1))).toThrow(
      /correlations of differences/,
    );
  });
});

describe('strong weights of differences', () => {
  const matrix = blur(60, 40, 0.05);
  const random = seededRandom(5);
  const mean = Float64Array.from({ length: 60 }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < 40; j++) sum += matrix[i * 40 + j]! * (2 + 0.05 * j);
    return 30 * sum;
  });
  const counts = mean.map((value) => random.poisson(value));
  const solver = tikhonovSolver({ matrix, rows: 60, columns: 40 });
  const options = { likelihood: 'poisson', factor: 30 } as const;

  it('belong to the prior as the strength does, in the evidence too', () => {
    const byWeight = solver
      .withDifferenceWeights(new Float64Array(40).fill(50))
      .solve(counts, { ...options, lambda: 2 });
    const byStrength = solver.solve(counts, { ...options, lambda: 100 });
    expect(byWeight.evidence()).toBeCloseTo(byStrength.evidence(), 8);
  });

  it('lose nothing to rounding: the straight line of the counts is found in few steps', () => {
    const line = solver.solve(counts, { ...options, lambda: 1e11 });
    expect(line.status).toBe('converged');
    expect(line.iterations).toBeLessThan(15);
    // 60 rows for two numbers: chi2 of 58 has a standard deviation of 11.
    expect(Math.abs(line.chiSquare - 58)).toBeLessThan(33);
    line.x.forEach((value, j) =>
      expect(Math.abs(value - (line.x[0]! + (j * (line.x[39]! - line.x[0]!)) / 39))).toBeLessThan(1e-6),
    );
  });
});

describe('Richardson-Lucy', () => {
  it('conserves the counts and comes to the most likely profile', () => {
    const matrix = blur(40, 10, 0.06);
    const truth = Float64Array.from({ length: 10 }, (_, j) => 100 + 50 * (j % 3));
    const counts = Float64Array.from({ length: 40 }, (_, i) =>
      truth.reduce((sum, value, j) => sum + matrix[i * 10 + j]! * value, 0),
    );
    const { x, fitted } = richardsonLucy(matrix, 40, 10, counts, { iterations: 20_000 });
    const total = counts.reduce((a, b) => a + b, 0);
    expect(fitted.reduce((a, b) => a + b, 0) / total).toBeCloseTo(1, 12);
    x.forEach((value, j) => expect(value / truth[j]!).toBeCloseTo(1, 3));
    const early = richardsonLucy(matrix, 40, 10, counts, {
      iterations: 3,
      factor: 2,
      background: new Float64Array(40).fill(1),
      start: truth,
    });
    expect(early.x.every((value) => value >= 0)).toBe(true);
  });

  it('refuses negative numbers and shapes that do not fit', () => {
    expect(() => richardsonLucy([1, -1], 1, 2, [1])).toThrow(RangeError);
    expect(() => richardsonLucy([1, 1], 1, 2, [-1])).toThrow(RangeError);
    expect(() => richardsonLucy([1, 1], 1, 2, [1, 2])).toThrow(RangeError);
    expect(() => richardsonLucy([1, 1, 1], 1, 2, [1])).toThrow(RangeError);
  });
});

describe('random numbers', () => {
  it('are Poisson distributed at small and large means', () => {
    const random = seededRandom(3);
    for (const mean of [0.2, 3, 11, 13, 80, 1e4]) {
      const n = 20_000;
      let sum = 0;
      let square = 0;
      for (let i = 0; i < n; i++) {
        const value = random.poisson(mean);
        sum += value;
        square += (value - mean) ** 2;
      }
      // Four standard errors of the mean and of the variance.
      expect(Math.abs(sum / n - mean)).toBeLessThan(4 * Math.sqrt(mean / n));
      expect(Math.abs(square / n / mean - 1)).toBeLessThan(4 * Math.sqrt((2 + 1 / mean) / n));
    }
    expect(random.poisson(0)).toBe(0);
  });
});
