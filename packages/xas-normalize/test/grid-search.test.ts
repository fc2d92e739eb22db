import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexNearest, indexOf } from '../src/grid-search.js';

const grid = fc.uniqueArray(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 40 }).map((values) =>
  Float64Array.from(
    values.sort((a, b) => a - b),
    (v) => v / 4,
  ),
);
const value = fc.integer({ min: -1300, max: 1300 }).map((v) => v / 8);

describe('positions on a grid, against the definition scanned through', () => {
  it('indexOf: the last point not above the value, 0 below the grid', () => {
    fc.assert(
      fc.property(grid, value, (x, v) => {
        let expected = 0;
        x.forEach((xi, i) => {
          if (xi <= v) expected = i;
        });
        expect(indexOf(x, v)).toBe(expected);
        expect(indexOf(x, v, 8)).toBe(indexOf(x, v + 8));
      }),
    );
  });

  it('indexNearest: the first point at the smallest distance', () => {
    fc.assert(
      fc.property(grid, value, (x, v) => {
        let expected = 0;
        x.forEach((xi, i) => {
          if (Math.abs(xi - v) < Math.abs(x[expected]! - v)) expected = i;
        });
        expect(indexNearest(x, v)).toBe(expected);
      }),
    );
  });
});
