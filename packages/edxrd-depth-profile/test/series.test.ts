import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, selectFrames, seriesWarnings, statusOf, statusWords } from '@operando/core';
import type { Channel, Series } from '@operando/core';
import { edxrdCell, nmcLattice } from '@operando/fixtures';
import {
  createDepthProfiler,
  depthProfile,
  depthProfileStack,
  lithiationGradient,
  lithiationGradients,
  maskReasons,
  sliceSeries,
} from '../src/index.js';
import type { DepthProfileOptions } from '../src/index.js';

const cell = edxrdCell({ positions: 4, frames: 5, counts: 4e6, gradient: 0.05 });
const frames = 5;
const slices = 4;
const { channels } = cell;
const size = slices * channels;
const counts = new Float64Array(frames * size);
for (let f = 0; f < frames; f++) counts.set(cell.frame(f), f * size);

/** As a model file has it: plain objects, nothing of it computed. */
const [offset, slope] = cell.calibration;
const model = {
  twoTheta: cell.twoTheta,
  twoThetaStderr: undefined,
  calibration: { offset: offset!, slope: slope! },
  resolution: { ...cell.resolution, geometry: cell.resolution.geometry },
  phases: [
    {
      name: 'NMC111',
      system: 'hexagonal' as const,
      cell: { a: 2.854, b: undefined, c: 14.254 },
      reflections: [
        [0, 0, 3],
        [1, 0, 4],
        [1, 1, 0],
      ] as [number, number, number][],
      marker: [0, 0, 3] as [number, number, number],
      searchRange: undefined,
      lithium: { parameter: 'a' as const, x: [...nmcLattice.x], value: [...nmcLattice.a], activeAmount: 8 },
    },
  ],
  fluorescence: { elements: ['Pb'], detector: 'Ge' as const, maskWidth: undefined },
  beamHeight: undefined,
};

interface Parts {
  readonly channels?: Record<string, Channel>;
  readonly positions?: readonly number[];
  readonly values?: Float64Array;
  readonly mask?: Uint8Array;
}

function scan({ channels: own = {}, positions = [...cell.positions], values = counts, mask }: Parts = {}): Series<
  'channel',
  '1'
> {
  return createSeries({
    signal: values,
    dims: ['time', 'position', 'channel'],
    axis: createAxis({ name: 'channel', unit: '1', values: Array.from({ length: channels }, (_, i) => i) }),
    coordinates: { position: createAxis({ name: 'position', unit: 'um', values: positions }) },
    time: { start: Array.from({ length: frames }, (_, f) => 300 * f), duration: 300 },
    channels: own,
    mask,
  });
}
const perFrame = (values: readonly number[], unit = 's'): Channel => ({ values: Float64Array.from(values), unit });
const live = { live_time: perFrame([60, 60, 60, 60, 60]) };

