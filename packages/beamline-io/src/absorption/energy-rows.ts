import type { OperandoWarning } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { energiesOf } from './energy-axis.js';
import type { EnergyOptions } from './energy-axis.js';
import type { EnergyValues } from './energy-values.js';
import { badRows } from './signal-values.js';
import type { OnBadPoint } from './signal-values.js';

/** A table with the energies of its rows. */
export interface EnergyRows {
  /** Without the rows that have no energy. */
  readonly table: ColumnTable;
  readonly energy: EnergyValues;
  /** How many rows have no energy. */
  readonly lost: number;
  readonly warnings: readonly OperandoWarning[];
}

/** A table with some of its rows. */
function withRows(table: ColumnTable, rows: readonly number[]): ColumnTable {
  return {
    ...table,
    rows: rows.length,
    lines: Int32Array.from(rows, (row) => table.lines[row]!),
    columns: table.columns.map((column) => ({
      ...column,
      values: Float64Array.from(rows, (row) => column.values[row]!),
    })),
  };
}

/**
 * Energies of a table in eV. Rows without one (0, as where a file was made larger than its scan, or no number) are bad points: an error, or left out.
 * @throws OperandoError as `energiesOf`; `bad-number` with the lines.
 */
export function energyRows(
  table: ColumnTable,
  wanted: string | number | undefined,
  options: EnergyOptions,
  onBadPoint: OnBadPoint,
): EnergyRows {
  const energy = energiesOf(table, wanted, options);
  const { values } = energy;
  const bad: number[] = [];
  for (let row = 0; row < values.length; row++)
    if (!(values[row]! > 0 && values[row]! < Number.POSITIVE_INFINITY)) bad.push(row);
  if (bad.length === 0 || bad.length === values.length) return { table, energy, lost: 0, warnings: [] };
  const warnings = badRows(table, bad, 'the energy is 0 or no number', onBadPoint);
  const kept = [...values.keys()].filter((row) => values[row]! > 0 && values[row]! < Number.POSITIVE_INFINITY);
  return {
    table: withRows(table, kept),
    energy: { ...energy, values: Float64Array.from(kept, (row) => values[row]!) },
    lost: bad.length,
    warnings,
  };
}
