import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { airpls, arpls, asls, chebyshevBackground, gaussian, snip } from '../src/index.js';

const n = 1000;
const x = Array.from({ length: n }, (_, i) => i);
const truth = Float64Array.from(x, (i) => 120 + 40 * Math.sin(i / 400));
const peaks = new Float64Array(n);
for (const center of [150, 420, 700, 860])
  gaussian.evaluate(x, [center, 600, 14]).forEach((value, i) => (peaks[i]! += value));
/** Mean of result - truth over points away from peaks, over many noisy patterns. */
function bias(background: (y: Float64Array) => Float64Array, noisy: boolean): number {
  const random = seededRandom(12);
  let sum = 0;
  let count = 0;
  for (let trial = 0; trial < 20; trial++) {
    const y = truth.map((value, i) => value + peaks[i]! + (noisy ? Math.sqrt(value + peaks[i]!) * random.normal() : 0));
    background(y).forEach((value, i) => {
      if (peaks[i]! > 0.5 || i < 30 || i > n - 30) return;
      sum += value - truth[i]!;
      count++;
    });
  }
  return sum / count;
}

describe('backgrounds', () => {
  const methods = {
    snip: (y: Float64Array) => snip(y, { halfWindow: 24 }).background,
    'snip after smoothing': (y: Float64Array) => snip(y, { halfWindow: 24, smoothing: 8 }).background,
    asls: (y: Float64Array) => asls(y, { lambda: 1e6 }).background,
    airpls: (y: Float64Array) => airpls(y, { lambda: 1e6 }).background,
    arpls: (y: Float64Array) => arpls(y, { lambda: 1e6 }).background,
    chebyshev: (y: Float64Array) => chebyshevBackground(x, y, { degree: 5 }).background,
  };

  it.each(Object.entries(methods))('%s follows a smooth background under sharp peaks', (_, method) => {
    expect(Math.abs(bias(method, false))).toBeLessThan(2);
  });

  // Noise of sqrt(120) = 11: methods that hug the lower envelope end one to two of it too low.
  it.each([
    ['snip', -30, -10],
    ['snip after smoothing', -12, -3],
    ['asls', -25, -8],
    ['airpls', -25, -3],
    ['arpls', -3, 3],
    ['chebyshev', -3, 1.5],
  ] as const)('%s has the bias by noise that its description says', (name, low, high) => {
    const value = bias(methods[name], true);
    expect(value).toBeGreaterThan(low);
    expect(value).toBeLessThan(high);
  });

  it('arpls minimises what it says: the penalised sum with its last weights but one', () => {
    const y = truth.map((value, i) => value + peaks[i]!);
    const before = arpls(y, { lambda: 1e4, maximumIterations: 4, ratio: 1e-12 });
    const after = arpls(y, { lambda: 1e4, maximumIterations: 5, ratio: 1e-12 });
    const z = after.background;
    // Gradient of sum w (y - z)^2 + lambda |D z|^2 vanishes.
    for (let i = 2; i < n - 2; i++) {
      const fourth = z[i - 2]! - 4 * z[i - 1]! + 6 * z[i]! - 4 * z[i + 1]! + z[i + 2]!;
      expect(Math.abs(before.weights[i]! * (z[i]! - y[i]!) + 1e4 * fourth)).toBeLessThan(1e-5);
    }
    expect([after.iterations, after.status]).toEqual([5, 'limit-reached']);
  });

  it('leave straight lines as they are', () => {
    const line = Float64Array.from(x, (i) => 50 + 0.3 * i);
    // The LLS scale bends a line a little.
    snip(line, { halfWindow: 10 }).background.forEach((value, i) =>
      expect(Math.abs(value - line[i]!)).toBeLessThan(0.5),
    );
    for (const background of [
      asls(line).background,
      arpls(line).background,
      airpls(line).background,
      chebyshevBackground(x, line, { degree: 2 }).background,
    ]) {
      background.forEach((value, i) => expect(Math.abs(value - line[i]!)).toBeLessThan(1e-4));
    }
  });

  it('chebyshev has errors that simulations confirm', () => {
    const random = seededRandom(4);
    const pulls = Array.from({ length: 300 }, () => {
      const y = truth.map((value) => value + 3 * random.normal());
      const { coefficients } = chebyshevBackground(x, y, { degree: 3, sigma: new Float64Array(n).fill(3), clip: 10 });
      return coefficients.map(({ value, stderr }) => [value, stderr] as const);
    });
    for (let k = 0; k < 4; k++) {
      const mean = pulls.reduce((sum, row) => sum + row[k]![0], 0) / 300;
      const width = Math.sqrt(pulls.reduce((sum, row) => sum + ((row[k]![0] - mean) / row[k]![1]) ** 2, 0) / 299);
      // 300 samples: the width scatters by 4 %.
      expect(Math.abs(width - 1)).toBeLessThan(0.13);
    }
  });

  it.each([
    ['NaN', () => snip([1, Number.NaN, 3]), 'non-finite'],
    ['too few points', () => arpls([1, 2]), 'too-few-points'],
    ['a lambda of 0', () => asls([1, 2, 3, 4], { lambda: 0 }), 'invalid-argument'],
    ['x of another length', () => chebyshevBackground([1, 2], [1, 2, 3, 4, 5, 6, 7, 8]), 'shape-mismatch'],
    [
      'nothing left of the peaks',
      () => chebyshevBackground([0, 1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 1, 3, 9], { degree: 4, clip: 1e-6 }),
      'too-few-points',
    ],
  ])('refuse %s', (_, run, code) => {
    expect(run).toThrow(expect.objectContaining({ code }));
  });
});
