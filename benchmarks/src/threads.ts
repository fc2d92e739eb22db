import { createHash } from 'node:crypto';
import { createAxis, createSeries } from '@operando/core';
import type { Series } from '@operando/core';
import { edxrdCell, ndpExperiment, nmcPhase, peakStack, seededRandom } from '@operando/fixtures';
import { createProfiler } from '@operando/ndp-depth';
import { reflectivity } from '@operando/nr-sld-fit';
import {
  depthProfileOnThreads,
  finishProfilesOnThreads,
  fitPeakStackOnThreads,
  fitSeriesOnThreads,
  normalizeFrames,
  openThreads,
} from '@operando/threads';
import type { Threads } from '@operando/threads';
import { createNormalizer } from '@operando/xas-normalize';

/**
 * Time of five jobs with one thread and with several: `npm run threads -- [threads=2] [rounds=5] [share=1] [xas peaks ndp edxrd nr]`.
 * Both are run in turn, threads being open and warm; what is compared are medians of the time on the wall, which needs a machine that
 * does nothing else, and of processor time, which does not. Results must be the same to the bit. `share=0.1` takes a tenth of the frames.
 *
 * Jobs take seconds on one thread: each thread compiles everything for itself, about half a second of work, before it is as fast as
 * one that was at it for long. Two rounds warm up.
 */
interface ThreadJob {
  readonly title: string;
  /** Gives what must be the same. */
  readonly run: (threads: Threads) => Promise<readonly Float64Array[]>;
}

const series = <Name extends string, Unit extends string>(
  signal: Float64Array,
  axis: { readonly name: Name; readonly unit: Unit; readonly values: Float64Array },
  frames: number,
  more: Partial<Parameters<typeof createSeries>[0]> = {},
): Series<Name, Unit> =>
  createSeries({
    ...more,
    signal,
    axis: createAxis(axis),
    time: { start: Float64Array.from({ length: frames }, (_, f) => 60 * f), duration: 60 },
  });

const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i);

function normalization(share: number): ThreadJob {
  const [points, different, frames] = [1000, 200, Math.ceil(20_000 * share)];
  const random = seededRandom(2);
  const energy = Float64Array.from({ length: points }, (_, i) => 8200 + 0.8 * i);
  const spectra = Float64Array.from({ length: different * points }, (_, k) => {
    const from = energy[k % points]! - 8345 - (2 * Math.floor(k / points)) / different;
    const edge = 0.5 + Math.atan(from / 1.6) / Math.PI + 0.4 * Math.exp(-(((from - 6) / 4) ** 2));
    return 0.3 - 1e-4 * from + edge + 0.002 * random.normal();
  });
  const signal = new Float64Array(frames * points);
  for (let f = 0; f < frames; f++) {
    const at = (f % different) * points;
    signal.set(spectra.subarray(at, at + points), f * points);
  }
  const all = series(signal, { name: 'energy', unit: 'eV', values: energy }, frames);
  return {
    title: `xas: ${frames} x ${points} normalized, with five edge positions and their errors`,
    async run(threads) {
      const normalizer = createNormalizer(all.axis, { positions: 'all' });
      for await (const _ of normalizeFrames(all, normalizer, { threads })) void _;
      const { channels } = normalizer.finish();
      return Object.values(channels).flatMap(({ values, stderr = values }) => [values, stderr]);
    },
  };
}

function peaks(share: number): ThreadJob {
  const frames = Math.ceil(100_000 * share);
  const windows = 10;
  const { x, stack } = peakStack(frames, 60, [[10.3, 0.08, 0.4, 2000]], 3);
  const shared = new Float64Array(new SharedArrayBuffer(stack.byteLength));
  shared.set(stack);
  return {
    title: `peaks: ${frames} frames in ${windows} windows, each a pseudo-Voigt on a line, 60 points`,
    async run(threads) {
      const columns: Float64Array[] = [];
      const options = {
        peaks: [{ profile: 'pseudo-voigt' as const, center: 10.3 }],
        background: { chebyshev: 1 },
        sigma: 'counts' as const,
      };
      for (let window = 0; window < windows; window++) {
        const { peaks: found } = await fitPeakStackOnThreads(x, shared, options, { threads });
        columns.push(found[0]!.center.values, found[0]!.area.stderr);
      }
      return columns;
    },
  };
}

function inversions(share: number): ThreadJob {
  const [different, frames] = [60, Math.ceil(6000 * share)];
  const { counts, channels, ...experiment } = ndpExperiment({ frames: different });
  const signal = new Float64Array(frames * channels);
  for (let f = 0; f < frames; f++) {
    const at = (f % different) * channels;
    signal.set(counts.subarray(at, at + channels), f * channels);
  }
  const all = series(signal, { name: 'channel', unit: '1', values: numbers(channels) }, frames);
  const [offset, gain] = experiment.calibration;
  const { flux, area, solidAngleFraction } = experiment;
  return {
    title: `ndp: ${frames} spectra of ${channels} channels inverted, with errors`,
    async run(threads) {
      const profiler = createProfiler({
        sample: experiment.sample,
        geometry: { flux, area, solidAngleFraction },
        calibration: { offset, gain },
        background: experiment.background,
        lambda: 1e4,
        smoothing: 'even',
      });
      profiler.add(all);
      const { total, layers } = await finishProfilesOnThreads(profiler, { threads });
      return [total, ...layers].flatMap(({ values, stderr }) => [values, stderr]);
    },
  };
}

