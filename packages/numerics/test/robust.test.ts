import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, nthSmallestInPlace, sigmaFromMedian } from '../src/index.js';

describe('median', () => {
  it('is the middle of the sorted values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 60 }),
        (values) => {
          const sorted = [...values].sort((a, b) => a - b);
          const half = sorted.length >> 1;
          const expected = sorted.length % 2 === 1 ? sorted[half]! : 0.5 * (sorted[half - 1]! + sorted[half]!);
          expect(median(values)).toBeCloseTo(expected, 9);
        },
      ),
    );
  });

  it('of nothing is NaN', () => {
    expect(median([])).toBeNaN();
  });
});

describe('nthSmallestInPlace', () => {
  it('is what sorting puts there', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 60 }),
        fc.nat({ max: 59 }),
        (values, k) => {
          const sorted = Float64Array.from(values).sort();
          const found = nthSmallestInPlace(Float64Array.from(values), k);
          // Zeros of either sign are one.
          expect(found + 0).toBe(k < sorted.length ? sorted[k]! + 0 : Number.NaN);
        },
      ),
    );
  });
});

describe('sigmaFromMedian', () => {
  it('scales the median deviation to a standard deviation', () => {
    // The quartile of the standard normal distribution is 0.6744897501960817.
    expect(sigmaFromMedian([-0.6744897501960817, 0.6744897501960817, 0])).toBeCloseTo(1, 12);
  });
});
