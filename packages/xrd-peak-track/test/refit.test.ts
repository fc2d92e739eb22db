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
});
