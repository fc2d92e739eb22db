import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import {
  expModGaussian,
  gaussian,
  lorentzian,
  peakProfiles,
  pseudoVoigt,
  splitPseudoVoigt,
  thompsonCoxHastings,
  thompsonCoxHastingsWidths,
  voigt,
} from '../src/index.js';
import type { PeakProfile } from '../src/index.js';

interface Lineshape {
  readonly args: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
}
const path = referencePath('xrd', 'results', 'profiles.json');
const reference =
  path === undefined
    ? undefined
    : (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Lineshape> & {
        readonly TCH_GammaG_GammaL_Gamma_eta: readonly number[][];
      });
const toFwhm = 2 * Math.sqrt(2 * Math.LN2);
// The profile with axial divergence changes with its place: it has tests of its own.
const all = Object.values(peakProfiles).filter(({ name }) => name !== 'finger-cox-jephcoat');
/** Sensible parameters of every profile: center, amplitude, shape. */
const usual: Readonly<Record<string, readonly number[]>> = {
  gaussian: [0.2, 3, 1.1],
  lorentzian: [0.2, 3, 1.1],
  'pseudo-voigt': [0.2, 3, 1.1, 0.4],
  voigt: [0.2, 3, 0.8, 0.5],
  'thompson-cox-hastings': [0.2, 3, 0.8, 0.5],
  'split-pseudo-voigt': [0.2, 3, 0.9, 1.4, 0.3, 0.6],
  'exp-mod-gaussian': [0.2, 3, 0.8, 0.7],
};

/** Largest difference from a reference, relative to its largest value. */
const worst = (actual: Float64Array, { y }: Lineshape): number =>
  Math.max(...y.map((value, i) => Math.abs(actual[i]! - value))) / Math.max(...y);
/** Rounding of both programs. */
const rounding = 1e-13;

describe.skipIf(reference === undefined)('values of lmfit (needs OPERANDO_REFERENCE_DATA)', () => {
  const area = { amplitude: 'area' } as const;

  it('gaussian, lorentzian, voigt, exponentially modified gaussian', () => {
    const { gaussian: g, lorentzian: l, voigt: v, expgaussian: e } = reference!;
    expect(worst(gaussian.evaluate(g!.x, [g!.args[1]!, g!.args[0]!, g!.args[2]! * toFwhm], area), g!)).toBeLessThan(
      rounding,
    );
    expect(worst(lorentzian.evaluate(l!.x, [l!.args[1]!, l!.args[0]!, 2 * l!.args[2]!], area), l!)).toBeLessThan(
      rounding,
    );
    expect(
      worst(voigt.evaluate(v!.x, [v!.args[1]!, v!.args[0]!, v!.args[2]! * toFwhm, 2 * v!.args[3]!], area), v!),
    ).toBeLessThan(rounding);
    expect(
      worst(expModGaussian.evaluate(e!.x, [e!.args[1]!, e!.args[0]!, e!.args[2]! * toFwhm, 1 / e!.args[3]!]), e!),
    ).toBeLessThan(rounding);
  });

  it('pseudo-Voigt, whose fraction is a share of the area', () => {
    const { pvoigt } = reference!;
    const [amplitude, center, sigma, fraction] = pvoigt!.args as [number, number, number, number];
    const ofL = fraction / (Math.PI / 2);
    const ofG = (1 - fraction) * 2 * Math.sqrt(Math.LN2 / Math.PI);
    expect(
      worst(pseudoVoigt.evaluate(pvoigt!.x, [center, amplitude, 2 * sigma, ofL / (ofL + ofG)], area), pvoigt!),
    ).toBeLessThan(rounding);
  });

  it('split Lorentzian', () => {
    const { split_lorentzian: s } = reference!;
    const [amplitude, center, low, high] = s!.args as [number, number, number, number];
    expect(worst(splitPseudoVoigt.evaluate(s!.x, [center, amplitude, 2 * low, 2 * high, 1, 1], area), s!)).toBeLessThan(
      rounding,
    );
  });

  it('Thompson-Cox-Hastings widths and shares', () => {
    const out = new Float64Array(6);
    for (const [g, l, width, eta] of reference!.TCH_GammaG_GammaL_Gamma_eta as [number, number, number, number][]) {
      thompsonCoxHastingsWidths(g, l, out);
      expect(Math.abs(out[0]! - width)).toBeLessThan(1e-14);
      expect(Math.abs(out[1]! - eta)).toBeLessThan(1e-14);
    }
  });
});

/** Derivative by Richardson extrapolation of central differences, error of order h^4 and rounding / h. */
function slope(f: (value: number) => number, at: number, h: number): number {
  const central = (step: number): number => (f(at + step) - f(at - step)) / (2 * step);
  return (4 * central(h / 2) - central(h)) / 3;
}

