import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, seriesBlock, statusOf } from '@operando/core';
import type { Series } from '@operando/core';
import { edxrdCell, nmcLattice, nmcPhase } from '@operando/fixtures';
import { createDepthProfiler, depthProfile, fitSlices } from '../src/index.js';
import type { DepthProfile, DepthProfileOptions, Hkl, SliceRunner, SliceSetup, SliceTask } from '../src/index.js';

const [slices, frames] = [6, 7];
const cell = edxrdCell({ positions: slices, frames, counts: 1e6, gradient: 0.05 });
const { channels } = cell;
const [offset, slope] = cell.calibration;

const options: DepthProfileOptions = {
  twoTheta: cell.twoTheta,
  calibration: { offset, slope },
  resolution: { ...cell.resolution },
  phases: [
    {
      ...nmcPhase,
      lithium: { parameter: 'a', x: [...nmcLattice.x], value: [...nmcLattice.a], activeAmount: 8 },
    },
    { name: 'Al', system: 'cubic', cell: { a: 4.05 }, reflections: [[1, 1, 1] as Hkl] },
  ],
  normalisation: { staticLine: 74.9694 },
};

/** The simulated scan. @param arriving NMC shows in one slice after another only, from below, as a phase that grows does. */
function scan(arriving: boolean, mask?: Uint8Array): Series<'channel', '1'> {
  const counts = new Float64Array(frames * slices * channels);
  for (let f = 0; f < frames; f++) {
    const frame = cell.frame(f);
    const separator = frame.subarray(0, channels);
    for (let s = 0; s < slices; s++) {
      const isHere = !arriving || f >= 2 * (s - cell.electrode[0]) || s >= cell.electrode[1];
      counts.set(isHere ? frame.subarray(s * channels, (s + 1) * channels) : separator, (f * slices + s) * channels);
    }
  }
  return createSeries({
    signal: counts,
    dims: ['time', 'position', 'channel'],
    axis: createAxis({ name: 'channel', unit: '1', values: Array.from({ length: channels }, (_, i) => i) }),
    coordinates: { position: createAxis({ name: 'position', unit: 'um', values: [...cell.positions] }) },
    time: { start: Array.from({ length: frames }, (_, f) => 300 * f), duration: 300 },
    channels: { live_time: { values: new Float64Array(frames).fill(200).fill(Number.NaN, 5), unit: 's' } },
    mask,
  });
}

/** Fits parts as other threads would, in no order of their own. @param asked Is told of the parts. */
function runElsewhere(asked: (readonly SliceTask[])[]): (setup: SliceSetup) => SliceRunner {
  return (setup) => async (given, tasks) => {
    asked.push(tasks);
    const threads = [0, 1].map(() => fitSlices(structuredClone(setup)));
    const fitted = tasks
      .map((task, t) => ({ t, task: structuredClone(task) }))
      .toReversed()
      .map(({ t, task }) => ({ t, part: structuredClone(threads[t % 2]!(structuredClone(given), task)) }));
    return fitted.toReversed().map(({ part }) => part);
  };
}

async function shared(series: Series<'channel', '1'>, size: number, asked: (readonly SliceTask[])[] = []) {
  const profiler = createDepthProfiler(options);
  for (let from = 0; from < frames; from += size)
    await profiler.addBy(seriesBlock(series, from, Math.min(frames, from + size)), runElsewhere(asked));
  return profiler.finish();
}

/** All of a profile but the functions of its calibrations. */
const plain = ({ detectors: _functions, ...rest }: DepthProfile): unknown => rest;

describe('slices fitted in other threads', () => {
  it('are the same to the bit, however the frames come', async () => {
    const series = scan(false);
    const truth = depthProfile(series, options);
    expect(truth.phases[0]!.lithium!.status.filter((status) => status === statusOf.converged).length).toBeGreaterThan(
      15,
    );
    expect(plain(await shared(series, 3))).toEqual(plain(truth));
  });

  it('a phase that appears in one slice is looked for in the next, as without threads', async () => {
    const series = scan(true);
    const asked: (readonly SliceTask[])[] = [];
    expect(plain(await shared(series, 7, asked))).toEqual(plain(depthProfile(series, options)));
    // Some were fitted once more, together with the slice above.
    expect(asked.length).toBeGreaterThan(1);
    expect(asked[1]!.some(({ from, to }) => to - from > 1)).toBe(true);
  });

  it('channels that are masked stay so', async () => {
    const mask = Uint8Array.from({ length: frames * slices * channels }, (_, i) => (i % 97 === 0 ? 1 : 0));
    const series = scan(false, mask);
    expect(plain(await shared(series, 4))).toEqual(plain(depthProfile(series, options)));
  });

  it('counts that are none are refused before anything is given away', async () => {
    const series = scan(false);
    series.signal.data[(3 * slices + 2) * channels + 9] = -1;
    const asked: (readonly SliceTask[])[] = [];
    await expect(shared(series, 7, asked)).rejects.toMatchObject({ code: 'invalid-argument', where: { frame: 3 } });
    expect(asked).toEqual([]);
  });
});
