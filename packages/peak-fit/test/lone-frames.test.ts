import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { peakStack } from '@operando/fixtures';
import { createPeakStackFitter, fitPeakStack } from '../src/index.js';
import type { FitPeakStackOptions, FitPeakStackResult, PeakProfileName } from '../src/index.js';
import { doublet, makeStack } from './make-stack.js';

/** Columns in which values and errors are compared. */
function columnsOf({ peaks, background }: FitPeakStackResult) {
  const { center, fwhm, area, height, shape } = peaks[0]!;
  return [center, fwhm, area, height, ...Object.values(shape), ...background];
}

/** What differs by more than rounding, conditions taken in, from the plain loops. */
function differences(auto: FitPeakStackResult, plain: FitPeakStackResult): string[] {
  const found: string[] = [];
  for (const name of ['status', 'clipped', 'general'] as const)
    auto[name].forEach((value, f) => value !== plain[name][f] && found.push(`${name} of ${f}`));
  // Frames with a shape on a bound are fitted by the plain loops in both, from starts that differ by rounding: how often a step is
  // turned back there hangs on that.
  auto.iterations.forEach((value, f) => {
    if (auto.clipped[f] === 0 && value !== plain.iterations[f]) found.push(`iterations of ${f}`);
  });
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

/** What a kernel of its own fits. */
interface Kind {
  readonly profile: PeakProfileName;
  readonly isDoublet: boolean;
  /** Widths and Lorentzian shares, one of which is given. */
  readonly shape: (eta: number) => readonly number[];
}

const kinds: readonly Kind[] = [
  { profile: 'pseudo-voigt', isDoublet: false, shape: (eta) => [0.08, eta] },
  { profile: 'pseudo-voigt', isDoublet: true, shape: (eta) => [0.08, eta] },
  { profile: 'split-pseudo-voigt', isDoublet: false, shape: (eta) => [0.09, 0.07, eta, 0.4] },
];

/** Frames of a peak near 40.3 of a kind, and options for it. */
function simulate(kind: Kind, eta: number, height: number, points: number, seed: number) {
  const { profile, isDoublet, shape } = kind;
  const data = makeStack(profile, [[40.3, height, ...shape(eta)]], { frames: 8, points, two: isDoublet, seed });
  const options: FitPeakStackOptions = {
    profile,
    peaks: [{ center: 40.3, fwhm: 0.08 }],
    ...(isDoublet ? { doublet } : {}),
  };
  return { ...data, options };
}

describe('one peak on a line by its kernel', () => {
  it('is fitted as by the plain loops: any number of points, any weights, starts and bounds', () => {
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom(...kinds),
          points: fc.integer({ min: 46, max: 75 }),
          eta: fc.double({ min: -0.05, max: 1.05, noNaN: true }),
          seed: fc.integer({ min: 1, max: 1000 }),
          weights: fc.constantFrom('none', 'counts', 'row', 'all'),
          amplitude: fc.constantFrom('height' as const, 'area' as const),
          edge: fc.constantFrom(0.005, 0.04, 1),
          bad: fc.option(fc.integer({ min: 0, max: 7 }), { nil: -1 }),
        }),
        ({ kind, points, eta, seed, weights, amplitude, edge, bad }) => {
          const { x, stack, options: own } = simulate(kind, eta, 4000, points, seed);
          if (bad >= 0) stack[bad * points + (seed % points)] = Number.NaN;
          const row = Float64Array.from(x, (at) => 15 + 3 * Math.sin(at));
          const sigma = {
            none: undefined,
            counts: 'counts' as const,
            row,
            all: Float64Array.from(stack, (_, i) => row[i % points]! + (i % 3)),
          }[weights];
          const options: FitPeakStackOptions = {
            ...own,
            sigma,
            amplitude,
            bounds: { 'peak0.center': [40.3 - edge, 40.3 + edge] },
            badFrames: 'skip',
          };
          const auto = fitPeakStack(x, stack, options);
          expect(differences(auto, fitPeakStack(x, stack, { ...options, kernels: 'plain' }))).toEqual([]);
          if (bad >= 0) expect(auto.status[bad]).toBe(statusOf.masked);
        },
      ),
      {
        numRuns: 40,
        examples: [
          [
            {
              kind: kinds[2]!,
              points: 52,
              eta: -0.04833569075605513,
              seed: 998,
              weights: 'counts',
              amplitude: 'height',
              edge: 0.005,
              bad: 2,
            },
          ],
        ],
      },
    );
  });

  it('has the minimum and the errors of the general fitter', () => {
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom(...kinds),
          points: fc.integer({ min: 55, max: 75 }),
          eta: fc.double({ min: 0.3, max: 0.7, noNaN: true }),
          height: fc.constantFrom(2000, 20_000),
          seed: fc.integer({ min: 1, max: 1000 }),
        }),
        ({ kind, points, eta, height, seed }) => {
          const { x, stack, options } = simulate(kind, eta, height, points, seed);
          const usual = { ...options, sigma: 'counts', gainTolerance: 1e-8 } as const;
          const fit = fitPeakStack(x, stack, usual);
          const general = fitPeakStack(x, stack, { ...usual, method: 'general' });
          columnsOf(fit).forEach(({ values, stderr }, k) => {
            const other = columnsOf(general)[k]!;
            values.forEach((value, f) => {
              if (general.clipped[f] === 1) return;
              expect(Math.abs(value - other.values[f]!)).toBeLessThan(2e-3 * other.stderr[f]!);
              expect(Math.abs(stderr[f]! / other.stderr[f]! - 1)).toBeLessThan(2e-3);
            });
          });
        },
      ),
      { numRuns: 15 },
    );
  });

  it.each(kinds)('goes on from block to block with the same bits: $profile, doublet $isDoublet', (kind) => {
    const { x, stack, options } = simulate(kind, 0.4, 4000, 61, 4);
    const fitter = createPeakStackFitter(x, { ...options, sigma: 'counts' });
    fitter.add(stack.subarray(0, 3 * 61));
    fitPeakStack(x, stack, options);
    fitter.add(stack.subarray(3 * 61));
    expect(fitter.finish()).toEqual(fitPeakStack(x, stack, { ...options, sigma: 'counts' }));
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
