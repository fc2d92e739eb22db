import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, flatMask, flatValues } from '@operando/core';
import type { Series } from '@operando/core';
import { xasStack } from '@operando/fixtures';
import { edgeChannelName, normalize, normalizeStack } from '../src/index.js';

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
    expect(flatValues(result.norm.variances!)[5]).toBeCloseTo(4e-6 / result.edgeStep[0]! ** 2, 15);
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
    expect(masked.e0[2]).toBeNaN();
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
    expect(e0.length).toBe(12);
    expect(norm.channels).toEqual({});
    expect(() => normalize(pixels, { positions: 'all' })).toThrow(expect.objectContaining({ code: 'unsupported' }));
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
