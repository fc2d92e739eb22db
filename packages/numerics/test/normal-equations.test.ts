import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom, tikhonovSolver } from '../src/index.js';
import { columnRuns } from '../src/tikhonov/column-runs.js';
import { normalEquations } from '../src/tikhonov/normal-equations.js';

/** Columns with one or two stretches of numbers, some with none. */
function stretches(rows: number, columns: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const matrix = new Float64Array(rows * columns);
  for (let j = 0; j < columns; j++) {
    for (const about of [(j / columns) * rows, 0.6 * rows]) {
      const reach = Math.floor(5 * random.uniform());
      const middle = Math.floor(about);
      for (let i = Math.max(0, middle - reach); i < Math.min(rows, middle + reach); i++)
        matrix[i * columns + j] = random.normal();
    }
  }
  return matrix;
}

describe('banded normal equations', () => {
  const sizes = fc.record({
    rows: fc.integer({ min: 1, max: 60 }),
    columns: fc.integer({ min: 1, max: 40 }),
    more: fc.integer({ min: 2, max: 6 }),
    reach: fc.integer({ min: 1, max: 6 }),
    seed: fc.integer({ min: 1, max: 1e6 }),
  });

  it('are the same to the bit by the kernel and by plain loops', () => {
    fc.assert(
      fc.property(sizes, ({ rows, columns, more, reach, seed }) => {
        const a = columnRuns(stretches(rows, columns, seed), rows, columns);
        const width = Math.min(columns - 1, a.bandwidth + more);
        const random = seededRandom(seed + 1);
        const weights = Float64Array.from({ length: rows }, () => random.uniform());
        const outcomes = (['auto', 'plain'] as const).map((choice) => {
          const equations = normalEquations(a, width, choice);
          const bands = new Float64Array(columns * (width + 1));
          equations.gram(weights, new Float64Array(rows), bands);
          const gram = bands.slice();
          for (let j = 0; j < columns; j++) bands[j * (width + 1) + width]! += 0.1;
          const isDefinite = equations.factorise(bands);
          return { gram, isDefinite, bands, near: equations.inverseNear(bands, Math.min(reach, columns)) };
        });
        expect(outcomes[0]).toEqual(outcomes[1]);
        expect(outcomes[0]!.isDefinite).toBe(true);
      }),
    );
  });

  it('are not factorised where they are not definite, nor where they have no numbers', () => {
    const a = columnRuns(new Float64Array([1, 1, 1, 1]), 2, 2);
    for (const choice of ['auto', 'plain'] as const) {
      const equations = normalEquations(a, 1, choice);
      expect(equations.factorise(Float64Array.of(0, 1, 2, 1))).toBe(false);
      expect(equations.factorise(Float64Array.of(0, Number.NaN, 0, 1))).toBe(false);
    }
  });

  it('make solutions the same to the bit', () => {
    const [rows, columns] = [60, 25];
    const matrix = stretches(rows, columns, 3).map(Math.abs);
    const random = seededRandom(4);
    const counts = Float64Array.from({ length: rows }, () => random.poisson(9));
    const [one, other] = (['auto', 'plain'] as const).map((kernels) => {
      const solution = tikhonovSolver({ matrix, rows, columns, kernels }).solve(counts, {
        likelihood: 'poisson',
        background: new Float64Array(rows).fill(1),
      });
      return { x: solution.x, errors: solution.standardErrors(), evidence: solution.evidence() };
    });
    expect(one).toEqual(other);
  });

  it('of a solver with other columns are those of the matrix that has them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const [rows, columns] = [40, 12];
        const [matrix, others] = [
          stretches(rows, columns, seed).map(Math.abs),
          stretches(rows, columns, seed + 7).map(Math.abs),
        ];
        const segments = Float64Array.from({ length: columns }, (_, j) => (j < 5 ? 0 : 1));
        const columnOf = (j: number): Float64Array =>
          Float64Array.from({ length: rows }, (_, i) => others[i * columns + j]!);
        const changed = matrix.slice();
        for (const j of [4, 5]) columnOf(j).forEach((value, i) => (changed[i * columns + j] = value));
        const random = seededRandom(seed);
        const data = Float64Array.from({ length: rows }, () => random.poisson(5));
        const options = { likelihood: 'poisson', background: new Float64Array(rows).fill(0.5), lambda: 3 } as const;
        const scale = 2;
        const direct = tikhonovSolver({ matrix: changed, rows, columns, segments, scale }).solve(data, options);
        const replaced = tikhonovSolver({ matrix, rows, columns, scale })
          .withColumns(new Map([4, 5].map((j) => [j, columnOf(j)])), segments)
          .solve(data, options);
        expect(replaced.x).toEqual(direct.x);
        expect(replaced.standardErrors()).toEqual(direct.standardErrors());
      }),
    );
    const solver = tikhonovSolver({ matrix: new Float64Array(6).fill(1), rows: 3, columns: 2 });
    expect(() => solver.withColumns(new Map([[0, [1, 2]]]), [0, 0])).toThrow(/rows/);
    expect(() => solver.withColumns(new Map([[0, [1, 2, Number.NaN]]]), [0, 0])).toThrow(/finite/);
    expect(() => solver.withColumns(new Map([[2, [1, 2, 3]]]), [0, 0])).toThrow(/columns/);
  });
});
