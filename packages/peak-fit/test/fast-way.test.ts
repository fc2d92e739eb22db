import { describe, expect, it } from 'vitest';
import { statusOf, statusWord } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { fitPeakStack, fitPeaks, peakProfiles } from '../src/index.js';
import type { FitPeakStackOptions, PeakProfileName } from '../src/index.js';
import { doublet, makeStack } from './make-stack.js';
import type { Stack } from './make-stack.js';

/** Every frame against the general fitter: chi2 within 1e-6, values within 1 % and errors within 0.5 % of the errors, the same on a bound. */
function expectGeneral({ x, stack, frames }: Stack, options: FitPeakStackOptions): ReturnType<typeof fitPeakStack> {
  const fit = fitPeakStack(x, stack, options);
  const { warmStart: _, method: __, gainTolerance: ___, badFrames: ____, ...rest } = options;
  for (let f = 0; f < frames; f++) {
    const alone = fitPeaks(x, stack.subarray(f * x.length, (f + 1) * x.length), rest);
    expect([alone.status, statusWord(fit.status[f]!)]).toEqual(['converged', 'converged']);
    expect(Math.abs(fit.chiSquare[f]! / alone.chiSquare - 1)).toBeLessThan(1e-6);
    expect(fit.clipped[f]).toBe(alone.clipped.length > 0 ? 1 : 0);
    const compare = (name: string, value: number, error: number, other: { value: number; stderr: number }): void => {
      const place = `${name} of frame ${f}`;
      if (Number.isNaN(other.stderr)) {
        expect([place, error]).toEqual([place, Number.NaN]);
        expect(Math.abs(value - other.value), place).toBeLessThan(1e-9 * Math.max(1, Math.abs(other.value)));
        return;
      }
      expect(Math.abs(value - other.value), place).toBeLessThan(0.01 * other.stderr);
      expect(Math.abs(error / other.stderr - 1), place).toBeLessThan(0.005);
    };
    alone.peaks.forEach((peak, p) => {
      const columns = fit.peaks[p]!;
      for (const name of ['center', 'area', 'height', 'fwhm'] as const)
        compare(name, columns[name].values[f]!, columns[name].stderr[f]!, peak[name]);
      for (const [name, other] of Object.entries(peak.shape))
        compare(name, columns.shape[name]!.values[f]!, columns.shape[name]!.stderr[f]!, other);
    });
    alone.background.coefficients.forEach((other, k) =>
      compare(`background ${k}`, fit.background[k]!.values[f]!, fit.background[k]!.stderr[f]!, other),
    );
  }
  return fit;
}

/** Knuth's products. */
function poissonDeviate(mean: number, random: ReturnType<typeof seededRandom>): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++;
  return count;
}

const pair = (profile: PeakProfileName, shape: readonly number[], options = {}): Stack =>
  makeStack(
    profile,
    [
      [40.35, 4000, ...shape],
      [40.75, 2500, ...shape],
    ],
    options,
  );
const starts = { peaks: [{ center: 40.35 }, { center: 40.75 }], sigma: 'counts' } as const;
const shapes: Readonly<Partial<Record<PeakProfileName, readonly number[]>>> = {
  gaussian: [0.1],
  lorentzian: [0.08],
  'pseudo-voigt': [0.1, 0.5],
  'split-pseudo-voigt': [0.13, 0.08, 0.5, 0.4],
  'thompson-cox-hastings': [0.08, 0.05],
};
const names = Object.keys(shapes) as PeakProfileName[];

