import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { histogram, spreadOf } from '../page/corner.js';

describe('a posterior', () => {
  it('of normal draws has their median, and their standard deviation for half of the middle 68.3 %', () => {
    const random = seededRandom(5);
    const { median, half, low, high } = spreadOf(Float64Array.from({ length: 20_000 }, () => 7 + 2 * random.normal()));
    // Standard errors of the quantiles of 20 000 normal draws: 0.018 for the median, 0.016 for half of the stretch; four of them.
    expect(Math.abs(median - 7)).toBeLessThan(0.072);
    expect(Math.abs(half - 2)).toBeLessThan(0.064);
    // 99.9 % of a normal distribution lie below 3.09 standard deviations; its quantile has an error of 0.1.
    expect(Math.abs(high - 7 - 2 * 3.09)).toBeLessThan(0.8);
    expect(Math.abs(low - 7 + 2 * 3.09)).toBeLessThan(0.8);
  });

  it('of one value, or of none, can be drawn', () => {
    expect(spreadOf(Float64Array.of(3, 3, 3))).toEqual({ median: 3, half: 0, low: 2.97, high: 3.03 });
    expect(spreadOf(Float64Array.of(Number.NaN)).median).toBeNaN();
  });

  it('is counted in bins, what lies outside in none', () => {
    expect([...histogram(Float64Array.of(0, 0.5, 1, 1.5, 1.99, 2, -0.1, Number.NaN), 0, 2, 2)]).toEqual([2, 3]);
  });
});
