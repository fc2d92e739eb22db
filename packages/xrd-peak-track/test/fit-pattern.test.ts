import { describe, expect, it } from 'vitest';
import { exploration, seededRandom } from '@operando/fixtures';
import { pseudoVoigt } from '@operando/peak-fit';
import { fitPattern, fitPatternStack } from '../src/index.js';

const x = Float64Array.from({ length: 2400 }, (_, i) => 10 + 0.02 * i);
const centers = [14.2, 19.7, 28.3, 33.1, 33.6, 44.9, 52.2];
const areas = [40, 90, 25, 60, 30, 8, 50];
const [U, V, W] = [0.06, -0.02, 0.012] as const;
const widthOf = (center: number): number => {
  const t = Math.tan((center * Math.PI) / 360);
  return Math.sqrt(U * t * t + V * t + W);
};
const clean = x.map((at) => 300 - 4 * (at - 10) + 0.05 * (at - 30) ** 2);
centers.forEach((center, k) =>
  pseudoVoigt
    .evaluate(x, [center, areas[k]!, widthOf(center), 0.35], { amplitude: 'area' })
    .forEach((value, i) => (clean[i]! += value)),
);
const noisy = (seed: number): Float64Array => {
  const random = seededRandom(seed);
  return clean.map((value) => Math.max(0, Math.round(value + Math.sqrt(value) * random.normal())));
};
const starts = centers.map((center, k) => center + 0.03 * (k % 2 === 0 ? 1 : -1));

describe('fitPattern', () => {
  it('fits all peaks with one resolution law, within honest errors', () => {
    let pulls = 0;
    let count = 0;
    for (let seed = 1; seed <= (exploration.isExploring ? 30 : 8); seed++) {
      const fit = fitPattern(x, noisy(seed), { centers: starts, fwhm: 0.12, sigma: clean.map(Math.sqrt), degree: 3 });
      expect(fit.message).toMatch(/^converged/);
      expect(Math.abs(fit.chiSquare / fit.degreesOfFreedom - 1)).toBeLessThan(0.12);
      for (const [k, center] of centers.entries()) {
        pulls +=
          ((fit.centers[k]!.value - center) / fit.centers[k]!.stderr) ** 2 +
          ((fit.areas[k]!.value - areas[k]!) / fit.areas[k]!.stderr) ** 2;
        count += 2;
        expect(fit.fwhm[k]! / widthOf(center)).toBeCloseTo(1, 0);
      }
      for (const [estimate, truth] of [
        [fit.resolution.U, U],
        [fit.resolution.V, V],
        [fit.resolution.W, W],
        [fit.eta, 0.35],
      ] as const) {
        pulls += ((estimate.value - truth) / estimate.stderr) ** 2;
        count++;
      }
    }
    // 540 pulls of thirty patterns: the mean square scatters by 6 %; 144 of eight, by 12 %.
    expect(Math.abs(pulls / count - 1)).toBeLessThan(exploration.isExploring ? 0.2 : 4 * Math.sqrt(2 / count));
  });

  it('of a noiseless pattern gives back what made it, doublet and all', () => {
    const doublet = { wavelength1: 1.5406, wavelength2: 1.5444 };
    const y = x.map((at) => 100 + at);
    for (const [k, center] of centers.entries()) {
      const second = (360 / Math.PI) * Math.asin((1.5444 / 1.5406) * Math.sin((center * Math.PI) / 360));
      pseudoVoigt
        .evaluate(x, [center, areas[k]!, widthOf(center), 0.35], { amplitude: 'area' })
        .forEach((value, i) => (y[i]! += value));
      pseudoVoigt
        .evaluate(x, [second, 0.5 * areas[k]!, widthOf(center), 0.35], { amplitude: 'area' })
        .forEach((value, i) => (y[i]! += value));
    }
    const fit = fitPattern(x, y, { centers: starts, fwhm: 0.12, degree: 1, doublet });
    centers.forEach((center, k) => {
      expect(fit.centers[k]!.value).toBeCloseTo(center, 5);
      expect(fit.areas[k]!.value / areas[k]!).toBeCloseTo(1, 4);
    });
    expect(fit.resolution.U.value).toBeCloseTo(U, 4);
  });

  it('goes through a stack, and refuses what is no start', () => {
    const stack = new Float64Array(3 * x.length);
    for (let frame = 0; frame < 3; frame++) stack.set(noisy(frame + 50), frame * x.length);
    const fits = fitPatternStack(x, stack, { centers: starts, fwhm: 0.12, degree: 3 });
    expect(fits.map(({ status }) => status)).toEqual(['converged', 'converged', 'converged']);
    expect(() => fitPattern(x, clean, { centers: [99], fwhm: 0.1 })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
    expect(() => fitPattern(x.slice(0, 9), clean.slice(0, 9), { centers: [10.1], fwhm: 0.1 })).toThrow(
      expect.objectContaining({ code: 'too-few-points' }),
    );
    expect(() => fitPattern(x, clean.slice(1), { centers: [14], fwhm: 0.1 })).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
    expect(() => fitPattern(x, clean.with(5, Number.NaN), { centers: [14], fwhm: 0.1 })).toThrow(
      expect.objectContaining({ code: 'non-finite' }),
    );
    expect(() => fitPatternStack(x, stack.subarray(1), { centers: [14], fwhm: 0.1 })).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
  });
});
