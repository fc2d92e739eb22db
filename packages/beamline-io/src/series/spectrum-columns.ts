import { abscissaIndex, coordinateOf, isCounter } from '../table/abscissa.js';
import { findColumn } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { isSigmaOf } from './sigma-column.js';

/** The column that spectra run along: the one asked for, else see `abscissaIndex`. @throws OperandoError `column-missing`. */
export function abscissaOf(table: ColumnTable, x: string | number | undefined, wanted?: string): TableColumn {
  return x === undefined ? table.columns[abscissaIndex(table.columns, wanted)]! : findColumn(table, x);
}

/**
 * The column of a spectrum: the one asked for, else the first beside the abscissa that is not labelled as another thing (a number of
 * the row, a further coordinate, a standard deviation).
 *
 * @throws OperandoError `column-missing`.
 */
export function signalOf(table: ColumnTable, x: TableColumn, wanted: string | number | undefined): TableColumn {
  if (wanted !== undefined) return findColumn(table, wanted);
  const others = table.columns.filter((column) => column !== x);
  return (
    others.find((column) => coordinateOf(column) === undefined && !isCounter(column) && !isSigmaOf(column, x)) ??
    others[0] ??
    findColumn(table, 2)
  );
}