describe('the fast way of fitPeakStack agrees with the general fitter', () => {
  it.each(names)('%s', (profile) => {
    expect(
      expectGeneral(pair(profile, shapes[profile]!), { ...starts, profile }).general.some((value) => value === 1),
    ).toBe(false);
  });

  it.each(names)('%s as K alpha doublets', (profile) => {
    expect(
      expectGeneral(pair(profile, shapes[profile]!, { two: true }), { ...starts, profile, doublet }).general.some(
        (value) => value === 1,
      ),
    ).toBe(false);
  });

  it('one doublet on a constant, on nothing and on a parabola', () => {
    const data = makeStack('pseudo-voigt', [[40.4, 3000, 0.1, 0.4]], { two: true });
    for (const background of ['constant', { chebyshev: 2 }] as const)
      expect(
        expectGeneral(data, { peaks: [{ center: 40.4 }], sigma: 'counts', doublet, background }).general.some(
          (value) => value === 1,
        ),
      ).toBe(false);
    const bare = { ...data, stack: data.stack.map((value, i) => value - 300 - 0.2 * (i % 120)) };
    const sigma = data.stack.map((value) => Math.sqrt(value)).subarray(0, 120);
    expect(
      expectGeneral(bare, { peaks: [{ center: 40.4 }], sigma, doublet, background: 'none' }).general.some(
        (value) => value === 1,
      ),
    ).toBe(false);
  });

  it('profiles of several kinds side by side', () => {
    const data = pair('split-pseudo-voigt', [0.11, 0.1, 0.5, 0.4]);
    const [first, second] = starts.peaks;
    expect(
      expectGeneral(data, {
        sigma: 'counts',
        amplitude: 'height',
        peaks: [
          { ...first, profile: 'split-pseudo-voigt' },
          { ...second, profile: 'pseudo-voigt' },
        ],
      }).general.some((value) => value === 1),
    ).toBe(false);
  });

  it.each<[string, FitPeakStackOptions['bounds'], readonly string[]]>([
    ['a center', { 'peak0.center': [40.3, 40.345], 'peak1.center': [40.755, 40.8] }, ['center']],
    ['a width', { 'peak0.fwhm': [0.02, 0.09], 'peak1.fwhm': [0.105, 0.3] }, ['fwhm']],
    ['a share', { 'peak0.eta': [0.2, 0.4], 'peak1.eta': [0.6, 0.7] }, ['eta']],
    ['all of them', { 'peak0.center': [40.3, 40.345], 'peak1.fwhm': [0.105, 0.3], 'peak1.eta': [0.6, 0.7] }, []],
  ])('%s on its bound', (_, bounds, columns) => {
    const fit = expectGeneral(pair('pseudo-voigt', [0.1, 0.5]), { ...starts, bounds });
    expect(fit.clipped.some((value) => value === 1)).toBe(true);
    for (const name of columns) {
      const { stderr } = name === 'eta' ? fit.peaks[0]!.shape['eta']! : fit.peaks[0]![name as 'center' | 'fwhm'];
      expect(stderr.some(Number.isNaN)).toBe(true);
    }
  });

  it('halves whose center ends on a bound at a point of x', () => {
    const data = pair('split-pseudo-voigt', shapes['split-pseudo-voigt']!);
    const bounds = { 'peak0.center': [40.3, data.x[34]!], 'peak1.center': [data.x[76]!, 40.8] } as const;
    const fit = expectGeneral(data, { ...starts, profile: 'split-pseudo-voigt', bounds, gainTolerance: 1e-7 });
    expect(fit.clipped.filter((value) => value === 1).length).toBeGreaterThan(3);
    expect(fit.general.some((value) => value === 1)).toBe(false);
  });

  it.each(['pseudo-voigt', 'split-pseudo-voigt'] as const)(
    '%s with pure shares, which end on their bounds',
    (profile) => {
      const shape = profile === 'pseudo-voigt' ? [0.1, 1] : [0.12, 0.09, 1, 0];
      const fit = expectGeneral(pair(profile, shape, { frames: 16 }), { ...starts, profile });
      expect(fit.clipped.some((value) => value === 1)).toBe(true);
    },
  );

  it.each([
    ['Gaussian', [0.1, 1e-6]],
    ['Lorentzian', [1e-6, 0.1]],
  ])('Thompson-Cox-Hastings profiles that are pure %ss: one width ends on its bound', (_, shape) => {
    const fit = expectGeneral(pair('thompson-cox-hastings', shape), { ...starts, profile: 'thompson-cox-hastings' });
    expect(fit.general.some((value) => value === 1)).toBe(false);
    expect(fit.clipped.some((value) => value === 1)).toBe(true);
  });

  it('centers, widths and shares that are fixed or tied', () => {
    const data = pair('pseudo-voigt', [0.1, 0.5]);
    const known = { ...starts, peaks: [{ center: 40.352, fwhm: 0.098, eta: 0.45 }, { center: 40.75 }] };
    expect(expectGeneral(data, { ...known, fixed: ['peak0.center'] }).general.some((value) => value === 1)).toBe(false);
    expect(
      expectGeneral(data, { ...known, fixed: ['peak0.fwhm', 'peak0.eta'] }).general.some((value) => value === 1),
    ).toBe(false);
    expect(
      expectGeneral(data, {
        ...starts,
        ties: [{ parameter: 'peak1.fwhm', to: 'peak0.fwhm', factor: 1.02 }],
      }).general.some((value) => value === 1),
    ).toBe(false);
    expect(
      expectGeneral(data, {
        ...known,
        ties: [{ parameter: 'peak1.center', to: 'peak0.center', offset: 0.4 }],
      }).general.some((value) => value === 1),
    ).toBe(false);
    const split = pair('split-pseudo-voigt', shapes['split-pseudo-voigt']!, { two: true });
    const ties = [
      { parameter: 'peak1.fwhmLow', to: 'peak0.fwhmLow' },
      { parameter: 'peak1.fwhmHigh', to: 'peak0.fwhmHigh' },
    ];
    expect(
      expectGeneral(split, { ...starts, profile: 'split-pseudo-voigt', doublet, ties }).general.some(
        (value) => value === 1,
      ),
    ).toBe(false);
  });

  it.each(names)('%s by likelihood, alone and as doublets', (profile) => {
    const usual = { peaks: starts.peaks, likelihood: 'poisson', profile } as const;
    expect(expectGeneral(pair(profile, shapes[profile]!), usual).general.some((value) => value === 1)).toBe(false);
    expect(
      expectGeneral(pair(profile, shapes[profile]!, { two: true }), { ...usual, doublet }).general.some(
        (value) => value === 1,
      ),
    ).toBe(false);
  });

  it('likelihood with bounds, fixed shapes and one peak on a line', () => {
    const likelihood = 'poisson';
    const data = pair('pseudo-voigt', [0.1, 0.5]);
    const bounds = { 'peak0.center': [40.3, 40.345], 'peak1.eta': [0.6, 0.7] } as const;
    expect(expectGeneral(data, { peaks: starts.peaks, likelihood, bounds }).general.some((value) => value === 1)).toBe(
      false,
    );
    const peaks = [{ center: 40.35, fwhm: 0.1, eta: 0.5 }];
    const fixed = ['peak0.fwhm', 'peak0.eta'];
    expect(
      expectGeneral(makeStack('pseudo-voigt', [[40.35, 60, 0.1, 0.5]]), { peaks, likelihood, fixed }).general.some(
        (value) => value === 1,
      ),
    ).toBe(false);
  });

  it.each<[string, Partial<FitPeakStackOptions>]>([
    ['by weights', { sigma: 'counts' }],
    ['by likelihood', { likelihood: 'poisson' }],
    ['as doublets', { sigma: 'counts', doublet }],
    ['as doublets by likelihood', { likelihood: 'poisson', doublet }],
  ])('profiles with axial divergence of known heights, %s', (_, options) => {
    const shape = [0.07, 0.05, 0.03, 0.02];
    // By area: counts of 4000 and 2500 are some 400 and 250.
    const two = options.doublet !== undefined;
    const data = makeStack(
      'finger-cox-jephcoat',
      [
        [18.45, 400, ...shape],
        [18.9, 250, ...shape],
      ],
      { start: 18, two, frames: 4 },
    );
    const heights = { sampleHeight: 0.03, slitHeight: 0.02 };
    const fit = expectGeneral(data, {
      ...options,
      profile: 'finger-cox-jephcoat',
      peaks: [
        { center: 18.44, fwhm: 0.1, ...heights },
        { center: 18.89, fwhm: 0.1, ...heights },
      ],
      fixed: [0, 1].flatMap((p) => [`peak${p}.sampleHeight`, `peak${p}.slitHeight`]),
    });
    expect(fit.general.some((value) => value === 1)).toBe(false);
  });

  it('leaves what it cannot do to the general fitter, and says so', () => {
    const data = pair('pseudo-voigt', [0.1, 0.5], { frames: 3 });
    for (const extra of [
      { bounds: { 'peak0.area': [0, 100] } },
      { ties: [{ parameter: 'peak1.area', to: 'peak0.area' }] },
      { ties: [{ parameter: 'peak1.eta', to: 'peak0.eta' }] },
      { fixed: ['background.0'] },
      { loss: 'huber' },
      { profile: 'voigt' },
      // Heights that are not known.
      { profile: 'finger-cox-jephcoat' },
      { method: 'general' },
    ] satisfies Partial<FitPeakStackOptions>[]) {
      const fit = fitPeakStack(data.x, data.stack, { ...starts, ...extra });
      expect([Object.keys(extra), Array.from(fit.general)]).toEqual([Object.keys(extra), [1, 1, 1]]);
    }
  });

  it('keeps no bound of a frame before: shares that come back from theirs are free again', () => {
    const pure = pair('pseudo-voigt', [0.1, 1.2], { frames: 4 });
    const mixed = pair('pseudo-voigt', [0.1, 0.5], { frames: 4, seed: 2 });
    const stack = Float64Array.from([...pure.stack, ...mixed.stack, ...pure.stack]);
    const fit = expectGeneral({ x: pure.x, stack, frames: 12 }, starts);
    expect(Array.from(fit.clipped)).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1]);
    expect(fit.status.every((status) => status === statusOf.converged)).toBe(true);
  });
});