describe('a series of spectra', () => {
  const whole = depthProfile(scan({ channels: live }), model);

  it('gives what the plain numbers give, whole and in blocks', () => {
    const plain = depthProfileStack(cell.positions, counts, { ...model, channels, liveTimes: live.live_time.values });
    expect(whole.phases).toEqual(plain.phases);
    expect(whole.reflections).toEqual(plain.reflections);
    const profiler = createDepthProfiler(model);
    const series = scan({ channels: live });
    for (const block of [[0, 1], [2], [3, 4]]) profiler.add(selectFrames(series, block));
    const blocks = profiler.finish();
    expect(blocks.phases).toEqual(whole.phases);
    expect(blocks.series.signal.data).toEqual(whole.series.signal.data);
    expect(blocks.series.time.start).toEqual(whole.series.time.start);
    expect(blocks.series.channels).toEqual(whole.series.channels);
  });

  it('names and units stand with every column', () => {
    const [phase] = whole.phases;
    expect(
      [phase!.cell.a!, phase!.cell.c!, phase!.lithium!, phase!.area].map(({ name, unit }) => [name, unit]),
    ).toEqual([
      ['NMC111_a', 'angstrom'],
      ['NMC111_c', 'angstrom'],
      ['NMC111_x', '1'],
      ['NMC111_area', '1/s'],
    ]);
    const [first] = whole.reflections;
    expect([first!.energy, first!.d, first!.area, first!.fwhm].map(({ name, unit }) => [name, unit])).toEqual([
      ['NMC111_0_0_3_energy', 'keV'],
      ['NMC111_0_0_3_d', 'angstrom'],
      ['NMC111_0_0_3_area', '1/s'],
      ['NMC111_0_0_3_fwhm', 'keV'],
    ]);
    expect(first!.fwhm.stderr.every(Number.isNaN)).toBe(true);
    expect(phase!.activeAmount).toEqual(Float64Array.of(8, 8, 8, 8));
    expect(whole.shown).toMatchObject({ phase: 'NMC111', column: { name: 'NMC111_x' } });
  });

  it('shows the content with positions increasing, errors and gaps', () => {
    const { series } = whole;
    expect([series.axis.name, series.axis.unit, series.dims]).toEqual(['position', 'um', ['time', 'position']]);
    const { values, stderr } = whole.phases[0]!.lithium!;
    expect(series.signal.data).toEqual(values);
    expect(Math.sqrt(series.variances!.data[2]!)).toBeCloseTo(stderr[2]!, 15);
    expect(series.mask!.data).toEqual(Uint8Array.from(values, (x) => (Number.isFinite(x) ? 0 : 1)));
    // Scanned downwards: the data's order in the columns, increasing positions in the series.
    const turned = new Float64Array(counts.length);
    for (let i = 0; i < frames * slices; i++) {
      const from = (i - (i % slices) + (slices - 1 - (i % slices))) * channels;
      turned.set(counts.subarray(from, from + channels), i * channels);
    }
    const down = depthProfile(scan({ channels: live, values: turned, positions: [0, 1, 2, 3] }), {
      ...model,
      positions: [...cell.positions].toReversed(),
    });
    expect(Array.from(down.positions)).toEqual([...cell.positions].toReversed());
    expect(down.series.axis.values).toEqual(series.axis.values);
    expect(down.series.signal.data[1]!).toBe(down.phases[0]!.lithium!.values[2]!);
    expect(down.series.signal.data[1]!).toBeCloseTo(series.signal.data[1]!, 3);
    const c = sliceSeries(down, down.phases[0]!.cell.c!);
    expect(c.signal.data[0]!).toBe(down.phases[0]!.cell.c!.values[3]!);
    expect(c.provenance.at(-1)!.options).toEqual({ column: 'NMC111_c' });
  });

  it('gradients of every frame are those of each', () => {
    const { corrected, largest, probability } = lithiationGradients(whole.series);
    const { values, stderr } = whole.phases[0]!.lithium!;
    const own = lithiationGradient({ values: values.subarray(4, 8), stderr: stderr.subarray(4, 8) });
    expect([corrected.values[1], corrected.stderr![1], largest.values[1], probability.values[1]]).toEqual([
      own.corrected,
      expect.closeTo(own.stderr, 15),
      own.largest,
      expect.closeTo(own.probability, 12),
    ]);
    const alone = createSeries({
      signal: [0.5, Number.NaN],
      variances: [1e-4, Number.NaN],
      axis: createAxis({ name: 'position', unit: 'um', values: [0, 1] }),
      time: { start: [0] },
    });
    expect(statusWords(lithiationGradients(alone).corrected.status!)).toEqual(['not-visible']);
    const bare = createSeries({ signal: [0.5, 1], axis: alone.axis, time: { start: [0] } });
    expect(() => lithiationGradients(bare)).toThrow(/no variances/);
  });

  it('an angle without a stated error is told, and leaves the error of all lengths unknown', () => {
    expect(whole.phases[0]!.calibrationError).toBeNaN();
    expect(seriesWarnings(whole.series).map(({ code }) => code)).toContain('angle-error-unknown');
    const stated = depthProfile(scan({ channels: live }), { ...model, twoThetaStderr: 0.001 });
    expect(stated.phases[0]!.calibrationError).toBeGreaterThan(0);
    expect(stated.warnings.map(({ code }) => code)).not.toContain('angle-error-unknown');
    const exact = depthProfile(scan({ channels: live }), { ...model, twoThetaStderr: 0 });
    expect(exact.phases[0]!.calibrationError).toBe(0);
  });

  it('live times by channel, spectrum or argument; areas say what they are', () => {
    const area = (profile: typeof whole): number => profile.phases[0]!.area.values[5]!;
    const each = Object.fromEntries(
      Array.from({ length: slices }, (_, s) => [`live_time_${s}`, perFrame([60, s === 1 ? 30 : 60, 60, 60, 60])]),
    );
    const spectra = depthProfile(scan({ channels: { ...each, voltage: perFrame([3, 3, 3, 3, 3], 'V') } }), model);
    expect(area(spectra) / area(whole)).toBeCloseTo(2, 12);
    expect(Object.keys(spectra.series.channels)).toEqual(['voltage']);
    const profiler = createDepthProfiler(model);
    const times = new Float64Array(frames * slices).fill(60);
    times[5] = 30;
    profiler.add(scan(), times);
    expect(area(profiler.finish())).toBe(area(spectra));
    const none = depthProfile(scan(), model);
    expect(none.phases[0]!.area.unit).toBe('1');
    expect(none.warnings.map(({ code }) => code)).toContain('live-time-unknown');
    expect(area(none) / area(whole)).toBeCloseTo(60, 9);
    expect(area(depthProfile(scan(), { ...model, liveTime: 60 }))).toBe(area(whole));
    // Counts and counts per second do not stand in one column.
    const mixed = depthProfile(scan({ channels: { live_time: perFrame([60, Number.NaN, 60, 60, 60]) } }), model);
    expect(mixed.phases[0]!.area.unit).toBe('1/s');
    expect(area(mixed)).toBeNaN();
    expect(mixed.phases[0]!.area.values[0]!).toBe(whole.phases[0]!.area.values[0]!);
    expect(mixed.phases[0]!.cell.a!.values).toEqual(whole.phases[0]!.cell.a!.values);
  });

  it('header and detectors: what the options do not say is read from the series', () => {
    const { calibration: _, twoTheta: __, ...bare } = model;
    const headed = createSeries({
      ...scan({ channels: live }),
      metadata: { calibration: [{ offset: offset!, slope: slope!, quadratic: 0 }], two_theta: [cell.twoTheta] },
    });
    expect(depthProfile(headed, bare).phases).toEqual(whole.phases);
    expect(() => depthProfile(scan({ channels: live }), bare)).toThrow(
      /no energy calibration, in the data or in the options/,
    );
    expect(() => depthProfile(headed, { ...bare, detectors: [{}, {}] })).toThrow(/2 detectors, the spectra 1/);
    const twice = createSeries({
      signal: Float64Array.from(
        { length: 2 * size },
        (_n, i) => counts[Math.floor(i / (2 * channels)) * channels + (i % channels)]!,
      ),
      dims: ['time', 'position', 'detector', 'channel'],
      axis: headed.axis,
      coordinates: { ...headed.coordinates, detector: createAxis({ name: 'detector', unit: '1', values: [0, 1] }) },
      time: { start: [0] },
    });
    const two = depthProfile(twice, model);
    expect(two.reflections).toHaveLength(2 * whole.reflections.length);
    expect(two.reflections[0]!.d.name).toBe('NMC111_0_0_3_detector0_d');
    expect(two.phases[0]!.cell.a!.stderr[1]! * Math.SQRT2).toBeCloseTo(whole.phases[0]!.cell.a!.stderr[1]!, 7);
  });

  it('masked channels stay masked', () => {
    const mask = new Uint8Array(counts.length);
    const peak = Math.round((whole.reflections[0]!.energy.values[2]! - offset!) / slope!);
    mask[2 * channels + peak] = 1;
    const values = counts.slice();
    values[2 * channels + peak] = Number.NaN;
    const profile = depthProfile(scan({ channels: live, values, mask }), model);
    expect(profile.reflections[0]!.status[2]).toBe(statusOf.masked);
    expect(maskReasons[profile.reflections[0]!.reason[2]!]).toBe('bad-channel');
    expect(profile.reflections[1]!.energy.values[2]).toBe(whole.reflections[1]!.energy.values[2]);
    expect(() => depthProfile(scan({ channels: live, values }), model)).toThrow(/no numbers/);
  });

  it('spectra cut to some channels keep their energies', () => {
    const from = 200;
    const cut = createSeries({
      signal: Float64Array.from({ length: frames * slices * (channels - from) }, (_, i) => {
        const row = Math.floor(i / (channels - from));
        return counts[row * channels + from + (i % (channels - from))]!;
      }),
      dims: ['time', 'position', 'channel'],
      axis: createAxis({
        name: 'channel',
        unit: '1',
        values: Array.from({ length: channels - from }, (_, i) => from + i),
      }),
      coordinates: scan().coordinates,
      time: scan().time,
      channels: live,
    });
    expect(depthProfile(cut, model).phases[0]!.cell.a!.values).toEqual(whole.phases[0]!.cell.a!.values);
  });

  it.each([
    [
      'another axis',
      createAxis({ name: 'channel', unit: '1', values: [0, 2, 4] }),
      ['time', 'position', 'channel'],
      /whole channels/,
    ],
    ['other dimensions', scan().axis, ['time', 'depth', 'channel'], /dimensions time, depth, channel/],
  ])('refuses %s', (_, axis, dims, message) => {
    const series = createSeries({
      signal: new Float64Array(slices * axis.size),
      dims,
      axis,
      coordinates: { position: scan().coordinates['position']!, depth: scan().coordinates['position']! },
      time: { start: [0] },
    });
    expect(() => depthProfile(series, model)).toThrow(message);
  });

  it.each([
    ['positions', { positions: { first: 0, step: 10, count: 3 } }, /3 positions, the spectra have 4/],
    ['a profile', { profile: 'lorentzian' }, /profile is "lorentzian".*gaussian, pseudo-voigt/],
    ['widths', { widths: 'fixed' }, /widths is "fixed".*law, free/],
    ['a background', { background: 'cubic' }, /background is "cubic"/],
    [
      'a convention',
      { calibration: { ...model.calibration, convention: 'right-edge' } },
      /convention is.*centre, left-edge/,
    ],
    ['a crystal system', { phases: [{ ...model.phases[0]!, system: 'rhombic' }] }, /system is "rhombic".*cubic/],
    ['a semiconductor', { fluorescence: { elements: ['Pb'], detector: 'HgI2' } }, /detector is "HgI2".*Si, Ge, CdTe/],
    [
      'a quantity of the cell',
      { phases: [{ ...model.phases[0]!, lithium: { ...model.phases[0]!.lithium, parameter: 'd' } }] },
      /lithium.parameter is "d"/,
    ],
    [
      'a content without a curve',
      { phases: [{ ...model.phases[0]!, lithium: { parameter: 'a', x: [0, 1] } }] },
      /needs either a table/,
    ],
    [
      'active amounts of other slices',
      { phases: [{ ...model.phases[0]!, lithium: { ...model.phases[0]!.lithium, activeAmount: [1, 2] } }] },
      /2 active amounts for 4/,
    ],
  ])('refuses %s that cannot be, and names the choices', (_, wrong, message) => {
    const options = { ...model, ...wrong } as DepthProfileOptions;
    expect(() => depthProfile(scan({ channels: live }), options)).toThrow(message);
  });

  it('refuses blocks of another scan, positions that nobody states, and nothing', () => {
    const profiler = createDepthProfiler(model);
    expect(() => profiler.finish()).toThrow(/no frames/);
    profiler.add(scan({ channels: live }));
    const other = createSeries({
      signal: new Float64Array(2 * channels),
      dims: ['time', 'position', 'channel'],
      axis: scan().axis,
      coordinates: { position: createAxis({ name: 'position', unit: 'um', values: [0, 1] }) },
      time: { start: [9000] },
    });
    expect(() => profiler.add(other)).toThrow(/a block has 2 x 1 x/);
    const unstated = createSeries({
      ...scan(),
      coordinates: { position: createAxis({ name: 'position', unit: '1', values: [0, 1, 2, 3] }) },
    });
    expect(() => depthProfile(unstated, model)).toThrow(/positions of the series are in no unit/);
    const minutes = scan({ channels: { live_time: perFrame([1, 1, 1, 1, 1], 'min') } });
    expect(() => depthProfile(minutes, model)).toThrow(/live times are in min/);
  });
});
