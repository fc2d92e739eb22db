import { ndpExperiment, seededRandom } from '@operando/fixtures';
import type { DepthModel } from '@operando/ndp-depth';
import type { Build } from '../program/build.js';
import { atMost, within } from '../program/job.js';
import type { Job, Prepared } from '../program/job.js';
import { farthest, momentsOf } from '../program/statistics.js';

const shortCopy = 'copy of the 16-bit counts';
const shortsToDepth = '16-bit counts to 500 depth bins';

/** Overlap of two spans as a share of the first. */
const shareOf = (from: number, to: number, low: number, high: number): number =>
  Math.max(0, Math.min(to, high) - Math.max(from, low)) / (to - from);

async function prepareBinning(build: Build, quick: boolean): Promise<Prepared> {
  const { depthAxes, depthRebinPlan, rebinToDepth } = await build.load('ndp-depth');
  const axis = depthAxes(ndpExperiment({ frames: 2 }).sample)[0]!;
  const [frames, channels, bins] = [quick ? 400 : 10_000, 4096, 500];
  const channelEdges = Float64Array.from({ length: channels + 1 }, (_, i) => 20 + 0.7 * i);
  const depthEdges = Float64Array.from({ length: bins + 1 }, (_, j) => (axis.reach * j) / bins);
  const plan = depthRebinPlan(axis, channelEdges, depthEdges);
  const random = seededRandom(4);
  const shorts = new Uint16Array(frames * channels);
  const pattern = Uint16Array.from({ length: channels }, () => random.poisson(3));
  // Frames differ by their first channels being moved to their end.
  for (let f = 0; f < frames; f++) {
    const turn = (f * 7) % channels;
    shorts.set(pattern.subarray(turn), f * channels);
    shorts.set(pattern.subarray(0, turn), f * channels + channels - turn);
  }
  const out = new Uint16Array(shorts.length);
  const binned = new Float64Array(frames * bins);
  const doubles = Float64Array.from(shorts.subarray(0, shorts.length / 4));
  return {
    candidates: [
      { name: shortCopy, items: frames, run: () => out.set(shorts) },
      { name: shortsToDepth, items: frames, run: () => rebinToDepth(plan, shorts, { out: binned }) },
      { name: 'the same into a new array', items: frames, run: () => rebinToDepth(plan, shorts) },
      {
        name: 'doubles to 500 depth bins',
        items: frames / 4,
        run: () => rebinToDepth(plan, doubles, { out: binned.subarray(0, binned.length / 4) }),
      },
    ],
    check() {
      const last = frames - 1;
      const found = rebinToDepth(plan, shorts).subarray(last * bins);
      const same = rebinToDepth(plan, doubles).subarray(0, bins);
      // By its definition: counts are spread evenly over the depths of their channel.
      const depths = channelEdges.map((energy) =>
        axis.depthAt(Math.min(axis.surfaceEnergy, Math.max(axis.lowestEnergy, energy))),
      );
      const expected = Float64Array.from({ length: bins }, (_, j) => {
        let sum = 0;
        for (let i = 0; i < channels; i++) {
          const [top, bottom] = [depths[i + 1]!, depths[i]!];
          if (bottom > top)
            sum += shareOf(top, bottom, depthEdges[j]!, depthEdges[j + 1]!) * shorts[last * channels + i]!;
        }
        return sum;
      });
      return [
        atMost(
          'counts in bins against their definition',
          farthest(found.subarray(0, -1), expected.subarray(0, -1)),
          1e-6,
        ),
        atMost('doubles against 16-bit counts', farthest(same, rebinToDepth(plan, shorts.subarray(0, channels))), 1e-9),
      ];
    },
  };
}

/** Counts of channels to counts of depths. */
export const binningJob: Job = {
  id: 'depth-bins',
  title: 'Counts to depth, 10 000 x 4096 (16 bit, 82 MB) to 500 bins',
  item: 'frame',
  rounds: 9,
  goals: [{ candidate: shortsToDepth, beside: shortCopy, most: 2.5, words: '2.5 copies' }],
  prepare: prepareBinning,
};

