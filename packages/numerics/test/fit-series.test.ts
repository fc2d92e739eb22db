import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { fitSeries, leastSquares } from '../src/index.js';
import type { ResidualProblem, SeriesFitProblem, SeriesFrame, SeriesModel } from '../src/index.js';

const x = Float64Array.from({ length: 40 }, (_, i) => i / 8);
/** A peak on a constant: height, centre, width (Gaussian sigma), constant. */
const peak: SeriesModel = (p, at, out, jacobian) => {
  for (let i = 0; i < at.length; i++) {
    const u = (at[i]! - p[1]!) / p[2]!;
    const bell = Math.exp(-0.5 * u * u);
    out[i] = p[0]! * bell + p[3]!;
    jacobian?.set([bell, (p[0]! * bell * u) / p[2]!, (p[0]! * bell * u * u) / p[2]!, 1], 4 * i);
  }
};
const truthOf = (frame: number, frames: number): number[] => [
  10 + 3 * Math.sin(frame),
  2 + (0.8 * frame) / frames + 0.3 * Math.sin((4 * frame) / frames),
  0.5,
  2,
];
function simulate(frames: number, seed: number, sigma = 0.3): SeriesFrame[] {
  const random = seededRandom(seed);
  return Array.from({ length: frames }, (_, f) => {
    const y = new Float64Array(x.length);
    peak(Float64Array.from(truthOf(f, frames)), x, y, undefined, f);
    return { x, y: y.map((value) => value + sigma * random.normal()), sigma: new Float64Array(x.length).fill(sigma) };
  });
}
const start = [8, 2.2, 0.7, 1];
const tight = { gainTolerance: 1e-22 };

/** The same series as one dense problem: shared first, then each frame's; `tail` adds residuals. */
function dense(frames: readonly SeriesFrame[], place: (f: number, all: Float64Array) => Float64Array): ResidualProblem {
  const out = new Float64Array(x.length);
  return {
    size: frames.length * x.length,
    residuals(all, residuals) {
      frames.forEach(({ y, sigma }, f) => {
        peak(place(f, all), x, out, undefined, f);
        for (let i = 0; i < x.length; i++) residuals[f * x.length + i] = (out[i]! - y[i]!) / sigma![i]!;
      });
    },
  };
}
const relative = (value: number, wanted: number): number => Math.abs(value - wanted) / Math.max(1e-3, Math.abs(wanted));

