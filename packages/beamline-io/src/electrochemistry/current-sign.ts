import { checkLogTimes } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { said } from '../text/said.js';

/** Warnings about times that go back or repeat, with the lines of the file, or the rows where it has none. */
export function timeWarnings(time: Float64Array, lines?: Int32Array): OperandoWarning[] {
  const { backwards, repeated } = checkLogTimes(time);
  const warnings: OperandoWarning[] = [];
  const unit = lines === undefined ? 'row' : 'line';
  const place = (row: number): { line?: number; row: number } =>
    lines === undefined ? { row } : { line: lines[row]!, row };
  const lineList = (rows: readonly number[]): string =>
    rows
      .slice(0, 6)
      .map((row) => lines?.[row] ?? row)
      .join(', ') + (rows.length > 6 ? ', …' : '');
  const firstBack = backwards[0];
  if (firstBack !== undefined) {
    warnings.push({
      code: 'time-backwards',
      message: said`Time goes back ${backwards.length} times, at ${unit} ${lineList(backwards.map(({ row }) => row))}; the rows must not be interpolated in this order.`,
      where: place(firstBack.row),
    });
  }
  const firstRepeat = repeated[0];
  if (firstRepeat !== undefined) {
    warnings.push({
      code: 'time-repeated',
      message: said`Time repeats ${repeated.length} times, at ${unit} ${lineList(repeated)}.`,
      where: place(firstRepeat),
    });
  }
  return warnings;
}

/** How the sign of the current agrees with the course of the voltage. */
export interface SignCheck {
  /** Share of the time under current in which the voltage moves the way the current drives it. */
  readonly agreement: number;
  /** First row in which it does not. */
  readonly firstRow: number;
}

/**
 * Compare the sign of the current with the slope of the voltage over stretches
 * of about a hundredth of the log: while current charges a cell its voltage
 * rises, but for the first moments of a step and plateaus.
 *
 * @returns undefined when there is too little current or voltage to tell.
 */
export function checkCurrentSign(
  time: Float64Array,
  voltage: Float64Array,
  current: Float64Array,
): SignCheck | undefined {
  const n = time.length;
  let largest = 0;
  let low = Infinity;
  let high = -Infinity;
  for (let row = 0; row < n; row++) {
    // A comparison passes over missing readings.
    if (Math.abs(current[row]!) > largest) largest = Math.abs(current[row]!);
    if (voltage[row]! < low) low = voltage[row]!;
    if (voltage[row]! > high) high = voltage[row]!;
  }
  if (n < 20 || !(largest > 0) || !(high - low > 0.02)) return undefined;
  const stretch = Math.max(1, Math.floor(n / 100));
  let agreeing = 0;
  let total = 0;
  let firstRow = -1;
  for (let row = 0; row + stretch < n; row += stretch) {
    let sum = 0;
    let steady = Number.isFinite(voltage[row + stretch]! - voltage[row]!);
    for (let i = row; i <= row + stretch; i++) {
      sum += current[i]!;
      if (!(Math.abs(current[i]!) >= 0.02 * largest) || current[i]! * current[row]! < 0) steady = false;
    }
    const change = voltage[row + stretch]! - voltage[row]!;
    if (!steady || Math.abs(change) < 2e-3 * (high - low)) continue;
    const seconds = time[row + stretch]! - time[row]!;
    total += seconds;
    if (change * sum > 0) agreeing += seconds;
    else if (firstRow < 0) firstRow = row;
  }
  return total > 0 ? { agreement: agreeing / total, firstRow: Math.max(0, firstRow) } : undefined;
}

/**
 * The current with the sign that the voltage gives it: positive while the
 * voltage rises. Legs are parted at turning points larger than a tenth of the
 * voltage's range.
 */
export function currentSignedByVoltage(voltage: Float64Array, current: Float64Array): Float64Array {
  const n = voltage.length;
  let low = Infinity;
  let high = -Infinity;
  for (const value of voltage) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const threshold = 0.1 * (high - low);
  const direction = new Int8Array(n);
  let legStart = 0;
  let extreme = 0;
  let heading = 0;
  for (let row = 1; row < n; row++) {
    const here = voltage[row]!;
    const best = voltage[extreme]!;
    if (heading === 0) {
      if (Math.abs(here - voltage[0]!) > threshold) {
        heading = Math.sign(here - voltage[0]!);
        extreme = row;
      }
    } else if ((here - best) * heading >= 0) {
      extreme = row;
    } else if ((best - here) * heading > threshold) {
      direction.fill(heading, legStart, extreme + 1);
      legStart = extreme + 1;
      heading = -heading;
      extreme = row;
    }
  }
  direction.fill(heading === 0 ? 1 : heading, legStart);
  return current.map((value, row) => Math.abs(value) * direction[row]!);
}
