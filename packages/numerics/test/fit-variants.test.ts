import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import {
  differentialEvolution,
  differentialEvolutionSteps,
  leastSquares,
  leastSquaresStack,
  leastSquaresSteps,
  sampleEnsemble,
  sampleEnsembleSteps,
  variableProjection,
} from '../src/index.js';
import type { ModelProblem, SeparableProblem } from '../src/index.js';

const x = Float64Array.from({ length: 60 }, (_, i) => i / 6);
/** Two decays and a constant: heights and constant linear, rates not. */
const model: ModelProblem['model'] = (p, at, out, jacobian) => {
  for (let i = 0; i < at.length; i++) {
    const one = Math.exp(-p[1]! * at[i]!);
    const two = Math.exp(-p[3]! * at[i]!);
    out[i] = p[0]! * one + p[2]! * two + p[4]!;
    jacobian?.set([one, -p[0]! * at[i]! * one, two, -p[2]! * at[i]! * two, 1], 5 * i);
  }
};
const truth = [3, 0.3, 6, 1.7, 0.5];
const separable: Omit<SeparableProblem, 'y'> = {
  terms: 3,
  x,
  basis: (p, at, out) => {
    for (let i = 0; i < at.length; i++) {
      out[i] = Math.exp(-p[0]! * at[i]!);
      out[at.length + i] = Math.exp(-p[1]! * at[i]!);
      out[2 * at.length + i] = 1;
    }
  },
  derivatives: (p, c, at, out) => {
    for (let i = 0; i < at.length; i++) {
      out[i] = -c[0]! * at[i]! * Math.exp(-p[0]! * at[i]!);
      out[at.length + i] = -c[1]! * at[i]! * Math.exp(-p[1]! * at[i]!);
    }
  },
};
function data(seed: number, sigma = 0.02): Float64Array {
  const random = seededRandom(seed);
  const y = new Float64Array(x.length);
  model(Float64Array.from(truth), x, y);
  return y.map((value) => value + sigma * random.normal());
}
const sigma = new Float64Array(60).fill(0.02);

describe('steps', () => {
  /** What a computation gives, and how many steps it took. */
  const counted = <Result>(steps: Generator<number, Result, void>): { result: Result; count: number } => {
    let count = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) expect(step.value).toBe(++count);
    return { result: step.value, count };
  };

  it('change nothing in a fit, however it ends', () => {
    const y = data(2);
    for (const [start, maximumIterations] of [
      [truth, 200],
      [[1, 0.1, 1, 5, 0], 200],
      [[1, 0.1, 1, 5, 0], 3],
      [[Number.MAX_VALUE, -1e3, 1, 5, 0], 200],
    ] as const) {
      const problem = { model, x, y, sigma };
      const { result, count } = counted(leastSquaresSteps(problem, start, { maximumIterations }));
      expect(result).toEqual(leastSquares(problem, start, { maximumIterations }));
      // The last iteration is no step: it ends the fit.
      expect(count).toBe(
        result.status === 'limit-reached' ? maximumIterations - 1 : Math.max(0, result.iterations - 1),
      );
    }
  });

  it('change nothing in searches and samples', () => {
    const valley = (at: Float64Array): number => (at[0]! - 1) ** 2 + 10 * (at[1]! - at[0]! ** 2) ** 2;
    const search = [valley, [-2, -2], [2, 2], { generations: 12 }] as const;
    const found = counted(differentialEvolutionSteps(...search));
    expect(found).toEqual({ result: differentialEvolution(...search), count: 12 });
    const random = seededRandom(3);
    const walkers = Array.from({ length: 8 }, () => Float64Array.of(random.normal(), random.normal()));
    const sampling = [(at: Float64Array): number => -valley(at), walkers, { steps: 20, burn: 10, thin: 2 }] as const;
    const sampled = counted(sampleEnsembleSteps(...sampling));
    expect(sampled).toEqual({ result: sampleEnsemble(...sampling), count: 30 });
  });
});

