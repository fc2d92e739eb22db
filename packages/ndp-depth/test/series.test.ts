import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, selectFrames, seriesWarnings, statusOf, statusWords } from '@operando/core';
import type { Series } from '@operando/core';
import { ndpExperiment, seededRandom } from '@operando/fixtures';
import {
  chargeBalance,
  createProfiler,
  depthAxes,
  profileSeries,
  rebinCounts,
  stoppingFunction,
} from '../src/index.js';
import type { CountSeries, NdpProfiles, ProfileSeriesOptions } from '../src/index.js';

const experiment = ndpExperiment({ frames: 12 });
const { channels } = experiment;

function countsOf(parts: { readonly counters?: boolean; readonly mask?: Uint8Array } = {}): Series<'channel', '1'> {
  const { counters = true, mask } = parts;
  return createSeries({
    signal: experiment.counts,
    axis: createAxis({ name: 'channel', unit: '1', values: Array.from({ length: channels }, (_, i) => i) }),
    time: {
      start: Array.from({ length: experiment.frames }, (_, f) => experiment.frameTime * f),
      duration: experiment.frameTime,
    },
    channels: counters
      ? {
          live_time: { values: experiment.liveTime, unit: 's' },
          monitor: { values: experiment.monitor, unit: '1' },
        }
      : {},
    mask,
  });
}

/** As a model file has it: plain objects, nothing of it computed. */
const [offset, gain] = experiment.calibration;
const model = {
  sample: { ...experiment.sample, source: 'auto' as const, threshold: experiment.sample.threshold, window: undefined },
  geometry: {
    flux: experiment.flux,
    area: experiment.area,
    solidAngleFraction: experiment.solidAngleFraction,
    monitorRate: experiment.monitorRate,
    efficiency: undefined,
  },
  calibration: { offset, gain, quadratic: undefined },
  background: Array.from(experiment.background),
  interfaceWidth: undefined,
};
const window = experiment.sample.window;
const options: ProfileSeriesOptions = { ...model, sample: { ...model.sample, window } };
/** Where how strongly profiles are smoothed is not the point. */
const quick: ProfileSeriesOptions = { ...options, lambda: 1e4 };

function inBlocks(series: Series<'channel', '1'>, given: ProfileSeriesOptions, sizes: readonly number[]): NdpProfiles {
  const profiler = createProfiler(given);
  let from = 0;
  for (const size of sizes) {
    const frames = Array.from({ length: size }, (_, i) => from + i);
    profiler.add(selectFrames(series, frames));
    from += size;
  }
  return profiler.finish();
}

describe('frames in blocks', () => {
  it.each([
    ['one strength by the evidence of the sum', {}],
    ['summed in time over the ends of blocks', { rebin: { width: 3 * experiment.frameTime } }],
    ['by Richardson-Lucy', { method: 'richardson-lucy', iterations: 10 }],
    ['directly', { method: 'direct' }],
    ['smoothed in time', { lambda: 1e4, temporalSmoothness: 1000 }],
  ] as const)('are the frames of the whole series: %s', (_, more) => {
    const series = countsOf();
    const whole = profileSeries(series, { ...options, ...more });
    const blocks = inBlocks(series, { ...options, ...more }, [5, 1, 6]);
    expect(blocks.total).toEqual(whole.total);
    expect(blocks.layers).toEqual(whole.layers);
    expect(blocks.lambda).toEqual(whole.lambda);
    expect(blocks.series.signal.data).toEqual(whole.series.signal.data);
    expect(blocks.series.variances!.data).toEqual(whole.series.variances!.data);
    expect(blocks.series.time).toEqual(whole.series.time);
    expect(blocks.series.channels).toEqual(whole.series.channels);
  });

  it('are counted from the first block on, and of one series', () => {
    const series = countsOf();
    const profiler = createProfiler(options);
    expect(() => profiler.finish()).toThrow(/no frames/);
    profiler.add(series);
    const bad = createSeries({
      ...series,
      signal: experiment.counts.slice(0, channels).fill(-1, 7, 8),
      time: { start: [1e5] },
      channels: {},
    });
    expect(() => profiler.add(bad)).toThrow(expect.objectContaining({ where: { frame: 12, row: 7 } }));
    const other = createSeries({
      signal: [1, 2],
      axis: createAxis({ name: 'channel', unit: '1', values: [0, 1] }),
      time: { start: [1e5] },
    });
    expect(() => profiler.add(other)).toThrow(/other channels/);
  });

  it('sums made before or by the profiler are the same', () => {
    const series = countsOf();
    const before = profileSeries(rebinCounts(series, { width: 1200 }), quick);
    const by = profileSeries(series, { ...quick, rebin: { width: 1200 } });
    expect(by.total.values).toEqual(before.total.values);
    expect(by.total.stderr).toEqual(before.total.stderr);
  });
});

