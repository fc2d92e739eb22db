import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { openImages } from '@operando/beamline-io/node';
import { attenuation, eventTimes, reactionFront, collectProfiles, transmissionPlan } from '@operando/attenuation-image';
import type { Pixels } from '@operando/attenuation-image';

const folder = referencePath('further', 'attenuation-imaging');

async function frames(name: string): Promise<readonly Pixels[]> {
  const stack = await openImages([join(folder!, name)]);
  return Promise.all(Array.from({ length: stack.count }, (_, k) => stack.read(k)));
}

// Limits: reference/further/README.md, attenuation-imaging.
describe.skipIf(folder === undefined)('simulated radiographs of the reference data', () => {
  it('give attenuation, bad pixels and the front of the truth', async () => {
    const truth = JSON.parse(readFileSync(join(folder!, 'truth.json'), 'utf8')) as {
      dead_pixels: number[];
      hot_pixels: number[];
      frames: { front_row: number }[];
    };
    const plan = transmissionPlan(
      {
        dark: await frames('dark.tif'),
        open: await frames('open_beam.tif'),
        blackBody: await frames('black_body_sample.tif'),
        blackBodyOpen: await frames('black_body_open.tif'),
      },
      {
        width: 128,
        height: 96,
        openRegions: [
          { top: 0, bottom: 96, left: 0, right: 16 },
          { top: 0, bottom: 96, left: 112, right: 128 },
        ],
      },
    );
    expect(plan.bad.dead).toEqual(truth.dead_pixels);
    expect(plan.bad.hot).toEqual(truth.hot_pixels);
    // adu_per_neutron 0.9, read_noise_adu 2, psf_sigma_px 1.1.
    expect(plan.gain).toBeCloseTo(0.9, 1);
    expect(Math.sqrt(plan.readVariance)).toBeCloseTo(2, 1);
    expect(Math.abs(plan.psfSigma - 1.1)).toBeLessThan(0.15);
    const collector = collectProfiles(plan, { columns: [24, 104], rows: [0, 96] });
    for (const frame of await frames('sample.tif')) collector.add(attenuation(frame, plan));
    const profiles = collector.finish();
    const mean = (from: number, to: number): number =>
      profiles.values.subarray(from, to).reduce((sum, each) => sum + each, 0) / (to - from);
    expect(Math.abs(mean(54, 76) - 0.4315)).toBeLessThan(0.003);
    expect(Math.abs(mean(34, 48) - 0.55)).toBeLessThan(0.004);
    const { center } = reactionFront(profiles, { rows: [52, 78], psfSigma: plan.psfSigma });
    const errors = Array.from(center.values, (row, f) => row - truth.frames[f]!.front_row).slice(6);
    const rms = (values: readonly number[]): number =>
      Math.sqrt(values.reduce((sum, each) => sum + each * each, 0) / values.length);
    expect(rms(errors)).toBeLessThan(0.09);
    const pull = rms(errors.map((error, i) => error / center.stderr![i + 6]!));
    expect(pull).toBeGreaterThan(0.8);
    expect(pull).toBeLessThan(1.2);
  });

  it('show both events of a runaway and no third', async () => {
    const { events } = eventTimes(await frames('fast_frames.tif'), { width: 40, height: 48 });
    const truth = JSON.parse(readFileSync(join(folder!, 'fast_truth.json'), 'utf8')) as {
      events: Record<string, number>;
    };
    expect(events).toHaveLength(2);
    Object.values(truth.events).forEach((frame, k) => {
      expect(Math.abs(events[k]!.frame - frame)).toBeLessThanOrEqual(1);
      expect(events[k]!.interval[0]).toBeLessThanOrEqual(frame);
      expect(events[k]!.interval[1]).toBeGreaterThanOrEqual(frame);
    });
  });
});
