import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { createAxis, createSeries, seriesWarnings, statusOf, statusWords } from '@operando/core';
import { exploration, ndpExperiment, referencePath } from '@operando/fixtures';
import type { NdpExperiment } from '@operando/fixtures';
import {
  chargeBalance,
  deconvolve,
  depthAxes,
  depthModel,
  energyCalibration,
  profileSeries,
  reactions,
} from '../src/index.js';
import type { CountSeries, Geometry, NdpProfiles, NdpSample, ProfileSeriesOptions } from '../src/index.js';

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const width = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

/** Mean of a quantity given in fine bins over coarse ones. */
function overBins(fine: ArrayLike<number>, values: ArrayLike<number>, coarse: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: coarse.length - 1 }, (_, j) => {
    let sum = 0;
    for (let q = 0; q + 1 < fine.length; q++) {
      const overlap = Math.min(coarse[j + 1]!, fine[q + 1]!) - Math.max(coarse[j]!, fine[q]!);
      if (overlap > 0) sum += values[q]! * overlap;
    }
    return sum / (coarse[j + 1]! - coarse[j]!);
  });
}

/** How well profiles agree with the truth: rms over depth by the maximum, and how often one standard error covers it. */
function againstTruth(
  result: NdpProfiles,
  fineEdges: ArrayLike<number>,
  truth: (frame: number) => ArrayLike<number>,
): { readonly rms: number; readonly coverage: number } {
  const edges = result.series.axis.values;
  const bins = result.series.axis.size;
  const rms: number[] = [];
  let covered = 0;
  let total = 0;
  result.profiles.forEach((profile, f) => {
    const exact = overBins(fineEdges, truth(f), edges);
    const largest = Math.max(...exact);
    let square = 0;
    for (let j = 0; j < bins; j++) {
      const difference = profile!.concentration[j]! - exact[j]!;
      square += (difference * difference * (edges[j + 1]! - edges[j]!)) / edges[bins]!;
      covered += Math.abs(difference) < profile!.stderr[j]! ? 1 : 0;
      total++;
    }
    rms.push(Math.sqrt(square) / largest);
  });
  return { rms: mean(rms), coverage: covered / total };
}

function seriesOf(
  counts: Float64Array,
  channels: number,
  frameTime: number,
  liveTime: Float64Array,
  monitor: Float64Array,
): CountSeries {
  const frames = counts.length / channels;
  return createSeries({
    signal: counts,
    axis: createAxis({ name: 'channel', unit: '1', values: Float64Array.from({ length: channels }, (_, i) => i) }),
    time: {
      start: Float64Array.from({ length: frames }, (_, f) => frameTime * f),
      duration: new Float64Array(frames).fill(frameTime),
    },
    channels: { live_time: { values: liveTime, unit: 's' }, monitor: { values: monitor, unit: '1' } },
  });
}

function ownSeries(experiment: NdpExperiment): {
  readonly series: CountSeries;
  readonly options: ProfileSeriesOptions;
} {
  const geometry: Geometry = {
    flux: experiment.flux,
    area: experiment.area,
    solidAngleFraction: experiment.solidAngleFraction,
    monitorRate: experiment.monitorRate,
  };
  return {
    series: seriesOf(
      experiment.counts,
      experiment.channels,
      experiment.frameTime,
      experiment.liveTime,
      experiment.monitor,
    ),
    options: {
      sample: experiment.sample,
      geometry,
      calibration: energyCalibration(experiment.calibration),
      background: experiment.background,
    },
  };
}

