import { isOperandoError, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ColumnTable } from '../column-table.js';
import { chooseScan } from '../scan-choice.js';
import type { ScanSummary } from '../scan-choice.js';
import { counterTable } from './counter-table.js';
import { dataTable, expectRoom } from './data-table.js';
import type { Hdf5File } from './file.js';
import { findNexusData, lookForNexusData } from './nexus-data.js';
import type { NexusChoice, NexusData } from './nexus-data.js';
import { entriesOf, listed, severalEntries } from './nexus-find.js';
import { memberPath } from './nexus-members.js';
import type { OpenHdf5Options } from './session.js';
import { withHdf5 } from './with-file.js';

/** Options of {@link readHdf5Tables}. */
export interface ReadHdf5Options extends NexusChoice, OpenHdf5Options {
  /**
   * Which entry of a file of several, by its name or number (`2.1`, 2; with the spectrum of its stack: `2.1/5`); else which spectrum of a stack, from 1; `all` for each of them.
   * @default the first, with a warning
   */
  readonly scan?: string | number | undefined;
}

/** Most spectra of a stack that are listed as scans. */
const mostScans = 100_000;

/** Tables of plottable data: one for a spectrum; for a stack the row that is wanted, or all. */
function tablesOf(file: Hdf5File, data: NexusData, scan: ReadHdf5Options['scan']): readonly ColumnTable[] {
  const { shape } = data.signal;
  const axis = data.axes.at(-1);
  if (shape.length !== 1 && shape.length !== 2) {
    throw new OperandoError('unsupported', `${data.path}/${data.name} is ${shape.length === 0 ? 'a single number' : shape.join(' x ')}: no spectrum and no stack of them.`, {
      cure: 'Open it with openHdf5 (or openHdf5Scan) and read it slice by slice, or give another dataset.',
    });
  }
  const metadata = { path: data.path, ...(data.title === undefined ? {} : { title: data.title }), ...(axis === undefined ? {} : { axis: axis.meaning }) };
  const warnings: OperandoWarning[] = [...data.warnings];
  if (axis === undefined) warnings.push({ code: 'axis-missing', message: `${data.path} gives no axis along the spectrum: points are counted from 0.` });
  if (shape.length === 1) return [dataTable(file, data, undefined, { warnings, metadata })];
  const rows = shape[0]!;
  if (rows > mostScans) throw new OperandoError('too-large', `${rows} spectra.`, { cure: 'Read them as a series, or slice by slice.' });
  const scans = Array.from({ length: rows }, (_, i): ScanSummary => ({ id: String(i + 1), title: '', rows: shape[1]!, notes: [] }));
  if (scan === 'all') {
    expectRoom(data.path, (data.errors === undefined ? 2 : 3) * rows, shape[1]!);
    return scans.map(({ id }, i) => ({ ...dataTable(file, data, i, { warnings, metadata }), scan: id }));
  }
  const { index, warnings: chosen } = chooseScan(scans, scan);
  return [{ ...dataTable(file, data, index, { warnings: [...warnings, ...chosen], metadata }), scan: scans[index]!.id, scans }];
}

function countersAt(file: Hdf5File, path: string): ColumnTable | undefined {
  return file.kind(path) === 'group' ? counterTable(file, path) : undefined;
}

/** Counters of an entry. */
function measurementOf(file: Hdf5File, entry: string): ColumnTable | undefined {
  return countersAt(file, memberPath(entry, 'measurement'));
}

/** Tables of one group or dataset, of plottable data or counters; undefined without either. */
function tablesAt(file: Hdf5File, dataset: string, scan: ReadHdf5Options['scan']): readonly ColumnTable[] | undefined {
  const data = lookForNexusData(file, { dataset });
  if (data !== undefined) return tablesOf(file, data, scan);
  const path = memberPath('/', dataset);
  const counters = measurementOf(file, path) ?? countersAt(file, path);
  return counters === undefined ? undefined : [counters];
}

/** Tables of a file with one entry or none: its default, else the counters of the entry. */
function tablesOfDefault(file: Hdf5File, entry: string | undefined, scan: ReadHdf5Options['scan']): readonly ColumnTable[] {
  const data = lookForNexusData(file);
  const counters = data === undefined && entry !== undefined ? measurementOf(file, entry) : undefined;
  return counters === undefined ? tablesOf(file, data ?? findNexusData(file), scan) : [counters];
}

const nameOf = (entry: string): string => entry.slice(1);

