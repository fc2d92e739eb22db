import { describe, expect, it } from 'vitest';
import { checkJoinedClock, createAxis, createSeries } from '../src/index.js';
import type { Electrochemistry, Series } from '../src/index.js';

const voltage = (t: number): number => 3.7 + 0.4 * Math.sin(t / 1500);
const table = (epoch: number): Electrochemistry => {
  const time = Float64Array.from({ length: 3000 }, (_, i) => 10 * i);
  return {
    columns: { test_time_second: time, voltage_volt: time.map(voltage) },
    original: {},
    epoch,
    zone: 'unstated',
    segments: [{ row: 0 }],
    metadata: {},
    warnings: [],
  };
};
/** Frames from 8000 s on, whose clock and reading are right. */
const series = (unit: string, factor = 1): Series => {
  const start = Float64Array.from({ length: 150 }, (_, i) => 60 * i);
  return createSeries({
    signal: new Float64Array(300),
    axis: createAxis({ name: 'energy', unit: 'eV', values: [1, 2] }),
    time: { start, duration: 20, epoch: 1e9 + 8000 },
    channels: {
      cell_voltage: { values: start.map((t, i) => factor * (voltage(t + 8010) + 1e-3 * Math.sin(7 * i))), unit },
    },
  });
};

describe('checkJoinedClock', () => {
  it('finds a clock that is wrong by the voltage both recorded, and says by how much', () => {
    const check = checkJoinedClock(series('mV', 1000), table(1e9 - 1234), ['cell_voltage'])!;
    expect([check.channel, check.column]).toEqual(['cell_voltage', 'voltage_volt']);
    expect(Math.abs(check.found.offset - 1234)).toBeLessThan(3 * check.found.stderr + 1);
    expect(check.warnings[0]!.message).toMatch(/1234\.\d \+- \d+\.\d s are added to the cycler's clock, not 0/);
  });

  it('is silent where the offset used is the right one', () => {
    const check = checkJoinedClock(series('V'), table(1e9 - 1234), ['cell_voltage'], { offset: 1234 })!;
    expect([check.warnings, Math.round(check.found.offset)]).toEqual([[], 1234]);
  });

  it('does not judge without a reading, or with another unit, or a log that goes back', () => {
    expect(checkJoinedClock(series('V'), table(1e9), [])).toBeUndefined();
    expect(checkJoinedClock(series('eV'), table(1e9), ['cell_voltage'])).toBeUndefined();
    const back = table(1e9);
    back.columns['test_time_second']![5] = 0;
    expect(checkJoinedClock(series('V'), back, ['cell_voltage'])).toBeUndefined();
  });
});