describe.each(all.map((profile) => [profile.name, profile] as const))('%s', (name, profile) => {
  const x = Array.from({ length: 33 }, (_, i) => -5 + i * 0.31);
  const start = usual[name]!;

  it.each(profile.amplitudes)('has the derivatives of its values, by %s', (amplitude) => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.3, max: 2, noNaN: true }), { minLength: start.length, maxLength: start.length }),
        (factors) => {
          const p = start.map((value, k) =>
            profile.shape[k - 2]?.startsWith('eta') === true ? Math.min(1, value * factors[k]!) : value * factors[k]!,
          );
          const rows = profile.jacobian(x, p, { amplitude });
          for (let k = 0; k < p.length; k++) {
            // The split profile has a kink in its second derivative at the centre: stay off it.
            const away = x.filter((at) => Math.abs(at - p[0]!) > 0.02);
            for (const at of away) {
              const numeric = slope(
                (value) => profile.evaluate([at], p.with(k, value), { amplitude })[0]!,
                p[k]!,
                1e-3 * Math.max(0.05, Math.abs(p[k]!)),
              );
              expect(Math.abs(rows[x.indexOf(at) * p.length + k]! - numeric)).toBeLessThan(
                2e-9 * Math.max(1, Math.abs(numeric)),
              );
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('has its area, height and width', () => {
    const p = [...start];
    const options = { amplitude: profile.amplitudes[0]! };
    // Trapezia of u with x = centre + sinh(u): dense at the peak, out to 1e8 for the tails of a Lorentzian.
    let sum = 0;
    for (let u = -19; u <= 19; u += 1e-3) {
      const value = profile.evaluate([p[0]! + Math.sinh(u)], p, options)[0]!;
      sum += value * Math.cosh(u) * 1e-3;
    }
    expect(sum / profile.area(p, options)).toBeCloseTo(1, 6);
    const values = Float64Array.from({ length: 40_001 }, (_, i) => profile.evaluate([-3.8 + i * 2e-4], p, options)[0]!);
    const height = values.reduce((most, value) => Math.max(most, value), 0);
    expect(profile.height(p, options) / height).toBeCloseTo(1, 6);
    const above = values.reduce((count, value) => count + (value > height / 2 ? 1 : 0), 0) * 2e-4;
    expect(Math.abs(profile.fwhm(p) - above)).toBeLessThan(5e-4);
    for (const amplitude of profile.amplitudes) {
      const other = profile.amplitudes.map((kind) =>
        kind === 'area' ? profile.area(p, { amplitude }) : profile.height(p, { amplitude }),
      );
      profile.amplitudes.forEach((kind, k) => {
        const same = profile.evaluate([0.5], p.with(1, other[k]!), { amplitude: kind })[0]!;
        expect(same).toBeCloseTo(profile.evaluate([0.5], p, { amplitude })[0]!, 12);
      });
    }
  });

  it('refuses the wrong number of parameters', () => {
    expect(() => profile.evaluate([0], [1, 2])).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
  });
});

describe('limits', () => {
  const at = (profile: PeakProfile, shape: readonly number[], amplitude: 'area' | 'height' = 'area'): Float64Array =>
    profile.evaluate([-2, -0.3, 0, 0.1, 1.5], [0, 1, ...shape], { amplitude });
  const difference = (a: Float64Array, b: Float64Array): number =>
    Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

  it('of the Voigt are Gaussian and Lorentzian, its width exact', () => {
    expect(difference(at(voigt, [1, 0]), at(gaussian, [1]))).toBeLessThan(1e-13);
    expect(difference(at(voigt, [0, 1]), at(lorentzian, [1]))).toBeLessThan(1e-12);
    expect(voigt.fwhm([0, 1, 1, 0])).toBeCloseTo(1, 12);
    expect(voigt.fwhm([0, 1, 0, 1])).toBeCloseTo(1, 10);
    // Far out the derivative comes from an asymptotic series: continuous where it takes over.
    const far = voigt.jacobian([15.2, 15.3], [0, 1, 1, 1]);
    expect(Math.abs(far[1]! / far[5]! - 1)).toBeLessThan(0.02);
    expect(() => voigt.jacobian([0], [0, 1, 0, 1], { amplitude: 'height' })).not.toThrow();
  });

  it('of the exponentially modified Gaussian is the Gaussian, with a tail to either side', () => {
    expect(difference(at(expModGaussian, [1, 1e-9]), at(gaussian, [1]))).toBeLessThan(1e-8);
    expect(difference(at(expModGaussian, [1, 0]), at(gaussian, [1]))).toBeLessThan(1e-12);
    const low = expModGaussian.evaluate([-1, 0, 2], [0, 1, 1, -0.6]);
    const high = expModGaussian.evaluate([1, 0, -2], [0, 1, 1, 0.6]);
    expect(low).toEqual(high);
    // The series for short tails meets the closed form.
    const width = 1 / 2.3548200450309493;
    const before = expModGaussian.evaluate([-0.3, 0.2, 0.9], [0, 1, 1, 1.9999e-3 * width]);
    const after = expModGaussian.evaluate([-0.3, 0.2, 0.9], [0, 1, 1, 2.0001e-3 * width]);
    expect(difference(before, after)).toBeLessThan(2e-6);
    expect(() => expModGaussian.evaluate([0], [0, 1, 1, 1], { amplitude: 'height' })).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });

  it('of Thompson-Cox-Hastings are Gaussian and Lorentzian', () => {
    expect(difference(at(thompsonCoxHastings, [1, 0], 'height'), at(gaussian, [1], 'height'))).toBeLessThan(1e-14);
    expect(difference(at(thompsonCoxHastings, [0, 1], 'height'), at(lorentzian, [1], 'height'))).toBeLessThan(1e-14);
  });
});
