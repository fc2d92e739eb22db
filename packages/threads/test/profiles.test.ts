import { afterAll, expect, it } from 'vitest';
import { createAxis, createSeries, flatValues } from '@operando/core';
import { ndpExperiment } from '@operando/fixtures';
import { createProfiler } from '@operando/ndp-depth';
import type { NdpProfiles, ProfileSeriesOptions } from '@operando/ndp-depth';
import { finishProfilesOnThreads, openThreads } from '../src/index.js';

const pools = [1, 2, 3].map((count) => openThreads(count));
afterAll(() => Promise.all(pools.map(({ close }) => close())));

const frames = 20;
const experiment = ndpExperiment({ frames });
const [offset, gain] = experiment.calibration;
const options: ProfileSeriesOptions = {
  sample: experiment.sample,
  geometry: {
    flux: experiment.flux,
    area: experiment.area,
    solidAngleFraction: experiment.solidAngleFraction,
    monitorRate: experiment.monitorRate,
  },
  calibration: { offset, gain },
  background: Array.from(experiment.background),
  grid: { binsPerResolution: 1 },
};

/** The experiment; in some frames the beam is off, one is masked as a whole. */
const series = createSeries({
  signal: experiment.counts.map((count, i) => (Math.floor(i / experiment.channels) === 17 ? 0 : count)),
  axis: createAxis({
    name: 'channel',
    unit: '1',
    values: Array.from({ length: experiment.channels }, (_, i) => i),
  }),
  time: { start: Array.from({ length: frames }, (_, f) => experiment.frameTime * f), duration: experiment.frameTime },
  channels: {
    live_time: { values: experiment.liveTime, unit: 's' },
    monitor: { values: experiment.monitor.map((counts, f) => (f === 17 ? 0 : counts)), unit: '1' },
  },
  mask: Uint8Array.from(experiment.counts, (_, i) => (Math.floor(i / experiment.channels) === 15 ? 1 : 0)),
});

async function profiled(more: Partial<ProfileSeriesOptions>, threads: (typeof pools)[number]): Promise<NdpProfiles> {
  const profiler = createProfiler({ ...options, ...more });
  profiler.add(series);
  return finishProfilesOnThreads(profiler, { threads });
}

/** All of the profiles but functions. */
const plain = ({ axes: _axes, calibration: _calibration, profiles, ...rest }: NdpProfiles): unknown => ({
  ...rest,
  profiles: profiles.map((profile) => profile && { ...profile, precision: 0, resolutionKernel: 0 }),
});

it.each<[string, Partial<ProfileSeriesOptions>, readonly number[]]>([
  ['smoothing that adapts', {}, [1]],
  ['one strength', { lambda: 1e4, smoothing: 'even' }, [2]],
  ['Richardson-Lucy', { method: 'richardson-lucy', iterations: 5 }, [1]],
  ['joined in time, on one thread', { lambda: 1e4, smoothing: 'even', temporalSmoothness: 100 }, [1]],
])('profiles are the same to the bit on threads: %s', async (_, more, which) => {
  const profiler = createProfiler({ ...options, ...more });
  profiler.add(series);
  const truth = profiler.finish();
  expect(truth.profiles.flatMap((profile, f) => (profile === undefined ? [f] : []))).toEqual([15, 17]);
  for (const p of which) {
    const threaded = await profiled(more, pools[p]!);
    expect(plain(threaded)).toEqual(plain(truth));
    expect(threaded.profiles[19]!.depthEdges).toBe(threaded.profiles[0]!.depthEdges);
  }
});

it('what can be asked of a profile that was made elsewhere is as if it had been made here', async () => {
  const even = { lambda: 1e4, smoothing: 'even' } as const;
  const [one, two] = [await profiled(even, pools[0]!), await profiled(even, pools[1]!)];
  for (const f of [0, 16, 18]) {
    const [here, there] = [one, two].map(({ profiles }) => profiles[f]! as never as Inverted) as [Inverted, Inverted];
    expect(there.precision()).toEqual(here.precision());
    expect(there.resolutionKernel(4)).toEqual(here.resolutionKernel(4));
  }
  const whole = flatValues(two.series.signal);
  expect(whole.slice(0, 5)).toEqual(flatValues(one.series.signal).slice(0, 5));
});

interface Inverted {
  readonly precision: () => Float64Array;
  readonly resolutionKernel: (bin: number) => unknown;
}
