import { OperandoError } from '../error.js';

/** A stretch of one direction of current, or of none. Rows count from 0, both ends included. */
export interface HalfCycle {
  /** Which way the current runs: into the cell (positive), out of it, or not at all. */
  readonly kind: 'charge' | 'discharge' | 'rest';
  /** First row. */
  readonly from: number;
  /** Last row, included. */
  readonly to: number;
  /** Seconds. */
  readonly startTime: number;
  /** Seconds, of the last row. */
  readonly endTime: number;
  /** Charge passed, ampere hours, positive on charge; trapezoid rule. */
  readonly capacity: number;
}

/** Options of {@link findHalfCycles}. */
export interface HalfCycleOptions {
  /** Currents no larger than this count as rest, amperes. @default 1 % of the largest current */
  readonly restCurrent?: number | undefined;
  /** Shorter stretches are joined to the one before, seconds. @default 60 */
  readonly minimumDuration?: number | undefined;
}

interface Run {
  sign: number;
  from: number;
  to: number;
}

/** Join neighbours of one sign. */
function merged(runs: readonly Run[]): Run[] {
  const out: Run[] = [];
  for (const run of runs) {
    const last = out[out.length - 1];
    if (last !== undefined && last.sign === run.sign) last.to = run.to;
    else out.push({ ...run });
  }
  return out;
}

/**
 * Charges, discharges and rests of a cycler log. Rests between two stretches of
 * one direction (a pause, a current interruption) do not split it, and
 * neither do spikes shorter than `minimumDuration`. Rows without a current belong to
 * the stretch before them, whose capacity is then not known (NaN).
 *
 * @param time Seconds, never decreasing.
 * @param current Amperes, positive on charge.
 * @throws OperandoError `shape-mismatch`.
 */
export function findHalfCycles(time: Float64Array, current: Float64Array, options: HalfCycleOptions = {}): HalfCycle[] {
  if (time.length !== current.length) {
    throw new OperandoError('shape-mismatch', `${time.length} times but ${current.length} currents.`);
  }
  if (time.length === 0) return [];
  let largest = 0;
  for (const value of current) if (Math.abs(value) > largest) largest = Math.abs(value);
  const rest = options.restCurrent ?? 0.01 * largest;
  const minimum = options.minimumDuration ?? 60;
  const signOf = (value: number): number => (value > rest ? 1 : value < -rest ? -1 : 0);

  let runs: Run[] = [];
  for (let row = 0; row < time.length; row++) {
    const sign = signOf(current[row]!);
    const last = runs[runs.length - 1];
    if (last !== undefined && (last.sign === sign || Number.isNaN(current[row]!))) last.to = row;
    else runs.push({ sign, from: row, to: row });
  }
  // A run lasts until the next one begins; the last until the end of the log.
  const lasts = (run: Run): number => time[Math.min(run.to + 1, time.length - 1)]! - time[run.from]!;
  const isLong = (run: Run): boolean => lasts(run) >= minimum;
  if (runs.some(isLong)) {
    const kept: Run[] = [];
    let pendingFrom: number | undefined;
    for (const run of runs) {
      if (isLong(run)) {
        kept.push({ ...run, from: pendingFrom ?? run.from });
        pendingFrom = undefined;
      } else if (kept.length > 0) {
        kept[kept.length - 1]!.to = run.to;
      } else {
        pendingFrom ??= run.from;
      }
    }
    runs = merged(kept);
  }
  const joined: Run[] = [];
  runs.forEach((run, i) => {
    const before = joined[joined.length - 1];
    const after = runs[i + 1];
    if (run.sign === 0 && before !== undefined && after !== undefined && before.sign === after.sign) before.to = run.to;
    else if (before !== undefined && before.sign === run.sign) before.to = run.to;
    else joined.push({ ...run });
  });
  return joined.map((run) => describe(run, time, current));
}

function describe(run: Run, time: Float64Array, current: Float64Array): HalfCycle {
  const end = Math.min(run.to + 1, time.length - 1);
  let capacity = 0;
  for (let row = run.from + 1; row <= run.to; row++) {
    capacity += (0.5 * (current[row]! + current[row - 1]!) * (time[row]! - time[row - 1]!)) / 3600;
  }
  return {
    kind: run.sign > 0 ? 'charge' : run.sign < 0 ? 'discharge' : 'rest',
    from: run.from,
    to: run.to,
    startTime: time[run.from]!,
    endTime: time[end]!,
    capacity,
  };
}

/** Number of the half-cycle (from 1, rests included) at every row. */
export function halfCycleCount(halfCycles: readonly HalfCycle[], rows: number): Int32Array {
  const count = new Int32Array(rows);
  halfCycles.forEach(({ from, to }, i) => count.fill(i + 1, from, to + 1));
  return count;
}

/** One charge and the discharge that follows it, or the other way round. */
export interface Cycle {
  /** From 1. */
  readonly number: number;
  /** First row, from 0. */
  readonly from: number;
  /** Last row, included. */
  readonly to: number;
  /** Ampere hours that went in, positive. */
  readonly chargeCapacity: number;
  /** Ampere hours that came out, positive. */
  readonly dischargeCapacity: number;
}

/** Full cycles of a list of half-cycles: each begins where the direction of the first half-cycle comes again. */
export function findCycles(halfCycles: readonly HalfCycle[]): Cycle[] {
  const first = halfCycles.find(({ kind }) => kind !== 'rest');
  if (first === undefined) return [];
  const cycles: { number: number; from: number; to: number; chargeCapacity: number; dischargeCapacity: number }[] = [];
  for (const half of halfCycles) {
    const current = cycles[cycles.length - 1];
    if (current === undefined || half.kind === first.kind) {
      if (
        current !== undefined &&
        half.kind === first.kind &&
        current.chargeCapacity + current.dischargeCapacity === 0
      ) {
        addHalf(current, half);
        continue;
      }
      const next = { number: cycles.length + 1, from: half.from, to: half.to, chargeCapacity: 0, dischargeCapacity: 0 };
      addHalf(next, half);
      cycles.push(next);
    } else {
      addHalf(current, half);
    }
  }
  return cycles;
}

function addHalf(cycle: { to: number; chargeCapacity: number; dischargeCapacity: number }, half: HalfCycle): void {
  cycle.to = half.to;
  if (half.kind === 'charge') cycle.chargeCapacity += half.capacity;
  if (half.kind === 'discharge') cycle.dischargeCapacity -= half.capacity;
}

/** Number of the cycle (from 1; 0 before the first) at every row. */
export function cycleCount(cycles: readonly Cycle[], rows: number): Int32Array {
  const count = new Int32Array(rows);
  for (const { number, from, to } of cycles) count.fill(number, from, to + 1);
  return count;
}
