import type { DelimitedTable } from '../text/delimited.js';
import { parseNumber } from '../text/number.js';
import { labelParts } from './label-parts.js';
import type { ColumnMapping } from './map-columns.js';
import { factorToBatteryData } from './units.js';

/** Quantities whose unit must be known, or the row is taken for one of words. */
const needed: ReadonlySet<string> = new Set(['test_time_second', 'voltage_volt', 'current_ampere']);

/**
 * A table whose first row gives the units of its labels, with the units in the labels and without that row; any other as it is.
 * Such a row holds no number, and at least two units that are known for their quantities.
 */
export function withUnitRow(table: DelimitedTable, mappings: readonly ColumnMapping[]): DelimitedTable {
  if (table.rows === 0) return table;
  const units = table.cells.map((cells) => (cells[0] ?? '').replace(/^[([](.*)[)\]]$/, '$1').trim());
  if (units.some((unit) => parseNumber(unit, table.decimalComma) !== undefined)) return table;
  let known = 0;
  for (const [i, label] of table.labels.entries()) {
    const parts = labelParts(label);
    const mapping = mappings.find(({ pattern }) => pattern.test(parts.name));
    if (mapping === undefined || units[i] === '' || units[i] === '-') continue;
    const unknown = factorToBatteryData(mapping.name, units[i]!) === undefined;
    if (parts.unit !== undefined || (unknown && needed.has(mapping.name))) return table;
    if (!unknown) known++;
  }
  if (known < 2) return table;
  return {
    ...table,
    labels: table.labels.map((label, i) => (units[i] === '' || units[i] === '-' ? label : `${label} (${units[i]!})`)),
    rows: table.rows - 1,
    cells: table.cells.map((cells) => cells.slice(1)),
    lines: table.lines.slice(1),
  };
}
