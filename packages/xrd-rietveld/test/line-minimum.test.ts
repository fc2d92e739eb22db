import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roughMinimum } from '../src/series/line-minimum.js';

describe('roughly where a function of a line is lowest', () => {
  it('is the bottom of a parabola, where it lies ahead and not too far', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.3, max: 2.9, noNaN: true }),
        fc.double({ min: 0.1, max: 9, noNaN: true }),
        (at, rise) => {
          expect(roughMinimum((x) => 5 + rise * (x - at) ** 2)).toBeCloseTo(at, 9);
        },
      ),
    );
  });

  it('is never behind, nor past the farthest that is looked at; few values are asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }), (factors) => {
        let asked = 0;
        let lowest = Infinity;
        const valueAt = (x: number): number => {
          asked++;
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(4);
          const value = factors.reduce((sum, factor, k) => sum + factor * Math.cos(k * x + factor), 0);
          lowest = Math.min(lowest, value);
          return value;
        };
        const found = roughMinimum(valueAt);
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(4);
        expect(asked).toBeLessThanOrEqual(4);
      }),
    );
    expect(roughMinimum((x) => x)).toBe(0);
    expect(roughMinimum((x) => -x)).toBe(4);
    expect(roughMinimum((x) => (x > 0 ? Infinity : 1))).toBe(0);
    // No pattern there: no parabola either.
    expect(roughMinimum((x) => (x > 1.5 ? Infinity : 3 - x))).toBe(1);
  });
});
