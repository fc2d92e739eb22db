import { OperandoError } from '@operando/core';
import { findColumn } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { said } from '../text/said.js';

/**
 * The column of the energies: the one asked for; what moved in the scan, if it is called energy; the one whose label says energy,
 * achieved rather than requested; what moved, whatever it is called; the Bragg angle; the first that does not count the rows.
 *
 * @throws OperandoError `column-missing` for one that is not there, and for a table that only counts its rows.
 */
export function energyColumnOf(table: ColumnTable, wanted: string | number | undefined): TableColumn {
  if (wanted !== undefined) return findColumn(table, wanted);
  const energies = table.columns.filter(({ role }) => role === 'energy');
  const moved = table.columns.find(({ label }) => label === table.moved);
  if (moved?.role === 'energy') return moved;
  const measured = energies.find(({ label }) => !/request|nominal|demand|set[ _-]?point|target/i.test(label));
  const angle = table.columns.find(({ role }) => role === 'angle');
  // What only counts the rows is no coordinate.
  const first = table.columns.find(({ values }) => !countsRows(values));
  const found = measured ?? energies[0] ?? moved ?? angle ?? (table.columns.length > 2 ? first : table.columns[0]);
  if (found !== undefined && (found.role !== undefined || !countsRows(found.values))) return found;
  throw new OperandoError('column-missing', 'no column holds energies: the first counts the rows.', {
    cure: said`Say which does (command: --energy-column): the file has ${table.columns
      .map(({ label }) => label)
      .slice(0, 20)
      .join(', ')}.`,
  });
}

/** Whether a column is 0, 1, 2, ... or 1, 2, 3, ... */
function countsRows(values: Float64Array): boolean {
  const [begin] = values;
  return values.length > 2 && (begin === 0 || begin === 1) && values.every((value, i) => value === begin + i);
}
