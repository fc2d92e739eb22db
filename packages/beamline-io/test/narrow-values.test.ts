import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { narrowValues } from '../src/series/narrow-values.js';

const bytesOf = (...values: number[]): number => narrowValues(Float64Array.from(values)).byteLength / values.length;

describe('narrow values', () => {
  it('take two bytes for counts, four for integers and decimals, eight where these would not be the same', () => {
    expect(bytesOf(0, 65535)).toBe(2);
    expect(bytesOf(0.25, 655.35)).toBe(2);
    expect(bytesOf(-1, 3)).toBe(4);
    expect(bytesOf(0, 65536)).toBe(4);
    expect(bytesOf(1234.567891, -0.000001)).toBe(4);
    for (const other of [1 / 3, -0, Number.NaN, Infinity, 2 ** 31, 1e-7, 1e300]) expect(bytesOf(1, other)).toBe(8);
  });
  const decimals = fc
    .tuple(fc.integer({ min: -(2 ** 33), max: 2 ** 33 }), fc.nat(7))
    .map(([integer, places]) => Number(`${integer}e-${places}`));
  it('are the same to the last bit (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(decimals, fc.double(), fc.nat(70000)), { maxLength: 6 }), (given) => {
        const again = [...narrowValues(Float64Array.from(given)).wide()];
        expect(again).toHaveLength(given.length);
        // 0 is not -0, NaN is NaN.
        expect(again.every((value, i) => Object.is(value, given[i]))).toBe(true);
      }),
    );
  });
});
