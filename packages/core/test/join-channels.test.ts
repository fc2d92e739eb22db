import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusOf, createAxis, createSeries, electrochemicalLog, joinChannels, seriesWarnings } from '../src/index.js';
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
      fc.property(
        times,
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (time, duration, place) => {
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
        },
      ),
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
    const { values, status } = joined.channels['voltage_volt']!;
    expect([...status!]).toEqual([
      statusOf.outside,
      statusOf.partial,
      statusOf.ok,
      statusOf.gap,
      statusOf.ok,
      statusOf.outside,
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
    const { values, status } = joined.channels['voltage_volt']!;
    expect([...values]).toEqual([1, 2]);
    expect([...status!]).toEqual([statusOf.extrapolated, statusOf.extrapolated]);
  });

  it('aligns clocks through epochs and an offset, and says so', () => {
    const joined = joinChannels(seriesAt([0], 0, 1000), logOf([0, 100], [0, 100], 'voltage_volt', 950), { offset: -7 });
    expect(joined.channels['voltage_volt']!.values[0]).toBeCloseTo(57, 12);
    expect(joined.provenance[0]!.options).toMatchObject({ offset: -7, method: 'average' });
  });

  it('says when only one of both clocks has a zone', () => {
    const series = createSeries({ signal: [1, 2], axis, time: { start: [0], epoch: 1000, zone: 'utc' } });
    const log = logOf([0, 100], [0, 100], 'voltage_volt', 1000);
    expect(seriesWarnings(joinChannels(series, { ...log, zone: 'unstated' }))).toMatchObject([
      { code: 'time-zones-differ', where: { parameter: 'offset' } },
    ]);
    expect(seriesWarnings(joinChannels(series, { ...log, zone: '+02:00' }))).toEqual([]);
  });

  it('refuses to guess when only one clock has a date', () => {
    expect(() => joinChannels(seriesAt([0], 0, 1000), logOf([0, 1], [0, 1]))).toThrow(
      /series has a date, the log only elapsed/,
    );
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

  it('takes a capacity that was reset for what it is, wherever it was reset to', () => {
    // 1 A h in 10 s a step; the first row of the second step has 5 % already.
    const time = [0, 10, 20, 30];
    const joined = joinChannels(seriesAt([11, 17], 4), logOf(time, [0, 1, 0.05, 1], 'step_charging_capacity_ah'));
    expect([...joined.channels['step_charging_capacity_ah']!.values]).toEqual([1, 0.05]);
    // A net capacity that begins again without a counter beside it: 1.9 in one row, 0.1 before and after.
    const net = joinChannels(
      seriesAt([2, 4], 0),
      logOf([0, 1, 2, 3, 5, 6, 7], [1.8, 1.9, 2, 2.1, 0.2, 0.3, 0.4], 'net_capacity_ah'),
    );
    expect([...net.channels['net_capacity_ah']!.values]).toEqual([2, 2.1]);
    // Or as fast as it falls, but against its course.
    const falling = joinChannels(seriesAt([12, 18]), logOf(time, [0, -1, -0.1, -1], 'step_net_capacity_ah'));
    expect([...falling.channels['step_net_capacity_ah']!.values]).toEqual([-1, -0.1]);
  });

  it('knows from counters and step times beside the log where a capacity begins again', () => {
    const log = {
      time: Float64Array.of(0, 10, 20, 30),
      columns: {
        step_net_capacity_ah: { values: Float64Array.of(0, 0.2, 0.3, 0.8), unit: '' },
        step_count: { values: Float64Array.of(1, 1, 2, 2), unit: '' },
      },
      marks: { step_count: Float64Array.of(1, 1, 2, 2), step_time_second: Float64Array.of(0, 10, 6, 16) },
    };
    // The second step began at 14 s.
    const { channels } = joinChannels(seriesAt([13, 17, 25]), log);
    expect([...channels['step_net_capacity_ah']!.values]).toEqual([0.2, 0.15, 0.55]);
    expect([...channels['step_count']!.values]).toEqual([1, 2, 2]);
  });

  it('knows where another file begins with nothing, and where it goes on', () => {
    const joinedTo = (second: number): number => {
      const net = Float64Array.of(0, -0.4, second, second - 0.4);
      const table = {
        columns: {
          test_time_second: Float64Array.of(0, 10, 20, 30),
          cycle_count: Float64Array.of(1, 1, 1, 1),
          cycle_net_capacity_ah: net,
        },
        original: {},
        segments: [{ row: 0 }, { row: 2 }],
        metadata: {},
        warnings: [],
      };
      return joinChannels(seriesAt([14]), electrochemicalLog(table)).channels['cycle_net_capacity_ah']!.values[0]!;
    };
    expect(joinedTo(-0.1)).toBe(-0.4);
    expect(joinedTo(-0.8)).toBeCloseTo(-0.56, 12);
  });

  it('joins the time of a step as one that begins again', () => {
    const joined = joinChannels(seriesAt([12, 16, 23], 2), logOf([0, 10, 20, 30], [0, 10, 5, 15], 'step_time_second'));
    expect([...joined.channels['step_time_second']!.values]).toEqual([13, 2, 9]);
  });

  it('gives the charge since the last reset, whatever the steps', () => {
    const steps = fc.array(
      fc.record({ rows: fc.integer({ min: 2, max: 12 }), current: fc.double({ min: 0.1, max: 2, noNaN: true }) }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 30 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (all, every, delay) => {
          const rows: { time: number; stepTime: number; charge: number; step: number }[] = [];
          let began = 0;
          all.forEach(({ rows: n, current }, step) => {
            // The first row of a step comes somewhat after it began, its last at its end.
            for (let i = 0; i < n; i++) {
              const stepTime = i === n - 1 ? n * every : (i + delay) * every;
              rows.push({ time: began + stepTime, stepTime, charge: (current * stepTime) / 3600, step });
            }
            began += n * every;
          });
          const column = (pick: (row: (typeof rows)[number]) => number): Float64Array => Float64Array.from(rows, pick);
          const log = {
            time: column((row) => row.time),
            columns: { step_charging_capacity_ah: { values: column((row) => row.charge), unit: 'A h' } },
            marks: { step_time_second: column((row) => row.stepTime) },
          };
          const frames = Array.from(
            { length: 40 },
            (_, k) => rows[0]!.time + ((k + 0.5) / 40) * (began - rows[0]!.time),
          );
          const joined = joinChannels(seriesAt(frames), log).channels['step_charging_capacity_ah']!.values;
          const apart = frames.map((t, frame) => {
            let start = 0;
            const step = all.find(({ rows: n }) =>
              t < start + n * every - 1e-9 ? true : ((start += n * every), false),
            )!;
            // At the moment of a reset either side is right.
            return t - start > 1e-9 ? Math.abs(joined[frame]! - (step.current * (t - start)) / 3600) : 0;
          });
          expect(Math.max(...apart)).toBeLessThan(1e-12);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('flags and tells frames for which a column has no value', () => {
    const log = {
      time: Float64Array.of(0, 10, 20),
      columns: {
        voltage_volt: { values: Float64Array.of(3, 3, 3), unit: 'V' },
        temperature_t1_celsius: { values: Float64Array.of(20, Number.NaN, 20), unit: 'degC' },
      },
    };
    const joined = joinChannels(seriesAt([2, 12], 4), log);
    expect([...joined.channels['temperature_t1_celsius']!.status!]).toEqual([statusOf.gap, statusOf.gap]);
    expect([...joined.channels['voltage_volt']!.status!]).toEqual([statusOf.ok, statusOf.ok]);
    expect(seriesWarnings(joined)).toMatchObject([
      { code: 'frames-without-value', where: { frame: 0, column: 'temperature_t1_celsius' } },
    ]);
  });

  it('says when it interpolates across a pause of the log', () => {
    const log = logOf([0, 10, 20, 30, 5000, 5010], [3, 3, 3, 3, 4, 4]);
    expect(seriesWarnings(joinChannels(seriesAt([10, 100, 5002], 4), log))).toMatchObject([
      { code: 'frames-across-pause', where: { frame: 1 } },
    ]);
    expect(seriesWarnings(joinChannels(seriesAt([10, 5002], 4), log))).toEqual([]);
    expect(seriesWarnings(joinChannels(seriesAt([10, 100], 4), log, { maxGap: 600 })).map(({ code }) => code)).toEqual([
      'frames-in-gap',
    ]);
  });

  it('conserves the integral of a log over frames that leave nothing out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.double({ min: -5, max: 5, noNaN: true })), {
          minLength: 2,
          maxLength: 30,
        }),
        fc.integer({ min: 1, max: 20 }),
        (steps, n) => {
          let t = 0;
          const time = steps.map(([step]) => (t += step));
          const values = steps.map(([, value]) => value);
          const width = (time.at(-1)! - time[0]!) / n;
          const joined = joinChannels(
            seriesAt(
              Array.from({ length: n }, (_, k) => time[0]! + k * width),
              width,
            ),
            logOf(time, values, 'current_ampere'),
          );
          const whole = values.reduce(
            (sum, value, i) => (i === 0 ? 0 : sum + 0.5 * (value + values[i - 1]!) * (time[i]! - time[i - 1]!)),
            0,
          );
          expect(joined.channels['current_ampere']!.values.reduce((sum, value) => sum + value * width, 0)).toBeCloseTo(
            whole,
            8,
          );
        },
      ),
    );
  });

  it.each([
    ['an unknown column', { columns: ['nope'] }, 'column-missing'],
    ['an offset that is no number', { offset: Number.NaN }, 'non-finite'],
  ] as const)('refuses %s', (_, options, code) => {
    expect(() => joinChannels(seriesAt([0]), logOf([0, 1], [0, 1]), options)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('refuses empty, ragged and timeless logs', () => {
    expect(() => joinChannels(seriesAt([0]), logOf([], []))).toThrow(
      expect.objectContaining({ code: 'too-few-points' }),
    );
    expect(() => joinChannels(seriesAt([0]), logOf([0, 1], [0]))).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
    expect(() => joinChannels(seriesAt([0]), logOf([0, Number.NaN], [0, 1]))).toThrow(
      expect.objectContaining({ code: 'non-finite' }),
    );
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
    columns: {
      test_time_second: Float64Array.of(0, 1),
      voltage_volt: Float64Array.of(3, 4),
      net_capacity_ah: Float64Array.of(0, 1),
    },
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

  it('keeps beside them what tells where steps and cycles begin', () => {
    const log = electrochemicalLog(
      { ...table, columns: { ...table.columns, cycle_count: Float64Array.of(1, 2), step_id: Float64Array.of(3, 3) } },
      ['voltage_volt'],
    );
    expect([Object.keys(log.columns), Object.keys(log.marks ?? {})]).toEqual([
      ['voltage_volt'],
      ['step_id', 'cycle_count'],
    ]);
  });

  it('refuses columns that are not there', () => {
    expect(() => electrochemicalLog(table, ['current_ampere'])).toThrow(
      expect.objectContaining({ code: 'column-missing' }),
    );
    expect(() => electrochemicalLog({ ...table, columns: {} })).toThrow(/no test_time_second/);
  });
});
