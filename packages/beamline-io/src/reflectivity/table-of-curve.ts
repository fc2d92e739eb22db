import type { ColumnTable, TableColumn } from '../table/column-table.js';
import type { ReflectivityCurve } from './curve.js';

const perAngstrom = '1/angstrom';

/**
 * A curve as a table; the time of its frame is a scalar.
 * @param labels Of Q, R, its error and the resolution.
 */
export function curveTable(
  format: string,
  { name, q, r, dr, dq, dqKind, time, warnings }: ReflectivityCurve,
  labels: readonly [q: string, r: string, dr: string, dq: string],
): ColumnTable {
  const columns: TableColumn[] = [
    { label: labels[0], unit: perAngstrom, role: 'q', values: q },
    { label: labels[1], unit: '1', role: 'intensity', values: r },
    { label: labels[2], unit: '1', values: dr },
    ...(dq === undefined ? [] : [{ label: labels[3], unit: perAngstrom, values: dq }]),
  ];
  return {
    format,
    columns,
    rows: q.length,
    // No lines of their own: rows, from 1.
    lines: Int32Array.from(q, (_, i) => i + 1),
    metadata: { data_set: name, resolution: dqKind },
    scalars: time === undefined ? {} : { time: { value: time, unit: 's' } },
    warnings,
  };
}
