import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPolynomialOperator, evaluatePolynomial, expandPolynomial, polynomialOperator } from '../src/index.js';

describe('polynomialOperator', () => {
  it('agrees with numpy.polyfit on energies of 8 keV', () => {
    // python3 -c "import numpy as np; x=8300+np.arange(12)*7.5; y=np.sin(x/40)+x*1e-3;
    //   p=np.polynomial.Polynomial.fit(x,y,2); print(p.coef, p.domain)"
    const x = Float64Array.from({ length: 12 }, (_, i) => 8300 + 7.5 * i);
    const y = x.map((v) => Math.sin(v / 40) + v * 1e-3);
    const operator = polynomialOperator(x, 0, 12, 2);
    const out = new Float64Array(3);
    applyPolynomialOperator(operator, y, 0, out);
    expect(operator.scale * 8300 + operator.shift).toBeCloseTo(-1, 12);
    expect(operator.scale * 8382.5 + operator.shift).toBeCloseTo(1, 12);
    const expected = [9.2634544998229, 0.38211449902523026, -0.45109893510617866];
    out.forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 11));
  });

  it('recovers any polynomial of its degree', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 6, max: 30 }),
        (coefficients, points) => {
          const x = Float64Array.from({ length: points }, (_, i) => 100 + i * 3 + (i % 2));
          const degree = coefficients.length - 1;
          const operator = polynomialOperator(x, 0, points, degree);
          const y = x.map((v) => evaluatePolynomial(coefficients, operator.scale * v + operator.shift));
          const out = new Float64Array(degree + 1);
          applyPolynomialOperator(operator, y, 0, out);
          out.forEach((value, k) => expect(Math.abs(value - coefficients[k]!)).toBeLessThan(1e-10));
        },
      ),
    );
  });

  it('leaves residuals orthogonal to every power', () => {
    const x = Float64Array.from({ length: 50 }, (_, i) => Math.sqrt(i + 1));
    const y = x.map((v) => Math.exp(Math.sin(5 * v)));
    const operator = polynomialOperator(x, 5, 45, 4);
    const out = new Float64Array(5);
    applyPolynomialOperator(operator, y, 0, out);
    for (let k = 0; k <= 4; k++) {
      let dot = 0;
      for (let i = 5; i < 45; i++) {
        const u = operator.scale * x[i]! + operator.shift;
        dot += (y[i]! - evaluatePolynomial(out, u)) * u ** k;
      }
      expect(Math.abs(dot)).toBeLessThan(1e-12);
    }
  });

  it('inverts the normal matrix of u', () => {
    const x = Float64Array.from({ length: 9 }, (_, i) => i);
    const { inverseNormal, scale, shift } = polynomialOperator(x, 0, 9, 2);
    const normal = (a: number, b: number): number => x.reduce((sum, v) => sum + (scale * v + shift) ** (a + b), 0);
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) {
        let product = 0;
        for (let k = 0; k < 3; k++) product += normal(a, k) * inverseNormal[k * 3 + b]!;
        expect(product).toBeCloseTo(a === b ? 1 : 0, 12);
      }
    }
  });

  it('takes a single point for a constant', () => {
    const out = new Float64Array(1);
    applyPolynomialOperator(polynomialOperator(Float64Array.of(1, 2, 3), 1, 2, 0), Float64Array.of(7, 8, 9), 0, out);
    expect(out[0]).toBe(8);
  });

  it('refuses what does not determine the polynomial', () => {
    expect(() => polynomialOperator(Float64Array.of(1, 2), 0, 2, 2)).toThrow(RangeError);
    expect(() => polynomialOperator(Float64Array.of(3, 3, 3), 0, 3, 1)).toThrow(/do not determine/);
  });
});

describe('expandPolynomial', () => {
  it('is the same polynomial in x', () => {
    const expanded = expandPolynomial([1, -2, 3], 0.5, 4);
    for (const x of [-2, 0, 1, 5]) {
      expect(evaluatePolynomial(expanded, x)).toBeCloseTo(evaluatePolynomial([1, -2, 3], 0.5 * x + 4), 12);
    }
  });
});
