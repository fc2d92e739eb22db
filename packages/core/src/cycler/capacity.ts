import { OperandoError } from '../error.js';

/**
 * What a row's current stands for: `trapezoid`, a momentary reading; `mean-of-interval`,
 * the mean since the row before (EC-Lab's `<I>`); `previous`, the value held until the next row.
 */
export type CapacityRule = 'trapezoid' | 'mean-of-interval' | 'previous';

/** Options of {@link accumulateCapacity}. */
export interface AccumulateCapacityOptions {
  /** How the current is integrated between rows. @default 'trapezoid' */
  readonly rule?: CapacityRule | undefined;
}

/** Capacities from the start of the table, ampere hours per row. */
export interface AccumulatedCapacity {
  /** Charge passed while charging, never falling. */
  readonly charging: Float64Array;
  /** Charge passed while discharging, never falling. */
  readonly discharging: Float64Array;
  /** charging - discharging. */
  readonly net: Float64Array;
  /** charging + discharging. */
  readonly cumulative: Float64Array;
}

function sameLength(time: Float64Array, other: Float64Array, what: string): void {
  if (time.length === other.length) return;
  throw new OperandoError('shape-mismatch', `${time.length} times but ${other.length} values of ${what}.`);
}

/**
 * Capacity by integrating the current over time.
 *
 * @param time Seconds, never decreasing.
 * @param current Amperes, positive on charge.
 * @throws OperandoError `shape-mismatch`; `time-backwards` or `non-finite` naming the row.
 */
export function accumulateCapacity(
  time: Float64Array,
  current: Float64Array,
  options: AccumulateCapacityOptions = {},
): AccumulatedCapacity {
  const rule = options.rule ?? 'trapezoid';
  sameLength(time, current, 'current');
  const n = time.length;
  const charging = new Float64Array(n);
  const discharging = new Float64Array(n);
  const net = new Float64Array(n);
  const cumulative = new Float64Array(n);
  let up = 0;
  let down = 0;
  for (let row = 0; row < n; row++) {
    const value = current[row]!;
    if (!Number.isFinite(value) || !Number.isFinite(time[row]!)) {
      throw new OperandoError('non-finite', `current ${value} A at ${time[row]} s.`, {
        where: { row },
        cure: 'Remove or fill these rows before integrating.',
      });
    }
    if (row > 0) {
      const hours = (time[row]! - time[row - 1]!) / 3600;
      if (hours < 0) {
        throw new OperandoError('time-backwards', `time goes back by ${-3600 * hours} s.`, { where: { row } });
      }
      const before = current[row - 1]!;
      if (rule === 'trapezoid' && before * value < 0) {
        // The line crosses zero inside the interval: a triangle on either side.
        const crossing = before / (before - value);
        const first = 0.5 * before * crossing * hours;
        const second = 0.5 * value * (1 - crossing) * hours;
        up += Math.max(first, second);
        down -= Math.min(first, second);
      } else {
        const mean = rule === 'trapezoid' ? 0.5 * (before + value) : rule === 'previous' ? before : value;
        if (mean > 0) up += mean * hours;
        else down -= mean * hours;
      }
    }
    charging[row] = up;
    discharging[row] = down;
    net[row] = up - down;
    cumulative[row] = up + down;
  }
  return { charging, discharging, net, cumulative };
}

/** Options of {@link degreeOfDischarge} and {@link stateOfCharge}. */
export interface StateOptions {
  /** Capacity of the cell in ampere hours. @default the range of the net capacity */
  readonly capacity?: number | undefined;
  /** Net capacity at which the cell is fully charged, ampere hours. @default the largest net capacity */
  readonly full?: number | undefined;
}

/**
 * Degree of discharge per row: 0 fully charged, 1 when `capacity` has been taken out.
 * Not clipped: values outside [0, 1] say that `capacity` or `full` does not fit the data.
 *
 * @throws OperandoError `invalid-argument` when the capacity is not positive (a table at rest has none).
 */
export function degreeOfDischarge(netCapacity: Float64Array, options: StateOptions = {}): Float64Array {
  let low = Infinity;
  let high = -Infinity;
  for (const value of netCapacity) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const full = options.full ?? high;
  const capacity = options.capacity ?? high - low;
  if (!(capacity > 0) || !Number.isFinite(full)) {
    throw new OperandoError('invalid-argument', `the capacity is ${capacity} A h.`, {
      where: { parameter: 'capacity' },
      cure: 'Give the capacity of the cell.',
    });
  }
  return netCapacity.map((value) => (full - value) / capacity);
}

/** State of charge per row: 1 - {@link degreeOfDischarge}. @throws as {@link degreeOfDischarge}. */
export function stateOfCharge(netCapacity: Float64Array, options: StateOptions = {}): Float64Array {
  return degreeOfDischarge(netCapacity, options).map((value) => 1 - value);
}
