import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { fillCurvature, fillInformation } from '../src/count-curvature.js';
import { fitCounts } from '../src/count-fit.js';
import { fillPeaks, modelDeviance } from '../src/count-model.js';
import { createCountSpace, layOut } from '../src/count-space.js';
import type { CountWindow } from '../src/count-space.js';

/** Counts of two Gaussians, one of them perhaps far outside the window, on a level background. */
const windows = fc
  .record({
    points: fc.integer({ min: 9, max: 90 }),
    width: fc.double({ min: 0.1, max: 2, noNaN: true }),
    away: fc.constantFrom(0.9, 3, 300),
    area: fc.constantFrom(0, 5, 4000),
    seed: fc.nat(1000),
  })
  .map(({ points, width, away, area, seed }): CountWindow => {
    const random = seededRandom(seed);
    const x = Float64Array.from({ length: points }, (_, i) => 57 + 0.05 * i);
    const middle = x[points >> 1]!;
    const peak = (e: number): number => Math.exp(-4 * Math.LN2 * ((e - middle) / width) ** 2) / width;
    const y = x.map((e) => random.poisson(20 + area * 0.05 * peak(e)));
    const centers = [middle, middle + away];
    return { x, y, centers, widths: [width, width], ranges: centers.map((e): [number, number] => [e - 0.3, e + 0.3]) };
  });

/** Largest difference of two arrays, in units of the largest value; Gaussians are followed down to 2^-1000. */
function apart(one: Float64Array, other: Float64Array): number {
  const size = Math.max(...other.map(Math.abs), 1e-200);
  let most = 0;
  for (let i = 0; i < other.length; i++) most = Math.max(most, Math.abs(one[i]! - other[i]!) / size);
  return most;
}

describe('kernels of fits of counts', () => {
  it('fill columns, model and normal equations as the plain loops do', () => {
    const spaces = (['auto', 'plain'] as const).map((choice) => createCountSpace(choice));
    expect(spaces.map(({ kernel }) => kernel !== undefined)).toEqual([true, false]);
    fc.assert(
      fc.property(windows, fc.boolean(), fc.boolean(), (window, widthsFree, curved) => {
        const [auto, plain] = spaces.map((space) => {
          layOut(space, window, 2, widthsFree, (k) => k > 0 && !widthsFree);
          space.values.set([300, 40, 25, -2]);
          fillPeaks(space, window, space.values, true);
          const deviance = modelDeviance(space, space.values);
          const { points, parameters: n } = space;
          if (curved) fillCurvature(space, window);
          else fillInformation(space);
          const columns = Array.from({ length: n }, (_, a) => space.columns.slice(a * points, (a + 1) * points));
          // By the sizes of the columns, as Cauchy and Schwarz allow.
          const rows = columns.map((column) =>
            Math.sqrt(column.reduce((sum, value, i) => sum + value * value * space.weights[i]!, 0)),
          );
          const lower = Float64Array.from({ length: n * n }, (_, i) => {
            const [a, b] = [Math.floor(i / n), i % n];
            return b > a ? 0 : space.normal[i]! / (rows[a]! * rows[b]! || 1);
          });
          const model = space.model.slice(0, points);
          return {
            deviance,
            columns,
            model,
            lower,
            gradient: space.gradient.map((g, a) => g / (rows[a] || 1)).slice(0, n),
          };
        });
        auto!.columns.forEach((column, a) => expect(apart(column, plain!.columns[a]!)).toBeLessThan(1e-13));
        expect(apart(auto!.model, plain!.model)).toBeLessThan(1e-14);
        expect(Math.abs(auto!.deviance - plain!.deviance)).toBeLessThan(1e-11 * Math.max(1, plain!.deviance));
        expect(apart(auto!.lower, plain!.lower)).toBeLessThan(1e-11);
        expect(apart(auto!.gradient, plain!.gradient)).toBeLessThan(1e-11);
      }),
      { numRuns: 60 },
    );
  });

  it('lead to the same fits, window after window of other sizes', () => {
    const [auto, plain] = [createCountSpace(), createCountSpace('plain')];
    fc.assert(
      fc.property(windows, fc.boolean(), fc.subarray([0, 1]), (window, widthsFree, held) => {
        const [one, other] = [auto, plain].map((space) => fitCounts(space, window, 2, widthsFree, held, 2));
        expect(one === undefined).toBe(other === undefined);
        if (one === undefined || other === undefined) return;
        expect([one.status, one.clipped, one.misfit]).toEqual([other.status, other.clipped, other.misfit]);
        one.peaks.forEach((peak, k) => {
          for (const name of ['center', 'area', 'fwhm'] as const) {
            const [{ value, stderr }, truth] = [peak[name], other.peaks[k]![name]];
            const unit = Number.isNaN(truth.stderr) ? 1 : truth.stderr;
            expect(Math.abs(value - truth.value)).toBeLessThanOrEqual(1e-6 * unit);
            if (!Number.isNaN(truth.stderr)) expect(stderr / truth.stderr).toBeCloseTo(1, 6);
          }
        });
      }),
      { numRuns: 60 },
    );
  });
});