describe('a model file', () => {
  it('says the energy scale by its terms, or by lines found in the sum of all frames', () => {
    const terms = profileSeries(countsOf(), options);
    expect(Array.from(terms.calibration!.coefficients)).toEqual([offset, gain]);
    expect(terms.axes.map(({ ion }) => ion)).toEqual(['3H']);
    const random = seededRandom(3);
    const lines = [1469, 2727.68];
    const spectrum = (): Float64Array =>
      Float64Array.from({ length: channels }, (_, i) =>
        random.poisson(
          lines.reduce((sum, energy) => sum + 500 * Math.exp(-0.5 * (((energy - offset) / gain - i) / 6) ** 2), 2),
        ),
      );
    const counts = new Float64Array(3 * channels);
    for (let f = 0; f < 3; f++) counts.set(spectrum(), f * channels);
    const series = createSeries({
      signal: counts,
      axis: createAxis({ name: 'channel', unit: '1', values: Array.from({ length: channels }, (_, i) => i) }),
      time: { start: [0, 100, 200], duration: 100 },
    });
    const search = {
      lines: lines.map((energy) => ({
        near: Math.round((energy - offset) / gain) + 2,
        halfWidth: 25,
        energy,
        tail: undefined,
      })),
      order: undefined,
    };
    const { geometry, background: _, ...rest } = options;
    const given = { ...rest, geometry: { ...geometry, monitorRate: undefined }, method: 'direct' as const };
    const found = profileSeries(series, { ...given, calibration: search });
    expect(found.calibration!.coefficients[1]! / gain).toBeCloseTo(1, 3);
    expect(found.calibration!.stderrOf(1000)).toBeGreaterThan(0);
    expect(inBlocks(series, { ...given, calibration: search }, [1, 2]).total).toEqual(found.total);
  });

  it('makes live times of a dead time, and the monitor of channels', () => {
    const series = countsOf({ counters: false });
    const { geometry, ...rest } = quick;
    const made = profileSeries(series, {
      ...rest,
      geometry: { ...geometry, monitorRate: 1 },
      deadTime: 4e-6,
      monitorChannels: [channels - 400, channels - 1],
    });
    const total = experiment.counts.subarray(0, channels).reduce((sum, value) => sum + value, 0);
    const high = experiment.counts.subarray(channels - 400, channels).reduce((sum, value) => sum + value, 0);
    expect(made.series.channels['live_time']!.values[0]).toBe(experiment.frameTime - total * 4e-6);
    expect(made.series.channels['monitor']!.values[0]).toBe(high);
    // What the series has is not made anew.
    const own = profileSeries(countsOf(), { ...quick, deadTime: 4e-6 });
    expect(own.series.channels['live_time']!.values).toEqual(experiment.liveTime);
    expect(() => profileSeries(series, { ...options, deadTime: 1 })).toThrow(
      expect.objectContaining({ code: 'outside-range', where: { parameter: 'deadTime', frame: 0 } }),
    );
    expect(() => profileSeries(series, { ...options, monitorChannels: [9, 3] })).toThrow(
      /monitor is in channels 9 to 3/,
    );
  });

  it('has isotopes in its layers, and the reaction once', () => {
    const enriched = {
      ...quick,
      geometry: { ...quick.geometry, isotopeFraction: 0.95 },
      sample: {
        ...experiment.sample,
        layers: experiment.sample.layers.map((layer) => ({ ...layer, isotopes: { '6Li': 0.95 } })),
      },
    };
    const thick = { ...enriched, beam: { from: 'front' as const } };
    expect(
      profileSeries(countsOf(), thick).total.values[0]! / profileSeries(countsOf(), enriched).total.values[0]!,
    ).toBeGreaterThan(
      profileSeries(countsOf(), { ...quick, beam: {} }).total.values[0]! /
        profileSeries(countsOf(), quick).total.values[0]!,
    );
    // Tritons of 3He(n,p)3H do not come through the window: the reaction is that of the sample.
    const helium = { ...options, sample: { ...experiment.sample, reaction: '3He(n,p)3H' } };
    expect(() => profileSeries(countsOf(), helium)).toThrow(expect.objectContaining({ code: 'outside-range' }));
  });
});