const sample = {
  layers: [
    { material: 'Cu', thickness: 0.2 },
    { material: 'Si', thickness: 0.5 },
    { material: 'LiPON', thickness: 1 },
    { material: 'LiCoO2', thickness: 1.5 },
    { material: 'Pt', thickness: 0.2 },
  ],
  detectorFwhm: 18,
  threshold: 250,
};
/** Atoms of lithium per cm3 in the layers that hold it. */
const lithium: Readonly<Record<number, number>> = { 2: 1.6e22, 3: 2.3e22 };
const seconds = 60;

/** Expected counts of the sample. */
function expectedOf(model: DepthModel): Float64Array {
  const bins = model.grid.layer.length;
  const expected = new Float64Array(model.channels);
  for (let i = 0; i < model.rows; i++) {
    for (let j = 0; j < bins; j++) {
      const share = model.matrix[i * bins + j]! * (lithium[model.grid.layer[j]!] ?? 0) * seconds;
      for (let k = 0; k < model.channelsPerRow; k++)
        expected[model.firstChannel + i * model.channelsPerRow + k]! += share / model.channelsPerRow;
    }
  }
  return expected;
}

const inversion = 'deconvolve, with errors and checks';
const scipyNnls = 'scipy nnls, no errors';

async function prepareInversions(build: Build, quick: boolean): Promise<Prepared> {
  const { deconvolve, depthAxes, depthGrid, depthModel, energyCalibration } = await build.load('ndp-depth');
  const axes = depthAxes(sample);
  const channelEdges = energyCalibration([12, 3]).channelEdges(1024);
  const model = depthModel({
    axes,
    channelEdges,
    geometry: { flux: 1e8, area: 1, solidAngleFraction: 0.002 },
    grid: depthGrid(axes, { binsPerResolution: 2 }),
  });
  const random = seededRandom(11);
  const expected = expectedOf(model);
  const spectra = Array.from({ length: quick ? 20 : 60 }, () => expected.map((mean) => random.poisson(mean)));
  const settings = { lambda: 1e4 };
  const invert = (counts: Float64Array, start: Float64Array) =>
    deconvolve({ counts, channelEdges, liveTime: seconds }, model, { ...settings, start });
  let before = deconvolve({ counts: spectra[0]!, channelEdges, liveTime: seconds }, model, settings).own;
  return {
    inputs: {
      matrix: model.matrix,
      counts: Float64Array.from(spectra.flatMap((counts) => [...model.gather(counts)])),
      size: Float64Array.of(model.rows, model.grid.layer.length),
    },
    candidates: [
      { name: 'copy of the counts', items: spectra.length, run: () => spectra.map((counts) => counts.slice()) },
      {
        name: 'solver alone',
        items: spectra.length,
        run: () => {
          for (const counts of spectra) {
            const options = { likelihood: 'poisson', factor: seconds, start: before, ...settings } as const;
            before = model.solver.solve(model.gather(counts), options).x;
          }
        },
      },
      {
        name: inversion,
        items: spectra.length,
        run: () => {
          for (const counts of spectra) before = invert(counts, before).own;
        },
      },
    ],
    check() {
      const profiles = spectra.map((counts) => invert(counts, before));
      const pulls = Object.entries(lithium).map(([layer, density]) => {
        const truth = density * 1e-4 * sample.layers[Number(layer)]!.thickness;
        return momentsOf(
          profiles.map(({ layers }) => (layers[Number(layer)]!.value - truth) / layers[Number(layer)]!.stderr),
        );
      });
      return [
        atMost(
          'amounts of layers: mean off the truth in standard errors',
          Math.max(...pulls.map(({ mean }) => Math.abs(mean))),
          0.75,
        ),
        within(
          'amounts of layers: least scatter in standard errors',
          Math.min(...pulls.map((one) => one.deviation)),
          0.5,
          1.4,
        ),
        within('amounts of layers: largest scatter', Math.max(...pulls.map((one) => one.deviation)), 0.5, 1.4),
        atMost('frames without an amount', Math.max(...pulls.map(({ lost }) => lost)), 0),
      ];
    },
  };
}

/** Profiles of depth from counts, regularised. */
export const inversionJob: Job = {
  id: 'inversions',
  title: '60 inversions of counts, 472 rows x 87 depth bins',
  item: 'inversion',
  rounds: 7,
  goals: [{ candidate: inversion, beside: scipyNnls, most: 0.2, words: "0.2 of scipy's NNLS without errors" }],
  peers: [{ script: 'depth_peers' }],
  prepare: prepareInversions,
};
