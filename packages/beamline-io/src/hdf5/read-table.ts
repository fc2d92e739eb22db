import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { roleOf } from '../column-table.js';
import type { ColumnTable, TableColumn } from '../column-table.js';
import { chooseScan } from '../scan-choice.js';
import type { ScanSummary } from '../scan-choice.js';
import type { Hdf5File } from './file.js';
import type { OpenHdf5Options } from './session.js';
import { findNexusData, memberPath, pointsOf, unitOf } from './nexus-data.js';
import type { NexusChoice, NexusData } from './nexus-data.js';
import { withHdf5 } from './with-file.js';

/** Options of {@link readHdf5Tables}. */
export interface ReadHdf5Options extends NexusChoice, OpenHdf5Options {
  /** Which spectrum of a stack, from 1; `all` for each of them. @default the first, with a warning */
  readonly scan?: string | number | undefined;
}

/** Most spectra of a stack that are listed as scans. */
const mostScans = 100_000;
/** Values of one table, all columns together: 512 MB. Many names can stand for the same packed dataset. */
const mostTableValues = 64 * 1024 * 1024;

function column(label: string, values: Float64Array, unit: string | undefined, meaning = label): TableColumn {
  const role = roleOf(meaning) ?? roleOf(label);
  return { label, values, ...(unit === undefined ? {} : { unit }), ...(role === undefined ? {} : { role }) };
}

function tableOf(file: Hdf5File, data: NexusData, row: number | undefined, shared: Pick<ColumnTable, 'warnings' | 'metadata'>): ColumnTable {
  const { signal, errors, axes, name } = data;
  const size = signal.shape.at(-1)!;
  const axis = axes.at(-1);
  const values = row === undefined ? signal.readAll() : signal.read(row, row + 1);
  const sigma = errors === undefined ? undefined : row === undefined ? errors.readAll() : errors.read(row, row + 1);
  const columns = [
    axis === undefined ? column('index', Float64Array.from({ length: size }, (_, i) => i), undefined) : column(axis.name, pointsOf(axis, size), axis.unit, axis.meaning),
    column(name, values, unitOf(signal.attributes)),
    ...(sigma === undefined ? [] : [column(`${name}_errors`, sigma, unitOf(signal.attributes))]),
  ];
  const siblings = file.children(data.path).filter((each) => each !== name && each !== axis?.name && each !== `${name}_errors`);
  if (row === undefined) {
    for (const each of siblings) {
      const path = memberPath(data.path, each);
      if (file.kind(path) !== 'numbers') continue;
      const other = file.dataset(path);
      if (other.shape.length !== 1 || other.shape[0] !== size) continue;
      if ((columns.length + 1) * size > mostTableValues) throw new OperandoError('too-large', `${data.path} has more than ${mostTableValues} values in its columns.`, { cure: 'Open it with openHdf5 and read what you need.' });
      columns.push(column(each, other.readAll(), unitOf(other.attributes)));
    }
  }
  const { start } = data;
  return {
    format: 'nexus',
    columns,
    rows: size,
    // No lines in a binary file: rows, from 1.
    lines: Int32Array.from({ length: size }, (_, i) => i + 1),
    scalars: {},
    ...shared,
    ...(start === undefined ? {} : { time: { epoch: start.epoch, zone: start.zone } }),
  };
}

/**
 * Plottable data of an HDF5 (NeXus) file as tables: one for a spectrum, one for each row of a stack. The axis is the first
 * column, the signal the second, its errors the third, other columns of the same length after them.
 *
 * @throws OperandoError as `openHdf5` and `findNexusData`; `unsupported` for images and higher stacks, which are to be read slice by slice.
 */
export async function readHdf5Tables(path: string, options: ReadHdf5Options = {}): Promise<readonly ColumnTable[]> {
  return withHdf5(path, options, (file) => {
    const data = findNexusData(file, options);
    const { shape } = data.signal;
    if (shape.length !== 1 && shape.length !== 2) {
      throw new OperandoError('unsupported', `${data.path}/${data.name} is ${shape.length === 0 ? 'a single number' : shape.join(' x ')}: no spectrum and no stack of them.`, {
        cure: 'Open it with openHdf5 (or openHdf5Scan) and read it slice by slice, or give another dataset.',
      });
    }
    const metadata = { path: data.path, ...(data.title === undefined ? {} : { title: data.title }), ...(data.axes.at(-1) === undefined ? {} : { axis: data.axes.at(-1)!.meaning }) };
    const warnings: OperandoWarning[] = [...data.warnings];
    if (data.axes.at(-1) === undefined) warnings.push({ code: 'axis-missing', message: `${data.path} gives no axis along the spectrum: points are counted from 0.` });
    if (shape.length === 1) return [withWarnings(tableOf(file, data, undefined, { warnings, metadata }), file)];
    const rows = shape[0]!;
    if (rows > mostScans) throw new OperandoError('too-large', `${rows} spectra.`, { cure: 'Read them as a series, or slice by slice.' });
    const scans = Array.from({ length: rows }, (_, i): ScanSummary => ({ id: String(i + 1), title: '', rows: shape[1]!, notes: [] }));
    if (options.scan === 'all') return scans.map(({ id }, i) => withWarnings({ ...tableOf(file, data, i, { warnings, metadata }), scan: id }, file));
    const { index, warnings: chosen } = chooseScan(scans, options.scan);
    return [withWarnings({ ...tableOf(file, data, index, { warnings: [...warnings, ...chosen], metadata }), scan: scans[index]!.id, scans }, file)];
  });
}

function withWarnings(table: ColumnTable, file: Hdf5File): ColumnTable {
  return file.warnings.length === 0 ? table : { ...table, warnings: [...table.warnings, ...file.warnings] };
}