describe('counts that were scaled', () => {
  it('are told, and whole ones are not', () => {
    const whole = selectFrames(countsOf({ counters: false }), [0, 1]);
    const cheap: ProfileSeriesOptions = {
      ...options,
      method: 'direct',
      geometry: { ...model.geometry, monitorRate: undefined },
    };
    const codes = (series: Series<'channel', '1'>, given = cheap): string[] =>
      seriesWarnings(profileSeries(series, given).series).map(({ code }) => code);
    const rates = createSeries({ ...whole, signal: Float64Array.from(whole.signal.data, (count) => count / 120) });
    expect(codes(whole)).not.toContain('counts-not-whole');
    expect(codes(rates)).toContain('counts-not-whole');
    // Frames that bins cut are shared out, and stay counts.
    const split = { ...cheap, rebin: { width: 1.5 * experiment.frameTime, assign: 'split' } } as const;
    expect(codes(whole, split)).not.toContain('counts-not-whole');
    const dark = createSeries({ ...whole, signal: new Float64Array(whole.signal.size) });
    expect(() => profileSeries(dark, cheap)).toThrow(/no frame has any counts.*beam/);
  });
});

describe('what was not measured', () => {
  it('is not visible, NaN, told, and nothing to balance', () => {
    // 60 um of copper: nothing from behind reaches the detector.
    const hidden = {
      ...options,
      sample: {
        particles: ['triton'],
        layers: [
          { material: 'Kapton', thickness: 7.5 },
          { material: 'Cu', thickness: 60 },
          { name: 'anode', material: 'C', density: 1.5, thickness: 10 },
        ],
        detectorFwhm: 20,
        threshold: 300,
      },
      lambda: 1e4,
    };
    for (const method of ['tikhonov', 'direct', 'richardson-lucy'] as const) {
      const { layers, total, series } = profileSeries(countsOf(), { ...hidden, method, iterations: 5 });
      const anode = layers[2]!;
      expect([...anode.values, ...anode.stderr].every(Number.isNaN)).toBe(true);
      expect(new Set(statusWords(anode.status))).toEqual(new Set(['not-visible']));
      expect(total.values.every(Number.isFinite)).toBe(true);
      expect(seriesWarnings(series).map(({ code, message }) => [code, message.slice(0, 5)])).toContainEqual([
        'layer-not-visible',
        'anode',
      ]);
      expect(() => chargeBalance(anode, experiment.charge)).toThrow(/0 frames have both lithium and charge/);
    }
  });

  it('stays masked: frames by the series, alone and summed', () => {
    const mask = new Uint8Array(experiment.counts.length);
    mask.fill(1, 4 * channels, 5 * channels);
    const masked = profileSeries(countsOf({ mask }), { ...options, lambda: 1e4 });
    expect(masked.status[4]).toBe(statusOf.masked);
    expect(masked.total.values[4]).toBeNaN();
    expect(masked.series.mask!.get(4, 0)).toBe(1);
    expect(masked.total.values[3]).toBe(profileSeries(countsOf(), { ...options, lambda: 1e4 }).total.values[3]);
    const summed = profileSeries(countsOf({ mask }), {
      ...options,
      lambda: 1e4,
      rebin: { width: 3 * experiment.frameTime },
    });
    expect(statusWords(summed.status)).toEqual(['converged', 'masked', 'converged', 'converged']);
    const part = mask.slice().fill(0, 4 * channels, 4 * channels + 5);
    // Channels below the threshold: nothing is left to be fitted.
    expect(statusWords(profileSeries(countsOf({ mask: part }), { ...options, lambda: 1e4 }).status)[4]).toBe('masked');
  });

  it('layers of one name are told apart', () => {
    const twice = {
      ...options,
      lambda: 1e4,
      sample: {
        ...experiment.sample,
        layers: experiment.sample.layers.map((layer) => Object.assign({}, layer, { name: 'film' })),
      },
    };
    const { layers, series } = profileSeries(countsOf(), twice);
    expect(layers.map(({ name }) => name)).toEqual(['film', 'film_2', 'film_3', 'film_4', 'film_5']);
    expect(series.channels['areal_density_film_2']!.values).toEqual(layers[1]!.values);
  });
});

