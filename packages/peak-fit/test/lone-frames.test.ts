import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { peakStack } from '@operando/fixtures';
import { createPeakStackFitter, fitPeakStack } from '../src/index.js';
import type { FitPeakStackOptions, FitPeakStackResult } from '../src/index.js';

/** Columns in which values and errors are compared. */
function columnsOf({ peaks, background }: FitPeakStackResult) {
  const { center, fwhm, area, height, shape } = peaks[0]!;
  return [center, fwhm, area, height, shape['eta']!, ...background];
}

/** What differs by more than rounding, conditions taken in, from the plain loops. */
function differences(auto: FitPeakStackResult, plain: FitPeakStackResult): string[] {
  const found: string[] = [];
  for (const name of ['status', 'iterations', 'clipped', 'general'] as const)
    auto[name].forEach((value, f) => value !== plain[name][f] && found.push(`${name} of ${f}`));
  columnsOf(auto).forEach(({ values, stderr }, k) => {
    const other = columnsOf(plain)[k]!;
    values.forEach((value, f) => {
      // What was held on a bound has no error.
      const unit = Number.isNaN(other.stderr[f]!) ? Math.abs(other.values[f]!) : other.stderr[f]!;
      const same = Object.is(value, other.values[f]) || Math.abs(value - other.values[f]!) <= 1e-7 * unit;
      const error = Object.is(stderr[f], other.stderr[f]) || Math.abs(stderr[f]! / other.stderr[f]! - 1) <= 1e-7;
      if (!same || !error) found.push(`column ${k} of ${f}: ${value} ${stderr[f]}`);
    });
  });
  auto.chiSquare.forEach((value, f) => {
    const other = plain.chiSquare[f]!;
    if (!Object.is(value, other) && !(Math.abs(value / other - 1) <= 1e-9)) found.push(`chi2 of ${f}`);
  });
  return found;
}

const start = [{ center: 10.3, fwhm: 0.08 }];

describe('one peak on a line by its kernel', () => {
  it('is fitted as by the plain loops: any number of points, any weights, starts and bounds', () => {
    fc.assert(
      fc.property(
        fc.record({
          points: fc.integer({ min: 46, max: 75 }),
          eta: fc.double({ min: -0.05, max: 1.05, noNaN: true }),
          seed: fc.integer({ min: 1, max: 1000 }),
          weights: fc.constantFrom('none', 'counts', 'row', 'all'),
          amplitude: fc.constantFrom('height' as const, 'area' as const),
          edge: fc.constantFrom(0.005, 0.04, 1),
          bad: fc.option(fc.integer({ min: 0, max: 7 }), { nil: -1 }),
        }),
        ({ points, eta, seed, weights, amplitude, edge, bad }) => {
          const { x, stack } = peakStack(8, points, [[10.3, 0.08, eta, 4000]], seed);
          if (bad >= 0) stack[bad * points + (seed % points)] = Number.NaN;
          const row = Float64Array.from(x, (at) => 15 + 3 * Math.sin(at));
          const sigma = {
            none: undefined,
            counts: 'counts' as const,
            row,
            all: Float64Array.from(stack, (_, i) => row[i % points]! + (i % 3)),
          }[weights];
          const options: FitPeakStackOptions = {
            peaks: start,
            sigma,
            amplitude,
            bounds: { 'peak0.center': [10.3 - edge, 10.3 + edge] },
            badFrames: 'skip',
          };
          const auto = fitPeakStack(x, stack, options);
          expect(differences(auto, fitPeakStack(x, stack, { ...options, kernels: 'plain' }))).toEqual([]);
          if (bad >= 0) expect(auto.status[bad]).toBe(statusOf.masked);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('goes on from block to block, whatever lies between and wherever a block lies in memory', () => {
    const { x, stack } = peakStack(30, 61, [[10.3, 0.08, 0.4, 4000]], 3);
    const shifted = new Float64Array(stack.length + 1);
    shifted.set(stack, 1);
    const options = { peaks: start, sigma: 'counts' } as const;
    const fitter = createPeakStackFitter(x, options);
    const other = createPeakStackFitter(x, { peaks: start });
    for (let from = 0; from < 30; from += from % 4 === 0 ? 3 : 1) {
      const to = Math.min(30, from + (from % 4 === 0 ? 3 : 1));
      fitter.add(shifted.subarray(1 + 61 * from, 1 + 61 * to));
      other.add(stack.subarray(61 * from, 61 * to));
    }
    expect(fitter.finish()).toEqual(fitPeakStack(x, stack, options));
  });

  it('names a frame whose values are not finite, also after frames that were fitted', () => {
    const { x, stack } = peakStack(6, 60, [[10.3, 0.08, 0.4, 4000]], 3);
    stack[4 * 60 + 7] = Infinity;
    expect(() => fitPeakStack(x, stack, { peaks: start, sigma: 'counts' })).toThrow(
      expect.objectContaining({ where: expect.objectContaining({ frame: 4 }) }),
    );
  });
});