describe('ties', () => {
  it('fit as the model written with fewer parameters does, errors and all', () => {
    const y = data(1);
    const tied = leastSquares({ model, x, y, sigma }, [3, 0.3, 6, 1, 0.5], {
      ties: [
        { parameter: 2, to: 0, factor: 2 },
        { parameter: 3, to: 1, offset: 1.4 },
      ],
    });
    const written = leastSquares(
      {
        size: 60,
        residuals: (p, out) => {
          model(Float64Array.of(p[0]!, p[1]!, 2 * p[0]!, p[1]! + 1.4, p[2]!), x, out);
          for (let i = 0; i < 60; i++) out[i] = (out[i]! - y[i]!) / 0.02;
        },
      },
      [3, 0.3, 0.5],
    );
    expect(tied.chiSquare).toBeCloseTo(written.chiSquare, 8);
    expect(tied.degreesOfFreedom).toBe(57);
    expect(tied.parameters[2]).toBe(2 * tied.parameters[0]!);
    expect(tied.parameters[3]).toBe(tied.parameters[1]! + 1.4);
    for (const [k, j] of [
      [0, 0],
      [1, 1],
      [4, 2],
    ] as const)
      expect(tied.stderr[k]! / written.stderr[j]!).toBeCloseTo(1, 6);
    expect(tied.stderr[2]).toBeCloseTo(2 * tied.stderr[0]!, 12);
    expect(tied.covariance[3 * 5 + 2]).toBeCloseTo(2 * tied.covariance[5]!, 12);
  });

  it('keep the bounds of the followers', () => {
    const fit = leastSquares({ model, x, y: data(1) }, [3, 0.3, 6, 1, 0.5], {
      ties: [{ parameter: 2, to: 0, factor: -2 }],
      bounds: { lower: [-9, 0, -4, 0, -9], upper: [9, 9, 9, 9, 9] },
    });
    expect(fit.parameters[2]).toBeGreaterThanOrEqual(-4);
    expect(fit.parameters[0]).toBeLessThanOrEqual(2);
  });

  it.each([
    [[{ parameter: 0, to: 0 }]],
    [[{ parameter: 0, to: 9 }]],
    [[{ parameter: 0, to: 1, factor: 0 }]],
    [
      [
        { parameter: 0, to: 1 },
        { parameter: 1, to: 2 },
      ],
    ],
    [
      [
        { parameter: 0, to: 1 },
        { parameter: 0, to: 2 },
      ],
    ],
  ])('refuse %j', (ties) => {
    expect(() => leastSquares({ model, x, y: data(1) }, truth, { ties })).toThrow(RangeError);
  });
});

describe('variableProjection', () => {
  it.each([true, false])('finds the minimum and the errors of the full fit (analytic derivatives: %s)', (analytic) => {
    const y = data(2);
    const full = leastSquares({ model, x, y, sigma }, [2, 0.2, 5, 2, 0]);
    const { derivatives, ...rest } = separable;
    const fit = variableProjection(
      { ...(analytic ? { ...rest, derivatives: derivatives! } : rest), y, sigma },
      [0.2, 2],
    );
    expect(fit.status).toBe('converged');
    expect(fit.chiSquare / full.chiSquare).toBeCloseTo(1, 9);
    expect(fit.degreesOfFreedom).toBe(full.degreesOfFreedom);
    [1, 3].forEach((k, j) => {
      expect(Math.abs(fit.parameters[j]! - full.parameters[k]!)).toBeLessThan(1e-5 * full.stderr[k]!);
      expect(fit.stderr[j]! / full.stderr[k]!).toBeCloseTo(1, 5);
    });
    [0, 2, 4].forEach((k, j) => {
      expect(Math.abs(fit.amplitudes[j]! - full.parameters[k]!)).toBeLessThan(1e-5 * full.stderr[k]!);
      expect(fit.amplitudesStderr[j]! / full.stderr[k]!).toBeCloseTo(1, 5);
    });
    // Covariance between the first rate and the first height.
    expect(fit.fullCovariance[2]! / full.covariance[5]!).toBeCloseTo(1, 5);
    const scaled = variableProjection({ ...separable, y }, [0.2, 2], { scaleCovariance: true });
    const scaledFull = leastSquares({ model, x, y }, [2, 0.2, 5, 2, 0], { scaleCovariance: true });
    expect(scaled.amplitudesStderr[0]! / scaledFull.stderr[0]!).toBeCloseTo(1, 5);
  });

  it('needs no starts for amplitudes, keeps bounds, and refuses what it is not for', () => {
    const y = data(3);
    const bounded = variableProjection({ ...separable, y }, [0.2, 2], { bounds: { lower: [0.35, 0], upper: [1, 5] } });
    expect([bounded.parameters[0], bounded.clipped]).toEqual([0.35, [0]]);
    expect(() => variableProjection({ ...separable, y }, [1, 2], { loss: 'huber' })).toThrow(RangeError);
    expect(() => variableProjection({ ...separable, y: y.fill(Number.NaN) }, [1, 2])).toThrow(/point 0/);
    expect(() => variableProjection({ ...separable, x: x.slice(1), y: data(1) }, [1, 2])).toThrow(RangeError);
    expect(() => variableProjection({ ...separable, x: x.slice(0, 4), y: data(1).slice(0, 4) }, [1, 2])).toThrow(
      RangeError,
    );
  });
});

