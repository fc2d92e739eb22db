import type { OperandoWarning } from '@operando/core';
import { splitLabel } from '../table/column-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { entryTime } from './entry-time.js';
import { column, expectRoom, hdf5Table } from './data-table.js';
import type { Hdf5Dataset, Hdf5File } from './file.js';
import { columnFieldOf, nexusGroup } from './nexus-field.js';
import { listed } from './nexus-find.js';
import { entryOf, memberPath, textAt, unitOf } from './nexus-members.js';
import { said } from '../text/said.js';

/** A list of records as a table: what PyTables and NumPy write. @returns Undefined for anything else. */
export function recordsTable(file: Hdf5File, path: string): ColumnTable | undefined {
  if (file.kind(path) !== 'records') return undefined;
  const found = file.records(path) ?? [];
  const rows = found[0]?.values.length;
  if (rows === undefined) return undefined;
  const columns = found.map(({ name, values }) => {
    const { name: label, unit } = splitLabel(name);
    return column(label, values, unit);
  });
  const warnings: OperandoWarning[] = [
    {
      code: 'no-plottable-data',
      message: said`${path} is a list of ${rows} records: its ${columns.length} columns of numbers were read.`,
    },
  ];
  return hdf5Table(columns, rows, undefined, { warnings, metadata: { path } });
}

/** One counter, and what there is to say about it. */
interface Counter {
  readonly name: string;
  readonly dataset: Hdf5Dataset;
  readonly warnings: readonly OperandoWarning[];
}

/** Numbers of one dimension in a group, by their lengths. @param warnings Of what cannot be read. */
function byLength(file: Hdf5File, path: string, warnings: OperandoWarning[]): Map<number, Counter[]> {
  const group = nexusGroup(file, path);
  const lengths = new Map<number, Counter[]>();
  for (const name of group.members) {
    const own: OperandoWarning[] = [];
    const dataset = columnFieldOf(file, group, name, own);
    if (dataset === undefined) warnings.push(...own);
    const length = dataset?.shape[0];
    if (dataset === undefined || length === undefined || dataset.shape.length !== 1) continue;
    const alike = lengths.get(length) ?? [];
    alike.push({ name, dataset, warnings: own });
    lengths.set(length, alike);
  }
  return lengths;
}

/** Counters in the order of their names in the scan's command (`ascan energy 7.1 7.3 100 1`): what moves comes first. */
function movingFirst(counters: readonly Counter[], command: string): Counter[] {
  const words = command.split(/[^\w.-]+/);
  const place = ({ name }: Counter): number => (words.includes(name) ? words.indexOf(name) : words.length);
  return counters.toSorted((a, b) => place(a) - place(b));
}

/**
 * The counters of a scan as a table, where a file names no data to plot: the numbers of one dimension in a group, such as `measurement`
 * of an entry (BLISS of the ESRF, Sardana). Of counters of different lengths, as fast and slow masters of one scan give, those of the
 * length that most have; the others are named in a warning.
 *
 * @returns Undefined without such numbers.
 */
export function counterTable(file: Hdf5File, path: string): ColumnTable | undefined {
  const warnings: OperandoWarning[] = [];
  const lengths = [...byLength(file, path, warnings)].toSorted(
    ([a, some], [b, others]) => others.length - some.length || b - a,
  );
  // Single numbers are rather positions than a scan.
  const chosen = lengths.find(([length]) => length > 1) ?? lengths[0];
  if (chosen === undefined) return undefined;
  const [rows, counters] = chosen;
  warnings.unshift({
    code: 'no-plottable-data',
    message: said`${path} names no data to plot: its ${counters.length} counters of ${rows} values were read.`,
  });
  const others = lengths.filter(([length]) => length !== rows);
  if (others.length > 0)
    warnings.push({
      code: 'columns-left-out',
      message: said`${path} has counters of other lengths, which were left out: ${others.map(([length, left]) => `${listed(left.map(({ name }) => name))} (${length})`).join('; ')}. Read one with dataset.`,
    });
  const entry = entryOf(file, path);
  const title = textAt(file, memberPath(entry, 'title'));
  const time = entryTime(file, entry, warnings);
  expectRoom(path, counters.length, rows);
  const columns = movingFirst(counters, title ?? '').map(({ name, dataset, warnings: own }) => {
    warnings.push(...own);
    return column(name, dataset.readAll(), unitOf(dataset.attributes));
  });
  const moved = columns.find(({ label }) => title?.split(/[^\w.-]+/).includes(label) === true)?.label;
  return {
    ...hdf5Table(columns, rows, time, { warnings, metadata: { path, ...(title === undefined ? {} : { title }) } }),
    ...(moved === undefined ? {} : { moved }),
  };
}
