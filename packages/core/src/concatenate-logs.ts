import { OperandoError } from './error.js';
import type { OperandoWarning } from './error.js';
import type { Electrochemistry } from './electrochemistry.js';

/** Options of {@link concatenateLogs}. */
export interface ConcatenateLogsOptions {
  /**
   * Continue test-scope capacities and energies over the file boundary: each
   * file's values are added to the last ones of the file before, since cyclers
   * start again from zero. @default true
   */
  readonly carryCapacity?: boolean;
}

const testScope = /^(charging|discharging|net|cumulative)_(capacity_ah|energy_wh)$/;

/**
 * Several files of one experiment as one table: ordered by their epochs,
 * `test_time_second` counted from the first. Columns that are not in every file
 * are NaN where missing. Each file's first row is in `segments`.
 *
 * @throws OperandoError `invalid-argument` without tables or when a table has no epoch,
 * `time-backwards` when one begins before the one before it ended.
 */
export function concatenateLogs(
  tables: readonly Electrochemistry[],
  options: ConcatenateLogsOptions = {},
): Electrochemistry {
  const carry = options.carryCapacity ?? true;
  if (tables.length === 0) throw new OperandoError('invalid-argument', 'there are no logs to join.');
  if (tables.length === 1) return tables[0]!;
  for (const table of tables) {
    if (table.epoch !== undefined) continue;
    const file = table.segments[0]?.file;
    throw new OperandoError('invalid-argument', 'the log does not say when it began, so it cannot be put in order.', {
      ...(file === undefined ? {} : { where: { file } }),
      cure: 'Give it an epoch.',
    });
  }
  const ordered = tables.filter((table) => rowsOf(table) > 0).sort((a, b) => a.epoch! - b.epoch!);
  const [first] = ordered;
  if (first === undefined) return tables[0]!;
  const epoch = first.epoch!;
  const warnings: OperandoWarning[] = [];
  for (const table of tables) warnings.push(...table.warnings);

  const total = ordered.reduce((sum, table) => sum + rowsOf(table), 0);
  const columnNames = new Set(ordered.flatMap((table) => Object.keys(table.columns)));
  const originalNames = new Set(ordered.flatMap((table) => Object.keys(table.original)));
  const columns = emptyColumns(columnNames, total);
  const original = emptyColumns(originalNames, total);
  const textNames = new Set(ordered.flatMap((table) => Object.keys(table.text ?? {})));
  const text = Object.fromEntries(
    [...textNames].map((name) => [name, ordered.flatMap((table) => table.text?.[name] ?? Array.from({ length: rowsOf(table) }, () => ''))]),
  );
  const segments: { row: number; file?: string }[] = [];
  let row = 0;
  let end = -Infinity;
  for (const table of ordered) {
    const time = table.columns['test_time_second']!;
    const shift = table.epoch! - epoch;
    const file = table.segments[0]?.file;
    if (time[0]! + shift < end) {
      throw new OperandoError(
        'time-backwards',
        `the log begins ${(end - time[0]! - shift).toFixed(1)} s before the one before it ends.`,
        {
          ...(file === undefined ? {} : { where: { file } }),
          cure: 'Two logs of one cell cannot overlap; are these different channels, or is a clock wrong?',
        },
      );
    }
    for (const name of columnNames) {
      const values = table.columns[name];
      if (values === undefined) continue;
      const target = columns[name]!;
      const before = row > 0 && carry && testScope.test(name) ? (target[row - 1] ?? 0) : 0;
      const add = name === 'test_time_second' ? shift : Number.isFinite(before) ? before : 0;
      for (let i = 0; i < values.length; i++) target[row + i] = values[i]! + add;
      if (name === 'cycle_count' && row > 0) continueCount(target, row, values.length);
    }
    for (const name of originalNames) {
      const values = table.original[name];
      if (values !== undefined) original[name]!.set(values, row);
    }
    for (const segment of table.segments) segments.push({ ...segment, row: segment.row + row });
    end = time[time.length - 1]! + shift;
    row += time.length;
  }
  if (carry && [...columnNames].some((name) => testScope.test(name))) {
    warnings.push({
      code: 'capacity-carried',
      message: `Capacity and energy are carried over ${ordered.length - 1} file boundaries, where the cycler began again from zero.`,
    });
  }
  const { zone } = first;
  return {
    columns,
    original,
    ...(textNames.size === 0 ? {} : { text }),
    epoch,
    ...(zone === undefined ? {} : { zone }),
    segments,
    metadata: { files: ordered.map((table) => table.metadata) },
    warnings,
  };
}

function rowsOf(table: Electrochemistry): number {
  return table.columns['test_time_second']?.length ?? 0;
}

function emptyColumns(names: ReadonlySet<string>, rows: number): Record<string, Float64Array> {
  return Object.fromEntries([...names].map((name) => [name, new Float64Array(rows).fill(Number.NaN)]));
}

/** A counter that starts again goes on from the last cycle of the file before. */
function continueCount(target: Float64Array, row: number, length: number): void {
  const before = target[row - 1]!;
  if (!(target[row]! < before)) return;
  const add = before - target[row]!;
  for (let i = row; i < row + length; i++) target[i]! += add;
}
