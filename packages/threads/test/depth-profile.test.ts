import { afterAll, expect, it } from 'vitest';
import { createAxis, createSeries } from '@operando/core';
import type { Series } from '@operando/core';
import { depthProfile } from '@operando/edxrd-depth-profile';
import type { DepthProfileOptions, DepthProfile } from '@operando/edxrd-depth-profile';
import { edxrdCell, nmcPhase } from '@operando/fixtures';
import { depthProfileOnThreads, openThreads } from '../src/index.js';

const pools = [1, 2, 3].map((count) => openThreads(count));
afterAll(() => Promise.all(pools.map(({ close }) => close())));

const cell = edxrdCell({ positions: 5, frames: 5, counts: 1e6 });
const [offset, slope] = cell.calibration;
const options: DepthProfileOptions = {
  twoTheta: cell.twoTheta,
  calibration: { offset, slope },
  resolution: cell.resolution,
  phases: [
    {
      ...nmcPhase,
      reflections: nmcPhase.reflections.slice(0, 2),
    },
  ],
};

function scan(frames: number): Series<'channel', '1'> {
  const size = 5 * cell.channels;
  const signal = new Float64Array(frames * size);
  for (let f = 0; f < frames; f++) signal.set(cell.frame(f), f * size);
  return createSeries({
    signal,
    dims: ['time', 'position', 'channel'],
    axis: createAxis({ name: 'channel', unit: '1', values: Array.from({ length: cell.channels }, (_, i) => i) }),
    coordinates: { position: createAxis({ name: 'position', unit: 'um', values: cell.positions }) },
    time: { start: Array.from({ length: frames }, (_, f) => 300 * f), duration: 300 },
  });
}

/** All of a profile but the functions of its calibrations. */
const plain = ({ detectors: _functions, ...rest }: DepthProfile): unknown => rest;

it('a depth profile is the same to the bit with one, two and three threads', async () => {
  const series = scan(3);
  const truth = depthProfile(series, options);
  expect(truth.phases[0]!.cell.a!.values.filter(Number.isFinite).length).toBeGreaterThan(7);
  for (const threads of pools) {
    const told: number[] = [];
    const onProgress = (done: number): void => void told.push(done);
    const profile = await depthProfileOnThreads(series, options, { threads, onProgress });
    expect(plain(profile)).toEqual(plain(truth));
    expect([told.toSorted((a, b) => a - b), told.at(-1)]).toEqual([told, 3]);
  }
});

it('options with functions are for one thread, and errors those of depthProfile', async () => {
  const series = scan(2);
  const own = { ...options, normalisation: { incident: (energy: number) => 1 / energy } };
  const profile = await depthProfileOnThreads(series, own, { threads: 2 });
  expect(plain(profile)).toEqual(plain(depthProfile(series, own)));
  series.signal.data[6 * cell.channels] = Number.NaN;
  for (const threads of pools)
    await expect(depthProfileOnThreads(series, options, { threads })).rejects.toMatchObject({
      code: 'invalid-argument',
      where: { frame: 1 },
    });
});