it('areas of 10 to 50 counts are unbiased by likelihood, with the spread that their errors say', () => {
  const [points, frames] = [60, 3000];
  const x = Float64Array.from({ length: points }, (_, i) => 0.05 * (i - points / 2));
  for (const counts of [10, 25, 50]) {
    const random = seededRandom(counts);
    const stack = new Float64Array(frames * points);
    // Counts of an area are counts per point times their spacing.
    const clean = peakProfiles.gaussian.evaluate(x, [0, counts * 0.05, 0.5], { amplitude: 'area' });
    for (let i = 0; i < stack.length; i++) stack[i] = poissonDeviate(clean[i % points]! + 2, random);
    const fit = fitPeakStack(x, stack, {
      peaks: [{ center: 0, fwhm: 0.5 }],
      profile: 'gaussian',
      likelihood: 'poisson',
      // Errors of weak areas are those at the estimate: lean, but not wide.
      fixed: ['peak0.center', 'peak0.fwhm'],
      bounds: { 'peak0.area': [-Infinity, Infinity] },
    });
    const { values, stderr } = fit.peaks[0]!.area;
    const mean = values.reduce((sum, value) => sum + value, 0) / frames / 0.05;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value / 0.05 - mean) ** 2, 0) / frames);
    const error = stderr.reduce((sum, value) => sum + value, 0) / frames / 0.05;
    // Four standard errors of the mean; with weights of the counts it is 5 to 28 % low.
    expect(Math.abs(mean - counts)).toBeLessThan((4 * spread) / Math.sqrt(frames));
    expect(Math.abs(error / spread - 1)).toBeLessThan(0.06);
  }
});
