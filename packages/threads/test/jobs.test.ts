import { expect, it } from 'vitest';
import { createAxis, createSeries } from '@operando/core';
import { edgeMapSetup, mapEdges } from '@operando/energy-loss-map';
import { energyLossMaps, ndpExperiment, tomogramCell } from '@operando/fixtures';
import { createProfiler } from '@operando/ndp-depth';
import { fitSeries, reflectivity } from '@operando/nr-sld-fit';
import type { ReflectivityModel } from '@operando/nr-sld-fit';
import { houseJobs } from '../src/house-jobs.js';
import { measureTomograms, slabsOf, tomogramDefaults } from '@operando/tomogram-measure';
import { edgeMapsOnThreads, measureTomogramsOnThreads } from '../src/index.js';
import { fitEdgesOfMaps } from '../src/jobs/eels.js';
import { invertChains } from '../src/jobs/ndp.js';
import { fitWay } from '../src/jobs/nr.js';

// What threads do, done here: their own run elsewhere is tested beside it, but is seen by no coverage.

it('jobs of the house are found by their names', async () => {
  const names = {
    edxrd: 'fitSlicesOfFrames',
    eels: 'fitEdgesOfMaps',
    ndp: 'invertChains',
    nr: 'fitWay',
    peaks: 'fitPeaksOfFrames',
    tomography: 'measureVolumes',
    xas: 'normalizeSpectra',
  };
  expect(Object.keys(houseJobs).toSorted()).toEqual(Object.keys(names).toSorted());
  for (const [id, name] of Object.entries(names)) expect(await houseJobs[id]!()).toHaveProperty(name);
});

it('edges of maps are those of the whole series, map by map and in order', async () => {
  const { rows, columns, energies, counts, layers, lithium, cobalt, known } = energyLossMaps({
    frames: 2,
    rows: 2,
    columns: 6,
    seed: 3,
  });
  const counted = (name: string, size: number) =>
    createAxis({ name, unit: '1', values: Array.from({ length: size }, (_, i) => i) });
  const maps = createSeries({
    signal: counts,
    dims: ['time', 'row', 'column', 'energy'],
    axis: createAxis({ name: 'energy', unit: 'eV', values: energies }),
    coordinates: { row: counted('row', rows), column: counted('column', columns) },
    time: { start: [0, 60], duration: 60 },
  });
  const edges = [{ ...lithium, known: { layer: 'electrolyte', value: known } }, cobalt];
  const options = { background: { window: [38, 53] as const }, layers, edges };
  const whole = mapEdges(maps, options);
  const fit = fitEdgesOfMaps(edgeMapSetup(maps, options));
  expect(await fit({ first: 0, frames: 2, values: counts }, () => undefined)).toEqual(whole.frames);
  const starts: number[] = [];
  const onBlock = ({ time }: { readonly time: { readonly start: Float64Array } }) => void starts.push(...time.start);
  expect(await edgeMapsOnThreads(maps, options, { onBlock })).toEqual(whole);
  expect(starts).toEqual([0, 60]);
});

it('a way through curves tells of each frame, and gives the fits of one way of the series', async () => {
  const model: ReflectivityModel = {
    parameters: { film: { value: 95, bounds: [40, 200] } },
    layers: [{ sld: 2.07 }, { thickness: 'film', sld: 3.4, roughness: 4 }, { sld: 6.1, roughness: 6 }],
  };
  const q = Float64Array.from({ length: 40 }, (_, i) => 0.01 * 15 ** (i / 39));
  const frames = [90, 98, 108].map((thickness, f) => {
    const r = reflectivity(q, [{ sld: 2.07 }, { thickness, sld: 3.4, roughness: 4 }, { sld: 6.1, roughness: 6 }]);
    return { name: `${f}`, at: f, q, r, dr: r.map((value) => 0.04 * value) };
  });
  const told: number[] = [];
  const fits = await fitWay({ model, frames, options: {} })({ way: 'backward', from: 0, to: 3 }, (done) =>
    told.push(done),
  );
  expect(told).toEqual([1, 2, 3]);
  expect(fits.map(({ values }) => values[0])).toEqual(
    Array.from(fitSeries(model, frames, { direction: 'backward' }).parameters['film']!.values),
  );
});

it('chains of depth profiles are those of the profiler', async () => {
  const experiment = ndpExperiment({ frames: 18 });
  const [offset, gain] = experiment.calibration;
  const profiler = (): ReturnType<typeof createProfiler> =>
    createProfiler({
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
      lambda: 1e4,
      smoothing: 'even',
    });
  const channels = Array.from({ length: experiment.channels }, (_, i) => i);
  const series = createSeries({
    signal: experiment.counts,
    axis: createAxis({ name: 'channel', unit: '1', values: channels }),
    time: { start: Array.from({ length: 18 }, (_, f) => experiment.frameTime * f), duration: experiment.frameTime },
    channels: {
      live_time: { values: experiment.liveTime, unit: 's' },
      monitor: { values: experiment.monitor, unit: '1' },
    },
  });
  const [here, elsewhere] = [profiler(), profiler()];
  here.add(series);
  elsewhere.add(series);
  const found = await elsewhere.finishBy(async (setup, chains) =>
    Promise.all(chains.map(async (chain) => invertChains(setup)(chain, () => undefined))),
  );
  const wanted = here.finish();
  expect(found.profiles.map((profile) => profile?.total)).toEqual(wanted.profiles.map((profile) => profile?.total));
  expect(found.profiles).toHaveLength(18);
});

it('tomograms are those without threads, on one and on two', async () => {
  const cell = tomogramCell({ frames: 2, seed: 1 });
  const [depth, height, width] = cell.shape;
  const volumes = cell.grey.map((grey) => slabsOf(grey, { depth, height, width }));
  const options = {
    ...tomogramDefaults,
    reach: 12,
    references: { zero: cell.levels.electrode, one: cell.levels.electrolyte },
    voidGrey: cell.levels.void,
    voidError: 0,
    particles: { grey: cell.levels.particle, stderr: 0 },
    registered: true,
  };
  const bytes = ({ cracks, particles, cuts, voids }: Awaited<ReturnType<typeof measureTomograms>>): string =>
    JSON.stringify([cracks, particles, cuts, voids]);
  const alone = bytes(await measureTomograms(volumes, options));
  expect(alone.length).toBeGreaterThan(10_000);
  for (const threads of [1, 2]) {
    expect(bytes(await measureTomogramsOnThreads(volumes, options, { threads })) === alone).toBe(true);
  }
});
