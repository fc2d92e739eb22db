import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { chooseScan, numberedScans } from '../table/scan-choice.js';
import { counterTable, recordsTable } from './counter-table.js';
import { dataTable, expectRoom } from './data-table.js';
import type { Hdf5File } from './file.js';
import { findNexusData, lookForNexusData } from './nexus-data.js';
import type { NexusData } from './nexus-data.js';
import { memberPath, parentOf } from './nexus-members.js';
import { said } from '../text/said.js';

/** Which of several: `all`, or the first. */
export type ScanWish = string | number | undefined;

/** Most spectra of a stack that are listed as scans. */
const mostScans = 100_000;

/** Tables of plottable data: one for a spectrum; for a stack the row that is wanted, or all. */
export function tablesOf(file: Hdf5File, data: NexusData, scan: ScanWish): readonly ColumnTable[] {
  const { shape } = data.signal;
  const axis = data.axes.at(-1);
  if (shape.length !== 1 && shape.length !== 2) {
    throw new OperandoError(
      'unsupported',
      said`${data.path}/${data.name} is ${shape.length === 0 ? 'a single number' : shape.join(' x ')}: no spectrum and no stack of them.`,
      {
        cure: 'Open it with openHdf5 (or openHdf5Scan) and read it slice by slice, or give another dataset.',
      },
    );
  }
  const metadata = {
    path: data.path,
    ...(data.title === undefined ? {} : { title: data.title }),
    ...(axis === undefined ? {} : { axis: axis.meaning }),
  };
  const warnings: OperandoWarning[] = [...data.warnings];
  if (axis === undefined)
    warnings.push({
      code: 'axis-missing',
      message: said`${data.path} gives no axis along the spectrum: points are counted from 0.`,
    });
  if (shape.length === 1) return [dataTable(file, data, undefined, { warnings, metadata })];
  const rows = shape[0]!;
  if (rows > mostScans)
    throw new OperandoError('too-large', `${rows} spectra.`, { cure: 'Read them as a series, or slice by slice.' });
  const scans = numberedScans(Array.from({ length: rows }, () => shape[1]!));
  if (scan === 'all') {
    expectRoom(data.path, (data.errors === undefined ? 2 : 3) * rows, shape[1]!);
    return scans.map(({ id }, i) => ({ ...dataTable(file, data, i, { warnings, metadata }), scan: id }));
  }
  const { index, warnings: chosen } = chooseScan(scans, scan);
  return [
    {
      ...dataTable(file, data, index, { warnings: [...warnings, ...chosen], metadata }),
      scan: scans[index]!.id,
      scans,
    },
  ];
}

function countersAt(file: Hdf5File, path: string): ColumnTable | undefined {
  return file.kind(path) === 'group' ? counterTable(file, path) : undefined;
}

/** Counters of an entry. */
function measurementOf(file: Hdf5File, entry: string): ColumnTable | undefined {
  return countersAt(file, memberPath(entry, 'measurement'));
}

/** Tables of one group or dataset, of plottable data or counters; undefined without either. */
export function tablesAt(file: Hdf5File, dataset: string, scan: ScanWish): readonly ColumnTable[] | undefined {
  const path = memberPath('/', dataset);
  const records = recordsTable(file, path);
  if (records !== undefined) return [records];
  const data = lookForNexusData(file, { dataset });
  if (data !== undefined) return tablesOf(file, data, scan);
  const counters = measurementOf(file, path) ?? countersAt(file, path);
  return counters === undefined ? undefined : [counters];
}

/** The one table of a file that names no data: the only list of records, or columns of one length at its root. */
function onlyTable(file: Hdf5File): ColumnTable | undefined {
  const { datasets, columns, lists } = file;
  const [only] = lists;
  if (datasets.length > 0 || (lists.length > 0 && columns.length > 0) || lists.length > 1) return undefined;
  if (only !== undefined) return recordsTable(file, only);
  if (columns.length < 2 || columns.some((path) => parentOf(path) !== '/')) return undefined;
  const lengths = new Set(columns.map((path) => file.dataset(path).shape[0]));
  return lengths.size === 1 && !lengths.has(0) ? counterTable(file, '/') : undefined;
}

/** Tables of a file with one entry or none: its default, else the counters of the entry. */
export function tablesOfDefault(file: Hdf5File, entry: string | undefined, scan: ScanWish): readonly ColumnTable[] {
  const data = lookForNexusData(file);
  const counters =
    data !== undefined
      ? undefined
      : ((entry === undefined ? undefined : measurementOf(file, entry)) ?? onlyTable(file));
  return counters === undefined ? tablesOf(file, data ?? findNexusData(file), scan) : [counters];
}
