import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { checkLogTimes, concatenateLogs, estimateClockOffset } from '../src/index.js';
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
      { row: 3, file: 'b.mpt' },
    ]);
    expect(joined.warnings.map(({ code }) => code)).toEqual(['capacity-carried']);
    expect([...joined.original['Q/mA.h']!].slice(3)).toEqual([0, -50]);
  });

  it('leaves capacities as they are when asked', () => {
    expect([...concatenateLogs([first, second], { carryCapacity: false }).columns['net_capacity_ah']!].slice(3)).toEqual([0, -0.05]);
  });

  it('continues a cycle counter that starts again', () => {
    const later = { ...second, columns: { ...second.columns, cycle_count: Float64Array.of(0, 1) } };
    expect([...concatenateLogs([first, later]).columns['cycle_count']!]).toEqual([1, 1, 1, 1, 2]);
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
    expect(() => estimateClockOffset(a, curve(0, 100, 5, 0, 0), { maxOffset: 300 })).toThrow(expect.objectContaining({ code: 'too-few-points' }));
    expect(() => estimateClockOffset(a, curve(-500, 1500, 5, 60, 0), { maxOffset: 30 })).toThrow(expect.objectContaining({ code: 'outside-range' }));
    const flat = { time: a.time, values: a.time.map(() => 3) };
    expect(() => estimateClockOffset(flat, flat, { maxOffset: 30 })).toThrow(expect.objectContaining({ code: 'singular' }));
  });
});
