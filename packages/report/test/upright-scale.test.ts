import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { squareTicks } from '../page/upright-scale.js';

describe('ticks of an axis of square roots', () => {
  it('are round numbers that stand apart, zero among them', () => {
    expect(squareTicks(0, 5000)).toEqual([0, 200, 1000, 2000, 5000]);
    // The root of 100 is nearer to zero than a seventh of the span, 11.7.
    expect(squareTicks(-150, 4900)).toEqual([0, 200, 1000, 2000]);
  });

  it('are there in a narrow span too, and within it', () => {
    expect(squareTicks(4000, 4100).length).toBeGreaterThanOrEqual(3);
    const ends = fc.tuple(
      fc.double({ min: -1e5, max: 1e5, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
    );
    fc.assert(
      fc.property(ends, ([low, span]) => {
        const ticks = squareTicks(low, low + span);
        expect(ticks.every((tick) => tick >= low && tick <= low + span)).toBe(true);
        expect(ticks.every((tick, t) => t === 0 || tick > ticks[t - 1]!)).toBe(true);
      }),
    );
  });
});