describe('errors of what was held', () => {
  it('are not known, nor are those of its followers; what moved keeps its own', () => {
    const line = {
      model: (p: Float64Array, at: Float64Array, out: Float64Array): void => {
        for (let i = 0; i < at.length; i++) out[i] = p[0]! + p[1]! * at[i]! + p[2]!;
      },
      x: Float64Array.of(0, 1, 2, 3),
      y: Float64Array.of(1, 2.1, 2.9, 4),
    };
    const fit = leastSquares(line, [0, 1, 0], {
      fixed: [false, true, false],
      ties: [{ parameter: 2, to: 1, factor: 1e-9 }],
    });
    expect([fit.stderr[1], fit.stderr[2]]).toEqual([Number.NaN, Number.NaN]);
    expect(fit.stderr[0]).toBeCloseTo(0.5, 9);
    expect([fit.covariance[4], fit.covariance[1]]).toEqual([0, 0]);
    const bound = leastSquares(line, [0, 1, 0], {
      fixed: [false, false, true],
      bounds: { upper: [0.5, Infinity, Infinity] },
    });
    expect([bound.clipped, bound.stderr[0]]).toEqual([[0], Number.NaN]);
    expect(bound.stderr[1]).toBeCloseTo(1 / Math.sqrt(14), 9);
  });
});

describe('leastSquaresStack', () => {
  const frames = 12;
  const stack = new Float64Array(frames * 60);
  for (let f = 0; f < frames; f++) stack.set(data(f), f * 60);

  it('gives every frame what a fit of its own gives', () => {
    const perFrame = new Float64Array(stack.length).fill(0.02);
    for (const s of [sigma, perFrame]) {
      const fit = leastSquaresStack({ model, x, y: stack, sigma: s }, [2, 0.2, 5, 2, 0]);
      for (let f = 0; f < frames; f++) {
        const alone = leastSquares({ model, x, y: data(f), sigma }, [2, 0.2, 5, 2, 0]);
        expect(fit.status[f]).toBe('converged');
        expect(fit.chiSquare[f]! / alone.chiSquare).toBeCloseTo(1, 9);
        for (let k = 0; k < 5; k++) {
          expect(Math.abs(fit.parameters[5 * f + k]! - alone.parameters[k]!)).toBeLessThan(1e-4 * alone.stderr[k]!);
          expect(fit.stderr[5 * f + k]! / alone.stderr[k]!).toBeCloseTo(1, 4);
        }
      }
      expect(fit.degreesOfFreedom).toBe(55);
    }
  });

  it('takes a start per frame, and falls back to the start given when the last frame leads astray', () => {
    const starts = new Float64Array(frames * 5);
    for (let f = 0; f < frames; f++) starts.set([2, 0.2, 5, 2, 0], 5 * f);
    const own = leastSquaresStack({ model, x, y: stack, sigma }, { perFrame: starts, parameters: 5 });
    expect(own.status).toEqual(Array.from({ length: frames }, () => 'converged'));
    expect(() => leastSquaresStack({ model, x, y: stack }, { perFrame: starts.slice(1), parameters: 5 })).toThrow(
      RangeError,
    );
  });

  it('names the frame and point that is not finite, or skips it when asked', () => {
    const broken = stack.slice();
    broken[3 * 60 + 7] = Number.NaN;
    expect(() => leastSquaresStack({ model, x, y: broken }, [2, 0.2, 5, 2, 0])).toThrow(/frame 3: point 7 is NaN/);
    expect(() => leastSquaresStack({ model, x, y: stack }, [2, Number.NaN, 5, 2, 0])).toThrow(
      /frame 0: start of parameter 1/,
    );
    const fit = leastSquaresStack({ model, x, y: broken }, [2, 0.2, 5, 2, 0], { badFrames: 'skip' });
    expect([fit.status[3], fit.chiSquare[3], fit.parameters[15], fit.status[4]]).toEqual([
      'masked',
      Number.NaN,
      Number.NaN,
      'converged',
    ]);
    expect(() => leastSquaresStack({ model, x, y: stack.subarray(1) }, truth)).toThrow(RangeError);
    expect(() => leastSquaresStack({ model, x, y: stack, sigma: sigma.subarray(1) }, truth)).toThrow(RangeError);
  });
});

