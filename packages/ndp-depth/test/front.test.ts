import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, statusWords } from '@operando/core';
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

const cell = simulatedCell(undefined, undefined, undefined, 0.02);
const channels = cell.channelEdges.length - 1;
const seconds = 600;
const frames = 8;
const depths = Array.from({ length: frames }, (_, f) => 21.5 - (6 * f) / (frames - 1));
const random = seededRandom(21);
const signal = new Float64Array(frames * channels);
for (let f = 0; f < frames; f++)
  signal.set(
    drawCounts(
      cell.rates((depth) => graphiteLithium.front(depth, f / (frames - 1))),
      seconds,
      random,
    ),
    f * channels,
  );
const series = createSeries({
  signal,
  axis: createAxis({ name: 'channel', unit: '1', values: Array.from({ length: channels }, (_, i) => i) }),
  time: { start: depths.map((_, f) => f * seconds), duration: seconds },
});
const analyse = (more: Partial<ProfileSeriesOptions>): NdpProfiles =>
  profileSeries(series, {
    sample: graphiteCell,
    geometry: graphiteGeometry,
    calibration: { offset: 5, gain: 2.8 },
    ...more,
  });

describe('a front inside a layer', () => {
  it('is found in every frame, with bands and totals that hold', () => {
    const result = analyse({ front: { layer: 'anode' } });
    const { front } = result;
    expect(front).toMatchObject({ name: 'front_anode', unit: 'um' });
    expect(statusWords(front!.status)).toEqual(depths.map(() => 'converged'));
    expect(result.series.channels['front_anode']!.values).toEqual(front!.values);
    let square = 0;
    let covered = 0;
    let all = 0;
    depths.forEach((depth, f) => {
      // A tenth of the resolution of 0.4 um at 10 000 counts in a frame.
      expect(front!.stderr[f]).toBeLessThan(0.04);
      square += ((front!.values[f]! - depth) / front!.stderr[f]!) ** 2 / frames;
      const truth = cell.meanOver((at) => graphiteLithium.front(at, f / (frames - 1)), result.series.axis.values);
      truth.forEach((value, j) => {
        if (value < 1e20) return;
        covered += Math.abs(result.profiles[f]!.concentration[j]! - value) < result.profiles[f]!.stderr[j]! ? 1 : 0;
        all++;
      });
    });
    // Chi2 of 8 over 8: 99.9 % lie below 3.3.
    expect(square).toBeLessThan(3.3);
    expect(square).toBeGreaterThan(0.1);
    expect(Math.abs(covered / all - 0.68)).toBeLessThan(0.17);
    const step = result.series.provenance.at(-1)!;
    expect(step.options).toMatchObject({ front: { layer: 'anode', width: 0 }, smoothing: 'adaptive' });
  });

  it('is found again where it has jumped, by five resolutions and more', () => {
    // The first frame and the last, the last and the first.
    for (const order of [
      [0, frames - 1],
      [frames - 1, 0],
    ]) {
      const jumping = createSeries({
        signal: Float64Array.from(order.flatMap((f) => Array.from(signal.subarray(f * channels, (f + 1) * channels)))),
        axis: series.axis,
        time: { start: [0, seconds], duration: seconds },
      });
      const { front } = profileSeries(jumping, {
        sample: graphiteCell,
        geometry: graphiteGeometry,
        calibration: { offset: 5, gain: 2.8 },
        lambda: 1e7,
        front: { layer: 'anode' },
      });
      order.forEach((f, k) => {
        expect(Math.abs(front!.values[k]! - depths[f]!) / front!.stderr[k]!).toBeLessThan(4);
        expect(front!.stderr[k]).toBeLessThan(0.04);
      });
    }
  });

  it('may be as wide as it is told, and is told where it cannot be', () => {
    const wide = analyse({ front: { layer: 'anode', width: 0.2 }, lambda: 1e5, rebin: { width: 4 * seconds } });
    expect(wide.front!.values).toHaveLength(2);
    expect(wide.front!.values[0]).toBeGreaterThan(wide.front!.values[1]!);
    // Nothing is in the separator: no place is better than another.
    // One strength for all depths is there for who asks for it.
    const even = analyse({ front: { layer: 'anode' }, smoothing: 'even', rebin: { width: 4 * seconds } });
    expect(even.series.provenance.at(-1)!.options).toMatchObject({ smoothing: 'even' });
    expect(even.front!.values[0]).toBeGreaterThan(even.front!.values[1]!);
    const nowhere = analyse({ front: { layer: 'separator' }, lambda: 1e5, rebin: { width: 8 * seconds } });
    expect(['singular', 'at-bound']).toContain(statusWords(nowhere.front!.status)[0]);
    const refused = (more: Partial<ProfileSeriesOptions>): void => {
      expect(() => analyse({ lambda: 1e5, ...more })).toThrow(
        expect.objectContaining({ where: { parameter: 'front' } }),
      );
    };
    refused({ front: { layer: 'cathode' }, smoothing: 'adaptive', lambda: 'evidence' });
    refused({ front: { layer: 'anode', width: -1 } });
    refused({ front: { layer: 'anode' }, method: 'direct' });
    refused({ front: { layer: 'anode' }, temporalSmoothness: 1 });
    expect(() => analyse({ front: { layer: 'anode' }, interfaceWidth: 0.1, lambda: 1 })).toThrow(
      /interfaces of some width/,
    );
  });
});