function slices(share: number): ThreadJob {
  const [positions, different, frames] = [24, 40, Math.ceil(400 * share)];
  const cell = edxrdCell({ positions, frames: different });
  const size = positions * cell.channels;
  const signal = new Float64Array(frames * size);
  // There and back again: neighbours stay alike.
  for (let f = 0; f < frames; f++) {
    const place = f % (2 * different);
    signal.set(cell.frame(place < different ? place : 2 * different - 1 - place), f * size);
  }
  const [offset, slope] = cell.calibration;
  const all = series(signal, { name: 'channel', unit: '1', values: numbers(cell.channels) }, frames, {
    dims: ['time', 'position', 'channel'],
    coordinates: { position: createAxis({ name: 'position', unit: 'um', values: cell.positions }) },
  });
  return {
    title: `edxrd: ${frames} frames of ${positions} slices, 3 reflections and a cell`,
    async run(threads) {
      const profile = await depthProfileOnThreads(
        all,
        {
          calibration: { offset, slope },
          twoTheta: cell.twoTheta,
          resolution: cell.resolution,
          phases: [
            {
              ...nmcPhase,
            },
          ],
        },
        { threads },
      );
      return Object.values(profile.phases[0]!.cell).flatMap(({ values, stderr }) => [values, stderr]);
    },
  };
}

function curves(share: number): ThreadJob {
  const frames = Math.ceil(2400 * share);
  const random = seededRandom(5);
  const q = Float64Array.from({ length: 150 }, (_, i) => 0.008 * 25 ** (i / 149));
  const data = Array.from({ length: frames }, (_, f) => {
    const exact = reflectivity(q, [
      { sld: 2.07 },
      { thickness: 480, sld: 6.5, roughness: 6 },
      { thickness: 60 + (60 * f) / frames, sld: 3.5, roughness: 8 },
      { sld: 6.1, roughness: 15 },
    ]);
    const dr = exact.map((value) => 0.03 * value + 1e-8);
    return { at: 60 * f, q, r: exact.map((value, i) => value + dr[i]! * random.normal()), dr };
  });
  const model = {
    parameters: {
      cu: { value: 490, bounds: [450, 550] as const },
      sei: { value: 70, bounds: [20, 150] as const },
      sld: { value: 3, bounds: [1, 6] as const },
      rough: { value: 10, bounds: [2, 30] as const },
    },
    layers: [
      { sld: 2.07 },
      { thickness: 'cu', sld: 6.5, roughness: 6 },
      { thickness: 'sei', sld: 'sld', roughness: 8 },
      { sld: 6.1, roughness: 'rough' },
    ],
  };
  return {
    title: `nr: ${frames} curves of 150 points, forward and backward`,
    async run(threads) {
      const { parameters } = await fitSeriesOnThreads(model, data, {}, { threads });
      return Object.values(parameters).flatMap(({ values, stderr }) => [values, stderr]);
    },
  };
}

const jobs = { xas: normalization, peaks, ndp: inversions, edxrd: slices, nr: curves };

function optionOf(name: string, otherwise: number): number {
  const given = process.argv.find((word) => word.startsWith(`${name}=`));
  return given === undefined ? otherwise : Number(given.slice(name.length + 1));
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

function hashOf(arrays: readonly Float64Array[]): string {
  const hash = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of arrays) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}

const [count, rounds, share] = [optionOf('threads', 2), optionOf('rounds', 5), optionOf('share', 1)];
const asked = Object.entries(jobs).filter(([name]) => process.argv.includes(name));
const pools = [openThreads(1), openThreads(count)];
console.log(`speed-up by ${count} threads (wall), and processor time beside that of one; medians of ${rounds}\n`);
for (const [, make] of asked.length === 0 ? Object.entries(jobs) : asked) {
  const { title, run } = make(share);
  const walls = pools.map((): number[] => []);
  const processors = pools.map((): number[] => []);
  const hashes = new Set<string>();
  // The first rounds warm up: threads start, code is compiled.
  for (let round = -2; round < rounds; round++) {
    for (const [p, threads] of pools.entries()) {
      const [before, began] = [process.cpuUsage(), performance.now()];
      hashes.add(hashOf(await run(threads)));
      const { user, system } = process.cpuUsage(before);
      if (round < 0) continue;
      walls[p]!.push((performance.now() - began) / 1000);
      processors[p]!.push((user + system) / 1e6);
    }
  }
  if (hashes.size !== 1) throw new Error(`${title}: the results are not the same`);
  const [one, several] = walls.map(median) as [number, number];
  const [alone, together] = processors.map(median) as [number, number];
  console.log(title);
  console.log(
    `  ${one.toFixed(2)} s, ${several.toFixed(2)} s: ${(one / several).toFixed(2)} x; processor ${alone.toFixed(2)} s, ${together.toFixed(2)} s: ${(together / alone).toFixed(2)} x\n`,
  );
}
for (const { close } of pools) await close();
