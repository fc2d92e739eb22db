import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binnedCut } from '../src/index.js';
import type { LineCut } from '../src/index.js';

function cutOf(q: readonly number[], sums: readonly number[], pixels: readonly number[]): LineCut {
  return {
    q: Float64Array.from(q),
    sums: Float64Array.from(sums),
    pixels: Float64Array.from(pixels),
    intensity: Float64Array.from(sums, (sum, i) => sum / pixels[i]!),
    sigma: Float64Array.from(sums, (sum, i) => Math.sqrt(Math.max(1, sum)) / pixels[i]!),
  };
}

describe('cuts with bins joined', () => {
  it('add counts and pixels up, and do not reach over gaps', () => {
    const cut = cutOf([1, 2, 3, 10, 11, 12, 13], [4, 0, 6, 1, 2, 3, 9], [2, 1, 2, 1, 1, 1, 3]);
    const { q, sums, pixels, intensity, sigma } = binnedCut(cut, 2);
    expect([...sums]).toEqual([4, 6, 3, 12]);
    expect([...pixels]).toEqual([3, 2, 2, 4]);
    expect([...q]).toEqual([4 / 3, 3, 10.5, 12.75]);
    expect([...intensity]).toEqual([4 / 3, 3, 1.5, 3]);
    expect(sigma[0]).toBe(2 / 3);
    expect(() => binnedCut(cut, 0)).toThrow('cannot become one');
  });

  it('keep all counts, and one bin of all keeps the mean of q', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 50 }),
        (bins, size) => {
          const cut = cutOf(
            bins.map((_, i) => i),
            bins.map(([sum]) => sum),
            bins.map(([, pixels]) => pixels),
          );
          const joined = binnedCut(cut, size);
          const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
          expect(total(joined.sums)).toBe(total(cut.sums));
          expect(total(joined.pixels)).toBe(total(cut.pixels));
          expect(total(joined.q.map((q, i) => q * joined.pixels[i]!))).toBeCloseTo(
            total(cut.q.map((q, i) => q * cut.pixels[i]!)),
            8,
          );
          expect(joined.q).toHaveLength(Math.ceil(bins.length / size));
        },
      ),
    );
  });
});
