import { columnHeads, isTextColumn, statusWord } from '@operando/core';
import type { ResultColumn, ResultTable } from '@operando/core';
import { parquetBytes } from '@operando/beamline-io';
import type { ParquetColumn } from '@operando/beamline-io';
import { version } from '../version.js';

/** A column with its errors and statuses; heads are those of CSV files, name and unit stand in the metadata of each field. */
function parquetColumns(column: ResultColumn): ParquetColumn[] {
  const { name } = column;
  if (isTextColumn(column)) return [{ name, values: column.words, metadata: { name, kind: 'text' } }];
  const { unit, values, stderr, status } = column;
  const heads = columnHeads(column).values();
  const head = (): string => heads.next().value!;
  const each: ParquetColumn[] = [{ name: head(), values, metadata: { name, unit, kind: 'value' } }];
  if (stderr !== undefined) each.push({ name: head(), values: stderr, metadata: { name, unit, kind: 'stderr' } });
  if (status !== undefined)
    each.push({ name: head(), values: Array.from(status, statusWord), metadata: { name, kind: 'status' } });
  return each;
}

/** File of a table as Parquet. */
export const parquetName = (table: string): string => `${table}.parquet`;

/** A table of results as Parquet. */
export function tableParquet(table: ResultTable, technique: string): Uint8Array {
  const about = { technique, table: table.name, rows: table.index.rows, version };
  return parquetBytes([...table.index.columns, ...table.columns].flatMap(parquetColumns), {
    metadata: { operando: JSON.stringify(about) },
    createdBy: `operando ${version}`,
  });
}
