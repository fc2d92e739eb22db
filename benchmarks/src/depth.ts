import { ndpExperiment, seededRandom } from '@operando/fixtures';
import {
  deconvolve,
  depthAxes,
  depthGrid,
  depthModel,
  depthRebinPlan,
  energyCalibration,
  rebinToDepth,
} from '@operando/ndp-depth';
import { compare, formatTimings } from './harness.js';
import { runPython } from './python.js';

/** 10 000 frames x 4096 channels to 500 depth bins, and 60 frames inverted. */
export function benchmarkDepth(): string {
  const experiment = ndpExperiment({ frames: 60 });
  const axis = depthAxes(experiment.sample)[0]!;
  const frames = 10_000;
  const channels = 4096;
  const channelEdges = Float64Array.from({ length: channels + 1 }, (_, i) => 20 + 0.7 * i);
  const depthEdges = Float64Array.from({ length: 501 }, (_, j) => (axis.reach * j) / 500);
  const plan = depthRebinPlan(axis, channelEdges, depthEdges);
  const random = seededRandom(4);
  const pattern = Uint16Array.from({ length: channels }, () => random.poisson(3));
  const shorts = new Uint16Array(frames * channels);
  for (let f = 0; f < frames; f++) shorts.set(pattern, f * channels);
  const copy = new Uint16Array(shorts.length);
  const doubles = Float64Array.from(shorts.subarray(0, shorts.length / 4));
  const binning = compare(
    [
      { name: 'copy of the same 16-bit counts (82 MB)', items: frames, run: () => copy.set(shorts) },
      { name: '16-bit counts to depth', items: frames, run: () => void rebinToDepth(plan, shorts) },
      {
        name: 'a quarter of them as doubles (82 MB)',
        items: frames / 4,
        run: () => void rebinToDepth(plan, doubles),
      },
    ],
    9,
  );
  const lines = [formatTimings(`\nCounts to depth, ${frames} x ${channels} to 500 bins`, binning)];
  for (const binsPerResolution of [2, 3]) {
    const axes = depthAxes({ ...thinCell, detectorFwhm: 18, threshold: 250 });
    const edges = energyCalibration([12, 3]).channelEdges(1024);
    const model = depthModel({
      axes,
      channelEdges: edges,
      geometry: { flux: 1e8, area: 1, solidAngleFraction: 0.002 },
      grid: depthGrid(axes, { binsPerResolution }),
    });
    const spectra = simulate(model, 60);
    let before = deconvolve({ counts: spectra[0]!, channelEdges: edges, liveTime: 60 }, model, { lambda: 1e4 }).own;
    const timings = compare(
      [
        { name: 'copy of the counts', items: 60, run: () => spectra.forEach((counts) => counts.slice()) },
        {
          name: `inversion (Poisson, non-negative), solver alone`,
          items: 60,
          run: () => {
            for (const counts of spectra)
              before = model.solver.solve(model.gather(counts), {
                likelihood: 'poisson',
                factor: 60,
                lambda: 1e4,
                start: before,
              }).x;
          },
        },
        {
          name: 'deconvolve: the same with all errors and checks',
          items: 60,
          run: () => {
            for (const counts of spectra)
              before = deconvolve({ counts, channelEdges: edges, liveTime: 60 }, model, {
                lambda: 1e4,
                start: before,
              }).own;
          },
        },
      ],
      7,
    );
    lines.push(
      formatTimings(
        `\n60 frames inverted, ${model.rows} rows x ${model.grid.layer.length} depth bins (${binsPerResolution} for each resolution)`,
        timings,
      ),
    );
    const scipy = runPython('depth_peers', model.rows, model.grid.layer.length) as
      | Readonly<Record<string, number>>
      | undefined;
    for (const [name, time] of Object.entries(scipy ?? {})) lines.push(`  ${name}: ${time.toFixed(0)} ms`);
  }
  return lines.join('\n');
}

const thinCell = {
  layers: [
    { material: 'Cu', thickness: 0.2 },
    { material: 'Si', thickness: 0.5 },
    { material: 'LiPON', thickness: 1 },
    { material: 'LiCoO2', thickness: 1.5 },
    { material: 'Pt', thickness: 0.2 },
  ],
};

/** Poisson spectra of lithium in the two layers that hold it. */
function simulate(model: ReturnType<typeof depthModel>, frames: number): Float64Array[] {
  const random = seededRandom(11);
  const bins = model.grid.layer.length;
  const expected = new Float64Array(model.channels);
  for (let i = 0; i < model.rows; i++) {
    for (let j = 0; j < bins; j++) {
      const share =
        model.matrix[i * bins + j]! *
        (model.grid.layer[j] === 2 ? 1.6e22 : model.grid.layer[j] === 3 ? 2.3e22 : 0) *
        60;
      for (let k = 0; k < model.channelsPerRow; k++)
        expected[model.firstChannel + i * model.channelsPerRow + k]! += share / model.channelsPerRow;
    }
  }
  return Array.from({ length: frames }, () => expected.map((mean) => random.poisson(mean)));
}
