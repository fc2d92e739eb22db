import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelFlag, createAxis, createSeries, electrochemicalLog, joinChannels, seriesWarnings } from '../src/index.js';
import type { ChannelLog, Series } from '../src/index.js';

const axis = createAxis({ name: 'energy', unit: 'eV', values: [1, 2] });

function seriesAt(start: number[], duration: number | number[] = 0, epoch?: number): Series<'energy', 'eV'> {
  return createSeries({
    signal: new Float64Array(2 * start.length),
    axis,
    time: { start, duration, ...(epoch === undefined ? {} : { epoch }) },
  });
}

function logOf(time: number[], values: number[], name = 'voltage_volt', epoch?: number): ChannelLog {
  return {
    time: Float64Array.from(time),
    columns: { [name]: { values: Float64Array.from(values), unit: 'V' } },
    ...(epoch === undefined ? {} : { epoch }),
  };
}

describe('joinChannels', () => {
  it('averages a straight line to its value at mid-exposure', () => {
    const joined = joinChannels(seriesAt([10, 15], [4, 2]), logOf([0, 5, 30], [0, 50, 300]));
    expect([...joined.channels['voltage_volt']!.values]).toEqual([120, 160]);
  });

  it('averages a step that falls inside the exposure by the time on either side', () => {
    // 3 V until t = 12, 4 V afterwards; a frame from 10 to 18 sees 2 s and 6 s.
    const joined = joinChannels(seriesAt([10], 8), logOf([0, 12, 12, 40], [3, 3, 4, 4]));
    expect(joined.channels['voltage_volt']!.values[0]).toBeCloseTo((3 * 2 + 4 * 6) / 8, 12);
  });

  it('takes a step at the very end of a frame for the next one', () => {
    const joined = joinChannels(seriesAt([0, 2, 5, 10], [10, 3, 10, 10]), logOf([0, 10, 10, 20], [0, 0, 1, 1]));
    expect([...joined.channels['voltage_volt']!.values]).toEqual([0, 0, 0.5, 1]);
  });

  it('gives the integral of the log over the exposure, whatever log and frames', () => {
    const times = fc
      .uniqueArray(fc.integer({ min: 0, max: 2000 }), { minLength: 2, maxLength: 40 })
      .map((values) => values.sort((a, b) => a - b));
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 50 }), fc.double({ min: 0, max: 1, noNaN: true }), (time, duration, place) => {
        const values = time.map((t) => Math.sin(t) * 3);
        const span = time[time.length - 1]! - time[0]!;
        const start = time[0]! + place * Math.max(0, span - duration);
        const joined = joinChannels(seriesAt([start], duration), logOf(time, values)).channels['voltage_volt']!;
        const a = start;
        const b = Math.min(start + duration, time[time.length - 1]!);
        let sum = 0;
        const steps = 4000;
        const at = (t: number): number => {
          let i = 0;
          while (i + 2 < time.length && time[i + 1]! <= t) i++;
          return values[i]! + ((values[i + 1]! - values[i]!) * (t - time[i]!)) / (time[i + 1]! - time[i]!);
        };
        for (let k = 0; k < steps; k++) sum += at(a + ((k + 0.5) * (b - a)) / steps) / steps;
        // The midpoint sum is exact but for the intervals that hold a kink.
        expect(Math.abs(joined.values[0]! - sum)).toBeLessThan(0.02);
      }),
      { numRuns: 60 },
    );
  });

  it('interpolates at mid-exposure when asked, or without exposure', () => {
    const log = logOf([0, 10], [0, 100]);
    expect(joinChannels(seriesAt([2], 4), log, { method: 'interpolate' }).channels['voltage_volt']!.values[0]).toBe(40);
    expect(joinChannels(seriesAt([3]), log).channels['voltage_volt']!.values[0]).toBe(30);
  });

  it('flags frames outside, partly inside and in gaps, and drops none', () => {
    const log = logOf([0, 10, 20, 500, 510], [1, 1, 1, 2, 2]);
    const joined = joinChannels(seriesAt([-20, -2, 5, 200, 505, 600], 4), log, { maxGap: 60 });
    const { values, flags } = joined.channels['voltage_volt']!;
    expect([...flags!]).toEqual([
      channelFlag.outside,
      channelFlag.partial,
      channelFlag.ok,
      channelFlag.gap,
      channelFlag.ok,
      channelFlag.outside,
    ]);
    expect([...values]).toEqual([Number.NaN, 1, 1, Number.NaN, 2, Number.NaN]);
    expect(seriesWarnings(joined).map(({ code }) => code)).toEqual([
      'frames-outside-log',
      'frames-partly-in-log',
      'frames-in-gap',
    ]);
  });

  it('holds the ends only when asked to extrapolate', () => {
    const joined = joinChannels(seriesAt([-20, 40], 4), logOf([0, 10], [1, 2]), { extrapolate: true });
    const { values, flags } = joined.channels['voltage_volt']!;
    expect([...values]).toEqual([1, 2]);
    expect([...flags!]).toEqual([channelFlag.extrapolated, channelFlag.extrapolated]);
  });

  it('aligns clocks through epochs and an offset, and says so', () => {
    const joined = joinChannels(seriesAt([0], 0, 1000), logOf([0, 100], [0, 100], 'voltage_volt', 950), { offset: -7 });
    expect(joined.channels['voltage_volt']!.values[0]).toBeCloseTo(57, 12);
    expect(joined.provenance[0]!.options).toMatchObject({ offset: -7, method: 'average' });
  });

  it('refuses to guess when only one clock has a date', () => {
    expect(() => joinChannels(seriesAt([0], 0, 1000), logOf([0, 1], [0, 1]))).toThrow(/series has a date, the log only elapsed/);
    expect(() => joinChannels(seriesAt([0]), logOf([0, 1], [0, 1], 'a', 5))).toThrow(/log has a date/);
  });

  it('reports times that go backwards, or leaves those rows out when told', () => {
    const log = logOf([0, 10, 5, 20], [0, 10, 99, 20]);
    expect(() => joinChannels(seriesAt([6]), log)).toThrow(
      expect.objectContaining({ code: 'time-backwards', where: { row: 2 } }),
    );
    const joined = joinChannels(seriesAt([6]), log, { backwards: 'drop' });
    expect(joined.channels['voltage_volt']!.values[0]).toBe(6);
    expect(seriesWarnings(joined)[0]).toMatchObject({ code: 'time-backwards', where: { row: 2 } });
  });

  it('never averages a capacity over a reset, nor interpolates a counter', () => {
    const capacity = logOf([0, 10, 20, 30], [0, 1, 0, 1], 'step_charging_capacity_ah');
    const joined = joinChannels(seriesAt([11, 17], 4), capacity);
    expect([...joined.channels['step_charging_capacity_ah']!.values]).toEqual([1, 0]);
    const counter = joinChannels(seriesAt([11, 17], 4), logOf([0, 10, 20], [1, 2, 3], 'cycle_count'));
    expect([...counter.channels['cycle_count']!.values]).toEqual([2, 2]);
  });

  it.each([
    ['an unknown column', { columns: ['nope'] }, 'column-missing'],
    ['an offset that is no number', { offset: Number.NaN }, 'non-finite'],
  ] as const)('refuses %s', (_, options, code) => {
    expect(() => joinChannels(seriesAt([0]), logOf([0, 1], [0, 1]), options)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses empty, ragged and timeless logs', () => {
    expect(() => joinChannels(seriesAt([0]), logOf([], []))).toThrow(expect.objectContaining({ code: 'too-few-points' }));
    expect(() => joinChannels(seriesAt([0]), logOf([0, 1], [0]))).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    expect(() => joinChannels(seriesAt([0]), logOf([0, Number.NaN], [0, 1]))).toThrow(expect.objectContaining({ code: 'non-finite' }));
  });

  it('takes 100 000 frames and rows in its stride', () => {
    const n = 100_000;
    const time = Array.from({ length: n }, (_, i) => i);
    const joined = joinChannels(seriesAt(time.slice(0, n - 1), 1), logOf(time, time));
    expect(joined.channels['voltage_volt']!.values[77_777]).toBeCloseTo(77_777.5, 9);
  });
});

describe('electrochemicalLog', () => {
  const table = {
    columns: { test_time_second: Float64Array.of(0, 1), voltage_volt: Float64Array.of(3, 4), net_capacity_ah: Float64Array.of(0, 1) },
    original: {},
    epoch: 5,
    segments: [],
    metadata: {},
    warnings: [],
  };

  it('takes the columns with the units their names carry', () => {
    const log = electrochemicalLog(table);
    expect(log.epoch).toBe(5);
    expect(Object.entries(log.columns).map(([name, { unit }]) => [name, unit])).toEqual([
      ['voltage_volt', 'V'],
      ['net_capacity_ah', 'A h'],
    ]);
  });

  it('refuses columns that are not there', () => {
    expect(() => electrochemicalLog(table, ['current_ampere'])).toThrow(expect.objectContaining({ code: 'column-missing' }));
    expect(() => electrochemicalLog({ ...table, columns: {} })).toThrow(/no test_time_second/);
  });
});
