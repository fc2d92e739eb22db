import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import {
  accumulateCapacity,
  checkLogTimes,
  concatenateLogs,
  createAxis,
  createSeries,
  electrochemicalLog,
  estimateClockOffset,
  joinChannels,
} from '../src/index.js';
import type { Electrochemistry } from '../src/index.js';

function tableAt(epoch: number | undefined, time: number[], net: number[], file: string): Electrochemistry {
  return {
    columns: {
      test_time_second: Float64Array.from(time),
      net_capacity_ah: Float64Array.from(net),
      cycle_count: Float64Array.from(time, () => 1),
    },
    original: { 'Q/mA.h': Float64Array.from(net, (v) => 1000 * v) },
    ...(epoch === undefined ? {} : { epoch }),
    zone: 'unstated',
    segments: [{ row: 0, file }],
    metadata: { file },
    warnings: [],
  };
}

describe('checkLogTimes', () => {
  it('reports what is odd', () => {
    expect(checkLogTimes(Float64Array.of(0, 1, 1, 2, 1.5, Number.NaN, 3, 4, 500))).toEqual({
      backwards: [{ row: 4, step: 0.5 }],
      repeated: [2],
      missing: [5],
      gaps: [{ row: 8, seconds: 496 }],
    });
  });
});

describe('concatenateLogs', () => {
  const first = tableAt(100, [0, 10, 20], [0, 0.1, 0.2], 'a.mpt');
  const second = tableAt(150, [0, 10], [0, -0.05], 'b.mpt');

  it('orders by epoch, continues time and capacity, and says so', () => {
    const joined = concatenateLogs([second, first]);
    expect([...joined.columns['test_time_second']!]).toEqual([0, 10, 20, 50, 60]);
    expect([...joined.columns['net_capacity_ah']!]).toEqual([0, 0.1, 0.2, 0.2, 0.15000000000000002]);
    expect(joined.epoch).toBe(100);
    expect(joined.segments).toEqual([
      { row: 0, file: 'a.mpt' },
      { row: 3, file: 'b.mpt', goesOn: true },
    ]);
    expect(joined.warnings.map(({ code }) => code)).toEqual(['capacity-carried']);
    expect([...joined.original['Q/mA.h']!].slice(3)).toEqual([0, -50]);
  });

  it('leaves capacities as they are when asked', () => {
    expect(
      [...concatenateLogs([first, second], { carryCapacity: false }).columns['net_capacity_ah']!].slice(3),
    ).toEqual([0, -0.05]);
  });

  it('continues a cycle counter that starts again', () => {
    const later = { ...second, columns: { ...second.columns, cycle_count: Float64Array.of(0, 1) } };
    const joined = concatenateLogs([first, later]);
    expect([...joined.columns['cycle_count']!]).toEqual([1, 1, 1, 1, 2]);
    expect(joined.warnings).toContainEqual({
      code: 'count-continued',
      message: expect.stringContaining('cycle_count starts again at 0') as string,
      where: { file: 'b.mpt', row: 3, column: 'cycle_count' },
    });
  });

  it('begins a new step with each file whose steps start again', () => {
    const steps = (table: Electrochemistry, values: number[]): Electrochemistry => ({
      ...table,
      columns: { ...table.columns, step_count: Float64Array.from(values) },
    });
    const joined = concatenateLogs([steps(first, [1, 2, 2]), steps(second, [1, 2])]);
    expect([...joined.columns['step_count']!]).toEqual([1, 2, 2, 3, 4]);
    expect(joined.warnings.map(({ code }) => code)).toContain('count-continued');
    expect([...concatenateLogs([steps(first, [1, 2, 2]), steps(second, [3, 4])]).columns['step_count']!]).toEqual([
      1, 2, 2, 3, 4,
    ]);
  });

  it('says of which file a capacity cannot be carried, and carries none that goes on by itself', () => {
    const { net_capacity_ah: _, ...without } = first.columns;
    const lost = concatenateLogs([{ ...first, columns: without }, second]);
    expect([...lost.columns['net_capacity_ah']!]).toEqual([Number.NaN, Number.NaN, Number.NaN, 0, -0.05]);
    expect(lost.warnings).toMatchObject([
      { code: 'capacity-not-carried', where: { file: 'b.mpt', row: 3, column: 'net_capacity_ah' } },
    ]);
    const ongoing = concatenateLogs([first, tableAt(150, [0, 10], [0.21, 0.16], 'b.mpt')]);
    expect([[...ongoing.columns['net_capacity_ah']!], ongoing.warnings]).toEqual([[0, 0.1, 0.2, 0.21, 0.16], []]);
  });

  it('tells of logs with and without a zone', () => {
    const joined = concatenateLogs([{ ...first, zone: 'utc' }, second]);
    expect([joined.zone, joined.warnings[0]]).toMatchObject([
      'unstated',
      { code: 'time-zones-differ', where: { file: 'b.mpt' } },
    ]);
    // Times of two stated zones share a clock.
    expect(
      concatenateLogs([
        { ...first, zone: 'utc' },
        { ...second, zone: '+02:00' },
      ]).warnings.map(({ code }) => code),
    ).toEqual(['capacity-carried']);
  });

  it('of a log cut in two gives the log again, and frames the same channels', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (current, share, restarts) => {
          const time = Float64Array.from(current, (_, i) => 60 * i);
          const { net, cumulative } = accumulateCapacity(time, Float64Array.from(current));
          const at = 1 + Math.floor(share * (current.length - 2));
          const whole: Record<string, Float64Array> = {
            test_time_second: time,
            current_ampere: Float64Array.from(current),
            net_capacity_ah: net,
            cumulative_capacity_ah: cumulative,
          };
          const part = (from: number, to: number): Electrochemistry => {
            const cut = (name: string, less: number): Float64Array =>
              whole[name]!.slice(from, to).map((value) => value - less);
            // A cycler that starts again counts from the last row of the file before, which its first row follows at once.
            const [a, b] = restarts && from > 0 ? [net[from - 1]!, cumulative[from - 1]!] : [0, 0];
            return {
              columns: {
                test_time_second: cut('test_time_second', time[from]!),
                current_ampere: cut('current_ampere', 0),
                net_capacity_ah: cut('net_capacity_ah', a),
                cumulative_capacity_ah: cut('cumulative_capacity_ah', b),
              },
              original: {},
              epoch: 1e9 + time[from]!,
              zone: 'utc',
              segments: [{ row: 0 }],
              metadata: {},
              warnings: [],
            };
          };
          // Whether a file goes on by itself cannot be told while as little was charged before it as in its first step.
          fc.pre(cumulative[at - 1]! > 4 * (cumulative[at]! - cumulative[at - 1]!));
          const joined = concatenateLogs([part(at, current.length), part(0, at)]);
          for (const [name, values] of Object.entries(whole))
            joined.columns[name]!.forEach((value, row) => expect(value).toBeCloseTo(values[row]!, 10));
          // And frames joined to it are those joined to the whole.
          const frames = createSeries({
            signal: new Float64Array(2 * 7),
            axis: createAxis({ name: 'energy', unit: 'eV', values: [1, 2] }),
            time: {
              start: Array.from({ length: 7 }, (_, k) => (k * time.at(-1)!) / 7),
              duration: time.at(-1)! / 7,
              epoch: 1e9,
            },
          });
          const table = { ...joined, segments: [{ row: 0 }], columns: whole };
          const [ofWhole, ofParts] = [table, joined].map(
            (each) => joinChannels(frames, electrochemicalLog(each)).channels,
          );
          for (const [name, { values }] of Object.entries(ofWhole!))
            values.forEach((value, frame) => expect(ofParts![name]!.values[frame]).toBeCloseTo(value, 9));
        },
      ),
    );
  });

  it('whose net capacity goes through nothing between two files is interpolated there as within one', () => {
    const log = (epoch: number, times: number[], net: number[], cumulative: number[]): Electrochemistry => ({
      columns: {
        test_time_second: Float64Array.from(times),
        net_capacity_ah: Float64Array.from(net),
        cumulative_capacity_ah: Float64Array.from(cumulative),
      },
      original: {},
      epoch,
      zone: 'utc',
      segments: [{ row: 0 }],
      metadata: {},
      warnings: [],
    });
    const whole = log(1e9, [0, 60, 120, 180, 240], [0, 3, 1, -2, -3], [0, 3, 5, 8, 9]);
    // The second file counts from its own beginning, the last row of the first.
    const joined = concatenateLogs([
      log(1e9, [0, 60, 120], [0, 3, 1], [0, 3, 5]),
      log(1e9 + 180, [0, 60], [-3, -4], [3, 4]),
    ]);
    expect(joined.segments).toEqual([{ row: 0 }, { row: 3, goesOn: true }]);
    const frames = createSeries({
      signal: new Float64Array(2),
      axis: createAxis({ name: 'energy', unit: 'eV', values: [1, 2] }),
      time: { start: [150], epoch: 1e9, zone: 'utc' },
    });
    const at = (table: Electrochemistry): number =>
      joinChannels(frames, electrochemicalLog(table)).channels['net_capacity_ah']!.values[0]!;
    expect([at(whole), at(joined)]).toEqual([-0.5, -0.5]);
  });

  it('refuses logs without a date, and logs that overlap, naming the file', () => {
    expect(() => concatenateLogs([first, tableAt(undefined, [0], [0], 'c.mpt')])).toThrow(
      expect.objectContaining({ code: 'invalid-argument', where: { file: 'c.mpt' } }),
    );
    expect(() => concatenateLogs([first, tableAt(110, [0], [0], 'c.mpt')])).toThrow(
      expect.objectContaining({ code: 'time-backwards', where: { file: 'c.mpt' } }),
    );
    expect(() => concatenateLogs([])).toThrow(/no logs/);
  });

  it('passes one log through and skips empty ones', () => {
    expect(concatenateLogs([first])).toBe(first);
    expect(concatenateLogs([first, tableAt(10, [], [], 'empty.mpt')]).columns['test_time_second']!.length).toBe(3);
  });
});