describe('properties', () => {
  it('never ends above its start, never leaves its bounds, in any run', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.double({ min: 0.05, max: 4, noNaN: true }), { minLength: 5, maxLength: 5 }),
        (seed, start) => {
          const y = data(seed, 0.1);
          let last = Infinity;
          const lower = [0, 0.01, 0, 0.01, -1];
          const upper = [8, 3, 8, 3, 2];
          const cost = (p: Float64Array): number => {
            const out = new Float64Array(60);
            model(p, x, out);
            return out.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0);
          };
          const watched: ModelProblem['model'] = (p, at, out, jacobian) => {
            for (let k = 0; k < 5; k++) {
              expect(p[k]).toBeGreaterThanOrEqual(lower[k]!);
              expect(p[k]).toBeLessThanOrEqual(upper[k]!);
            }
            model(p, at, out, jacobian);
            // Derivatives are asked for at accepted points only: their cost never rises.
            if (jacobian === undefined) return;
            const now = out.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0);
            expect(now).toBeLessThanOrEqual(last * (1 + 1e-12));
            last = now;
          };
          const clipped = start.map((value, k) => Math.min(upper[k]!, value));
          const fit = leastSquares({ model: watched, x, y }, start, {
            bounds: { lower, upper },
            maximumIterations: 300,
          });
          expect(fit.chiSquare).toBeLessThanOrEqual(cost(Float64Array.from(clipped)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('with a parameter on its bound, is the fit with that parameter fixed there', () => {
    let clipped = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 4 }), fc.boolean(), (seed, k, above) => {
        const y = data(seed);
        const free = leastSquares({ model, x, y, sigma }, [2, 0.2, 5, 2, 0.1]);
        // A bound two standard errors on the wrong side of the minimum.
        const bound = free.parameters[k]! + (above ? -2 : 2) * free.stderr[k]!;
        const lower = [-Infinity, 0, -Infinity, 0, -Infinity];
        const upper = [Infinity, Infinity, Infinity, Infinity, Infinity];
        (above ? upper : lower)[k] = bound;
        const held = leastSquares({ model, x, y, sigma }, [2, 0.2, 5, 2, 0.1], { bounds: { lower, upper } });
        const start = Float64Array.from(free.parameters);
        start[k] = bound;
        const fixed = leastSquares({ model, x, y, sigma }, start, { fixed: [0, 1, 2, 3, 4].map((j) => j === k) });
        expect(held.message).toMatch(/^converged/);
        expect(held.clipped).toEqual([k]);
        expect(held.chiSquare / fixed.chiSquare).toBeCloseTo(1, 8);
        clipped++;
      }),
      { numRuns: 100 },
    );
    expect(clipped).toBeGreaterThan(90);
  });

  it('does not depend on the units of parameters or data', () => {
    const y = data(5);
    const plain = leastSquares({ model, x, y }, [2, 0.2, 5, 2, 0.1]);
    for (const scale of [1e-9, 1e7]) {
      const scaledModel: ModelProblem['model'] = (p, at, out, jacobian) => {
        model(Float64Array.of(p[0]! / scale, p[1]! * scale, p[2]! / scale, p[3]!, p[4]! / scale), at, out, jacobian);
        for (let i = 0; i < 60; i++) {
          out[i]! *= scale;
          if (jacobian !== undefined) {
            jacobian[5 * i + 1]! *= scale * scale;
            jacobian[5 * i + 3]! *= scale;
          }
        }
      };
      const fit = leastSquares({ model: scaledModel, x, y: y.map((value) => value * scale) }, [
        2 * scale,
        0.2 / scale,
        5 * scale,
        2,
        0.1 * scale,
      ]);
      expect(fit.status).toBe('converged');
      [scale, 1 / scale, scale, 1, scale].forEach((unit, k) =>
        expect(fit.parameters[k]! / unit / plain.parameters[k]!).toBeCloseTo(1, 7),
      );
    }
  });
});