const folder = referencePath('ndp', 'synthetic-given.json');
describe.skipIf(folder === undefined)(
  'the reference experiment: 60 minutes of a thin-film cell, alphas and tritons',
  () => {
    interface Given {
      readonly counts: number[][];
      readonly meta: {
        readonly layers_outer_first: {
          readonly name: string;
          readonly formula: string;
          readonly rho: number;
          readonly um: number;
        }[];
        readonly live_s: number[];
        readonly monitor: number[];
        readonly monitor_nominal: number;
        readonly flux: number;
        readonly sigma_b: number;
        readonly omega_over_4pi: number;
        readonly background_cps_per_ch: number[];
        readonly depth_edges_um: number[];
        readonly electrochem: { readonly charge_mAh_cm2: number[] };
      };
    }
    const load = (): { given: Given; truth: { Li_at_cm3: number[][]; areal_Li_cm2: number[] } } => ({
      given: JSON.parse(readFileSync(folder!, 'utf8')) as Given,
      truth: JSON.parse(readFileSync(referencePath('ndp', 'synthetic-given-truth.json')!, 'utf8')) as {
        Li_at_cm3: number[][];
        areal_Li_cm2: number[];
      },
    });
    const run = ({ meta, counts }: Given, extra: Partial<ProfileSeriesOptions> = {}): NdpProfiles => {
      const sample: NdpSample = {
        layers: meta.layers_outer_first.map((layer) => ({
          name: layer.name,
          material: { formula: layer.formula, density: layer.rho },
          thickness: layer.um,
        })),
        source: 'icru49',
        detectorFwhm: 18,
        threshold: 250,
      };
      const geometry = {
        flux: meta.flux,
        area: 1,
        solidAngleFraction: meta.omega_over_4pi,
        monitorRate: meta.monitor_nominal / 60,
        reaction: { ...reactions['6Li(n,t)4He'], crossSection: meta.sigma_b },
      };
      return profileSeries(
        seriesOf(
          Float64Array.from(counts.flat()),
          1024,
          60,
          Float64Array.from(meta.live_s),
          Float64Array.from(meta.monitor),
        ),
        {
          sample,
          geometry,
          calibration: energyCalibration([12, 3]),
          background: meta.background_cps_per_ch,
          ...extra,
        },
      );
    };

    /** With every other frame alone in `npm test`: coverages of so many scatter by the root of two more. */
    const stride = exploration.isExploring ? 1 : 2;
    const few = ({ counts, meta }: Given): Given => {
      const taken = <T>(all: readonly T[]): T[] => all.filter((_, f) => f % stride === 0);
      return {
        counts: taken(counts),
        meta: { ...meta, live_s: taken(meta.live_s), monitor: taken(meta.monitor) },
      };
    };

    let shared:
      | { readonly given: Given; readonly truth: ReturnType<typeof load>['truth']; readonly result: NdpProfiles }
      | undefined;
    /** The experiment with default options, worked out once. */
    const usual = (): NonNullable<typeof shared> => {
      if (shared !== undefined) return shared;
      const { given, truth } = load();
      return (shared = { given, truth, result: run(given) });
    };

    it('gives areal densities without bias, honest pulls, and the charge that arrived', () => {
      const { given, truth, result } = usual();
      expect(new Set(statusWords(result.status))).toEqual(new Set(['converged']));
      const relative = Array.from(result.total.values, (value, f) => value / truth.areal_Li_cm2[f]! - 1);
      // Within 1 % over the series, as asked; it is better than 0.2 %.
      expect(Math.abs(mean(relative))).toBeLessThan(0.002);
      const pulls = Array.from(
        result.total.values,
        (value, f) => (value - truth.areal_Li_cm2[f]!) / result.total.stderr[f]!,
      );
      expect(Math.abs(mean(pulls))).toBeLessThan(0.4);
      // 60 frames leave a standard error of 0.09 on a width of 1.
      expect(Math.abs(width(pulls) - 1)).toBeLessThan(0.19);
      const silicon = result.layers[1]!;
      const balance = chargeBalance(silicon, given.meta.electrochem.charge_mAh_cm2);
      expect(Math.abs(balance.slope.value - 0.96)).toBeLessThan(0.01);
      expect(balance.chiSquare).toBeLessThan(balance.degreesOfFreedom + 4 * Math.sqrt(2 * balance.degreesOfFreedom));
      // One-minute counts: 0.89 % of the total is the reference's figure for the whole area.
      expect(result.total.stderr[0]! / result.total.values[0]!).toBeLessThan(0.012);
    });

    it('gives profiles closer than the reference inversion, with bands that cover', () => {
      const { given, truth, result } = usual();
      // Interfaces of the truth are logistic steps of 0.01 um: a standard deviation of 0.018 um.
      const known = againstTruth(
        run(few(given), { interfaceWidth: 0.018 }),
        given.meta.depth_edges_um,
        (f) => truth.Li_at_cm3[f * stride]!,
      );
      expect(known.rms).toBeLessThan(0.03);
      expect(Math.abs(known.coverage - 0.68)).toBeLessThan(0.05 * Math.sqrt(stride));
      // With sharp interfaces assumed, bins of two thirds of the resolution are as fine as the truth allows: 4.3 % is the reference inversion's figure.
      const sharp = againstTruth(
        run(few(given), { grid: { binsPerResolution: 1.5 } }),
        given.meta.depth_edges_um,
        (f) => truth.Li_at_cm3[f * stride]!,
      );
      expect(sharp.rms).toBeLessThan(0.043);
      const fine = againstTruth(result, given.meta.depth_edges_um, (f) => truth.Li_at_cm3[f]!);
      expect(Math.abs(fine.coverage - 0.68)).toBeLessThan(0.05);
    });

    // Smaller cells of adaptive.test.ts show the same in less time.
    it.runIf(exploration.isExploring)(
      'finds how wide the interfaces are by the evidence, and keeps sharp what is',
      () => {
        const { given, truth } = usual();
        const result = run(given, { interfaceWidth: 'evidence' });
        const found = againstTruth(result, given.meta.depth_edges_um, (f) => truth.Li_at_cm3[f]!);
        // Told, the widths give 2.1 %; sharp ones 4.4 %.
        expect(found.rms).toBeLessThan(0.03);
        expect(Math.abs(found.coverage - 0.68)).toBeLessThan(0.05);
        // The truth's 0.018 um, where lithium ends: from the anode to the electrolyte it hardly changes, which tells nothing.
        expect(Math.abs(result.interfaceWidths[0]! - 0.018)).toBeLessThan(0.015);
        expect(result.series.provenance.at(-1)!.options).toMatchObject({ interfaceWidthRule: 'evidence' });
        expect(() => run(given, { interfaceWidth: 'evidence', method: 'richardson-lucy' })).toThrow(
          expect.objectContaining({ where: { parameter: 'interfaceWidth' } }),
        );
      },
    );

    it('needs fewer frames for less noise', () => {
      const { given, truth } = usual();
      const result = run(given, { rebin: { width: 300 }, interfaceWidth: 0.018 });
      expect(result.series.time.start).toHaveLength(12);
      const five = Float64Array.from({ length: 12 }, (_, i) => mean(truth.areal_Li_cm2.slice(5 * i, 5 * i + 5)));
      const pulls = Array.from(result.total.values, (value, i) => (value - five[i]!) / result.total.stderr[i]!);
      expect(Math.abs(mean(pulls))).toBeLessThan(0.9);
      expect(result.total.stderr[0]! / result.total.values[0]!).toBeLessThan(0.006);
    });
  },
);

