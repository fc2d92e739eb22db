import { describe, expect, it } from 'vitest';
import { drawScenario } from '@operando/fixtures';
import { refitTracks, trackPeakStack } from '../src/index.js';

const frames = 40;
const { x, stack } = drawScenario(
  {
    name: 'one',
    frames,
    points: 300,
    from: 19,
    step: 0.02,
    background: () => 40,
    peaks: [{ name: 'one', center: (f) => 22 + 0.005 * f, height: (f) => 30 + 8 * f }],
  },
  2,
);
const area = (f: number): number => (30 + 8 * f) * 0.12 * (0.25 * Math.PI + 0.25 * Math.sqrt(Math.PI / Math.LN2));
const { tracks } = trackPeakStack(x, stack);
/** Root of equation 6 of Thompson, Cox and Hastings (1987) for a share of 0.5, and equation 5 for a width of 0.12, by bisection. */
function bisect(of: (at: number) => number): number {
  let [low, high] = [0, 1];
  for (let k = 0; k < 60; k++) {
    const middle = 0.5 * (low + high);
    if (of(middle) < 0) low = middle;
    else high = middle;
  }
  return low;
}
const lorentzianShare = bisect((q) => 1.36603 * q - 0.47719 * q ** 2 + 0.11116 * q ** 3 - 0.5);
const gaussianShare = bisect(
  (g) =>
    g ** 5 +
    2.69269 * g ** 4 * lorentzianShare +
    2.42843 * g ** 3 * lorentzianShare ** 2 +
    4.47163 * g ** 2 * lorentzianShare ** 3 +
    0.07842 * g * lorentzianShare ** 4 +
    lorentzianShare ** 5 -
    1,
);
const [gaussianTruth, lorentzianTruth] = [0.12 * gaussianShare, 0.12 * lorentzianShare];
const pulls = (values: Float64Array, stderr: Float64Array, truth: (f: number) => number): number[] =>
  Array.from(values, (value, f) => (value - truth(f)) / stderr[f]!);
const meanSquare = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length;

describe('refitTracks', () => {
  it.each([
    ['by errors', {}],
    ['with equal weights', { weights: 'equal' }],
    ['with one width', { commonWidth: true }],
    ['with equal weights and one width', { weights: 'equal', commonWidth: true }],
    ['split', { profile: 'split-pseudo-voigt' }],
    ['split, with one width on each side', { profile: 'split-pseudo-voigt', commonWidth: true }],
  ] as const)('measures %s, with honest errors', (_, options) => {
    const [track] = refitTracks(x, stack, tracks, { halfWindow: 1.5, ...options });
    const { center, area: areas, fwhm, skew, frames: fitted, reducedChiSquare } = track!;
    expect(fitted).toHaveLength(frames);
    // Mean squares of 40 pulls: 1 +- 0.22; those of a common shape hold what it is off, alike in all.
    for (const each of [
      pulls(center.values, center.stderr, (f) => 22 + 0.005 * f),
      pulls(areas.values, areas.stderr, area),
    ]) {
      expect(meanSquare(each)).toBeGreaterThan(0.4);
      expect(meanSquare(each)).toBeLessThan(2);
    }
    expect(Math.abs(reducedChiSquare.reduce((sum, value) => sum + value, 0) / frames - 1)).toBeLessThan(0.1);
    expect(skew !== undefined).toBe('profile' in options);
    if (skew !== undefined) expect(meanSquare(pulls(skew.values, skew.stderr, () => 0))).toBeLessThan(10);
    if ('commonWidth' in options) {
      expect(new Set(fwhm.values).size).toBe(1);
      expect(Math.abs(fwhm.values[0]! - 0.12)).toBeLessThan(4 * fwhm.stderr[0]!);
    }
  });

  it.each([
    ['pseudo-voigt', { profile: 'pseudo-voigt' }],
    ['pseudo-voigt', { profile: 'pseudo-voigt', weights: 'equal' }],
    ['pseudo-voigt', { profile: 'pseudo-voigt', commonWidth: true }],
    ['finger-cox-jephcoat', { profile: 'finger-cox-jephcoat', axialDivergence: { sampleHeight: 0, slitHeight: 0 } }],
  ] as const)('gives the widths of the Gaussian and Lorentzian parts of %s', (_, options) => {
    const [track] = refitTracks(x, stack, tracks, { halfWindow: 1.5, ...options });
    const { gaussian, lorentzian } = track!.parts!;
    for (const [column, power] of [
      [gaussian, 0],
      [lorentzian, 1],
    ] as const) {
      const truth = power === 1 ? lorentzianTruth : gaussianTruth;
      const each = pulls(column.values, column.stderr, () => truth).filter(Number.isFinite);
      if ('commonWidth' in options) expect(Math.abs(each[0]!)).toBeLessThan(4);
      else {
        expect(each.length).toBeGreaterThan(25);
        expect(meanSquare(each)).toBeGreaterThan(0.4);
        expect(meanSquare(each)).toBeLessThan(2.2);
      }
    }
  });
});
