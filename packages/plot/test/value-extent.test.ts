import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barsOf, extentWithBars } from '../src/value-extent.js';

const extentOf = (values: number[], stderr: number[]): readonly [number, number] | undefined =>
  extentWithBars([{ values, ...barsOf(values, stderr) }]);

describe('extent of an axis', () => {
  it('takes in error bars', () => {
    expect(extentOf([10, 12, 11], [1, 3, 0])).toEqual([9, 15]);
    // 12 - 3 is above 10 - 1; a bar that is not known takes no room.
    expect(extentOf([10, 12], [Number.NaN, 0.5])).toEqual([10, 12.5]);
    expect(extentWithBars([{ values: [1, 2] }, { values: [4], low: [3], high: [7] }])).toEqual([1, 7]);
  });

  it('takes in no more of a bar than twice the spread of the values', () => {
    // The spread is 2: from 10 - 4 to 12 + 4, though the bar reaches from -189 to 211.
    expect(extentOf([10, 12, 11], [1, 1, 200])).toEqual([6, 16]);
    expect(extentOf([10, 12], [200, 200])).toEqual([6, 16]);
  });

  it('takes in bars of values that are equal as far as twice the median error', () => {
    expect(extentOf([7], [3])).toEqual([4, 10]);
    expect(extentOf([7, 7, 7], [1, 2, 500])).toEqual([3, 11]);
    // Rounding is no spread.
    expect(extentOf([0.1 + 0.2, 0.3], [0.5, 0.5])).toEqual([-0.2, 0.1 + 0.2 + 0.5]);
    expect(extentOf([7], [0])).toEqual([7, 7]);
    expect(extentOf([7], [Number.NaN])).toEqual([7, 7]);
  });

  it('is none without values, whatever bars there are', () => {
    expect(extentOf([], [])).toBeUndefined();
    expect(extentOf([Number.NaN], [1])).toBeUndefined();
    expect(extentWithBars([{ values: [Number.NaN, 1], low: [-5, 0], high: [5, 2] }])).toEqual([0, 2]);
  });

  it('holds all values, which fill at least a fifth of it where they differ', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const points = fc.array(fc.tuple(number, fc.double({ min: 0 })), { minLength: 1 });
    fc.assert(
      fc.property(points, (drawn) => {
        const values = drawn.map(([value]) => value);
        const [low, high] = extentOf(
          values,
          drawn.map(([, error]) => error),
        )!;
        const [lowest, highest] = [Math.min(...values), Math.max(...values)];
        expect(low <= lowest && high >= highest).toBe(true);
        const errors = drawn.map(([, error]) => error).filter((error) => error < Infinity);
        const largest = Math.max(0, ...errors);
        if (highest - lowest > 1e-3 * largest) expect(high - low).toBeLessThanOrEqual(5.001 * (highest - lowest));
      }),
    );
  });
});
