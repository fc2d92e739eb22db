import { OperandoError } from '../error.js';
import { unitOfBatteryDataName } from './battery-data.js';
import type { OperandoWarning } from '../error.js';
import type { Metadata } from '../series/series.js';

/**
 * One typed table for every cycler, after the Battery Data Format: SI-like
 * units in the names, current positive on charge, test-scope accumulators that
 * never reset. Original columns stay beside it, under their own labels.
 */
export interface Electrochemistry {
  /** Columns by BDF name (see `batteryDataNames`); all of one length. */
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** Columns as found in the file, by the file's own labels. */
  readonly original: Readonly<Record<string, Float64Array>>;
  /** Columns of words, by BDF name (`step_type`) or the file's own label; of the same length. */
  readonly text?: Readonly<Record<string, readonly string[]>>;
  /** UNIX seconds at which `test_time_second` reads zero; absent when the file does not say. */
  readonly epoch?: number;
  /** As {@link FrameTime.zone}. */
  readonly zone?: string;
  /** First row of each joined file, so that a reset between files can be told from a reset inside one. */
  readonly segments: readonly LogSegment[];
  /** What the head of the file says, by its own names. */
  readonly metadata: Metadata;
  /** What was assumed or mended; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/** Where one of several joined files begins. */
export interface LogSegment {
  /** Row that it begins with, from 0. */
  readonly row: number;
  /** Name of the file, as it was given. */
  readonly file?: string;
  /** True where the capacities and energies of the whole test are known to go on from the row before. */
  readonly goesOn?: boolean;
}

/** A log to be joined to frames: one clock, several columns. An {@link Electrochemistry} table can be turned into one. */
export interface ChannelLog {
  /** Seconds after `epoch` (or on the series' own clock when neither has an epoch). Never decreasing. */
  readonly time: Float64Array;
  /** UNIX seconds at which `time` reads zero; absent where the log does not say. */
  readonly epoch?: number;
  /** As {@link FrameTime.zone}. */
  readonly zone?: string;
  /** Values to join, one for each of `time`, with their unit as in `Axis.unit`, by name. */
  readonly columns: Readonly<Record<string, { readonly values: Float64Array; readonly unit: string }>>;
  /**
   * Columns that are not joined but tell where steps and cycles begin (`step_count` or `step_id`, `cycle_count`,
   * `step_time_second`, `segment_index` for joined files, `amount_index` for those whose amounts begin again), so that nothing is interpolated across a reset. @default those among `columns`
   */
  readonly marks?: Readonly<Record<string, Float64Array>>;
}

const markNames: readonly string[] = ['step_count', 'step_id', 'cycle_count', 'step_time_second'];

/** Which of the joined files each row is from, from 0. */
function segmentIndex({ segments }: Electrochemistry, rows: number): Float64Array {
  const index = new Float64Array(rows);
  segments.forEach(({ row }, segment) => index.fill(segment, row));
  return index;
}

/** The same, where files whose amounts go on count as one. */
function amountIndex({ segments }: Electrochemistry, rows: number): Float64Array {
  const index = new Float64Array(rows);
  for (const { row, goesOn } of segments) if (goesOn !== true && row > 0) index.fill(index[row - 1]! + 1, row);
  return index;
}

/**
 * An electrochemical table as a log to join to frames.
 *
 * @param columns Which BDF columns to take. @default all but `test_time_second` and `unix_time_second`
 * @throws OperandoError `column-missing` when a named column is not there.
 */
export function electrochemicalLog(table: Electrochemistry, columns?: readonly string[]): ChannelLog {
  const time = table.columns['test_time_second'];
  if (time === undefined) {
    throw new OperandoError('column-missing', 'the electrochemical table has no test_time_second.', {
      where: { column: 'test_time_second' },
    });
  }
  const names =
    columns ?? Object.keys(table.columns).filter((name) => name !== 'test_time_second' && name !== 'unix_time_second');
  const chosen: Record<string, { values: Float64Array; unit: string }> = {};
  for (const name of names) {
    const values = table.columns[name];
    if (values === undefined) {
      throw new OperandoError('column-missing', `the electrochemical table has no ${name}.`, {
        where: { column: name },
        cure: `It has ${Object.keys(table.columns).join(', ')}.`,
      });
    }
    chosen[name] = { values, unit: unitOfBatteryDataName(name) };
  }
  const marks = Object.fromEntries(
    markNames.flatMap((name) => (table.columns[name] === undefined ? [] : [[name, table.columns[name]]])),
  );
  if (table.segments.length > 1) {
    marks['segment_index'] = segmentIndex(table, time.length);
    marks['amount_index'] = amountIndex(table, time.length);
  }
  return {
    time,
    columns: chosen,
    marks,
    ...(table.epoch === undefined ? {} : { epoch: table.epoch }),
    ...(table.zone === undefined ? {} : { zone: table.zone }),
  };
}
