import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createAxis,
  createSeries,
  flatMask,
  flatValues,
  rebinTime,
  selectFrames,
  seriesWarnings,
  sliceAxis,
  sliceTime,
  withChannels,
} from '../src/index.js';
import type { Channel } from '../src/index.js';

const axis = createAxis({ name: 'channel', unit: '1', values: [0, 1, 2, 3] });
const frames = 6;
const signal = Float64Array.from({ length: 4 * frames }, (_, i) => i);
const series = createSeries({
  signal,
  axis,
  time: { start: [0, 10, 20, 30, 40, 50], duration: 10, epoch: 1e9 },
  channels: {
    voltage: {
      values: Float64Array.of(1, 2, 3, 4, 5, Number.NaN),
      stderr: new Float64Array(6).fill(0.1),
      status: Uint8Array.of(0, 0, 6, 0, 0, 1),
      unit: 'V',
    },
  },
  variances: signal.map((v) => v + 1),
  mask: Uint8Array.from({ length: 4 * frames }, (_, i) => (i === 9 ? 1 : 0)),
  metadata: { cell: 4 },
});

describe('sliceTime and selectFrames', () => {
  it('keeps frames by time or number with all that belongs to them, as a view', () => {
    const part = sliceTime(series, { from: 12, to: 36 });
    expect([...part.time.start]).toEqual([10, 20, 30]);
    expect(part.time.epoch).toBe(1e9);
    expect([...part.channels['voltage']!.values]).toEqual([2, 3, 4]);
    expect([...part.channels['voltage']!.status!]).toEqual([0, 6, 0]);
    expect(part.signal.data).toBe(signal);
    expect([...flatValues(part.signal)]).toEqual([...signal.subarray(4, 16)]);
    expect(flatMask(part.mask!)[5]).toBe(1);
    expect(flatValues(part.variances!)[0]).toBe(5);
    expect(sliceTime(series, { fromFrame: 1, toFrame: 5, step: 2 }).time.start).toEqual(Float64Array.of(10, 30, 50));
  });

  it('takes frames one by one', () => {
    expect([...flatValues(selectFrames(series, [0, 5]).signal)]).toEqual([0, 1, 2, 3, 20, 21, 22, 23]);
  });

  it('refuses nothing, frames that are not there and backward order', () => {
    expect(() => sliceTime(series, { from: 1000 })).toThrow(expect.objectContaining({ code: 'outside-range' }));
    expect(() => sliceTime(series, { step: 0 })).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(() => selectFrames(series, [])).toThrow(expect.objectContaining({ code: 'outside-range' }));
    expect(() => selectFrames(series, [6])).toThrow(expect.objectContaining({ where: { frame: 6 } }));
    expect(() => selectFrames(series, [3, 1])).toThrow(expect.objectContaining({ code: 'time-backwards' }));
  });
});

describe('sliceAxis', () => {
  it('keeps points between two coordinates or indices', () => {
    const part = sliceAxis(series, { from: 0.5, to: 2 });
    expect([...part.axis.values]).toEqual([1, 2]);
    expect([...flatValues(part.signal)].slice(0, 4)).toEqual([1, 2, 5, 6]);
    expect(flatMask(part.mask!)[4]).toBe(1);
    expect([...sliceAxis(series, { fromIndex: 3 }).axis.values]).toEqual([3]);
  });

  it('keeps bins that lie wholly inside', () => {
    const bins = createAxis({ name: 'channel', unit: '1', values: [0, 1, 2, 3, 4], edges: true });
    const counts = createSeries({ signal, axis: bins, time: series.time });
    const part = sliceAxis(counts, { from: 0.5, to: 3 });
    expect([...part.axis.values]).toEqual([1, 2, 3]);
    expect(part.signal.shape).toEqual([6, 2]);
    expect(() => sliceAxis(counts, { from: 0.2, to: 0.8 })).toThrow(/no bin/);
  });
});