function withWarnings(table: ColumnTable, warnings: readonly OperandoWarning[]): ColumnTable {
  return { ...table, warnings: [...table.warnings, ...warnings] };
}

/** A table under the name of its entry: `2.1`, of a stack `2.1/3`. */
function ofEntry(entry: string, table: ColumnTable): ColumnTable {
  return { ...table, scan: table.scan === undefined ? nameOf(entry) : `${nameOf(entry)}/${table.scan}` };
}

/** A table of every entry that has one, and of every spectrum of those that hold stacks. */
function tablesOfAll(file: Hdf5File, entries: readonly string[]): readonly ColumnTable[] {
  let values = 0;
  const tables = entries.flatMap((entry) => {
    const found = tablesAt(file, entry, 'all') ?? [];
    for (const { columns, rows } of found) values += columns.length * rows;
    expectRoom('the file', 1, values);
    return found.map((table) => ofEntry(entry, table));
  });
  return tables.length === 0 ? tablesOf(file, findNexusData(file), 'all') : tables;
}

/** The entry that is meant, with the row of its stack; undefined where `scan` rather counts spectra of the default data. */
function entryMeant(entries: readonly string[], scan: string | number): { readonly entry: string; readonly row?: string } | undefined {
  const [, name = '', row = ''] = /^(.*)\/(\d+)$/.exec(String(scan)) ?? [];
  if (entries.includes(`/${name}`)) return { entry: `/${name}`, row };
  try {
    return { entry: entries[chooseScan(entries.map((entry) => ({ id: nameOf(entry), title: '', rows: 1, notes: [] })), scan).index]! };
  } catch (error) {
    if (isOperandoError(error) && Number.isInteger(Number(scan))) return undefined;
    throw error;
  }
}

/** Tables of a file of several entries, such as BLISS writes: one for each scan. */
function tablesOfEntries(file: Hdf5File, entries: readonly string[], scan: ReadHdf5Options['scan']): readonly ColumnTable[] {
  if (scan === 'all') return tablesOfAll(file, entries);
  const meant = scan === undefined ? undefined : entryMeant(entries, scan);
  if (meant !== undefined) {
    const { entry, row } = meant;
    const tables = tablesAt(file, entry, row);
    if (tables === undefined) throw new OperandoError('column-missing', `${entry} has no plottable data and no counters.`, { where: { parameter: 'scan' }, cure: `Choose another: ${listed(entries.map(nameOf))}.` });
    if (row !== undefined && tables[0]!.scan === undefined) throw new OperandoError('invalid-argument', `${entry} is no stack of spectra.`, { where: { parameter: 'scan' }, cure: `Give ${nameOf(entry)}.` });
    return tables.map((table) => ofEntry(entry, table));
  }
  if (scan !== undefined) {
    const data = findNexusData(file);
    if (data.signal.shape.length === 2) return tablesOf(file, data, scan);
    throw new OperandoError('invalid-argument', `there is no scan ${scan}.`, { where: { parameter: 'scan' }, cure: `Choose among ${listed(entries.map(nameOf))}.` });
  }
  // Not all entries are looked through for data to plot where the first has counters.
  if (file.attributes('/')['default'] === undefined) {
    for (const entry of entries) {
      const tables = tablesAt(file, entry, undefined);
      if (tables !== undefined) return tables.map((table) => ofEntry(entry, withWarnings(table, [severalEntries(entries, entry)])));
    }
  }
  return tablesOf(file, findNexusData(file), undefined);
}

/**
 * Plottable data of an HDF5 (NeXus) file as tables: one for a spectrum, one for each row of a stack. The axis is the first
 * column, the signal the second, its errors the third, other columns of the same length after them. Entries and groups that name no
 * such data but hold counters become tables of those.
 *
 * @throws OperandoError as `openHdf5` and `findNexusData`; `unsupported` for images and higher stacks, which are to be read slice by
 * slice, `invalid-argument` for a scan that is not there.
 */
export async function readHdf5Tables(path: string, options: ReadHdf5Options = {}): Promise<readonly ColumnTable[]> {
  return withHdf5(path, options, (file) => {
    const { dataset, scan } = options;
    const entries = dataset === undefined ? entriesOf(file) : [];
    const tables = dataset !== undefined ? (tablesAt(file, dataset, scan) ?? tablesOf(file, findNexusData(file, { dataset }), scan)) : entries.length > 1 ? tablesOfEntries(file, entries, scan) : tablesOfDefault(file, entries[0], scan);
    return file.warnings.length === 0 ? tables : tables.map((table) => withWarnings(table, file.warnings));
  });
}
