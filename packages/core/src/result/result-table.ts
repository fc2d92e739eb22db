import { OperandoError } from '../error.js';
import { columnHeads } from './column-header.js';
import { isTextColumn } from './estimate.js';
import type { ResultColumn } from './estimate.js';

/** What the rows of a table are. */
export type RowKind =
  | 'frame'
  | 'track'
  | 'slice'
  | 'layer'
  | 'phase'
  | 'line'
  | 'parameter'
  | 'point'
  | 'solution'
  | 'body';

/** What tells the rows of a table apart. */
export interface ResultIndex {
  /** What a row is: a frame, a point, a parameter. */
  readonly rows: RowKind;
  /** Columns that together name each row once: the frame; frame and position; the name of a parameter. */
  readonly columns: readonly ResultColumn[];
}

/** Numbers with their errors: rows are frames, tracks, slices, layers, phases, lines, parameters, points or solutions. */
export interface ResultTable {
  /** File name without its ending: `results`, `tracks`. */
  readonly name: string;
  /** What names each row. */
  readonly index: ResultIndex;
  /** What is known of each row: numbers with unit, error and status, or words. */
  readonly columns: readonly ResultColumn[];
}

/** Rows of a column. */
export function columnLength(column: ResultColumn): number {
  return isTextColumn(column) ? column.words.length : column.values.length;
}

/** Rows of a table. */
export function tableLength(table: ResultTable): number {
  const first = table.index.columns[0] ?? table.columns[0];
  return first === undefined ? 0 : columnLength(first);
}

/**
 * A table whose columns were checked to fit together.
 *
 * @throws OperandoError `shape-mismatch` for columns, errors or statuses of other lengths; `invalid-argument` for a name, or
 * a head of a column in files (`name_unit`), that stands twice, or for a table without index.
 */
export function createTable(table: ResultTable): ResultTable {
  const all = [...table.index.columns, ...table.columns];
  if (table.index.columns.length === 0) {
    throw new OperandoError('invalid-argument', `table ${table.name} has no index.`, {
      where: { parameter: 'index' },
      cure: 'Give a column that tells its rows apart.',
    });
  }
  const rows = tableLength(table);
  const names = new Set<string>();
  for (const column of all) {
    const lengths = isTextColumn(column)
      ? [column.words.length]
      : [column.values.length, column.stderr?.length ?? rows, column.status?.length ?? rows];
    if (lengths.some((length) => length !== rows)) {
      throw new OperandoError(
        'shape-mismatch',
        `its values, errors or statuses are ${lengths.join(', ')}, not ${rows}.`,
        {
          where: { column: column.name },
        },
      );
    }
    const own = new Set([column.name, ...columnHeads(column)]);
    for (const name of own) {
      if (!names.has(name)) continue;
      throw new OperandoError('invalid-argument', `table ${table.name} has two columns of this name.`, {
        where: { column: name },
        cure: 'Give each a name of its own (distinctColumns).',
      });
    }
    for (const name of own) names.add(name);
  }
  return Object.freeze({ ...table, index: Object.freeze(table.index), columns: Object.freeze([...table.columns]) });
}

/** The column of a name, in index or body. */
export function tableColumn(table: ResultTable, name: string): ResultColumn | undefined {
  return (
    table.columns.find((column) => column.name === name) ?? table.index.columns.find((column) => column.name === name)
  );
}
