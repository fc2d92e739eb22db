import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/numerics';
import { addPeaksTo } from '../src/alike-peaks.js';
import { orderByRanks } from '../src/order-by-ranks.js';
import { addPeakTo } from '../src/peak-shape.js';
import { powerOfHalf } from '../src/power-of-half.js';

describe('order by ranks', () => {
  it('parts indices as a stable sort does', () => {
    const random = seededRandom(5);
    for (const n of [0, 1, 2, 3, 17, 100, 1000]) {
      const values = Float64Array.from({ length: n }, () => Math.floor(20 * random.uniform()));
      const wanted = Array.from(values.keys()).toSorted((a, b) => values[a]! - values[b]!);
      const ranks = [0, Math.round(0.2 * n), Math.round(0.75 * n), Math.round(0.75 * n), n - 1, n]
        .filter((k) => k >= 0)
        .toSorted((a, b) => a - b);
      const order = orderByRanks(values, ranks);
      const sorted = (all: ArrayLike<number>): number[] => Array.from(all).toSorted((a, b) => a - b);
      ranks.forEach((end, k) => {
        const from = ranks[k - 1] ?? 0;
        expect(sorted(order.subarray(from, end))).toEqual(sorted(wanted.slice(from, end)));
      });
    }
  });
});

describe('a half to a power', () => {
  it('is as exact as the exponential', () => {
    for (let power = 0; power < 60; power += 0.0137) {
      const wanted = Math.exp(-Math.LN2 * power);
      expect(Math.abs(powerOfHalf(power) - wanted)).toBeLessThan(2e-14 * wanted);
    }
    expect(powerOfHalf(0)).toBe(1);
    expect(powerOfHalf(59)).toBe(2 ** -59);
    expect([60, 1e9, Infinity, NaN].map(powerOfHalf)).toEqual([0, 0, 0, 0]);
  });
});

describe('a peak of some frames drawn at once', () => {
  it('is the sum of what each is by itself', () => {
    const random = seededRandom(9);
    const x = Float64Array.from({ length: 2000 }, (_, i) => 0.01 * i);
    for (const drift of [0, 0.002, 0.04]) {
      const peaks = Array.from({ length: 16 }, (_, k) => ({
        center: 9 + drift * k,
        fwhm: 0.12 * (1 + 0.05 * random.normal()),
        eta: 0.5 + 0.1 * random.normal(),
        skew: 0,
        area: 1000 * (1 + 0.02 * random.normal()),
      }));
      const [one, all] = [new Float64Array(x.length), new Float64Array(x.length)];
      for (const peak of peaks) addPeakTo(x, one, peak, { doublet: undefined, axial: undefined }, 1, 0);
      addPeaksTo(x, all, peaks, { doublet: undefined, axial: undefined }, 0);
      // Tails end at 80 widths, of each peak and of their sum.
      const inside = (at: number): boolean => at > 9 - 8 && at < 9 + 8;
      const off = all.map((value, i) => (inside(x[i]!) ? Math.abs(value - one[i]!) / one[i]! : 0));
      expect(Math.max(...off)).toBeLessThan(1e-3);
    }
  });
});
