import { OperandoError } from '../error.js';
import type { OperandoWarning } from '../error.js';
import type { Electrochemistry, LogSegment } from './electrochemistry.js';
import { testAmount } from './log-resets.js';
import { isStatedZone } from '../series/frame-time.js';

/** Options of {@link concatenateLogs}. */
export interface ConcatenateLogsOptions {
  /**
   * Continue test-scope capacities and energies over the file boundary: each
   * file's values are added to the last ones of the file before, since cyclers
   * start again from zero. @default true
   */
  readonly carryCapacity?: boolean | undefined;
}

/** What was done at the boundaries between files. */
interface Boundaries {
  /** Boundaries over which capacities were carried. */
  carried: number;
  readonly warnings: OperandoWarning[];
}

/**
 * Several files of one experiment as one table: ordered by their epochs,
 * `test_time_second` counted from the first. Columns that are not in every file
 * are NaN where missing. Counts of cycles and steps that start again go on from the
 * file before: its last cycle, the step after its last. Capacities that a file
 * continues by itself are left as they are. Each file's first row is in `segments`.
 * Where only some files say their zone, the whole has none (`unstated`), with a warning.
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
  const filled = tables.filter((table) => rowsOf(table) > 0);
  for (const table of filled) {
    if (table.epoch !== undefined) continue;
    throw new OperandoError('invalid-argument', 'the log does not say when it began, so it cannot be put in order.', {
      where: whereOf(table),
      cure: 'Give it an epoch (command: --cycler-start, once for each log without dates).',
    });
  }
  const ordered = filled.toSorted((a, b) => a.epoch! - b.epoch!);
  const [first] = ordered;
  if (first === undefined) return tables[0]!;
  const epoch = first.epoch!;
  const { zone, warnings: zoneWarnings } = commonZone(ordered);
  const done: Boundaries = { carried: 0, warnings: [] };

  const total = ordered.reduce((sum, table) => sum + rowsOf(table), 0);
  const columnNames = new Set(ordered.flatMap((table) => Object.keys(table.columns)));
  const originalNames = new Set(ordered.flatMap((table) => Object.keys(table.original)));
  const columns = emptyColumns(columnNames, total);
  const original = emptyColumns(originalNames, total);
  const textNames = new Set(ordered.flatMap((table) => Object.keys(table.text ?? {})));
  const text = Object.fromEntries(
    [...textNames].map((name) => [
      name,
      ordered.flatMap((table) => table.text?.[name] ?? Array.from({ length: rowsOf(table) }, () => '')),
    ]),
  );
  const segments: LogSegment[] = [];
  let row = 0;
  let end = -Infinity;
  for (const table of ordered) {
    const shift = table.epoch! - epoch;
    const time = table.columns['test_time_second']!.map((value) => value + shift);
    if (time[0]! < end) {
      throw new OperandoError(
        'time-backwards',
        `the log begins ${(end - time[0]!).toFixed(1)} s before the one before it ends.`,
        {
          where: whereOf(table),
          cure: 'Two logs of one cell cannot overlap; are these different channels, or is a clock wrong?',
        },
      );
    }
    for (const [name, values] of Object.entries(table.columns))
      columns[name]!.set(name === 'test_time_second' ? time : values, row);
    const goesOn = row > 0 && carry && carryAmounts(columns, table, row, done);
    if (row > 0) continueCounts(columns, table, row, done);
    for (const [name, values] of Object.entries(table.original)) original[name]!.set(values, row);
    for (const segment of table.segments)
      segments.push({ ...segment, row: segment.row + row, ...(goesOn && segment.row === 0 ? { goesOn } : {}) });
    for (const value of time) if (value > end) end = value;
    row += time.length;
  }
  const carried: OperandoWarning[] =
    done.carried === 0
      ? []
      : [
          {
            code: 'capacity-carried',
            message: `Capacity and energy are carried over ${done.carried} file boundaries, where the cycler began again from zero.`,
          },
        ];
  return {
    columns,
    original,
    ...(textNames.size === 0 ? {} : { text }),
    epoch,
    ...(zone === undefined ? {} : { zone }),
    segments,
    metadata: { files: ordered.map((table) => table.metadata) },
    warnings: [...tables.flatMap(({ warnings }) => warnings), ...zoneWarnings, ...carried, ...done.warnings],
  };
}

function rowsOf(table: Electrochemistry): number {
  return table.columns['test_time_second']?.length ?? 0;
}

function whereOf(table: Electrochemistry): { readonly file?: string } {
  const file = table.segments[0]?.file;
  return file === undefined ? {} : { file };
}

function emptyColumns(names: ReadonlySet<string>, rows: number): Record<string, Float64Array> {
  return Object.fromEntries([...names].map((name) => [name, new Float64Array(rows).fill(Number.NaN)]));
}

/** Times of a stated zone and times of none do not share a clock: the whole is then of none. */
function commonZone(tables: readonly Electrochemistry[]): {
  readonly zone?: string;
  readonly warnings: OperandoWarning[];
} {
  const { zone } = tables[0]!;
  if (tables.every((table) => isStatedZone(table.zone) === isStatedZone(zone)))
    return { ...(zone === undefined ? {} : { zone }), warnings: [] };
  const odd = tables.find((table) => !isStatedZone(table.zone))!;
  const zones = [...new Set(tables.map((table) => table.zone ?? 'unstated'))].join(', ');
  const message = `The logs' times are in different zones: ${zones}. Those without a zone were read as UTC and may lie hours away from the others.`;
  return { zone: 'unstated', warnings: [{ code: 'time-zones-differ', message, where: whereOf(odd) }] };
}

