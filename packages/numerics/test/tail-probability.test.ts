import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquareTail, fisherTail, isBeyondChance, isMisfit } from '../src/index.js';

describe('fisherTail', () => {
  // scipy.stats.f.sf 1.17.1.
  it.each([
    [4, 1, 200, 0.04685318618707097],
    [0.3, 1, 5, 0.6074354940759242],
    [10, 3, 7, 0.006331603506624043],
    [1.2, 40, 900, 0.1870306985107332],
    [161.4476, 1, 1, 0.050000005983092066],
    [2.5, 2, 2000, 0.08234148740757309],
    [0.9, 500, 600, 0.8897028006576689],
    [30, 1, 50, 1.403734009211343e-6],
  ])('F = %d with %d and %d degrees of freedom', (value, a, b, expected) => {
    // The exponent is a difference of numbers of the size of the degrees of freedom times their logarithm.
    expect(Math.abs(fisherTail(value, a, b) / expected - 1)).toBeLessThan(1e-13 * Math.max(10, b));
  });

  it('is one minus the tail of the inverse ratio', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 300 }),
        (value, a, b) => {
          expect(fisherTail(value, a, b)).toBeCloseTo(1 - fisherTail(1 / value, b, a), 11);
        },
      ),
    );
  });

  it('has its ends, and refuses degrees that are none', () => {
    expect([fisherTail(0, 1, 2), fisherTail(-1, 1, 2), fisherTail(Infinity, 1, 2)]).toEqual([1, 1, 0]);
    expect(fisherTail(Number.NaN, 1, 2)).toBeNaN();
    expect(() => fisherTail(1, 0, 2)).toThrow(RangeError);
  });
});

describe('chiSquareTail', () => {
  // scipy.stats.chi2.sf 1.17.1.
  it.each([
    [3.841458820694124, 1, 0.04999999999999989],
    [1, 1, 0.31731050786291115],
    [0.1, 4, 0.9987908957257497],
    [20, 10, 0.029252688076961124],
    [150, 100, 0.0009039320423540184],
    [1100, 1000, 0.014614408126295192],
    [80, 100, 0.9296649333406051],
    [60, 3, 5.878230727906921e-13],
    [100500, 100000, 0.13185481160338378],
  ])('chi-square %d with %d degrees of freedom', (value, degrees, expected) => {
    // The exponent is a difference of numbers of the size of the degrees of freedom times their logarithm.
    expect(Math.abs(chiSquareTail(value, degrees) / expected - 1)).toBeLessThan(1e-13 * Math.max(10, degrees));
  });

  it('is exp(-x / 2) for two degrees of freedom', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 200, noNaN: true }), (value) => {
        expect(Math.abs(chiSquareTail(value, 2) - Math.exp(-value / 2))).toBeLessThan(1e-13);
      }),
    );
  });

  it('has its ends, and refuses degrees that are none', () => {
    expect([chiSquareTail(0, 3), chiSquareTail(Infinity, 3)]).toEqual([1, 0]);
    expect(chiSquareTail(Number.NaN, 2)).toBeNaN();
    expect(() => chiSquareTail(1, -1)).toThrow(RangeError);
  });
});

describe('isBeyondChance', () => {
  // scipy 1.10.1: chi2.isf(1e-6, degrees).
  it.each([
    [1, 23.92812698],
    [3, 30.66484971],
    [10, 46.86304685],
    [200, 309.83809199],
  ])('begins where scipy has one in a million, for %s degrees of freedom', (degreesOfFreedom, limit) => {
    expect(isBeyondChance({ chiSquare: limit * (1 - 1e-8), degreesOfFreedom })).toBe(false);
    expect(isBeyondChance({ chiSquare: limit * (1 + 1e-8), degreesOfFreedom })).toBe(true);
  });

  it('says nothing of fits without degrees of freedom, and nothing good of NaN', () => {
    expect(isBeyondChance({ chiSquare: 9, degreesOfFreedom: 0 })).toBe(false);
    expect(isBeyondChance({ chiSquare: Number.NaN, degreesOfFreedom: 4 })).toBe(true);
  });
});

describe('isMisfit', () => {
  // scipy 1.10.1: 1 / chi2.sf(n + 5 sqrt(2 n), n).
  it.each([
    [1, 222.33287586806398],
    [100, 73567.48554148263],
    [1000, 711302.1064943671],
  ])('with %d degrees of freedom by chance once in %d', (degreesOfFreedom, once) => {
    const limit = degreesOfFreedom + 5 * Math.sqrt(2 * degreesOfFreedom);
    expect(1 / chiSquareTail(limit, degreesOfFreedom) / once).toBeCloseTo(1, 9);
    expect(isMisfit(limit * (1 - 1e-8), degreesOfFreedom)).toBe(false);
    expect(isMisfit(limit * (1 + 1e-8), degreesOfFreedom)).toBe(true);
  });

  it('is none without degrees of freedom', () => {
    expect(isMisfit(9, 0)).toBe(false);
  });
});
