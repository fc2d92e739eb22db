import { describe, expect, it } from 'vitest';
import { golden, seededRandom } from '@operando/fixtures';
import { findPeaks, pseudoVoigt } from '../src/index.js';

const scipy = golden('peaks') as { y: number[]; peaks: number[]; prominences: number[]; widths: number[] };
const x = scipy.y.map((_, i) => i);

describe('findPeaks', () => {
  it('has the peaks, prominences and widths of scipy.signal', () => {
    const found = findPeaks(x, scipy.y, { smoothing: 0, prominence: 20, threshold: 0, width: 2, separation: 0 });
    expect(found.map(({ index }) => index)).toEqual(scipy.peaks);
    found.forEach(({ prominence, fwhm }, k) => {
      expect(prominence).toBeCloseTo(scipy.prominences[k]!, 9);
      // scipy measures the width at half prominence too, by linear interpolation.
      expect(fwhm).toBeCloseTo(scipy.widths[k]!, 9);
    });
  });

  it('finds peaks within a fifth of a channel, and nothing in noise', () => {
    const random = seededRandom(3);
    const axis = Array.from({ length: 500 }, (_, i) => 10 + 0.02 * i);
    const centers = [11.234, 13.007, 15.501, 18.888];
    let offset = 0;
    let false1 = 0;
    for (let trial = 0; trial < 40; trial++) {
      const clean = new Float64Array(500).fill(50);
      for (const center of centers)
        pseudoVoigt.evaluate(axis, [center, 400, 0.15, 0.5]).forEach((value, i) => (clean[i]! += value));
      const found = findPeaks(
        axis,
        clean.map((value) => value + Math.sqrt(value) * random.normal()),
        { sigma: 'counts', smoothing: 3 },
      );
      expect(found).toHaveLength(4);
      found.forEach(({ center, fwhm }, k) => {
        offset = Math.max(offset, Math.abs(center - centers[k]!));
        expect(Math.abs(fwhm - 0.15)).toBeLessThan(0.06);
      });
      false1 += findPeaks(
        axis,
        new Float64Array(500).map(() => 50 + Math.sqrt(50) * random.normal()),
        { smoothing: 3 },
      ).length;
    }
    expect(offset).toBeLessThan(0.012);
    // 40 patterns of pure noise.
    expect(false1).toBeLessThanOrEqual(1);
  });

  it('does not depend on the scale of y, merges what is too close, keeps the most significant', () => {
    const doubled = findPeaks(
      x,
      scipy.y.map((value) => 7e5 * value),
    );
    expect(doubled.map(({ index }) => index)).toEqual(findPeaks(x, scipy.y).map(({ index }) => index));
    expect(findPeaks(x, scipy.y, { most: 2 }).map(({ index }) => Math.round(index / 100))).toEqual([0, 3]);
    const flat = [0, 1, 5, 5, 5, 1, 0, 0, 4, 0, 0];
    expect(
      findPeaks(
        flat.map((_, i) => i),
        flat,
        { smoothing: 0, threshold: 0, width: 0 },
      ).map(({ index }) => index),
    ).toEqual([3, 8]);
  });

  it.each([
    [[1, 2], [1, 2], 'too-few-points'],
    [[1, 2, 3], [1, Number.NaN, 2], 'non-finite'],
    [[1, 2], [1, 2, 3], 'shape-mismatch'],
  ])('refuses x %j with y %j', (axis, y, code) => {
    expect(() => findPeaks(axis, y)).toThrow(expect.objectContaining({ code }));
  });
});
