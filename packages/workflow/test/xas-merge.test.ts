import { describe, expect, it } from 'vitest';
import { createAxis, createFrameTime, createSeries } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { runTechnique } from '../src/index.js';

const energy = Float64Array.from({ length: 300 }, (_, i) => 7050 + 0.8 * i);

/** Scans of one sample; some of them with the edge at another energy. */
function scans(frames: number, shifted: Readonly<Record<number, number>> = {}) {
  const random = seededRandom(5);
  const signal = new Float64Array(frames * energy.length);
  for (let f = 0; f < frames; f++) {
    energy.forEach((e, i) => {
      const x = e - 7121 - (shifted[f] ?? 0);
      signal[f * energy.length + i] = 0.3 + 0.5 + Math.atan(x / 1.5) / Math.PI + 0.002 * random.normal();
    });
  }
  return createSeries({
    signal,
    dims: ['time', 'energy'],
    axis: createAxis({ name: 'energy', unit: 'eV', values: energy }),
    time: createFrameTime({ start: Float64Array.from({ length: frames }, (_, f) => 60 * f), duration: 60 }),
  });
}

const run = (spectra: ReturnType<typeof scans>, options: object) => runTechnique('xas', { spectra }, options);
const halfSteps = ({ tables }: Awaited<ReturnType<typeof run>>): number[] => {
  const found = tables.find(({ name }) => name === 'results')!.columns.find(({ name }) => name === 'edge_half_step');
  if (found === undefined || !('values' in found)) throw new Error('no half steps');
  return Array.from(found.values, Number);
};
const toldBy = ({ warnings }: Awaited<ReturnType<typeof run>>, code: string): string[] =>
  warnings.flatMap((each) => (each.code === code ? [each.message] : []));

describe('spectra that are averaged', () => {
  it('are named where they lie far from the others, and left out on request', async () => {
    const named = await run(scans(10, { 6: 3 }), { merge: 5 });
    expect(toldBy(named, 'outlying-scan').join()).toMatch(/^1 spectra .*5 times the usual distance.*: 6 \(\d+ times\)/);
    expect(Math.abs(halfSteps(named)[1]! - halfSteps(named)[0]!)).toBeGreaterThan(0.2);
    const without = await run(scans(10, { 6: 3 }), { merge: 5, leaveOutOutliers: true });
    expect(toldBy(without, 'spectra-left-out').join()).toMatch(/were left out: 6 \(/);
    expect(toldBy(without, 'outlying-scan')).toEqual([]);
    expect(Math.abs(halfSteps(without)[1]! - halfSteps(without)[0]!)).toBeLessThan(0.1);
    const sound = await run(scans(10), { merge: 5, leaveOutOutliers: true });
    expect([toldBy(sound, 'outlying-scan'), toldBy(sound, 'spectra-left-out')]).toEqual([[], []]);
  });

  it.each([2, 3])('of %i it is told that they lie apart, though not which is off', async (merge) => {
    const told = toldBy(
      await run(scans(8 * merge, { [5 * merge]: 3 }), { merge, leaveOutOutliers: true }),
      'outlying-scan',
    );
    expect(told.join()).toContain(`spectra ${5 * merge} to ${6 * merge - 1} (`);
    expect(toldBy(await run(scans(8 * merge), { merge }), 'outlying-scan')).toEqual([]);
  });

  it('tell a last group that is not full, and a series shorter than a group', async () => {
    expect(toldBy(await run(scans(8), { merge: 3 }), 'incomplete-group')).toEqual([
      'The last group has 2 of 3 spectra: its mean is noisier than the others.',
    ]);
    expect(toldBy(await run(scans(4), { merge: 50 }), 'incomplete-group')).toEqual([
      '50 spectra were to be averaged at a time; there are 4, which make one.',
    ]);
    expect(toldBy(await run(scans(8), { merge: 4 }), 'incomplete-group')).toEqual([]);
  });
});