/**
 * Add the last amounts of the file before to those of the file at `row`, unless it goes on from them by itself.
 * @returns Whether they all go on now.
 */
function carryAmounts(
  columns: Readonly<Record<string, Float64Array>>,
  table: Electrochemistry,
  row: number,
  done: Boundaries,
): boolean {
  const names = Object.keys(table.columns).filter((name) => testAmount.test(name));
  const known = names.filter((name) => Number.isFinite(columns[name]![row - 1]!));
  const lost = names.find((name) => !known.includes(name));
  if (lost !== undefined) {
    done.warnings.push({
      code: 'capacity-not-carried',
      message: `${lost} is missing at the end of the file before: in this file it counts from its own beginning.`,
      where: { ...whereOf(table), row, column: lost },
    });
  }
  const [fromBefore, fromZero] = [1, 0].map((share) =>
    known.reduce((sum, name) => sum + Math.abs(columns[name]![row]! - share * columns[name]![row - 1]!), 0),
  );
  if (known.length === 0) return false;
  if (fromBefore! < fromZero!) return lost === undefined;
  for (const name of known) {
    const values = columns[name]!;
    const before = values[row - 1]!;
    for (let i = row; i < row + rowsOf(table); i++) values[i]! += before;
  }
  done.carried++;
  return lost === undefined;
}

/** Counters that start again go on from the file before: in its last cycle, with the step after its last. */
function continueCounts(
  columns: Readonly<Record<string, Float64Array>>,
  table: Electrochemistry,
  row: number,
  { warnings }: Boundaries,
): void {
  for (const [name, next] of [
    ['cycle_count', 0],
    ['step_count', 1],
  ] as const) {
    const values = columns[name];
    if (values === undefined) continue;
    const before = values.subarray(0, row).findLast(Number.isFinite) ?? Number.NaN;
    const add = before + next - values[row]!;
    if (!(add > 0)) continue;
    for (let i = row; i < row + rowsOf(table); i++) values[i]! += add;
    warnings.push({
      code: 'count-continued',
      message: `${name} starts again at ${values[row]! - add} in this file; ${add} were added, so that it goes on from the file before.`,
      where: { ...whereOf(table), row, column: name },
    });
  }
}