describe('a tilted cell behind Kapton, tritons only', () => {
  const experiment = ndpExperiment({ frames: 100 });
  const { series, options } = ownSeries(experiment);
  const layerTruth = (layer: number): Float64Array =>
    Float64Array.from({ length: experiment.frames }, (_, f) => experiment.layerTruth[5 * f + layer]!);
  const total = Float64Array.from({ length: experiment.frames }, (_, f) =>
    [0, 1, 2, 3, 4].reduce((sum, layer) => sum + experiment.layerTruth[5 * f + layer]!, 0),
  );
  const bins = experiment.depthEdges.length - 1;

  it('gives areal densities, bands and charge back', () => {
    const result = profileSeries(series, options);
    expect(new Set(statusWords(result.status))).toEqual(new Set(['converged']));
    expect(Math.abs(mean(Array.from(result.total.values, (value, f) => value / total[f]! - 1)))).toBeLessThan(0.002);
    const all = [
      [result.total, total],
      [result.layers[1]!, layerTruth(1)],
      [result.layers[3]!, layerTruth(3)],
    ] as const;
    for (const [found, truth] of all) {
      const pulls = Array.from(found.values, (value, f) => (value - truth[f]!) / found.stderr[f]!);
      expect(Math.abs(mean(pulls))).toBeLessThan(0.4);
      // 100 frames leave 0.07 on a width of 1.
      expect(Math.abs(width(pulls) - 1)).toBeLessThan(0.15);
    }
    const { rms, coverage } = againstTruth(result, experiment.depthEdges, (f) =>
      experiment.truth.subarray(f * bins, (f + 1) * bins),
    );
    expect(rms).toBeLessThan(0.01);
    expect(Math.abs(coverage - 0.68)).toBeLessThan(0.06);
    const { slope } = chargeBalance(result.layers[1]!, experiment.charge);
    expect(Math.abs(slope.value - experiment.efficiency)).toBeLessThan(Math.min(0.01, 4 * slope.stderr));
    expect(result.layers.map(({ name, unit }) => [name, unit])).toEqual(
      experiment.sample.layers.map(({ name, material }) => [name ?? material, '1/cm^2']),
    );
    expect(result.total).toMatchObject({ name: 'total', unit: '1/cm^2' });
    expect(result.series.channels['areal_density_anode']!.unit).toBe('1/cm^2');
    expect(result.series.axis.unit).toBe('um');
  });

  it('agrees between rules, methods and ways to errors', () => {
    const few = profileSeries(series, { ...options, rebin: { width: 12_000 } });
    const anode = few.layers[1]!;
    const expected = mean(layerTruth(1));
    expect(Math.abs(anode.values[0]! - expected)).toBeLessThan(4 * anode.stderr[0]! + 0.005 * expected);
    for (const lambda of ['gcv', 'discrepancy', 'l-curve', 1000] as const) {
      const other = profileSeries(series, { ...options, rebin: { width: 12_000 }, lambda });
      expect(Math.abs(other.layers[3]!.values[0]! / few.layers[3]!.values[0]! - 1)).toBeLessThan(0.02);
    }
    const lucy = profileSeries(series, {
      ...options,
      rebin: { width: 12_000 },
      method: 'richardson-lucy',
      iterations: 40,
    });
    expect(lucy.total.values[0]! / few.total.values[0]!).toBeCloseTo(1, 2);
    expect(lucy.lambda).toBeNaN();
    const direct = profileSeries(series, { ...options, rebin: { width: 12_000 }, method: 'direct' });
    // Some counts leave the depths in sight by the resolution.
    expect(direct.total.values[0]! / few.total.values[0]!).toBeGreaterThan(0.93);
    expect(direct.total.values[0]! / few.total.values[0]!).toBeLessThan(1.02);
    expect(statusWords(direct.status)).toEqual(['converged']);
  });

  it('has bootstrap errors like the covariance, kernels, and no good word for a wrong model', () => {
    const axes = depthAxes(experiment.sample);
    const channelEdges = energyCalibration(experiment.calibration).channelEdges(experiment.channels);
    const model = depthModel({ axes, channelEdges, geometry: options.geometry });
    const spectrum = {
      counts: experiment.counts.subarray(50 * experiment.channels, 51 * experiment.channels),
      channelEdges,
      liveTime: experiment.liveTime[50]!,
      realTime: experiment.frameTime,
      monitor: experiment.monitor[50]!,
      background: experiment.background,
    };
    const profile = deconvolve(spectrum, model, { lambda: 1e4 });
    const drawn = deconvolve(spectrum, model, { lambda: 1e4, uncertainty: 'bootstrap', resamples: 80 });
    // Resampling has no prior in it, so that its errors are those of the estimate: no larger than the posterior's, and for sums the same.
    expect(drawn.layers[3]!.stderr / profile.layers[3]!.stderr).toBeGreaterThan(0.7);
    expect(drawn.layers[3]!.stderr / profile.layers[3]!.stderr).toBeLessThan(1.3);
    const kernel = profile.resolutionKernel(30);
    expect(kernel.weights.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(0.5);
    expect(kernel.fwhm).toBeGreaterThan(0.05);
    expect(profile.effectiveParameters).toBeGreaterThan(4);
    expect(() => profile.resolutionKernel(1000)).toThrow(expect.objectContaining({ code: 'outside-range' }));
    const lucy = deconvolve(spectrum, model, { method: 'richardson-lucy', resamples: 10 });
    expect(() => lucy.precision()).toThrow(expect.objectContaining({ code: 'unsupported' }));
    expect(() => lucy.resolutionKernel(3)).toThrow(expect.objectContaining({ code: 'unsupported' }));
    expect(lucy.stderr.every((value) => value > 0)).toBe(true);
    expect(() => deconvolve(spectrum, model, { method: 'richardson-lucy', uncertainty: 'covariance' })).toThrow(
      expect.objectContaining({ where: { parameter: 'uncertainty' } }),
    );
    expect(() =>
      deconvolve({ ...spectrum, counts: [1, 2], channelEdges: [1, 2, 3], background: [0, 0] }, model),
    ).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    // A layer of 2 um too little between: no profile explains the spectrum.
    const wrong = depthModel({
      axes: depthAxes({ ...experiment.sample, window: [{ material: 'Kapton', thickness: 20 }] }),
      channelEdges,
      geometry: options.geometry,
    });
    expect(deconvolve(spectrum, wrong, { lambda: 1 }).status).toBe('misfit');
    expect(() => depthModel({ axes, channelEdges, geometry: options.geometry, energyRange: [5000, 6000] })).toThrow(
      expect.objectContaining({ where: { parameter: 'energyRange' } }),
    );
  });

  it('lends counts between frames when asked, errors and all', () => {
    const alone = profileSeries(series, { ...options, lambda: 1e4 });
    const joined = profileSeries(series, { ...options, lambda: 1e4, temporalSmoothness: 1000 });
    const pulls = Array.from(
      joined.layers[1]!.values,
      (value, f) => (value - layerTruth(1)[f]!) / joined.layers[1]!.stderr[f]!,
    );
    expect(mean(joined.layers[1]!.stderr) / mean(alone.layers[1]!.stderr)).toBeLessThan(0.85);
    expect(Math.sqrt(mean(pulls.map((value) => value * value)))).toBeLessThan(1.2);
    // Hardly joined, each frame is as alone: some frames show it.
    const begin = seriesOf(
      experiment.counts.slice(0, 10 * experiment.channels),
      experiment.channels,
      experiment.frameTime,
      experiment.liveTime.slice(0, 10),
      experiment.monitor.slice(0, 10),
    );
    const next = profileSeries(begin, { ...options, lambda: 1e4, temporalSmoothness: 1e-9 });
    expect(next.layers[1]!.values[7]! / alone.layers[1]!.values[7]!).toBeCloseTo(1, 4);
    expect(next.layers[1]!.stderr[7]! / alone.layers[1]!.stderr[7]!).toBeCloseTo(1, 4);
    const soft = profileSeries(series, {
      ...options,
      lambda: 1e4,
      temporalSmoothness: 1000,
      interfaceWidth: 0.02,
      rebin: { width: 1200 },
    });
    expect(soft.profiles[3]!.stderr.every((value) => value > 0)).toBe(true);
    expect(() => profileSeries(series, { ...options, method: 'direct', temporalSmoothness: 1 })).toThrow(
      expect.objectContaining({ where: { parameter: 'temporalSmoothness' } }),
    );
  });

  it('masks frames without beam, follows layers that change, and shields neutrons', () => {
    const counts = experiment.counts.slice(0, 6 * experiment.channels);
    counts.fill(0, 2 * experiment.channels, 3 * experiment.channels);
    const monitor = experiment.monitor.slice(0, 6);
    monitor[2] = 1;
    const short = seriesOf(counts, experiment.channels, experiment.frameTime, experiment.liveTime.slice(0, 6), monitor);
    const masked = profileSeries(short, { ...options, lambda: 1e4 });
    expect(masked.status[2]).toBe(statusOf.masked);
    expect(masked.layers[1]!.status[2]).toBe(statusOf.masked);
    expect(masked.total.values[2]).toBeNaN();
    expect(masked.series.mask!.get(2, 0)).toBe(1);
    expect(seriesWarnings(masked.series).map((warning) => warning.code)).toContain('no-beam');
    const same = profileSeries(short, { ...options, lambda: 1e4, sample: () => experiment.sample });
    expect(Array.from(same.total.values)).toEqual(Array.from(masked.total.values));
    const swelling = (frame: number): NdpSample => ({
      ...experiment.sample,
      layers: experiment.sample.layers.map((layer, k) =>
        k === 1 ? { ...layer, thickness: 1.2 + 0.01 * frame } : layer,
      ),
    });
    const changed = profileSeries(short, { ...options, lambda: 1e4, sample: swelling });
    expect(changed.series.axis.size).toBe(masked.series.axis.size);
    expect(changed.layers[3]!.values[5]! / masked.layers[3]!.values[5]!).toBeCloseTo(1, 1);
    const shielded = profileSeries(short, { ...options, lambda: 1e4, beam: { from: 'front' } });
    expect(shielded.total.values[0]!).toBeGreaterThan(masked.total.values[0]!);
    expect(shielded.total.values[0]! / masked.total.values[0]!).toBeLessThan(1.01);
    const dark = seriesOf(
      new Float64Array(experiment.channels),
      experiment.channels,
      60,
      Float64Array.of(60),
      Float64Array.of(0),
    );
    expect(() => profileSeries(dark, options)).toThrow(expect.objectContaining({ code: 'too-few-points' }));
    const { calibration: _, ...uncalibrated } = options;
    expect(() => profileSeries(short, uncalibrated)).toThrow(
      expect.objectContaining({ where: { parameter: 'calibration' } }),
    );
  });

  it('allows for interfaces of some width', () => {
    const soft = profileSeries(series, {
      ...options,
      rebin: { width: 12_000 },
      lambda: 1e4,
      interfaceWidth: [0.05, 0.05, 0.1, 0.1],
    });
    const sharp = profileSeries(series, { ...options, rebin: { width: 12_000 }, lambda: 1e4 });
    expect(soft.total.values[0]! / sharp.total.values[0]!).toBeCloseTo(1, 3);
    // Lithium of the anode shows in the copper, where the sharp model has none.
    const inCopper = (result: NdpProfiles): number =>
      result.profiles[0]!.concentration[result.profiles[0]!.layer.lastIndexOf(0)]!;
    expect(inCopper(soft)).toBeGreaterThan(1e20);
  });

  it('reads series against energies', () => {
    const edges = energyCalibration(experiment.calibration).channelEdges(experiment.channels);
    const byEnergy = createSeries({
      signal: experiment.counts.slice(0, experiment.channels),
      axis: createAxis({ name: 'energy', unit: 'keV', values: edges, edges: true }),
      time: { start: [0], duration: [experiment.frameTime] },
    });
    const { geometry, sample, background } = options;
    const { monitorRate: _, ...plain } = geometry;
    const result = profileSeries(byEnergy, { geometry: plain, sample, background: background!, lambda: 1e4 });
    expect(result.total.values[0]! / total[0]!).toBeCloseTo(1, 1);
    const points = createSeries({
      signal: [1, 2],
      axis: createAxis({ name: 'energy', unit: 'keV', values: [1, 2] }),
      time: { start: [0], duration: [1] },
    });
    expect(() => profileSeries(points, { geometry: plain, sample })).toThrow(
      expect.objectContaining({ code: 'unit-mismatch' }),
    );
  });
});
