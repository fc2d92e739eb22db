import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { fitPeaks, peakProfiles, pseudoVoigt } from '../src/index.js';
import type { FitPeaksOptions, PeakProfileName } from '../src/index.js';

const x = Array.from({ length: 161 }, (_, i) => 9 + 0.025 * i);
const noisy = (clean: ArrayLike<number>, seed: number): Float64Array => {
  const random = seededRandom(seed);
  return Float64Array.from(clean, (value) => value + Math.sqrt(Math.max(1, value)) * random.normal());
};
const onLine = (...peaks: readonly (readonly [PeakProfileName, readonly number[]])[]): Float64Array => {
  const y = Float64Array.from(x, (at) => 100 + 8 * (at - 11));
  for (const [name, p] of peaks) peakProfiles[name].evaluate(x, p).forEach((value, i) => (y[i]! += value));
  return y;
};

describe('fitPeaks', () => {
  it.each([
    ['gaussian', [11, 900, 0.3]],
    ['lorentzian', [11, 900, 0.3]],
    ['pseudo-voigt', [11, 900, 0.3, 0.4]],
    ['voigt', [11, 900, 0.25, 0.12]],
    ['thompson-cox-hastings', [11, 900, 0.25, 0.12]],
    ['split-pseudo-voigt', [11, 900, 0.25, 0.4, 0.3, 0.5]],
    ['exp-mod-gaussian', [10.9, 400, 0.25, 0.3]],
  ] as const)('recovers a %s within its errors, from a center alone', (profile, truth) => {
    const clean = onLine([profile, truth]);
    const fit = fitPeaks(x, noisy(clean, 5), { peaks: [{ center: 11.05 }], profile, sigma: clean.map(Math.sqrt) });
    expect(fit.message).toMatch(/^converged/);
    const { center, shape } = fit.peaks[0]!;
    expect(Math.abs(center.value - truth[0])).toBeLessThan(4 * center.stderr);
    peakProfiles[profile].shape.forEach((name, k) =>
      expect(Math.abs(shape[name]!.value - truth[2 + k]!)).toBeLessThan(4 * shape[name]!.stderr),
    );
    const expected = {
      area: peakProfiles[profile].area(truth),
      height: peakProfiles[profile].height(truth),
      fwhm: peakProfiles[profile].fwhm(truth),
    };
    for (const name of ['area', 'height', 'fwhm'] as const) {
      expect(Math.abs(fit.peaks[0]![name].value - expected[name])).toBeLessThan(4 * fit.peaks[0]![name].stderr);
      expect(fit.peaks[0]![name].stderr).toBeGreaterThan(0);
    }
    expect(Math.abs(fit.reducedChiSquare - 1)).toBeLessThan(0.4);
    expect(fit.warnings.filter(({ code }) => code !== 'at-bound')).toEqual([]);
  });

  it('gives the same errors of area, height and width whichever of area and height is fitted', () => {
    const y = noisy(onLine(['pseudo-voigt', [11, 900, 0.3, 0.4]]), 2);
    const [byArea, byHeight] = (['area', 'height'] as const).map(
      (amplitude) => fitPeaks(x, y, { peaks: [{ center: 11 }], sigma: 'counts', amplitude }).peaks[0]!,
    );
    for (const name of ['center', 'area', 'height', 'fwhm'] as const) {
      expect(byArea![name].value / byHeight![name].value).toBeCloseTo(1, 7);
      expect(byArea![name].stderr / byHeight![name].stderr).toBeCloseTo(1, 5);
    }
  });

  it('draws a doublet inside the profile', () => {
    const wavelengths = { wavelength1: 1.54056, wavelength2: 1.54439 };
    const axis = Array.from({ length: 240 }, (_, i) => 77.5 + 0.0125 * i);
    const second = (360 / Math.PI) * Math.asin((1.54439 / 1.54056) * Math.sin((79 * Math.PI) / 360));
    const clean = pseudoVoigt
      .evaluate(axis, [79, 2000, 0.12, 0.5])
      .map((value, i) => value + 50 + pseudoVoigt.evaluate([axis[i]!], [second, 1000, 0.12, 0.5])[0]!);
    const fit = fitPeaks(axis, clean, { peaks: [{ center: 79.03 }], doublet: wavelengths });
    expect(fit.peaks[0]!.center.value).toBeCloseTo(79, 7);
    expect(fit.peaks[0]!.height.value).toBeCloseTo(2000, 3);
    expect(() =>
      fitPeaks(axis, clean, { peaks: [{ center: 79 }], doublet: { wavelength1: 0, wavelength2: 1 } }),
    ).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });

  it('ties, fixes and bounds by name', () => {
    const y = noisy(onLine(['pseudo-voigt', [10.8, 900, 0.3, 0.4]], ['pseudo-voigt', [11.5, 500, 0.3, 0.4]]), 3);
    const fit = fitPeaks(x, y, {
      peaks: [{ center: 10.8 }, { center: 11.5 }],
      sigma: 'counts',
      ties: [
        { parameter: 'peak1.fwhm', to: 'peak0.fwhm' },
        { parameter: 'peak1.center', to: 'peak0.center', offset: 0.7 },
      ],
      fixed: ['peak0.eta', 'peak1.eta'],
      bounds: { 'background.1': [0, 5] },
    });
    const [one, two] = fit.peaks as [(typeof fit.peaks)[0], (typeof fit.peaks)[0]];
    expect(two.fwhm.value).toBe(one.fwhm.value);
    expect(two.fwhm.stderr).toBeCloseTo(one.fwhm.stderr, 12);
    expect(two.center.value - one.center.value).toBeCloseTo(0.7, 12);
    expect(one.shape['eta']).toEqual({ value: 0.5, stderr: Number.NaN });
    expect(fit.clipped).toEqual(['background.1']);
    expect(fit.warnings.map(({ code }) => code)).toContain('at-bound');
    expect(fit.degreesOfFreedom).toBe(161 - (10 - 4));
  });

  it('does not depend on the order of the peaks, nor on the units of x and y', () => {
    const y = noisy(
      onLine(
        ['pseudo-voigt', [10.6, 900, 0.3, 0.4]],
        ['pseudo-voigt', [11.2, 500, 0.25, 0.6]],
        ['pseudo-voigt', [12.1, 700, 0.4, 0.2]],
      ),
      4,
    );
    const centers = [10.62, 11.18, 12.12];
    const plain = fitPeaks(x, y, { peaks: centers.map((center) => ({ center })), sigma: 'counts' });
    fc.assert(
      fc.property(
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        fc.constantFrom(1e-6, 1, 1e5),
        fc.constantFrom(1e-4, 1, 1e7),
        (order, unitX, unitY) => {
          const fit = fitPeaks(
            x.map((value) => value * unitX),
            y.map((value) => value * unitY),
            {
              peaks: order.map((k) => ({ center: centers[k]! * unitX })),
              sigma: y.map((value) => Math.sqrt(Math.max(1, value)) * unitY),
            },
          );
          expect(fit.status).toBe('converged');
          expect(fit.chiSquare / plain.chiSquare).toBeCloseTo(1, 9);
          order.forEach((k, i) => {
            expect(Math.abs(fit.peaks[i]!.center.value / unitX - plain.peaks[k]!.center.value)).toBeLessThan(
              1e-4 * plain.peaks[k]!.center.stderr,
            );
            expect(fit.peaks[i]!.area.stderr / unitX / unitY / plain.peaks[k]!.area.stderr).toBeCloseTo(1, 5);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('never says converged over a bad fit', () => {
    const flat = noisy(onLine(), 9);
    // One peak fitted to two: the minimum is one, the model is not true.
    const two = onLine(['gaussian', [10.5, 5000, 0.2]], ['gaussian', [11.5, 5000, 0.2]]);
    const misfit = fitPeaks(x, noisy(two, 1), { peaks: [{ center: 10.6 }], sigma: 'counts' });
    expect(misfit.warnings.map(({ code }) => code)).toContain('misfit');
    const nothing = fitPeaks(x, flat, { peaks: [{ center: 11 }], sigma: 'counts' });
    // Nothing there: either not converged, or an area compatible with none.
    const { area } = nothing.peaks[0]!;
    if (nothing.status === 'converged') expect(Math.abs(area.value)).toBeLessThan(6 * area.stderr + 60);
    else expect(nothing.warnings.map(({ code }) => code)).toContain('not-converged');
    const same = fitPeaks(x, two, {
      peaks: [
        { center: 10.5, fwhm: 0.2 },
        { center: 10.5, fwhm: 0.2 },
      ],
      sigma: 'counts',
    });
    expect(same.status).not.toBe('converged');
  });

  it.each<[string, ArrayLike<number>, ArrayLike<number>, FitPeaksOptions, string, object]>([
    [
      'NaN in the data',
      x,
      x.map((_, i) => (i === 7 ? Number.NaN : 1)),
      { peaks: [{ center: 11 }] },
      'non-finite',
      { row: 7 },
    ],
    [
      'a start that is no number',
      x,
      x,
      { peaks: [{ center: Number.NaN }] },
      'invalid-argument',
      { parameter: 'peaks' },
    ],
    ['a center outside', x, x, { peaks: [{ center: 99 }] }, 'invalid-argument', { parameter: 'peaks' }],
    [
      'x that does not increase',
      [1, 1, 2, 3, 4, 5, 6],
      x.slice(0, 7),
      { peaks: [{ center: 2 }] },
      'axis-not-increasing',
      { parameter: 'x' },
    ],
    ['no peaks', x, x, { peaks: [] }, 'invalid-argument', { parameter: 'peaks' }],
    ['too few points', x.slice(0, 5), x.slice(0, 5), { peaks: [{ center: 9.05 }] }, 'too-few-points', {}],
    [
      'an unknown name',
      x,
      x,
      { peaks: [{ center: 11 }], fixed: ['peak1.eta'] },
      'invalid-argument',
      { parameter: 'fixed' },
    ],
    [
      'bounds that cross',
      x,
      x,
      { peaks: [{ center: 11 }], bounds: { 'peak0.eta': [1, 0] } },
      'invalid-argument',
      { parameter: 'bounds' },
    ],
    [
      'an unknown profile',
      x,
      x,
      { peaks: [{ center: 11, profile: 'gauss' as 'gaussian' }] },
      'invalid-argument',
      { parameter: 'profile' },
    ],
    [
      'sigma of 0',
      x,
      x,
      { peaks: [{ center: 11 }], sigma: new Float64Array(161) },
      'invalid-argument',
      { parameter: 'sigma' },
    ],
    ['negative counts', x, x.map(() => -1), { peaks: [{ center: 11 }], likelihood: 'poisson' }, 'invalid-argument', {}],
    ['y of another length', x, [1, 2], { peaks: [{ center: 11 }] }, 'shape-mismatch', {}],
    [
      'a background of half a degree',
      x,
      x,
      { peaks: [{ center: 11 }], background: { chebyshev: 0.5 } },
      'invalid-argument',
      { parameter: 'background' },
    ],
  ])('refuses %s', (_, axis, y, options, code, where) => {
    expect(() => fitPeaks(axis, y, options)).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining(where) as object }),
    );
  });
});
