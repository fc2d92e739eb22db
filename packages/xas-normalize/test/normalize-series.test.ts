import { describe, expect, it } from 'vitest';
import {
  concatenateSeries,
  createAxis,
  createSeries,
  flatMask,
  flatValues,
  seriesWarnings,
  sliceTime,
  statusOf,
} from '@operando/core';
import type { Channel, Series } from '@operando/core';
import { xasStack } from '@operando/fixtures';
import { createNormalizer, edgeChannelName, normalize, normalizeStack, normalizeSteps } from '../src/index.js';

const frames = 12;
const points = 300;
const stack = xasStack({ frames, points, seed: 4 });
const axis = createAxis({ name: 'energy', unit: 'eV', values: stack.energy });
const series = createSeries({
  signal: stack.mu,
  axis,
  time: { start: stack.start, duration: stack.duration },
  channels: { voltage: { values: new Float64Array(frames).fill(3.7), unit: 'V' } },
  variances: new Float64Array(frames * points).fill(4e-6),
  metadata: { sample: 'LNO' },
});

describe('normalize', () => {
  const result = normalize(series, { positions: 'all' });

  it('equals normalizeStack and keeps time, channels and metadata', () => {
    const plain = normalizeStack(stack.energy, stack.mu);
    expect(flatValues(result.norm.signal)).toEqual(plain.norm);
    expect(flatValues(result.flat.signal)).toEqual(plain.flat);
    expect(result.norm.time).toBe(series.time);
    expect(result.norm.metadata).toEqual({ sample: 'LNO' });
    expect(Object.keys(result.norm.channels)).toEqual([
      'voltage',
      'e0',
      'edge_step',
      'edge_derivative',
      'edge_half_step',
      'edge_integral',
      'edge_white_line',
      'edge_centroid',
    ]);
    expect(edgeChannelName('half-step')).toBe('edge_half_step');
    expect(result.norm.channels['edge_step']!.stderr).toEqual(plain.edgeStepStderr);
  });

  it('divides variances by the squared edge step', () => {
    expect(flatValues(result.norm.variances!)[5]).toBeCloseTo(4e-6 / result.edgeStep.values[0]! ** 2, 15);
  });

  it('writes what it did into the provenance and leaves the input alone', () => {
    expect(result.norm.provenance).toEqual([
      { step: 'xas-normalize/normalize', options: { positions: 'all' }, warnings: [] },
    ]);
    expect(series.provenance).toEqual([]);
    const fixed = normalize(series, { e0: new Float64Array(frames).fill(8345) });
    expect(fixed.norm.provenance[0]!.options).toEqual({ e0: 'one per frame' });
  });

  it('leaves masked values out and masks frames that failed', () => {
    const mask = new Uint8Array(frames * points);
    mask[3] = 1;
    mask.fill(1, 2 * points, 3 * points);
    const masked = normalize(createSeries({ ...optionsOf(series), mask }));
    const values = flatMask(masked.norm.mask!);
    expect(values[3]).toBe(1);
    expect(values[4]).toBe(0);
    expect(values.subarray(2 * points, 3 * points).every((v) => v === 1)).toBe(true);
    expect(masked.e0.values[2]).toBeNaN();
  });

  it('normalizes pixels of a frame too, as values rather than channels', () => {
    const pixels = createSeries({
      signal: stack.mu,
      dims: ['time', 'position', 'energy'],
      coordinates: { position: createAxis({ name: 'position', unit: 'mm', values: [0, 1, 2] }) },
      axis,
      time: { start: [0, 1, 2, 3] },
    });
    const { norm, e0 } = normalize(pixels);
    expect(norm.signal.shape).toEqual([4, 3, points]);
    expect(e0.values.length).toBe(12);
    expect(norm.channels).toEqual({});
    expect(() => normalize(pixels, { positions: 'all' })).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });

  /** Errors of positions hold what only a series tells once it is whole. */
  const withoutErrors = (channels: Readonly<Record<string, Channel>>): Record<string, Channel> =>
    Object.fromEntries(
      Object.entries(channels).map(([name, channel]) => {
        const { stderr: _, ...rest } = channel;
        return [name, name.startsWith('edge_') && name !== 'edge_step' ? rest : channel];
      }),
    );

  it('block by block gives spectra, channels, columns and warnings of the whole', () => {
    const signal = stack.mu.slice();
    signal.fill(0.5, 4 * points, 5 * points);
    signal[9 * points + 3] = Number.NaN;
    const mask = new Uint8Array(signal.length);
    mask[11 * points + 7] = 1;
    const e0 = Float64Array.from({ length: frames }, (_, f) => 8345 + 0.1 * (f % 3));
    const options = optionsOf(series);
    const variances = new Float64Array(signal.length).fill(4e-6);
    const whole = createSeries({ ...options, signal, mask, variances });
    for (const given of [{ positions: 'all' as const }, { positions: ['half-step'] as const, e0 }, {}]) {
      const expected = normalize(whole, given);
      const normalizer = createNormalizer(whole.axis, given);
      const blocks = [
        [0, 3],
        [4, 4],
        [5, frames - 1],
      ].map(([fromFrame, toFrame]) => normalizer.add(sliceTime(whole, { fromFrame, toFrame })));
      const { norm, flat, ...rest } = expected;
      expect(normalizer.finish()).toEqual(rest);
      for (const [name, one] of [
        ['norm', norm],
        ['flat', flat],
      ] as const) {
        const joined = concatenateSeries(blocks.map((block) => block[name]));
        expect(flatValues(joined.signal)).toEqual(flatValues(one.signal));
        expect(flatMask(joined.mask!)).toEqual(flatMask(one.mask!));
        expect(flatValues(joined.variances!)).toEqual(flatValues(one.variances!));
        expect(withoutErrors(joined.channels)).toEqual(withoutErrors(one.channels));
      }
      expect(rest.channels).toMatchObject({ e0: { values: rest.e0.values, unit: 'eV', status: rest.status } });
      // What a block says of itself counts frames from the first block.
      expect(seriesWarnings(blocks[1]!.norm).every(({ where }) => where?.frame === 4)).toBe(true);
      expect(rest.status[4]).toBe(statusOf.failed);
    }
    const normalizer = createNormalizer(whole.axis, { e0 });
    normalizer.add(sliceTime(whole, { fromFrame: 0, toFrame: 3 }));
    expect(() => normalizer.finish()).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    expect(() => normalizer.add(whole)).toThrow(`${frames} edge energies for ${frames + 4} frames`);
    const other = createSeries({
      ...options,
      axis: createAxis({ name: 'energy', unit: 'eV', values: axis.values.map((e) => e + 1) }),
    });
    expect(() => createNormalizer(whole.axis).add(other)).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    expect(createNormalizer(whole.axis).finish()).toMatchObject({ warnings: [], status: new Uint8Array(0) });
  });

  it('in steps gives the same, down to the provenance', () => {
    // More than one step takes, with a spectrum that fails.
    const many = 70;
    const { energy, mu, start, duration } = xasStack({ frames: many, points: 400, seed: 8 });
    mu.fill(0.5, 4 * 400, 5 * 400);
    const whole = createSeries({
      signal: mu,
      axis: createAxis({ name: 'energy', unit: 'eV', values: energy }),
      time: { start, duration },
      variances: new Float64Array(mu.length).fill(4e-6),
      provenance: [{ step: 'test', options: {} }],
    });
    const told: number[] = [];
    const steps = normalizeSteps(whole, { positions: 'all' });
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) told.push(step.value.done);
    expect(told.length).toBeGreaterThan(2);
    expect([told[0], told.at(-1)]).toEqual([0, many]);
    const expected = normalize(whole, { positions: 'all' });
    const plain = ({ signal, mask, variances, ...rest }: typeof whole): unknown => [
      flatValues(signal),
      flatMask(mask!),
      flatValues(variances!),
      rest,
    ];
    expect(plain(step.value.norm)).toEqual(plain(expected.norm));
    expect(plain(step.value.flat)).toEqual(plain(expected.flat));
    expect({ ...step.value, norm: 0, flat: 0 }).toEqual({ ...expected, norm: 0, flat: 0 });
  });

  it('says that the error of a given edge step is not known', () => {
    const { edgeStep, norm } = normalize(series, { edgeStep: 0.8 });
    expect([edgeStep.values[0], edgeStep.stderr[0], norm.channels['edge_step']!.stderr![0]]).toEqual([
      0.8,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it('does not compile for other axes, and refuses them in plain JavaScript', () => {
    const angles = createAxis({ name: 'two-theta', unit: 'deg', values: stack.energy });
    const pattern = createSeries({ signal: stack.mu, axis: angles, time: { start: stack.start } });
    // @ts-expect-error a two-theta series is no absorption series
    expect(() => normalize(pattern)).toThrow(expect.objectContaining({ code: 'unit-mismatch' }));
    const kilo = createAxis({ name: 'energy', unit: 'keV', values: stack.energy.map((e) => e / 1000) });
    const inKilo = createSeries({ signal: stack.mu, axis: kilo, time: { start: stack.start } });
    // @ts-expect-error energies in keV must be converted first
    expect(() => normalize(inKilo)).toThrow(/convertSeriesAxis/);
  });
});

function optionsOf(from: Series<'energy', 'eV'>): Parameters<typeof createSeries<'energy', 'eV'>>[0] {
  return { signal: from.signal, axis: from.axis, time: from.time };
}