describe('fitSeries', () => {
  it('equals dense least squares: shared, free and fixed, values, errors and covariances between frames', () => {
    const frames = simulate(5, 1);
    const fit = fitSeries({ model: peak, frames, start, shared: [2], free: [0, 1, 3] }, tight);
    const problem = dense(frames, (f, all) =>
      Float64Array.of(all[1 + 3 * f]!, all[2 + 3 * f]!, all[0]!, all[3 + 3 * f]!),
    );
    const whole = leastSquares(problem, [0.7, ...Array.from({ length: 5 }, () => [8, 2.2, 1]).flat()]);
    expect([fit.status, fit.degreesOfFreedom]).toEqual(['converged', whole.degreesOfFreedom]);
    expect(relative(fit.chiSquare, whole.chiSquare)).toBeLessThan(1e-9);
    const all = 16;
    for (let f = 0; f < 5; f++) {
      const row = [1 + 3 * f, 2 + 3 * f, 0, 3 + 3 * f];
      row.forEach((at, k) => {
        expect(relative(fit.values[4 * f + k]!, whole.parameters[at]!)).toBeLessThan(1e-9);
        // Derivatives of the dense problem are differences, good to some 1e-8.
        expect(relative(fit.stderr[4 * f + k]!, whole.stderr[at]!)).toBeLessThan(1e-6);
        expect(fit.ownStderr[4 * f + k]! ** 2 + fit.commonStderr[4 * f + k]! ** 2).toBeCloseTo(
          fit.stderr[4 * f + k]! ** 2,
          14,
        );
      });
      for (let g = 0; g < 5; g++) {
        const block = fit.covariance(f, g);
        const other = [1 + 3 * g, 2 + 3 * g, 0, 3 + 3 * g];
        row.forEach((a, i) =>
          other.forEach((b, j) => {
            const scale = whole.stderr[a]! * whole.stderr[b]!;
            expect(Math.abs(block[4 * i + j]! - whole.covariance[a * all + b]!) / scale).toBeLessThan(1e-6);
          }),
        );
      }
    }
    expect(Math.sqrt(fit.sharedCovariance[0]!)).toBeCloseTo(whole.stderr[0]!, 8);
    const held = fitSeries({ model: peak, frames, start: [8, 2.2, 0.5, 2], free: [0, 1] }, tight);
    expect([held.values[6], held.stderr[6], held.status]).toEqual([0.5, Number.NaN, 'converged']);
  });

  it('equals dense least squares with the same spline and penalty', () => {
    const frames = simulate(5, 2);
    const penalty = 40;
    const smooth = [{ parameter: 1, coefficients: 5, penalty }];
    const fit = fitSeries({ model: peak, frames, start, shared: [2, 3], smooth, free: [0] }, tight);
    // Cubic B-splines by de Boor's recursion (here: as a sum of truncated powers), two segments over frames 0 to 4.
    const bell = (u: number): number =>
      [1, -4, 6, -4, 1].reduce((sum, c, j) => sum + (c * Math.max(0, u - j) ** 3) / 6, 0);
    const centre = (f: number, all: Float64Array): number => {
      let sum = 0;
      for (let j = 0; j < 5; j++) sum += bell((f / 4) * 2 + 3 - j) * all[2 + j]!;
      return sum;
    };
    const data = dense(frames, (f, all) => Float64Array.of(all[7 + f]!, centre(f, all), all[0]!, all[1]!));
    const whole = leastSquares(
      {
        size: data.size + 3,
        residuals(all, out) {
          data.residuals(all, out);
          for (let j = 0; j < 3; j++)
            out[data.size + j] = Math.sqrt(penalty) * (all[2 + j]! - 2 * all[3 + j]! + all[4 + j]!);
        },
      },
      [0.7, 1, 2.2, 2.2, 2.2, 2.2, 2.2, 8, 8, 8, 8, 8],
    );
    for (let j = 0; j < 5; j++) {
      expect(relative(fit.smooth[0]!.coefficients[j]!, whole.parameters[2 + j]!)).toBeLessThan(1e-9);
      expect(relative(fit.values[4 * j]!, whole.parameters[7 + j]!)).toBeLessThan(1e-9);
      expect(relative(fit.stderr[4 * j]!, whole.stderr[7 + j]!)).toBeLessThan(1e-6);
    }
    expect(relative(fit.values[2]!, whole.parameters[0]!)).toBeLessThan(1e-9);
  });

  it('finds how smooth a parameter is: a straight line, a slow course, and one that follows every frame', () => {
    const course = (of: (f: number) => number, seed: number): SeriesFitProblem => {
      const random = seededRandom(seed);
      const frames = Array.from({ length: 60 }, (_, f) => {
        const y = new Float64Array(x.length);
        peak(Float64Array.of(10, of(f), 0.5, 2), x, y, undefined, f);
        return { x, y: y.map((v) => v + 0.5 * random.normal()), sigma: new Float64Array(x.length).fill(0.5) };
      });
      return { model: peak, frames, start, shared: [2, 3], smooth: [1], free: [0] };
    };
    const line = fitSeries(course((f) => 2 + f / 60, 3)).smooth[0]!;
    const slow = fitSeries(course((f) => 2 + 0.5 * Math.sin(f / 10), 4)).smooth[0]!;
    const fast = fitSeries(course((f) => 2 + 0.5 * Math.sin(f), 5)).smooth[0]!;
    expect(line.effectiveParameters).toBeLessThan(4);
    expect(slow.effectiveParameters).toBeGreaterThan(5);
    expect(slow.effectiveParameters).toBeLessThan(20);
    expect(fast.effectiveParameters).toBeGreaterThan(24);
    expect(line.penalty).toBeGreaterThan(slow.penalty);
    expect(slow.penalty).toBeGreaterThan(fast.penalty);
  });

  it('has errors that simulations confirm, own and common, for shared, smooth and free', () => {
    const squares = new Float64Array(4);
    const trials = 60;
    for (let trial = 0; trial < trials; trial++) {
      const frames = simulate(12, 100 + trial);
      const fit = fitSeries({ model: peak, frames, start, shared: [2], smooth: [1], free: [0, 3] });
      expect(fit.status).toBe('converged');
      // One frame of each trial: frames share errors.
      const f = trial % 12;
      truthOf(f, 12).forEach(
        (value, k) => (squares[k]! += ((fit.values[4 * f + k]! - value) / fit.stderr[4 * f + k]!) ** 2),
      );
    }
    // 60 pulls: the mean square scatters by 0.18.
    for (const sum of squares) expect(Math.abs(sum / trials - 1)).toBeLessThan(0.55);
  });

  it('is a fit of each frame where nothing is shared, and says which frame is which', () => {
    const frames = simulate(6, 7);
    const fit = fitSeries({ model: peak, frames, start, free: [0, 1, 2, 3] }, tight);
    frames.forEach(({ y, sigma }, f) => {
      const alone = leastSquares(
        { model: (p, at, out, jacobian) => peak(p, at, out, jacobian, f), x, y, sigma },
        start,
      );
      for (let k = 0; k < 4; k++) {
        expect(relative(fit.values[4 * f + k]!, alone.parameters[k]!)).toBeLessThan(1e-9);
        expect(relative(fit.stderr[4 * f + k]!, alone.stderr[k]!)).toBeLessThan(1e-7);
      }
      expect(fit.commonStderr[4 * f]).toBe(0);
    });
    expect(fit.frameStatus).toEqual(Array.from({ length: 6 }, () => 'converged'));
  });

  it('keeps to bounds as leastSquares does, and holds what ends on one', () => {
    const frames = simulate(5, 8);
    const bounds = { lower: [0, 0, 0.55, 0], upper: [10, 5, 2, 9] };
    const fit = fitSeries({ model: peak, frames, start, shared: [2], free: [0, 1, 3], bounds }, tight);
    const problem = dense(frames, (f, all) =>
      Float64Array.of(all[1 + 3 * f]!, all[2 + 3 * f]!, all[0]!, all[3 + 3 * f]!),
    );
    const whole = leastSquares(problem, [0.7, ...Array.from({ length: 5 }, () => [8, 2.2, 1]).flat()], {
      bounds: {
        lower: [0.55, ...Array.from({ length: 5 }, () => [0, 0, 0]).flat()],
        upper: [2, ...Array.from({ length: 5 }, () => [10, 5, 9]).flat()],
      },
    });
    expect(fit.status).toBe('converged');
    expect([fit.values[2], fit.stderr[2], fit.clipped[2]]).toEqual([0.55, Number.NaN, 1]);
    for (let f = 0; f < 5; f++)
      [1 + 3 * f, 2 + 3 * f, 0, 3 + 3 * f].forEach((at, k) => {
        expect(relative(fit.values[4 * f + k]!, whole.parameters[at]!)).toBeLessThan(1e-8);
        expect(fit.clipped[4 * f + k] === 1).toBe(whole.clipped.includes(at));
      });
    expect(fit.clipped.filter((_, i) => i % 4 === 0)).toContain(1);
  });

  it('goes on where bounds cut a first step short, and that leads uphill', () => {
    const frames = simulate(8, 13, 0.02);
    // Widths far too large: the first step of the shared one leads far below its bound.
    const bounds = { lower: [0, 0, 0.02, -50], upper: [100, 5, 9, 50] };
    for (const width of [0.9, 1.5, 2.5]) {
      const fit = fitSeries({ model: peak, frames, start: [8, 2.6, width, 1], shared: [2], free: [0, 1, 3], bounds });
      expect([fit.status, fit.values[2]]).toEqual(['converged', expect.closeTo(0.5, 2) as number]);
      expect(fit.chiSquare / fit.degreesOfFreedom).toBeLessThan(1.3);
    }
  });

  it('fits counts by their likelihood, with derivatives by differences as well', () => {
    const random = seededRandom(9);
    const counted = Array.from({ length: 30 }, (_, f) => {
      const y = new Float64Array(x.length);
      peak(Float64Array.from(truthOf(f, 30)), x, y, undefined, f);
      return { x, y: y.map((mean) => random.poisson(mean)) };
    });
    const series = { model: peak, frames: counted, start, shared: [2, 3], free: [0, 1] };
    const fit = fitSeries(series, { likelihood: 'poisson' });
    const numeric = fitSeries({ ...series, analytic: false }, { likelihood: 'poisson' });
    expect(fit.status).toBe('converged');
    for (const k of [2, 3]) {
      expect(Math.abs(fit.values[k]! - truthOf(0, 30)[k]!)).toBeLessThan(3 * fit.stderr[k]!);
      expect(numeric.values[k]).toBeCloseTo(fit.values[k]!, 5);
    }
    // Poisson counts with equal means: the likelihood's constant is the mean, which weights by counts underestimate.
    const flat = fitSeries(
      { model: peak, frames: counted, start: [0, 2, 0.5, 1], shared: [3] },
      { likelihood: 'poisson' },
    );
    const mean = counted.flatMap(({ y }) => Array.from(y)).reduce((sum, value) => sum + value, 0) / (30 * x.length);
    expect(flat.values[3]).toBeCloseTo(mean, 6);
  });

  it('leaves out what a frame does not determine, without harm to the others', () => {
    const frames = simulate(6, 10);
    const at = x.slice(0, 2);
    const short = { x: at, y: frames[2]!.y.slice(0, 2), sigma: frames[2]!.sigma!.slice(0, 2) };
    const broken = { ...frames[4]!, y: frames[4]!.y.map((v, i) => (i === 3 ? Number.NaN : v)) };
    const series = frames.with(2, short).with(4, broken);
    const problem = { model: peak, frames: series, start, shared: [2], free: [0, 1, 3] };
    const fit = fitSeries(problem, { ...tight, badFrames: 'skip' });
    const others = fitSeries({ ...problem, frames: frames.filter((_, f) => f !== 2 && f !== 4) }, tight);
    expect(fit.frameStatus).toEqual(['converged', 'converged', 'singular', 'converged', 'masked', 'converged']);
    expect(fit.values[2]).toBeCloseTo(others.values[2]!, 6);
    expect(fit.values[16]).toBe(Number.NaN);
    // Two points for three parameters: none of them is known, whichever is left out; the shared width is.
    expect(Array.from(fit.stderr.subarray(8, 12), Number.isNaN)).toEqual([true, true, false, true]);
    expect(() => fitSeries(problem)).toThrow(/frame 4: point 3 is NaN/);
    const lost = fitSeries({ ...problem, frames, start: [0, 2, 0.5, 1], shared: [1, 2], free: [3] });
    expect([lost.status, lost.stderr[1], lost.message]).toEqual([
      'singular',
      Number.NaN,
      expect.stringContaining('do not determine parameters 1, 2'),
    ]);
  });

  it('refuses what does not fit together', () => {
    const frames = simulate(3, 11);
    const problem = { model: peak, frames, start, shared: [2], free: [0, 1, 3] };
    expect(() => fitSeries({ ...problem, shared: [0] })).toThrow('parameter 0 is named twice');
    expect(() => fitSeries({ ...problem, shared: [7] })).toThrow('there is no parameter 7 of 4');
    expect(() => fitSeries({ ...problem, bounds: { lower: [0, 0] } })).toThrow('lower has 2 values');
    expect(() => fitSeries({ ...problem, bounds: { lower: [9, 0, 0, 0], upper: [1, 9, 9, 9] } })).toThrow(
      'bounds of parameter 0 in frame 0 are 9 to 1',
    );
    expect(() => fitSeries({ ...problem, start: [Number.NaN, 1, 1, 1] })).toThrow(
      'start of parameter 0 in frame 0 is NaN',
    );
    expect(() => fitSeries({ ...problem, frames: [] })).toThrow('no frames');
    expect(() => fitSeries({ ...problem, times: [1], smooth: [] })).toThrow('1 times for 3 frames');
    expect(fitSeries({ ...problem, model: (_p, _x, out) => out.fill(Number.NaN) }).status).toBe('failed');
  });

  it('does not depend on the order of the frames', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), (order) => {
        const frames = simulate(6, 12);
        const straight = fitSeries({ model: peak, frames, start, shared: [2], free: [0, 1, 3] }, tight);
        const mixed = fitSeries(
          { model: peak, frames: order.map((f) => frames[f]!), start, shared: [2], free: [0, 1, 3] },
          tight,
        );
        order.forEach((f, place) => expect(mixed.values[4 * place]).toBeCloseTo(straight.values[4 * f]!, 9));
      }),
      { numRuns: 10 },
    );
  });
});
