import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, seriesWarnings } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { countEvents, profileSeries, rebinCounts } from '../src/index.js';
import type { NdpProfiles, NdpSample } from '../src/index.js';

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

describe('list mode', () => {
  const random = seededRandom(4);
  const count = 20_000;
  // An hour and a bit of events, drawn evenly, not in order of time.
  const time = Float64Array.from({ length: count }, () => 4000 * random.uniform());
  const channel = Float64Array.from({ length: count }, () => Math.floor(64 * random.uniform()));

  it('becomes frames of a minute, of five, of an hour, nothing lost, the rest a shorter frame', () => {
    for (const [width, frames] of [
      [60, 67],
      [300, 14],
      [3600, 2],
    ] as const) {
      const series = countEvents({ time, channel }, { channels: 64, width, end: 4000 });
      expect(series.time.start).toHaveLength(frames);
      expect(sum(series.signal.data)).toBe(count);
      expect(sum(series.time.duration)).toBeCloseTo(4000, 9);
      expect(series.time.duration.at(-1)).toBeCloseTo(4000 - (frames - 1) * width, 9);
      expect(seriesWarnings(series)).toEqual([]);
    }
    const minutes = countEvents({ time, channel }, { channels: 64, width: 60, end: 3600, start: 1e9, deadTime: 1e-4 });
    const hour = rebinCounts(minutes, { width: 3600 });
    const once = countEvents({ time, channel }, { channels: 64, width: 3600, end: 3600, deadTime: 1e-4 });
    expect(Array.from(hour.signal.data)).toEqual(Array.from(once.signal.data));
    expect(hour.channels['live_time']!.values[0]).toBeCloseTo(once.channels['live_time']!.values[0]!, 6);
    expect(minutes.time.start[1]).toBe(1e9 + 60);
    // What came after the end is told.
    expect(seriesWarnings(minutes)[0]!.message).toMatch(/of 20000 events lie outside/);
  });

  it('refuses what it cannot count', () => {
    const frames = { channels: 4, width: 1 };
    expect(() => countEvents({ time: [], channel: [] }, frames)).toThrow(/no events/);
    expect(() => countEvents({ time: [1], channel: [] }, frames)).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
    expect(() => countEvents({ time: [1, -1], channel: [1, 1] }, frames)).toThrow(
      expect.objectContaining({ code: 'bad-number', where: { row: 1 } }),
    );
    expect(() => countEvents({ time: [1], channel: [1] }, { channels: 4.5, width: 1 })).toThrow(/channels is 4.5/);
    expect(() => countEvents({ time: [1e9], channel: [1] }, { channels: 4, width: 1e-3 })).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });
});

describe('frames with pauses between', () => {
  const sample: NdpSample = {
    layers: [
      { material: 'Cu', thickness: 0.2 },
      { material: 'LiCoO2', thickness: 1 },
    ],
    particles: ['triton'],
    detectorFwhm: 20,
    threshold: 300,
  };
  const random = seededRandom(9);
  const counts = Float64Array.from({ length: 10 * 400 }, (_, k) =>
    random.poisson(k % 400 > 340 && k % 400 < 385 ? 20 : 0),
  );
  const analyse = (width: number | undefined, monitorRate?: number): NdpProfiles =>
    profileSeries(
      createSeries({
        signal: counts,
        axis: createAxis({ name: 'channel', unit: '1', values: Array.from({ length: 400 }, (_, i) => i) }),
        // Ten minutes in which every second one counts.
        time: { start: Array.from({ length: 10 }, (_, f) => 120 * f), duration: 60 },
        channels: monitorRate === undefined ? {} : { monitor: { values: new Float64Array(10).fill(6000), unit: '1' } },
      }),
      {
        sample,
        geometry: { flux: 1e8, area: 1, solidAngleFraction: 0.002, monitorRate },
        calibration: { offset: 0, gain: 7 },
        lambda: 1e3,
        method: 'direct',
        ...(width === undefined ? {} : { rebin: { width } }),
      },
    );

  it.each([undefined, 100])('count for as long as they counted, summed or not (monitor %s)', (monitorRate) => {
    const apart = analyse(undefined, monitorRate);
    const summed = analyse(600, monitorRate);
    expect(summed.total.values).toHaveLength(2);
    expect(summed.total.values[0]! / (sum(apart.total.values.subarray(0, 5)) / 5)).toBeCloseTo(1, 9);
    expect(summed.series.channels['live_time']!.values[0]).toBe(300);
    const again = rebinCounts(summed.series, { width: 1200 });
    expect(again.channels['live_time']!.values[0]).toBe(600);
  });
});