describe('words and numbers that cannot be', () => {
  const wrong =
    (more: object): (() => unknown) =>
    () =>
      profileSeries(countsOf(), { ...options, ...more });
  it.each([
    ['a method', { method: 'fourier' }, /method is "fourier".*direct, tikhonov, richardson-lucy/],
    ['a rule', { lambda: 'aic' }, /lambda is "aic".*evidence, gcv/],
    ['a strength', { lambda: -1 }, /lambda is -1/],
    ['a share of beam', { leastBeam: 2 }, /leastBeam is 2/],
    ['a side of the beam', { beam: { from: 'left' } }, /beam.from is "left".*front, back/],
    [
      'stopping powers',
      { sample: { ...model.sample, window, source: 'zbl' } },
      /source is "zbl".*auto, user, nist, icru49, zbl85/,
    ],
    ['straggling', { sample: { ...model.sample, window, straggling: 'landau' } }, /straggling is "landau".*bohr, chu/],
    [
      'a particle',
      { sample: { ...model.sample, window, particles: ['triton', 'proton'] } },
      /no particle proton.*4He and 3H/,
    ],
    ['a reaction', { sample: { ...model.sample, window, reaction: '6Li(n,p)' } }, /no reaction/],
    ['widths of other interfaces', { interfaceWidth: [0.1, 0.1, 0.1] }, /3 interface widths for 5 layers.*Give 4/],
    ['a width below 0', { interfaceWidth: -0.1 }, /interface is -0.1 um/],
    ['a fraction in percent', { geometry: { ...options.geometry, isotopeFraction: 95 } }, /isotopeFraction is 95/],
    ['an order', { calibration: { lines: [], order: 3 } }, /calibration.order is "3"/],
  ])('refuses %s', (_, more, message) => {
    expect(wrong(more)).toThrow(expect.objectContaining({ name: 'OperandoError' }));
    expect(wrong(more)).toThrow(message);
  });

  it('refuses them where they are used alone, too', () => {
    expect(() => stoppingFunction('t', 'Cu', 'srim' as 'auto')).toThrow(/source is "srim"/);
    expect(() => depthAxes({ layers: [{ material: 'Cu', thickness: 1 }], particles: ['p'] })).toThrow(/no particle p/);
    const points: Series = createSeries({
      signal: [1, 2],
      axis: createAxis({ name: 'depth', unit: 'um', values: [1, 2] }),
      time: { start: [0] },
    });
    expect(() => profileSeries(points as CountSeries, options)).toThrow(
      expect.objectContaining({ code: 'unit-mismatch' }),
    );
  });
});
