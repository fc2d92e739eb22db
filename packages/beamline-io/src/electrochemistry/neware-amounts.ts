import type { OperandoWarning } from '@operando/core';
import { said } from '../text/said.js';
import type { NewareRecord } from './neware-record.js';

/** The four amounts of records, which begin again with each step. */
export interface NewareAmounts {
  readonly charging_capacity_ah: Float64Array;
  readonly discharging_capacity_ah: Float64Array;
  readonly charging_energy_wh: Float64Array;
  readonly discharging_energy_wh: Float64Array;
}

/** Charge or energy that passes from each row to the next, in hours times the rate; nothing over the end of a step. */
function passing(
  records: readonly NewareRecord[],
  time: Float64Array,
  steps: Float64Array,
  rate: (record: NewareRecord) => number,
): Float64Array {
  return Float64Array.from(records, (record, row) =>
    row === 0 || steps[row] !== steps[row - 1]
      ? 0
      : (((rate(records[row - 1]!) + rate(record)) / 2) * (time[row]! - time[row - 1]!)) / 3600,
  );
}

/**
 * An amount that begins again with each step, where it is missing: it goes on from the row before by what passes, from nothing in the
 * first row of a step, and scaled so that it meets the next one that is written in the step.
 */
function filled(written: Float64Array, passed: Float64Array, steps: Float64Array): Float64Array {
  const values = Float64Array.from(written);
  const { length } = values;
  for (let from = 0; from < length; from++) {
    if (!Number.isNaN(values[from]!)) continue;
    const step = steps[from];
    const start = from > 0 && steps[from - 1] === step ? values[from - 1]! : 0;
    let to = from;
    let all = 0;
    for (; to < length && steps[to] === step && Number.isNaN(values[to]!); to++) all += passed[to]!;
    const met = to < length && steps[to] === step ? values[to]! - start : Number.NaN;
    const whole = all + (Number.isNaN(met) ? 0 : passed[to]!);
    const scale = Number.isNaN(met) ? 1 : whole > 0 ? Math.max(0, met) / whole : 0;
    for (let row = from, sum = start; row < to; row++) {
      sum += passed[row]! * scale;
      values[row] = sum;
    }
    from = to;
  }
  return values;
}

/**
 * Amounts of records, ampere and watt hours. Those that a record lacks are integrated from the current (times the voltage), with a
 * warning.
 *
 * @param time Elapsed, in seconds.
 * @param steps Count of the steps.
 */
export function newareAmounts(
  records: readonly NewareRecord[],
  time: Float64Array,
  steps: Float64Array,
  warnings: OperandoWarning[],
): NewareAmounts {
  const missing = records.map((record) => Number.isNaN(record.charge) || Number.isNaN(record.discharge));
  const count = missing.reduce((sum, each) => sum + (each ? 1 : 0), 0);
  if (count > 0)
    warnings.push({
      code: 'capacity-integrated-in-part',
      message: said`${count} of ${records.length} records hold no capacity and energy; they were integrated from the current between those that do.`,
      where: { row: missing.indexOf(true) },
    });
  const amounts = (written: (record: NewareRecord) => number, rate: (record: NewareRecord) => number): Float64Array =>
    filled(Float64Array.from(records, written), passing(records, time, steps, rate), steps);
  const charging = (value: number): number => Math.max(0, value);
  return {
    charging_capacity_ah: amounts(
      ({ charge }) => charge,
      ({ current }) => charging(current),
    ),
    discharging_capacity_ah: amounts(
      ({ discharge }) => discharge,
      ({ current }) => charging(-current),
    ),
    charging_energy_wh: amounts(
      ({ chargeEnergy }) => chargeEnergy,
      ({ current, voltage }) => charging(current * voltage),
    ),
    discharging_energy_wh: amounts(
      ({ dischargeEnergy }) => dischargeEnergy,
      ({ current, voltage }) => charging(-current * voltage),
    ),
  };
}
