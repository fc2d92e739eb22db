import { OperandoError } from '../error.js';
import type { OperandoWarning } from '../error.js';

/** What is odd about the times of a log. Rows count from 0. */
export interface LogTimesReport {
  /** Rows whose time lies before that of the row above, and by how many seconds. */
  readonly backwards: readonly { readonly row: number; readonly step: number }[];
  /** Rows with the time of the row above. */
  readonly repeated: readonly number[];
  /** Rows without a finite time. */
  readonly missing: readonly number[];
  /** Rows that come more than ten usual steps, and more than a minute, after the row above. */
  readonly gaps: readonly { readonly row: number; readonly seconds: number }[];
}

/** Look through the times of a log. */
export function checkLogTimes(time: Float64Array): LogTimesReport {
  const backwards: { row: number; step: number }[] = [];
  const repeated: number[] = [];
  const missing: number[] = [];
  const steps: number[] = [];
  for (let row = 0; row < time.length; row++) {
    if (!Number.isFinite(time[row]!)) {
      missing.push(row);
      continue;
    }
    if (row === 0) continue;
    const step = time[row]! - time[row - 1]!;
    if (step < 0) backwards.push({ row, step: -step });
    else if (step === 0) repeated.push(row);
    else if (step > 0) steps.push(step);
  }
  steps.sort((a, b) => a - b);
  const usual = steps[steps.length >> 1] ?? 0;
  const gaps: { row: number; seconds: number }[] = [];
  for (let row = 1; row < time.length; row++) {
    const seconds = time[row]! - time[row - 1]!;
    if (seconds > Math.max(60, 10 * usual)) gaps.push({ row, seconds });
  }
  return { backwards, repeated, missing, gaps };
}

/** A log's rows in an order of time that can be interpolated, and what had to be left out. */
export interface AdvancingRows {
  /** Rows kept, or undefined when all are. */
  readonly rows: Int32Array | undefined;
  readonly warnings: readonly OperandoWarning[];
}

/**
 * Rows of a log whose time never falls behind an earlier one.
 *
 * @param onBackwards `error` refuses a log with backward steps; `drop` leaves out the rows
 * that do not reach the latest time seen so far, and says so.
 * @throws OperandoError `time-backwards` naming the first such row, `non-finite` for a missing time.
 */
export function advancingRows(time: Float64Array, onBackwards: 'error' | 'drop'): AdvancingRows {
  const report = checkLogTimes(time);
  const firstMissing = report.missing[0];
  if (firstMissing !== undefined) {
    throw new OperandoError('non-finite', `the log has no time in ${report.missing.length} rows.`, {
      where: { row: firstMissing },
      cure: 'Remove these rows.',
    });
  }
  const first = report.backwards[0];
  if (first === undefined) return { rows: undefined, warnings: [] };
  if (onBackwards === 'error') {
    throw new OperandoError(
      'time-backwards',
      `the log's time goes back ${report.backwards.length} times, first by ${first.step} s.`,
      {
        where: { row: first.row },
        cure: "Correct the clock, or pass backwards: 'drop' (command: --backwards drop) to leave the rows out that fall behind.",
      },
    );
  }
  let latest = -Infinity;
  const kept: number[] = [];
  for (let row = 0; row < time.length; row++) {
    if (time[row]! < latest) continue;
    latest = time[row]!;
    kept.push(row);
  }
  const warnings: OperandoWarning[] = [
    {
      code: 'time-backwards',
      message: `The log's time goes back ${report.backwards.length} times; ${time.length - kept.length} rows were left out.`,
      where: { row: first.row },
    },
  ];
  return { rows: Int32Array.from(kept), warnings };
}
