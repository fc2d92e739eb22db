import { accumulateCapacity, checkLogTimes } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { said, shown } from '../text/said.js';

type Columns = Readonly<Record<string, Float64Array>>;

/** Where a row stands in its file. */
export type PlaceOfRow = (row: number) => { readonly line?: number; readonly row: number };

/** Counters of the Battery Data Format that are whole numbers. */
const counters: readonly string[] = ['cycle_count', 'step_count', 'step_id', 'record_index', 'step_record_index'];

function range(values: Float64Array): number {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}

/** Counters must be whole: a header that names another column is found here. */
export function counterWarnings(columns: Columns, place: PlaceOfRow): OperandoWarning[] {
  return counters.flatMap((name) => {
    const values = columns[name];
    const broken = values?.findIndex((value) => !Number.isNaN(value) && !Number.isInteger(value)) ?? -1;
    if (values === undefined || broken < 0) return [];
    return [
      {
        code: 'counter-not-whole',
        message: said`${name} is ${values[broken]}, not a whole number.`,
        where: { ...place(broken), column: shown(name) },
      },
    ];
  });
}

/** Infinite values, and missing ones in what every log has: nothing can be joined or integrated there. */
export function infiniteWarnings(columns: Columns, place: PlaceOfRow): OperandoWarning[] {
  return Object.entries(columns).flatMap(([name, values]) => {
    const needed = name === 'voltage_volt' || name === 'current_ampere' || name === 'test_time_second';
    const bad = (value: number): boolean =>
      value === Infinity || value === -Infinity || (needed && Number.isNaN(value));
    const first = values.findIndex(bad);
    if (first < 0) return [];
    const count = values.reduce((sum, value) => sum + (bad(value) ? 1 : 0), 0);
    return [
      {
        code: 'not-finite',
        message: said`${name} is missing or infinite in ${count} of ${values.length} rows.`,
        where: { ...place(first), column: shown(name) },
      },
    ];
  });
}

/** All that an accumulator grew by, over its resets: where it falls it began again from nothing. */
function grownBy(values: Float64Array): number {
  let sum = 0;
  for (let row = 1; row < values.length; row++)
    sum += values[row]! >= values[row - 1]! ? values[row]! - values[row - 1]! : Math.abs(values[row]!);
  return sum;
}

/** Largest distance of two curves from their first points. */
function farthest(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, row) => Math.max(most, Math.abs(value - a[0]! - (b[row]! - b[0]!))), 0);
}

/** What a row's current may stand for: none of them fitting, unit or sign are wrong. */
const rules = ['mean-of-interval', 'previous', 'trapezoid'] as const;

/** The cycler's own capacities must be the integral of its current: a wrong unit or sign shows here. */
export function capacityWarnings(columns: Columns): OperandoWarning[] {
  const { test_time_second: time, current_ampere: current } = columns;
  const names = Object.keys(columns).filter(
    (name) => /(net|charging|cumulative)_capacity_ah$/.test(name) && !/_net_/.test(name),
  );
  if (time === undefined || current === undefined || names.length === 0 || time.length < 10) return [];
  const report = checkLogTimes(time);
  if (report.backwards.length + report.missing.length > 0 || !current.every(Number.isFinite)) return [];
  const integrals = rules.map((rule) => accumulateCapacity(time, current, { rule }));
  return names.flatMap((name) => {
    const values = columns[name]!;
    if (!values.every(Number.isFinite)) return [];
    const kind = (['discharging', 'charging', 'cumulative'] as const).find((each) => name.includes(each)) ?? 'net';
    const apart = integrals.map((integral) => {
      const expected = integral[kind];
      // A net capacity is compared point by point; the others, which begin again, by all that they grew by, against all the charge there was.
      const [difference, whole] =
        kind === 'net'
          ? [farthest(expected, values), Math.max(range(expected), range(values))]
          : [Math.abs(expected.at(-1)! - grownBy(values)), Math.max(integral.cumulative.at(-1)!, grownBy(values))];
      return difference > 0 ? difference / whole : 0;
    });
    const least = Math.min(...apart);
    // Steps of one or two rows leave a sum of pulses less certain than a curve.
    return least > (kind === 'net' ? 0.05 : 0.1)
      ? [
          {
            code: 'capacity-inconsistent',
            message: `The capacity column and the integral of the current differ by ${(100 * least).toFixed(0)} % of the range.`,
            where: { column: shown(name) },
          },
        ]
      : [];
  });
}

/** net = charging - discharging, and what accumulates from the start of the test never falls. */
export function accumulatorWarnings(columns: Columns, place: PlaceOfRow): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  for (const quantity of ['capacity_ah', 'energy_wh']) {
    for (const scope of ['', 'cycle_', 'step_']) {
      const [charging, discharging, net] = ['charging', 'discharging', 'net'].map(
        (kind) => columns[`${scope}${kind}_${quantity}`],
      );
      if (charging === undefined || discharging === undefined || net === undefined) continue;
      const tolerance = 1e-3 * Math.max(range(charging), range(discharging));
      const broken = net.findIndex((value, row) => Math.abs(value - (charging[row]! - discharging[row]!)) > tolerance);
      if (broken >= 0) {
        const name = `${scope}net_${quantity}`;
        warnings.push({
          code: 'accumulators-inconsistent',
          message: said`${name} is ${net[broken]}, charging less discharging ${charging[broken]! - discharging[broken]!}.`,
          where: { ...place(broken), column: shown(name) },
        });
      }
    }
    for (const kind of ['charging', 'discharging', 'cumulative']) {
      const name = `${kind}_${quantity}`;
      const values = columns[name];
      if (values === undefined) continue;
      const tolerance = 1e-9 * range(values);
      const fall = values.findIndex((value, row) => row > 0 && value < values[row - 1]! - tolerance);
      if (fall > 0)
        warnings.push({
          code: 'accumulator-falls',
          message: said`${name} falls, though it should count from the start of the test: does it begin again with cycles or steps?`,
          where: { ...place(fall), column: shown(name) },
        });
    }
  }
  return warnings;
}

/** Rows at which a clock without a zone moves by an hour against the elapsed time: summer time began or ended, or it was set. */
export function clockShiftWarnings(time: Float64Array, clock: Float64Array, place: PlaceOfRow): OperandoWarning[] {
  const shifts: number[] = [];
  for (let row = 1; row < time.length; row++) {
    const ahead = clock[row]! - clock[row - 1]! - (time[row]! - time[row - 1]!);
    // Clocks of whole seconds, and rows of some lag.
    if (Math.abs(Math.abs(ahead) - 3600) < 5) shifts.push(row);
  }
  const [first] = shifts;
  if (first === undefined) return [];
  const ahead = clock[first]! > clock[first - 1]! + (time[first]! - time[first - 1]!);
  return [
    {
      code: 'clock-shift',
      message: `The clock beside the elapsed time is moved by an hour ${shifts.length} times, first ${ahead ? 'forward' : 'back'}: summer time? Elapsed times are not moved; the start is that of the first row.`,
      where: place(first),
    },
  ];
}
