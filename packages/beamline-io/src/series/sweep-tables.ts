import { OperandoError, splitSweeps } from '@operando/core';
import type { OperandoWarning, Sweep } from '@operando/core';
import { energiesOf } from '../absorption/energy-axis.js';
import { splitLabel } from '../table/column-table.js';
import type { ColumnTable, TableColumn, TableTime } from '../table/column-table.js';

/** Which sweeps of a continuous scan become frames. */
export type WantedSweeps = 'up' | 'down' | 'both';

/** Seconds per unit of a column of times. */
const timeUnits: Readonly<Record<string, number>> = { s: 1, sec: 1, seconds: 1, ms: 1e-3, min: 60, '': 1 };

/** Seconds of each row after the first, where a column tells. */
function elapsedOf({ columns }: ColumnTable): ((row: number) => number) | undefined {
  for (const { label, unit = '', values } of columns) {
    const factor = timeUnits[unit.trim().toLowerCase()];
    if (factor === undefined || !/^(?:elapsed[ _]?)?(?:time|timer|seconds?)$/i.test(splitLabel(label).name.trim()))
      continue;
    const isRunning =
      values.every((value, row) => row === 0 || value >= values[row - 1]!) && values.at(-1)! > values[0]!;
    if (isRunning) return (row) => factor * (values[row]! - values[0]!);
  }
  return undefined;
}

/** When a sweep was measured: by a column of times, else its share of the whole. */
function timeOf(table: ColumnTable, { from, to }: Sweep, elapsed: ReturnType<typeof elapsedOf>): TableTime | undefined {
  const { time, rows } = table;
  if (time === undefined) return undefined;
  // One sweep is the scan itself: its time is known though it cannot be shared out.
  if (from === 0 && to === rows) return time;
  const { duration: whole, note: _note, ...rest } = time;
  const at = elapsed ?? (whole === undefined ? undefined : (row: number): number => (whole * row) / rows);
  if (at === undefined) return undefined;
  return { ...rest, epoch: time.epoch + at(from), duration: at(to - 1) - at(from) };
}

/** Rows of a table, those of a sweep down from its end. */
function rowsOf(table: ColumnTable, { from, to, direction }: Sweep, warnings: readonly OperandoWarning[]): ColumnTable {
  const numbers = ({ values, ...column }: TableColumn): TableColumn => {
    const own = values.slice(from, to);
    return Object.assign(column, { values: direction === 'down' ? own.toReversed() : own });
  };
  const lines = table.lines.slice(from, to);
  return {
    ...table,
    columns: table.columns.map(numbers),
    rows: to - from,
    lines: direction === 'down' ? lines.toReversed() : lines,
    warnings,
  };
}

/**
 * The sweeps of a continuous scan that runs its energies up and down, each as a table: split where the energy turns. Those that do
 * not run over nine tenths of the range are left out, and told.
 *
 * @param x Column of the energies. @default the one that says so
 * @throws OperandoError as `energiesOf` and `splitSweeps`; `too-few-points` where no whole sweep of the direction is left.
 */
export function sweepTables(table: ColumnTable, wanted: WantedSweeps, x?: string | number): readonly ColumnTable[] {
  const sweeps = splitSweeps(energiesOf(table, x).values);
  const complete = sweeps.filter((sweep) => sweep.complete);
  const chosen = complete.filter(({ direction }) => wanted === 'both' || direction === wanted);
  if (chosen.length === 0)
    throw new OperandoError(
      'too-few-points',
      `none of ${sweeps.length} sweeps runs ${wanted === 'both' ? 'over the whole range' : wanted}.`,
      {
        cure: 'Give sweeps (command: --sweeps) another direction.',
      },
    );
  const left = sweeps.length - complete.length;
  const told: OperandoWarning[] =
    left === 0
      ? []
      : [
          {
            code: 'sweeps-incomplete',
            message: `${left} of ${sweeps.length} sweeps do not run over the whole range: they were left out.`,
          },
        ];
  const elapsed = elapsedOf(table);
  return chosen.map((sweep, k) => {
    const { time: _time, ...part } = rowsOf(table, sweep, k === 0 ? [...table.warnings, ...told] : []);
    const time = timeOf(table, sweep, elapsed);
    const scan = `sweep ${sweeps.indexOf(sweep) + 1}`;
    const named = { scan: table.scan === undefined ? scan : `${table.scan} ${scan}` };
    return Object.assign(part, named, time === undefined ? {} : { time });
  });
}
