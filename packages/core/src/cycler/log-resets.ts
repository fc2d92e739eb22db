import type { ChannelLog } from './electrochemistry.js';

/**
 * How a column may be sampled: a level is averaged; an accumulator (capacity, energy) and an elapsed time grow and
 * begin again, so they have values only at a moment; a counter has the value of the row in force.
 */
export type ColumnKind = 'level' | 'accumulator' | 'elapsed' | 'counter';

/** The kind of a column, by its BDF name, or by a unit of charge or energy. */
export function kindOfColumn(name: string, unit: string): ColumnKind {
  if (/(_count|_id|_index)$|^(half[_ ]?)?(cycle|step|loop)([_ ](number|no\.?|index|count|id))?$/i.test(name))
    return 'counter';
  if (/(capacity|energy).*_(ah|wh)$/.test(name) || /^[kmuµμ]?[AW][ .·*]?h( ?\/.*)?$/.test(unit)) return 'accumulator';
  return name.endsWith('_time_second') && !/^(test|unix)_/.test(name) ? 'elapsed' : 'level';
}

/** Names of amounts that count from the start of the test, by the Battery Data Format. */
export const testAmount: RegExp = /^(charging|discharging|net|cumulative)_(capacity_ah|energy_wh)$/;

/** Columns that tell where steps and cycles begin, of the rows that are joined. */
export interface LogMarks {
  readonly step?: Float64Array;
  readonly cycle?: Float64Array;
  readonly stepTime?: Float64Array;
  /** Which of several joined files a row is from. */
  readonly segment?: Float64Array;
  /** The same for amounts of the whole test, where files that go on from the one before are one. */
  readonly amount?: Float64Array;
}

/** The marks among columns by their BDF names. */
export function marksOfColumns(column: (name: string) => Float64Array | undefined): LogMarks {
  const [step, cycle, stepTime, segment, amount] = [
    column('step_count') ?? column('step_id'),
    column('cycle_count'),
    column('step_time_second'),
    column('segment_index'),
    column('amount_index'),
  ];
  return {
    ...(step === undefined ? {} : { step }),
    ...(cycle === undefined ? {} : { cycle }),
    ...(stepTime === undefined ? {} : { stepTime }),
    ...(segment === undefined ? {} : { segment }),
    ...(amount === undefined ? {} : { amount }),
  };
}

/** The marks of a log, those beside it before its own, for the rows that are kept. */
export function marksOf(log: ChannelLog, keep: (values: Float64Array) => Float64Array): LogMarks {
  return marksOfColumns((name) => {
    const values = log.marks?.[name] ?? log.columns[name]?.values;
    return values?.length === log.time.length ? keep(values) : undefined;
  });
}

/** Change per second after `row`; zero where there is none to tell. */
function rateAfter(time: Float64Array, values: Float64Array, row: number): number {
  const seconds = row >= 0 && row + 1 < time.length ? time[row + 1]! - time[row]! : 0;
  return seconds > 0 ? (values[row + 1]! - values[row]!) / seconds : 0;
}

/**
 * Net amounts fall while the cell discharges: one was reset where it drops to nothing, or towards it either much faster than on
 * both sides or against the course on both.
 */
function netReset(time: Float64Array, values: Float64Array, row: number, largest: number): boolean {
  const before = Math.abs(values[row]!);
  const after = Math.abs(values[row + 1]!);
  if (!(after < before)) return false;
  if (after < 1e-3 * largest && before > 0.05 * largest) return true;
  const [last, rate, next] = [-1, 0, 1].map((step) => rateAfter(time, values, row + step));
  const beside = Math.max(Math.abs(last!), Math.abs(next!));
  return (beside > 0 && Math.abs(rate!) > 3 * beside) || (last! * rate! < 0 && next! * rate! < 0);
}

/** Whether another step begins at a row: its counter changes or its time starts again. */
function beginsStep({ step, stepTime }: LogMarks, row: number): boolean {
  return (
    (step !== undefined && step[row] !== step[row - 1]) ||
    (stepTime !== undefined && stepTime[row]! < stepTime[row - 1]!)
  );
}

/**
 * Whether a column that accumulates begins again after each row. What never falls by definition was reset where it
 * falls, whatever it falls to; a `step_` or `cycle_` column also where a step or
 * cycle begins, all of them where another file does that does not go on from the one before.
 */
export function resetsOf(name: string, time: Float64Array, values: Float64Array, marks: LogMarks): Uint8Array {
  const step = name.startsWith('step_');
  const cycle = name.startsWith('cycle_') ? marks.cycle : undefined;
  const told = cycle !== undefined || (step && (marks.step ?? marks.stepTime) !== undefined);
  const net = /(^|_)net_/.test(name) || !/charging|cumulative|time/.test(name);
  const files = testAmount.test(name) ? (marks.amount ?? marks.segment) : marks.segment;
  let largest = 0;
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value);
  const resets = new Uint8Array(values.length);
  for (let row = 0; row + 1 < values.length; row++) {
    // A file goes on from the one before, unless its first value is nearer to nothing.
    const begun = Math.abs(values[row + 1]! - values[row]!) > Math.abs(values[row + 1]!);
    const file = begun && files !== undefined && files[row + 1] !== files[row];
    const next = step ? beginsStep(marks, row + 1) : cycle !== undefined && cycle[row + 1] !== cycle[row];
    const fell = net ? !told && netReset(time, values, row, largest) : values[row + 1]! < values[row]!;
    if (next || file || fell) resets[row] = 1;
  }
  return resets;
}

/**
 * Moment from `row` to the next at which the step of the next row began, as its step time tells.
 * @returns undefined where it tells none.
 */
export function stepBegins(time: Float64Array, stepTime: Float64Array | undefined, row: number): number | undefined {
  if (stepTime === undefined) return undefined;
  const [last, next] = [time[row]!, time[row + 1]!];
  const began = next - stepTime[row + 1]!;
  // A step that begins with the last row of the one before may seem to begin a rounding earlier.
  return began >= last - 0.1 * (next - last) && began <= next ? Math.max(began, last) : undefined;
}
