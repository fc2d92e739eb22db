import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { fingerCoxJephcoat, fitPeakStack, fitPeaks, secondCenter, thompsonCoxHastings } from '../src/index.js';

const degree = Math.PI / 180;
const area = { amplitude: 'area' } as const;
/** Two-theta, Gaussian and Lorentzian width, S/L, H/L: from broad and high to narrow and low, and beyond 90 degrees. */
const cases: readonly (readonly [number, number, number, number, number])[] = [
  [12, 0.05, 0.03, 0.02, 0.02],
  [12, 0.05, 0.03, 0.03, 0.01],
  [12, 0.05, 0.03, 0.01, 0.03],
  [25, 0.08, 0.05, 0.025, 0.02],
  [6, 0.03, 0.02, 0.015, 0.012],
  [60, 0.1, 0.06, 0.04, 0.03],
  [140, 0.08, 0.05, 0.04, 0.04],
];

/**
 * The published integral as it stands (Finger, Cox and Jephcoat 1994, equations 9 to 14): D(2 delta) = W / (h cos 2 delta)
 * over 2 delta from its minimum to 2 theta, times the symmetric profile, by midpoints in sqrt(2 theta - 2 delta),
 * which takes away the singularity at 2 theta.
 */
function published(x: readonly number[], twoTheta: number, g: number, l: number, s: number, h: number): number[] {
  const cosine = Math.cos(twoTheta * degree);
  const limit = Math.acos(cosine * Math.hypot(1, h + s)) / degree;
  const points = 3000;
  const root = Math.sqrt(Math.abs(limit - twoTheta));
  const sums = new Float64Array(x.length);
  let norm = 0;
  for (let i = 0; i < points; i++) {
    const v = (root * (i + 0.5)) / points;
    const delta = twoTheta + Math.sign(limit - twoTheta) * v * v;
    const ratio = Math.cos(delta * degree) / cosine;
    const height = Math.sqrt(ratio * ratio - 1);
    const w = height < Math.abs(h - s) ? 2 * Math.min(h, s) : h + s - height;
    const d = (v * w) / (height * Math.abs(Math.cos(delta * degree)));
    norm += d;
    const values = thompsonCoxHastings.evaluate(x, [delta, 1, g, l], area);
    for (let k = 0; k < x.length; k++) sums[k]! += d * values[k]!;
  }
  return Array.from(sums, (sum) => sum / norm);
}