describe('estimateClockOffset', () => {
  const voltage = (t: number): number => 3.7 + 0.5 * Math.sin(t / 700) + 0.1 * Math.sin(t / 90);
  const random = seededRandom(3);
  const curve = (from: number, to: number, step: number, shift: number, noise: number) => {
    const n = Math.floor((to - from) / step);
    const time = Float64Array.from({ length: n }, (_, i) => from + i * step);
    return { time, values: time.map((t) => voltage(t + shift) + noise * random.normal()) };
  };

  it('finds a known offset within its standard error, below the sampling step', () => {
    for (const truth of [-41.3, 0, 12.7, 88]) {
      const a = curve(0, 9000, 20, 0, 0.002);
      const b = curve(-500, 9500, 7, truth, 0);
      const { offset, stderr, residual } = estimateClockOffset(a, b, { maxOffset: 120 });
      expect(Math.abs(offset - truth)).toBeLessThan(Math.max(4 * stderr, 0.3));
      expect(stderr).toBeLessThan(0.5);
      expect(residual).toBeLessThan(0.004);
    }
  });

  it('refuses short overlaps, flat curves and offsets at the end of the range', () => {
    const a = curve(0, 1000, 20, 0, 0);
    expect(() => estimateClockOffset(a, curve(0, 100, 5, 0, 0), { maxOffset: 300 })).toThrow(
      expect.objectContaining({ code: 'too-few-points' }),
    );
    expect(() => estimateClockOffset(a, curve(-500, 1500, 5, 60, 0), { maxOffset: 30 })).toThrow(
      expect.objectContaining({ code: 'outside-range' }),
    );
    const flat = { time: a.time, values: a.time.map(() => 3) };
    expect(() => estimateClockOffset(flat, flat, { maxOffset: 30 })).toThrow(
      expect.objectContaining({ code: 'singular' }),
    );
  });
});