describe('rebinTime', () => {
  it('sums whole frames, conserving counts to the bit, and adds variances', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 12, maxLength: 12 }),
        fc.double({ min: 3, max: 70, noNaN: true }),
        (counts, width) => {
          const spectra = createSeries({
            signal: counts.flatMap((v) => [v, 2 * v, 0, 1]),
            axis,
            time: { start: counts.map((_, i) => 7 * i), duration: 5 },
          });
          const out = rebinTime(spectra, { width, reduce: 'sum' });
          const sums = flatValues(out.signal);
          let total = 0;
          for (let i = 0; i < sums.length; i += 4) total += sums[i]!;
          expect(total).toBe(counts.reduce((a, b) => a + b));
        },
      ),
    );
    const out = rebinTime(createSeries({ signal, axis, time: series.time, variances: signal }), {
      edges: [0, 20, 60],
      reduce: 'sum',
    });
    expect([...flatValues(out.signal)]).toEqual([4, 6, 8, 10, 56, 60, 64, 68]);
    expect([...flatValues(out.variances!)]).toEqual([4, 6, 8, 10, 56, 60, 64, 68]);
    expect([...out.time.start]).toEqual([0, 20]);
    expect([...out.time.duration]).toEqual([20, 40]);
  });

  it('shares frames out over bins without losing a count', () => {
    const counts = createSeries({
      signal: [10, 7, 3, 1, 90, 9, 0.3, 2],
      axis,
      time: { start: [0, 10], duration: 10 },
      variances: [10, 7, 3, 1, 90, 9, 0.3, 2],
    });
    const out = rebinTime(counts, { edges: [0, 3, 14, 20], reduce: 'sum', assign: 'split' });
    const sums = flatValues(out.signal);
    expect(sums[0]).toBeCloseTo(3, 12);
    expect(sums[4]).toBeCloseTo(7 + 36, 12);
    for (let i = 0; i < 4; i++) {
      expect(sums[i]! + sums[4 + i]! + sums[8 + i]!).toBeCloseTo(
        flatValues(counts.signal)[i]! + flatValues(counts.signal)[4 + i]!,
        12,
      );
    }
    expect(flatValues(out.variances!)[0]).toBeCloseTo(3, 12);
    expect([...out.time.start]).toEqual([0, 3, 14]);
    expect([...out.time.duration]).toEqual([3, 11, 6]);
  });

  it('means: by duration, equal, or by inverse variance, with errors', () => {
    const two = createSeries({
      signal: [1, 1, 1, 1, 4, 4, 4, 4],
      axis,
      time: { start: [0, 10], duration: [10, 20] },
      variances: [1, 1, 1, 1, 4, 4, 4, 4],
    });
    const mean = (weights: 'duration' | 'equal' | 'inverse-variance') => {
      const out = rebinTime(two, { groups: [[0, 1]], reduce: 'mean', weights });
      return [flatValues(out.signal)[0]!, flatValues(out.variances!)[0]!];
    };
    expect(mean('duration')).toEqual([3, (100 + 1600) / 900]);
    expect(mean('equal')).toEqual([2.5, 1.25]);
    expect(mean('inverse-variance')[0]).toBeCloseTo(1.6, 14);
    expect(mean('inverse-variance')[1]).toBeCloseTo(0.8, 14);
  });

  it('leaves masked values out of a mean, and masks a sum they would spoil', () => {
    const mean = rebinTime(series, { groups: [0, 0, 0, 1, 1, 1], reduce: 'mean' });
    expect(flatValues(mean.signal)[1]).toBeCloseTo((1 + 5) / 2, 12);
    expect(flatMask(mean.mask!)[1]).toBe(0);
    const sum = rebinTime(series, { groups: [0, 0, 0, 1, 1, 1], reduce: 'sum' });
    expect(flatMask(sum.mask!)[1]).toBe(1);
    expect(flatMask(sum.mask!)[2]).toBe(0);
  });

  it('never averages over a reset, nor makes fractions of counters', () => {
    const column = (unit: string, ...values: number[]): Channel => ({ values: Float64Array.from(values), unit });
    const cycled = withChannels(
      series,
      {
        cycle_count: column('1', 1, 1, 2, 2, 2, 3),
        cycle_net_capacity_ah: column('A h', 0.4, 0.6, 0.7, 0.9, 1.1, 0.1),
        step_time_second: column('s', 10, 20, 30, 40, 5, 15),
      },
      { step: 'test' },
    );
    const { channels } = rebinTime(cycled, { groups: [0, 0, 0, 1, 1, 1], reduce: 'mean' });
    expect(
      Object.values(channels)
        .slice(-3)
        .map(({ values }) => Array.from(values)),
    ).toEqual([
      [1, 2],
      [0.6, 1.1],
      [20, 5],
    ]);
    expect(
      rebinTime(cycled, { groups: [0, 0, 1, 1, 2, 2], reduce: 'mean' }).channels['cycle_net_capacity_ah']!.values[0],
    ).toBeCloseTo(0.5, 12);
  });

  it('averages channels over what is present', () => {
    const { values, stderr, status } = rebinTime(series, { groups: [0, 0, 0, 1, 1, 1], reduce: 'mean' }).channels[
      'voltage'
    ]!;
    expect([...values]).toEqual([2, 4.5]);
    expect(stderr![0]).toBeCloseTo(0.1 / Math.sqrt(3), 14);
    expect([...status!]).toEqual([6, 1]);
  });

  it('says which bins are empty and keeps them only when asked', () => {
    const out = rebinTime(series, { edges: [0, 60, 70, 80], reduce: 'mean' });
    expect(out.time.start.length).toBe(1);
    expect(seriesWarnings(out)[0]!.code).toBe('empty-bins');
    const kept = rebinTime(series, { edges: [0, 60, 70], reduce: 'mean', empty: 'keep' });
    expect(flatValues(kept.signal)[4]).toBeNaN();
    expect(flatMask(kept.mask!)[4]).toBe(1);
    expect(flatValues(kept.variances!)[4]).toBeNaN();
  });

  it.each([
    ['frames in no bin', { edges: [0, 20], reduce: 'sum' }, 'outside-range'],
    ['a split frame that sticks out', { edges: [5, 60], reduce: 'sum', assign: 'split' }, 'outside-range'],
    ['no bins at all', { reduce: 'sum' }, 'invalid-argument'],
    ['two kinds of bins', { width: 3, edges: [1, 2], reduce: 'sum' }, 'invalid-argument'],
    ['edges that fall', { edges: [5, 2], reduce: 'sum' }, 'axis-not-increasing'],
    ['one edge', { edges: [5], reduce: 'sum' }, 'too-few-points'],
    ['a negative width', { width: -1, reduce: 'sum' }, 'invalid-argument'],
    ['a tiny width', { width: 1e-9, reduce: 'sum' }, 'too-large'],
    ['a frame in two groups', { groups: [[0, 0]], reduce: 'sum' }, 'invalid-argument'],
    ['too few labels', { groups: [0], reduce: 'sum' }, 'shape-mismatch'],
    ['a broken label', { groups: [0, 0.5, 0, 0, 0, 0], reduce: 'sum' }, 'invalid-argument'],
    ['bins without frames', { edges: [100, 200], reduce: 'sum', outside: 'drop' }, 'outside-range'],
  ] as const)('refuses %s', (_, options, code) => {
    expect(() => rebinTime(series, options)).toThrow(expect.objectContaining({ code }));
  });

  it('drops frames outside when told, and says how many', () => {
    const out = rebinTime(series, { edges: [0, 20], reduce: 'mean', outside: 'drop' });
    expect(seriesWarnings(out)[0]).toMatchObject({ code: 'frames-dropped', where: { frame: 2 } });
    const without = createSeries({ signal, axis, time: series.time });
    expect(() => rebinTime(without, { width: 20, reduce: 'mean', weights: 'inverse-variance' })).toThrow(
      /need variances/,
    );
  });
});
