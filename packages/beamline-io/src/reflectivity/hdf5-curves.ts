import { isOperandoError, OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { baseName } from '../bytes/contents.js';
import { readHdf5Tables } from '../hdf5/read-table.js';
import type { ReadHdf5Options } from '../hdf5/read-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { tableCurve } from './curve-of-table.js';
import type { CurveOptions, ReflectivityCurve, WidthKind } from './curve.js';
import { angstromsPerUnit } from './orso-columns.js';
import { readOrsoCurves } from './orso-curves.js';
import { said } from '../text/said.js';

function curveOf(table: ColumnTable, name: string, dqKind: WidthKind | undefined): ReflectivityCurve {
  const [axis] = table.columns;
  if (axis?.unit === undefined || angstromsPerUnit(axis.unit) === undefined)
    throw new OperandoError(
      'unknown-format',
      said`the HDF5 file holds no ORSO data set, and its data run along ${axis?.label ?? 'nothing'}${axis?.unit === undefined ? ' without a unit' : ` in ${axis.unit.slice(0, 30)}`}: no Q.`,
      { cure: 'Read it with readFile or readNexusSeries.' },
    );
  return tableCurve(table, name, dqKind, true);
}

/**
 * Reflectivity curves of an HDF5 file: the data sets of an ORSO binary file, else the plottable data of NeXus along Q, such as Mantid
 * writes; of bins whose edges are given the centres.
 * @throws OperandoError as `readOrsoCurves` and `readHdf5Tables`; `unknown-format` for data along anything else.
 */
export async function readHdf5Curves(
  source: NamedSource,
  { name = baseName(source), dqKind, ...options }: ReadHdf5Options & CurveOptions = {},
): Promise<readonly ReflectivityCurve[]> {
  try {
    return await readOrsoCurves(source, options);
  } catch (error) {
    if (!isOperandoError(error) || error.code !== 'unknown-format') throw error;
  }
  const tables = await readHdf5Tables(source, { ...options, scan: 'all' });
  return tables.map((table) =>
    curveOf(table, tables.length === 1 ? name : said`${name} ${table.scan ?? ''}`.trim(), dqKind),
  );
}
