import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { roleOf } from '../table/column-table.js';
import type { ColumnTable, TableColumn, TableTime } from '../table/column-table.js';
import type { Hdf5Dataset, Hdf5File } from './file.js';
import { pointsOf } from './nexus-axes.js';
import type { NexusData } from './nexus-data.js';
import { columnFieldOf, nexusGroup } from './nexus-field.js';
import { unitOf } from './nexus-members.js';
import { said, shown } from '../text/said.js';

/** Values of one table, all columns together: 512 MB. Many names can stand for the same packed dataset. */
const mostTableValues = 64 * 1024 * 1024;

/** A column under its name, with the role that its meaning or its name tells. */
export function column(
  label: string,
  values: Float64Array,
  unit: string | undefined,
  meaning: string = label,
): TableColumn {
  const role = roleOf(meaning) ?? roleOf(label);
  return { label, values, ...(unit === undefined ? {} : { unit }), ...(role === undefined ? {} : { role }) };
}

/** @throws OperandoError `too-large` for more columns than are held. */
export function expectRoom(path: string, columns: number, rows: number): void {
  if (columns * rows > mostTableValues)
    throw new OperandoError('too-large', said`${path} has more than ${mostTableValues} values in its columns.`, {
      cure: 'Open it with openHdf5 and read what you need.',
    });
}

/** What every table of an HDF5 file has. */
export function hdf5Table(
  columns: readonly TableColumn[],
  rows: number,
  time: TableTime | undefined,
  rest: Pick<ColumnTable, 'warnings' | 'metadata'>,
): ColumnTable {
  return {
    format: 'nexus',
    columns,
    rows,
    // No lines in a binary file: rows, from 1.
    lines: Int32Array.from({ length: rows }, (_, i) => i + 1),
    scalars: {},
    ...rest,
    ...(time === undefined ? {} : { time }),
  };
}

/** Other columns of a spectrum's group: what has as many values. */
function otherColumns(
  file: Hdf5File,
  data: NexusData,
  columns: readonly TableColumn[],
  size: number,
  warnings: OperandoWarning[],
): TableColumn[] {
  const group = nexusGroup(file, data.path);
  const used = new Set([...data.parts, data.axes.at(-1)?.name]);
  const others: TableColumn[] = [];
  for (const name of group.members) {
    if (used.has(name)) continue;
    const own: OperandoWarning[] = [];
    const other = columnFieldOf(file, group, name, own);
    if (other !== undefined && (other.shape.length !== 1 || other.shape[0] !== size)) continue;
    warnings.push(...own);
    if (other === undefined) continue;
    expectRoom(data.path, columns.length + others.length + 1, size);
    others.push(column(name, other.readAll(), unitOf(other.attributes)));
  }
  return others;
}

/**
 * One spectrum as a table: the axis, the signal, its errors, and for data of one dimension other columns of the same length. Values
 * that the mask forbids are NaN.
 * @param row Of a stack.
 */
export function dataTable(
  file: Hdf5File,
  data: NexusData,
  row: number | undefined,
  shared: Pick<ColumnTable, 'warnings' | 'metadata'>,
): ColumnTable {
  const { signal, errors, axes, name } = data;
  const size = signal.shape.at(-1)!;
  const axis = axes.at(-1);
  const warnings = [...shared.warnings];
  const rowOf = (dataset: Hdf5Dataset): Float64Array =>
    row === undefined ? dataset.readAll() : dataset.read(row, row + 1);
  const masked = data.mask === undefined ? undefined : rowOf(data.mask);
  const forbidden = masked?.reduce((count, value) => count + (value === 0 ? 0 : 1), 0) ?? 0;
  if (forbidden > 0)
    warnings.push({
      code: 'masked',
      message: said`${forbidden} of ${size} values of ${name} are masked in the file: they are NaN here.`,
      where: { column: shown(name) },
    });
  const allowed = (values: Float64Array): Float64Array =>
    forbidden === 0 ? values : values.map((value, i) => (masked![i] === 0 ? value : Number.NaN));
  const columns = [
    axis === undefined
      ? column(
          'index',
          Float64Array.from({ length: size }, (_, i) => i),
          undefined,
        )
      : column(axis.name, pointsOf(axis, size, row), axis.unit, axis.meaning),
    column(name, allowed(rowOf(signal)), unitOf(signal.attributes)),
    ...(errors === undefined ? [] : [column(`${name}_errors`, allowed(rowOf(errors)), unitOf(signal.attributes))]),
  ];
  if (row === undefined) columns.push(...otherColumns(file, data, columns, size, warnings));
  return hdf5Table(columns, size, data.time, { ...shared, warnings });
}
