import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { leastSquares, robustLoss } from '../src/index.js';
import type { ModelProblem } from '../src/index.js';

const x = Float64Array.from({ length: 80 }, (_, i) => i / 10);
const truth = [5, 0.6, 1];
const decay: ModelProblem['model'] = (p, at, out, jacobian) => {
  for (let i = 0; i < at.length; i++) {
    const e = Math.exp(-p[1]! * at[i]!);
    out[i] = p[0]! * e + p[2]!;
    if (jacobian !== undefined) jacobian.set([e, -p[0]! * at[i]! * e, 1], 3 * i);
  }
};
const noisy = (sigma: number, random = seededRandom(8)): Float64Array =>
  x.map((at) => truth[0]! * Math.exp(-truth[1]! * at) + truth[2]! + sigma * random.normal());

describe('leastSquares', () => {
  it('finds the same minimum with analytic and with difference derivatives', () => {
    const y = noisy(0.05);
    const sigma = new Float64Array(80).fill(0.05);
    const analytic = leastSquares({ model: decay, x, y, sigma }, [1, 1, 0]);
    const numeric = leastSquares({ model: decay, x, y, sigma, analytic: false }, [1, 1, 0]);
    expect([analytic.status, numeric.status, analytic.degreesOfFreedom]).toEqual(['converged', 'converged', 77]);
    truth.forEach((value, k) => {
      expect(Math.abs(analytic.parameters[k]! - value)).toBeLessThan(4 * analytic.stderr[k]!);
      expect(numeric.parameters[k]).toBeCloseTo(analytic.parameters[k]!, 8);
      expect(numeric.stderr[k]! / analytic.stderr[k]!).toBeCloseTo(1, 6);
    });
    expect(analytic.message).toMatch(/converged.*reduced chi2/);
  });

  it('has standard errors that simulations confirm', () => {
    const sigma = new Float64Array(80).fill(0.05);
    const pulls: number[] = [];
    const random = seededRandom(9);
    for (let trial = 0; trial < 400; trial++) {
      const fit = leastSquares({ model: decay, x, y: noisy(0.05, random), sigma }, [4, 0.5, 0.5]);
      truth.forEach((value, k) => pulls.push((fit.parameters[k]! - value) / fit.stderr[k]!));
    }
    const width = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
    // 1200 correlated pulls: the width scatters by about 0.03.
    expect(Math.abs(width - 1)).toBeLessThan(0.1);
  });

  it('never leaves its bounds, names what ended on one, and holds fixed parameters', () => {
    const y = noisy(0.02);
    let outside = 0;
    const model: ModelProblem['model'] = (p, at, out, jacobian) => {
      if (p[2]! < 1.2 || p[1]! > 3) outside++;
      decay(p, at, out, jacobian);
    };
    const fit = leastSquares({ model, x, y }, [1, 1, 0], { bounds: { lower: [0, 0, 1.2], upper: [10, 3, 5] } });
    expect([outside, fit.clipped, fit.parameters[2], fit.stderr[2]]).toEqual([0, [2], 1.2, Number.NaN]);
    expect(fit.message).toContain('parameters 2 on their bounds');
    const fixed = leastSquares({ model: decay, x, y }, [1, 0.6, 1], { fixed: [false, true, true] });
    expect([fixed.parameters[1], fixed.parameters[2], fixed.degreesOfFreedom, fixed.stderr[1]]).toEqual([
      0.6,
      1,
      79,
      Number.NaN,
    ]);
  });

  it.each(['soft-l1', 'huber', 'cauchy', 'tukey'] as const)('%s is not led astray by outliers', (loss) => {
    const y = noisy(0.05);
    for (let i = 5; i < 80; i += 9) y[i]! += 3;
    const sigma = new Float64Array(80).fill(0.05);
    const robust = leastSquares({ model: decay, x, y, sigma }, [5, 0.6, 1], { loss });
    const plain = leastSquares({ model: decay, x, y, sigma }, [5, 0.6, 1]);
    expect(Math.abs(robust.parameters[2]! - 1)).toBeLessThan(0.1);
    expect(Math.abs(plain.parameters[2]! - 1)).toBeGreaterThan(0.2);
    expect(robustLoss(loss, 1e-8, 1).weight).toBeCloseTo(1, 6);
  });

  it('of Poisson counts with a constant is their mean, with its error', () => {
    const y = Float64Array.from([0, 3, 1, 4, 2, 0, 5, 1]);
    const fit = leastSquares(
      {
        model: (p, _x, out, j) => {
          out.fill(p[0]!);
          j?.fill(1);
        },
        x: y,
        y,
      },
      [1],
      { likelihood: 'poisson' },
    );
    // Maximum likelihood of a constant rate: the mean, with variance mean / N.
    expect(fit.parameters[0]).toBeCloseTo(2, 8);
    expect(fit.stderr[0]).toBeCloseTo(Math.sqrt(2 / 8), 8);
  });

  it('says what went wrong: not determined, not finite, out of iterations', () => {
    const y = noisy(0.05);
    const twice: ModelProblem['model'] = (p, _x, out, j) => {
      out.fill(p[0]! + p[1]!);
      j?.fill(1);
    };
    const singular = leastSquares({ model: twice, x, y }, [1, 1]);
    expect([singular.status, singular.stderr[0]]).toEqual(['singular', Number.NaN]);
    expect(leastSquares({ model: (_p, _x, out) => out.fill(Number.NaN), x, y }, [1]).status).toBe('failed');
    expect(leastSquares({ model: decay, x, y }, [1, 1, 0], { maximumIterations: 1 }).status).toBe('limit-reached');
    const line = leastSquares({ size: 2, residuals: (p, out) => out.set([p[0]! - 3, p[0]! - 5]) }, [0]);
    // The fit stops at steps below 1e-10 of the parameter.
    expect(Math.abs(line.parameters[0]! - 4)).toBeLessThan(4e-9);
  });

  it.each([
    ['a start that is no number', { model: decay, x, y: x }, [Number.NaN, 1, 1], {}],
    [
      'a point that is no number',
      { model: decay, x: Float64Array.of(1), y: Float64Array.of(Number.NaN) },
      [1, 1, 1],
      {},
    ],
    ['a sigma of zero', { model: decay, x, y: x, sigma: new Float64Array(80) }, [1, 1, 1], {}],
    ['ragged data', { model: decay, x, y: Float64Array.of(1) }, [1, 1, 1], {}],
    ['crossed bounds', { model: decay, x, y: x }, [1, 1, 1], { bounds: { lower: [2, 0, 0], upper: [1, 1, 1] } }],
    ['too few bounds', { model: decay, x, y: x }, [1, 1, 1], { bounds: { lower: [2] } }],
    [
      'negative counts',
      { model: decay, x: Float64Array.of(1), y: Float64Array.of(-1) },
      [1, 1, 1],
      { likelihood: 'poisson' as const },
    ],
  ])('refuses %s', (_, problem, start, options) => {
    expect(() => leastSquares(problem, start, options)).toThrow(RangeError);
  });
});
