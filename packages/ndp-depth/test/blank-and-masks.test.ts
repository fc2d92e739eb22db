import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, seriesWarnings, statusWords } from '@operando/core';
import {
  drawCounts,
  graphiteCell,
  graphiteGeometry,
  graphiteLithium,
  seededRandom,
  simulatedCell,
} from '@operando/fixtures';
import { profileSeries } from '../src/index.js';
import type { NdpProfiles, ProfileSeriesOptions } from '../src/index.js';

const cell = simulatedCell(undefined, undefined, undefined, 0.05);
const channels = cell.channelEdges.length - 1;
const seconds = 600;
const rates = cell.rates((depth) => graphiteLithium.dead(depth));
const truth = cell.meanOver(graphiteLithium.dead, [0, 27.5])[0]! * 27.5e-4;
const blankRates = rates.map((_, i) => 0.02 * Math.exp(-(5 + 2.8 * i) / 150) + 2e-3);
const random = seededRandom(5);

function seriesOf(frames: readonly Float64Array[], mask?: Uint8Array): ReturnType<typeof createSeries<'channel', '1'>> {
  return createSeries({
    signal: Float64Array.from(frames.flatMap((frame) => Array.from(frame))),
    axis: createAxis({ name: 'channel', unit: '1', values: Array.from({ length: channels }, (_, i) => i) }),
    time: { start: frames.map((_, f) => f * seconds), duration: seconds },
    mask,
  });
}
const drawn = (background: Float64Array): Float64Array =>
  drawCounts(
    rates.map((rate, i) => rate + background[i]!),
    seconds,
    random,
  );
const options: ProfileSeriesOptions = {
  sample: graphiteCell,
  geometry: graphiteGeometry,
  calibration: { offset: 5, gain: 2.8 },
  lambda: 100,
};

describe('a blank with noise', () => {
  it('is not taken as exact: no bias, no misfit, larger errors', () => {
    const pulls: number[] = [];
    for (let k = 0; k < 12; k++) {
      // A blank counted no longer than a frame.
      const counts = drawCounts(blankRates, seconds, random);
      const blank = {
        background: counts.map((value) => value / seconds),
        backgroundVariance: counts.map((value) => Math.max(1, value) / seconds ** 2),
      };
      const { total, status } = profileSeries(seriesOf([drawn(blankRates)]), { ...options, ...blank });
      expect(statusWords(status)).toEqual(['converged']);
      pulls.push((total.values[0]! - truth) / total.stderr[0]!);
    }
    const mean = pulls.reduce((sum, pull) => sum + pull, 0) / pulls.length;
    const square = pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length;
    // 12 of them leave 0.29 on the mean, and 0.4 on the mean square.
    expect(Math.abs(mean)).toBeLessThan(0.9);
    expect(square).toBeGreaterThan(0.2);
    expect(square).toBeLessThan(2.2);
  });

  it('says less than one without, and one of no noise is as one without variance', () => {
    const series = seriesOf([drawn(blankRates)]);
    const exact = profileSeries(series, { ...options, background: blankRates });
    const still = profileSeries(series, {
      ...options,
      background: blankRates,
      backgroundVariance: new Float64Array(channels),
    });
    expect(still.total).toEqual(exact.total);
    const noisy = profileSeries(series, {
      ...options,
      background: blankRates,
      backgroundVariance: blankRates.map((rate) => rate / seconds),
    });
    const counted = blankRates.reduce((sum, rate) => sum + rate, 0) * seconds;
    const inAll = rates.reduce((sum, rate) => sum + rate, 0) * seconds;
    expect(noisy.total.stderr[0]!).toBeGreaterThan(1.0005 * exact.total.stderr[0]!);
    // No more than all counts of the blank add to those of the spectrum.
    expect(noisy.total.stderr[0]! / exact.total.stderr[0]!).toBeLessThan(Math.sqrt(1 + (3 * counted) / inAll));
    const lucy = profileSeries(series, {
      ...options,
      method: 'richardson-lucy',
      iterations: 5,
      background: blankRates,
      backgroundVariance: blankRates.map((rate) => rate / seconds),
    });
    expect(lucy.total.stderr[0]!).toBeGreaterThan(0);
  });
});

describe('channels that are masked', () => {
  const clean = Array.from({ length: 4 }, () => drawn(new Float64Array(channels)));
  // Hot channels in two of the frames: 380 to 383 lie at 1070 keV, 520 at 1460 keV.
  const hot = new Set([380, 381, 382, 383, 520]);
  const frames = clean.map((frame, f) => frame.map((value, i) => (f > 1 && hot.has(i) ? Number.NaN : value)));
  const mask = Uint8Array.from({ length: 4 * channels }, (_, k) =>
    k >= 2 * channels && hot.has(k % channels) ? 1 : 0,
  );
  const masked = (more: Partial<ProfileSeriesOptions> = {}): NdpProfiles =>
    profileSeries(seriesOf(frames, mask), { ...options, ...more });

  it.each(['tikhonov', 'richardson-lucy', 'direct'] as const)(
    'are left out, the others used, and told: %s',
    (method) => {
      const result = masked({ method, iterations: 20 });
      const whole = profileSeries(seriesOf(clean), { ...options, method, iterations: 20 });
      expect(result.total.values.subarray(0, 2)).toEqual(whole.total.values.subarray(0, 2));
      for (const f of [2, 3]) {
        expect(result.total.values[f]).not.toBe(whole.total.values[f]);
        // What is left out is some 15 keV of 2700: a fraction of an error.
        expect(Math.abs(result.total.values[f]! / whole.total.values[f]! - 1)).toBeLessThan(0.015);
      }
      expect(seriesWarnings(result.series)).toContainEqual(
        expect.objectContaining({ code: 'points-masked', message: expect.stringMatching(/2 of 4 frames/) as string }),
      );
    },
  );

  it('are summed in time as what is masked in any frame', () => {
    const summed = masked({ rebin: { width: 2 * seconds } });
    expect(summed.status).toHaveLength(2);
    const apart = masked();
    expect(summed.total.values[1]! / (0.5 * (apart.total.values[2]! + apart.total.values[3]!))).toBeCloseTo(1, 2);
    const byFrame = masked({ sample: () => graphiteCell });
    expect(byFrame.total.values[3]! / apart.total.values[3]!).toBeCloseTo(1, 9);
    const evidence = masked({ lambda: 'evidence' });
    expect(statusWords(evidence.status).every((word) => word === 'converged')).toBe(true);
  });

  it('hide the depths that only they would show', () => {
    // All that comes from the graphite's first 2 um.
    const wide = Uint8Array.from({ length: 4 * channels }, (_, k) => {
      const channel = k % channels;
      return k >= 2 * channels && channel > 540 && channel < 640 ? 1 : 0;
    });
    const result = profileSeries(seriesOf(clean, wide), options);
    expect(statusWords(result.layers[2]!.status)).toEqual(['converged', 'converged', 'partial', 'partial']);
    expect(result.layers[2]!.visible).toBeLessThan(0.95);
    expect(result.profiles[3]!.concentration.some(Number.isNaN)).toBe(true);
    const direct = profileSeries(seriesOf(clean, wide), { ...options, method: 'direct' });
    // Without the resolution taken out some of it stands in the copper.
    expect(statusWords(direct.layers[2]!.status)).toEqual(['doubtful', 'doubtful', 'partial', 'partial']);
    const monitored = { ...options, monitorChannels: [600, 700] as const };
    expect(() => profileSeries(seriesOf(clean, wide), monitored)).toThrow(/monitor is masked/);
  });
});
