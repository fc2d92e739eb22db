import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { golden, referencePath } from '@operando/fixtures';
import { erf, erfc, erfcx, faddeeva, gaussLegendre } from '../src/index.js';

type Rows = readonly (readonly [number, number, number, number])[];
const values = golden('numerics') as { readonly faddeeva: Rows; readonly erf: Rows };
const path = referencePath('xrd', 'results', 'profiles.json');

const relative = (actual: number, expected: number): number =>
  expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);

describe('faddeeva', () => {
  it.skipIf(path === undefined)(
    'agrees with the 165 reference values of mpmath, 20 digits (needs OPERANDO_REFERENCE_DATA)',
    () => {
      const { faddeeva: rows } = JSON.parse(readFileSync(path!, 'utf8')) as { faddeeva: (string | number)[][] };
      expect(rows).toHaveLength(165);
      for (const [x, y, re, im] of rows.map((row) => row.map(Number))) {
        const w = faddeeva(x!, y!);
        expect(relative(w.re, re!)).toBeLessThan(1e-13);
        expect(relative(w.im, im!)).toBeLessThan(1e-13);
      }
    },
  );

  it('agrees with mpmath in both parts to 1e-13, in the lower half plane to 1e-12', () => {
    for (const [x, y, re, im] of values.faddeeva) {
      const w = faddeeva(x, y);
      // Below the axis w has zeros, near which a part loses digits to cancellation: measured against |w|.
      const scale = y < 0 ? Math.hypot(re, im) : 0;
      const tolerance = y < 0 ? 1e-12 : 1e-13;
      expect(Math.abs(w.re - re) / (scale || Math.abs(re))).toBeLessThan(tolerance);
      expect(Math.abs(w.im - im) / (scale || Math.abs(im))).toBeLessThan(tolerance);
    }
  });

  it('is continuous where one method hands over to another, symmetric, and of the known size far out', () => {
    for (const [x, y, dx, dy] of [
      [3, 7, 0, 1e-9],
      [6.2, 0.1, 0, 1e-9],
      [6, 0.5, 1e-9, 0],
      [8, 1e-5, 1e-9, 0],
      [28, 0, 1e-9, 0],
      [6.5, 1e-11, 1e-9, 0],
    ] as const) {
      const before = faddeeva(x - dx, y - dy);
      const after = faddeeva(x + dx, y + dy);
      expect(relative(after.im, before.im)).toBeLessThan(1e-8);
      if (y > 0.01) expect(relative(after.re, before.re)).toBeLessThan(5e-8);
    }
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        (x, y) => {
          const w = faddeeva(x, y);
          const mirrored = faddeeva(-x, y);
          expect(mirrored.re).toBe(w.re);
          expect(mirrored.im + w.im).toBe(0);
        },
      ),
    );
    const far = faddeeva(1e200, 1e200);
    expect(relative(far.re, 0.5641895835477563 / 2e200)).toBeLessThan(1e-14);
  });
});

it('erf, erfc and erfcx agree with mpmath to 1e-15', () => {
  for (const [x, one, rest, scaled] of values.erf) {
    expect(relative(erf(x), one)).toBeLessThan(1e-15);
    expect(relative(erfc(x), rest)).toBeLessThan(1e-15);
    // Below zero exp(x^2) takes over, with the rounding of its large argument.
    expect(relative(erfcx(x), scaled)).toBeLessThan(2e-15);
  }
  expect([erf(Infinity), erfc(-Infinity), erfc(30), erfcx(-30), erfcx(1e300)]).toEqual([
    1,
    2,
    0,
    Infinity,
    0.5641895835477563 / 1e300,
  ]);
  expect([erf(Number.NaN), erfc(Number.NaN), erfcx(Number.NaN)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});

describe('gaussLegendre', () => {
  it('is exact for polynomials of degree 2 n - 1', () => {
    for (const n of [1, 2, 3, 5, 16, 64, 301]) {
      const { nodes, weights } = gaussLegendre(n, 0, 2);
      for (const power of [0, 1, 2 * n - 2, 2 * n - 1]) {
        const integral = nodes.reduce((sum, x, i) => sum + weights[i]! * (x - 1) ** power, 0);
        expect(Math.abs(integral - (power % 2 === 1 ? 0 : 2 / (power + 1)))).toBeLessThan(1e-14);
      }
    }
    // Abramowitz and Stegun, table 25.4, n = 5.
    expect(gaussLegendre(5).nodes[4]).toBeCloseTo(0.906179845938664, 15);
    expect(gaussLegendre(5).weights[4]).toBeCloseTo(0.236926885056189, 15);
  });

  it('refuses rules that cannot be', () => {
    expect(() => gaussLegendre(0)).toThrow(RangeError);
    expect(() => gaussLegendre(2.5)).toThrow(RangeError);
  });
});
