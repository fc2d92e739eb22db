import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCurvature } from '../src/fit/curvature.js';

const vector = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 });

describe('curvature that plain equations leave out', () => {
  it('explains what they do not of the last step, and has no direction of its own', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ step: vector, change: vector, explained: vector }), { minLength: 1 }), (all) => {
        const curvature = createCurvature(3);
        for (const { step, change, explained } of all) {
          const [s, y, e] = [step, change, explained].map((values) => Float64Array.from(values)) as [
            Float64Array,
            Float64Array,
            Float64Array,
          ];
          const rise = s.reduce((sum, value, k) => sum + value * y[k]!, 0);
          const own = s.reduce((sum, value, k) => sum + value * e[k]!, 0);
          // Steps up, and those that hardly change anything, teach nothing.
          if (!(rise > 0.05 && own > 0.05)) continue;
          curvature.learn(s, y, e);
          const { matrix } = curvature;
          const largest = Math.max(1, ...matrix.map(Math.abs));
          const unexplained = y.map(
            (value, j) => value - e[j]! - s.reduce((sum, each, k) => sum + matrix[3 * j + k]! * each, 0),
          );
          const skew = matrix.map((value, at) => value - matrix[3 * (at % 3) + Math.floor(at / 3)]!);
          expect(Math.max(...unexplained.map(Math.abs))).toBeLessThan(1e-10 * largest);
          expect(Math.max(...skew.map(Math.abs))).toBeLessThan(1e-12 * largest);
        }
      }),
    );
  });

  it('is trusted while it foretells falls better', () => {
    const curvature = createCurvature(1);
    const step = Float64Array.of(1);
    curvature.judge(step, 1, 2);
    expect(curvature.isTrusted).toBe(false);
    // The gradient rises by 3 where plain equations say 2: the second derivative lacks 1.
    curvature.learn(step, Float64Array.of(3), Float64Array.of(2));
    expect(curvature.matrix).toEqual(Float64Array.of(1));
    curvature.judge(step, 10, 9.2);
    expect(curvature.isTrusted).toBe(true);
    curvature.judge(step, 10, 9.8);
    expect(curvature.isTrusted).toBe(false);
    curvature.forget();
    curvature.judge(step, 10, 9);
    expect(curvature.isTrusted).toBe(false);
  });
});
