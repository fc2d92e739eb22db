import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { energiesOf } from '../absorption/energy-axis.js';
import { energyColumnOf } from '../absorption/energy-column.js';
import { isCounter } from '../table/abscissa.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { said } from '../text/said.js';
import { frameOfColumns } from './column-frame.js';
import type { ColumnFrameOptions } from './column-frame.js';
import type { Frame } from './frame.js';
import { isSigmaOf } from './sigma-column.js';
import { abscissaOf } from './spectrum-columns.js';

/** Whether a column is the number of the row, by its label and its values. */
const numbersRows = (column: TableColumn): boolean =>
  isCounter(column) && column.values.every((value, row) => row === 0 || value === column.values[row - 1]! + 1);

/** The abscissa: the one asked for, or of absorption the energies in eV, as one column. */
function abscissaAlong(
  table: ColumnTable,
  { x, axis, energyUnit: unit, edgeEnergy }: ColumnFrameOptions,
): {
  readonly column: TableColumn;
  readonly of: TableColumn;
  readonly warnings: readonly OperandoWarning[];
} {
  const of = axis === undefined ? energyColumnOf(table, x) : abscissaOf(table, x, axis.name);
  if (axis !== undefined) return { column: of, of, warnings: [] };
  const energies = energiesOf(table, x ?? table.columns.indexOf(of) + 1, { unit, edgeEnergy });
  return { column: { label: 'energy', unit: 'eV', values: energies.values }, of, warnings: energies.warnings };
}

/**
 * Every column of a table as a frame, along the first or `x`; a column of standard deviations belongs to the one before it. Without an
 * axis that is wanted, along energies in eV.
 *
 * @throws OperandoError `column-missing` for a table of one column, else as `columnFrame`.
 */
export function columnFrames(table: ColumnTable, name: string, options: ColumnFrameOptions): Frame[] {
  const { column: x, of, warnings } = abscissaAlong(table, options);
  const others = table.columns.filter((column) => column !== of && !numbersRows(column));
  const frames: Frame[] = [];
  for (let k = 0; k < others.length; k++) {
    const y = others[k]!;
    const next = others[k + 1];
    const sigma = next !== undefined && isSigmaOf(next, y) ? next : undefined;
    if (sigma !== undefined) k++;
    const frame = frameOfColumns(
      table,
      `${name} ${y.label}`,
      { x, y, sigma },
      frames.length === 0 ? warnings : [],
      options,
    );
    // Columns of one file were not measured at one moment, and what there is to say of the file is said once.
    frames.push({
      ...frame,
      expression: 'columns',
      time: undefined,
      ...(frames.length === 0
        ? {}
        : { warnings: frame.warnings.filter(({ code }) => !table.warnings.some((known) => known.code === code)) }),
    });
  }
  if (frames.length > 0) return frames;
  throw new OperandoError('column-missing', 'the table has no column beside its abscissa.', {
    cure: said`Its only column is ${of.label}.`,
  });
}