describe('Thompson-Cox-Hastings with axial divergence', () => {
  it.each(cases)('at %d degrees, widths %d and %d, S/L %d, H/L %d: the published integral', (...p) => {
    const [twoTheta, ...shape] = p;
    const x = Array.from({ length: 21 }, (_, i) => twoTheta + 0.03 * (i - 12));
    const expected = published(x, ...p);
    const found = fingerCoxJephcoat.evaluate(x, [twoTheta, 1, ...shape]);
    const top = Math.max(...expected);
    // Midpoints are good to 1e-6, as the nodes are said to be.
    for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value) / top).toBeLessThan(3e-6);
  });

  it.each(cases)('at %d degrees, widths %d and %d, S/L %d, H/L %d: derivatives of its values', (...p) => {
    const start = [p[0], 3, ...p.slice(1)];
    const x = Array.from({ length: 21 }, (_, i) => p[0] + 0.03 * (i - 10));
    const rows = fingerCoxJephcoat.jacobian(x, start);
    const largest = start.map((_, k) => Math.max(...x.map((__, i) => Math.abs(rows[i * 6 + k]!))));
    for (const [k, value] of start.entries()) {
      const h = 1e-5 * Math.abs(k === 0 ? 1 : value);
      const high = fingerCoxJephcoat.evaluate(x, start.with(k, value + h));
      const low = fingerCoxJephcoat.evaluate(x, start.with(k, value - h));
      for (const [i] of x.entries())
        expect(Math.abs((high[i]! - low[i]!) / (2 * h) - rows[i * 6 + k]!) / largest[k]!).toBeLessThan(1e-4);
    }
  });

  it('moves the mean by cot(2 theta) (S^2 + H^2) / 6 L^2, and is the symmetric profile without divergence', () => {
    for (const [twoTheta, s, h] of [
      [30, 0.02, 0.03],
      [60, 0.03, 0.03],
      [120, 0.02, 0.01],
    ] as const) {
      // A Gaussian: the mean of a Lorentzian is none.
      const x = Array.from({ length: 4001 }, (_, i) => twoTheta + 0.0005 * (i - 2000));
      const y = fingerCoxJephcoat.evaluate(x, [twoTheta, 1, 0.1, 1e-9, s, h]);
      const sum = y.reduce((total, value) => total + value, 0);
      const mean = y.reduce((total, value, i) => total + value * (x[i]! - twoTheta), 0) / sum;
      const theory = -(s * s + h * h) / 6 / Math.tan(twoTheta * degree) / degree;
      // Next order in the heights.
      expect(Math.abs(mean / theory - 1)).toBeLessThan(0.01);
      expect(sum * 0.0005).toBeCloseTo(1, 6);
    }
    const x = [9.8, 9.95, 10, 10.1];
    const symmetric = thompsonCoxHastings.evaluate(x, [10, 2, 0.1, 0.05], area);
    fingerCoxJephcoat
      .evaluate(x, [10, 2, 0.1, 0.05, 0, 0])
      .forEach((value, i) => expect(value).toBeCloseTo(symmetric[i]!, 12));
  });

  it('has height and width of what it draws', () => {
    for (const [twoTheta, ...shape] of cases) {
      const p = [twoTheta, 2, ...shape];
      const x = Array.from({ length: 20_001 }, (_, i) => twoTheta + 5e-5 * (i - 10_000));
      const y = Array.from(fingerCoxJephcoat.evaluate(x, p));
      const top = Math.max(...y);
      const above = y.filter((value) => value > 0.5 * top).length * 5e-5;
      expect(fingerCoxJephcoat.height(p) / top).toBeCloseTo(1, 6);
      expect(Math.abs(fingerCoxJephcoat.fwhm(p) - above)).toBeLessThan(2e-4);
    }
  });

  it('fits centers without bias where the symmetric profile is off, doublets too', () => {
    const doublet = { wavelength1: 1.540593, wavelength2: 1.544427, ratio: 0.5 };
    const random = seededRandom(3);
    const [frames, points] = [12, 200];
    const x = Float64Array.from({ length: points }, (_, i) => 17.5 + 0.01 * i);
    const truth = [18.7, 400, 0.06, 0.04, 0.03, 0.03];
    const second = new Float64Array(2);
    secondCenter(doublet, truth[0]!, second);
    const one = fingerCoxJephcoat.evaluate(x, truth);
    const two = fingerCoxJephcoat.evaluate(x, [second[0]!, 200, ...truth.slice(2)]);
    const stack = new Float64Array(frames * points);
    for (let i = 0; i < stack.length; i++) {
      const mean = 50 + one[i % points]! + two[i % points]!;
      stack[i] = Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
    }
    const heights = { sampleHeight: 0.03, slitHeight: 0.03 };
    const usual = { likelihood: 'poisson', doublet } as const;
    const fit = fitPeakStack(x, stack, {
      ...usual,
      profile: 'finger-cox-jephcoat',
      peaks: [{ center: 18.68, fwhm: 0.09, ...heights }],
      fixed: ['peak0.sampleHeight', 'peak0.slitHeight'],
    });
    const pulls = (column: { values: Float64Array; stderr: Float64Array }, value: number): number[] =>
      Array.from(column.values, (found, f) => (found - value) / column.stderr[f]!);
    const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    // Twelve frames: the mean pull scatters by 0.29.
    expect(Math.abs(meanOf(pulls(fit.peaks[0]!.center, 18.7)))).toBeLessThan(1.2);
    expect(Math.abs(meanOf(pulls(fit.peaks[0]!.area, 400)))).toBeLessThan(1.2);
    const symmetric = fitPeaks(x, stack.subarray(0, points), {
      ...usual,
      profile: 'thompson-cox-hastings',
      peaks: [{ center: 18.68, fwhm: 0.09 }],
    });
    const { value, stderr } = symmetric.peaks[0]!.center;
    expect((18.7 - value) / stderr).toBeGreaterThan(10);
  });
});
