import { describe, expect, it } from 'vitest';
import { statusNames } from '@operando/core';
import { codeOf, seededRandom } from '@operando/fixtures';
import { fitHumps, refitTracks, trackCurves, trackPeakStack } from '../src/index.js';
import type { Track, TrackColumn } from '../src/index.js';

const axialDivergence = { sampleHeight: 0.02, slitHeight: 0.015 };
const axial = { profile: 'finger-cox-jephcoat', axialDivergence } as const;
const degree = Math.PI / 180;
const frames = 14;
const points = 1000;
const x = Float64Array.from({ length: points }, (_, i) => 6 + 0.012 * i);
const [fwhm, eta] = [0.075, 0.45];
const unit = fwhm * (eta * 0.5 * Math.PI + (1 - eta) * 0.5 * Math.sqrt(Math.PI / Math.LN2));

const centers = (frame: number): number[] => [8.2 + 0.004 * frame, 11.5 - 0.003 * frame, 15.5];
const areas = [270, 110, 180];

/** A peak of area 1 as rays out of the plane make it: those of every height of the sample and of the slit, one by one. */
function drawPeak(center: number, add: (i: number, value: number) => void): void {
  const { sampleHeight: s, slitHeight: h } = axialDivergence;
  const rays: [number, number][] = [];
  let total = 0;
  const steps = 400;
  for (let k = 0; k < steps; k++) {
    // Heights over the distance between a point of the sample and one of the slit: a trapezoid.
    const t = ((k + 0.5) / steps) * (s + h);
    const share = Math.min(1, (s + h - t) / (2 * Math.min(s, h)));
    const cosine = Math.cos(center * degree) * Math.hypot(1, t);
    const weight = share / ((1 + t * t) * Math.sqrt(1 - cosine * cosine));
    rays.push([Math.acos(cosine) / degree, weight]);
    total += weight;
  }
  for (let i = 0; i < points; i++) {
    let value = 0;
    for (const [place, weight] of rays) {
      const u = (2 * (x[i]! - place)) / fwhm;
      value += weight * (eta / (1 + u * u) + (1 - eta) * Math.exp(-Math.LN2 * u * u));
    }
    add(i, value / (unit * total));
  }
}

const stack = (() => {
  const random = seededRandom(4);
  const out = new Float64Array(frames * points);
  for (let frame = 0; frame < frames; frame++) {
    const mean = new Float64Array(points).fill(60);
    centers(frame).forEach((center, k) => drawPeak(center, (i, value) => (mean[i]! += areas[k]! * value)));
    mean.forEach((value, i) => (out[frame * points + i] = random.poisson(value)));
  }
  return out;
})();

/** Mean square of pulls of a column of a track. */
function meanSquare({ values, stderr }: TrackColumn, truth: (frame: number) => number): number {
  return values.reduce((sum, value, frame) => sum + ((value - truth(frame)) / stderr[frame]!) ** 2, 0) / values.length;
}

/** chi2 of 14 values with honest errors, over 14: beyond these limits once in some 20 000. */
const honest = [0.15, 3.2] as const;
function expectHonest(tracks: readonly Track[]): void {
  const sorted = tracks.toSorted((a, b) => a.center.values[0]! - b.center.values[0]!);
  sorted.forEach(({ center, area, fwhm: width }, k) => {
    for (const square of [meanSquare(center, (f) => centers(f)[k]!), meanSquare(area, () => areas[k]!)]) {
      expect(square).toBeGreaterThan(honest[0]);
      expect(square).toBeLessThan(honest[1]);
    }
    expect(width.values.reduce((sum, value) => sum + value, 0) / frames).toBeCloseTo(fwhm, 2);
  });
}

describe('peaks that axial divergence makes asymmetric', () => {
  const { tracks, dark } = trackPeakStack(x, stack, axial);

  it('have the centers, areas and widths that they would have without', () => {
    expect(tracks.map((track) => track.frames.length)).toEqual([frames, frames, frames]);
    expectHonest(tracks);
  });

  it('stand beside their places, and misfit, by a symmetric profile', () => {
    const plain = trackPeakStack(x, stack).tracks;
    const { center } = plain.find((track) => Math.abs(track.center.values[0]! - 15.5) < 0.1)!;
    expect(center.values[0]! - 15.5).toBeLessThan(-0.01);
    expect(plain.some(({ status }) => status.includes(statusNames.indexOf('misfit')))).toBe(true);
  });

  it('are drawn as they were fitted', () => {
    const { intensity, fitted } = trackCurves(x, stack, tracks, { axialDivergence });
    const chiSquare = fitted.reduce((sum, value, i) => sum + (intensity[i]! - value) ** 2 / value, 0);
    expect(Math.abs(chiSquare / fitted.length - 1)).toBeLessThan(0.1);
  });

  it('lie over humps with their shape', () => {
    const raised = stack.map(
      (value, k) => value + Math.round(40 * Math.exp(-4 * Math.LN2 * ((x[k % points]! - 11) / 4) ** 2)),
    );
    const [hump] = fitHumps(x, raised, { tracks, dark }, { humps: [{ center: 11, fwhm: 4 }], axialDivergence });
    const area = 40 * 4 * 0.5 * Math.sqrt(Math.PI / Math.LN2);
    expect(new Set(hump!.status)).toEqual(new Set([statusNames.indexOf('converged')]));
    expect(meanSquare(hump!.area, () => area)).toBeLessThan(honest[1]);
  });

  it('are measured again alike, with one width in all frames too', () => {
    const again = refitTracks(x, stack, tracks, { halfWindow: 1.2, ...axial });
    expectHonest(again);
    const common = refitTracks(x, stack, tracks, { halfWindow: 1.2, ...axial, commonWidth: true });
    expectHonest(common);
    common.forEach(({ fwhm: width, area }, k) => {
      expect(new Set(width.values).size).toBe(1);
      expect(Math.abs(width.values[0]! - fwhm)).toBeLessThan(4 * width.stderr[0]!);
      area.stderr.forEach((error, f) => expect(error).toBeLessThan(again[k]!.area.stderr[f]!));
    });
  });

  it.each([
    ['heights without their profile', { axialDivergence }],
    ['the profile without heights', { profile: 'finger-cox-jephcoat' }],
    ['heights that none are', { ...axial, axialDivergence: { sampleHeight: 2, slitHeight: 0.01 } }],
  ] as const)('refuses %s', (_, options) => {
    expect(codeOf(() => trackPeakStack(x, stack, options))).toBe('invalid-argument');
    expect(codeOf(() => refitTracks(x, stack, tracks, { halfWindow: 1, ...options }))).toBe('invalid-argument');
  });
});
