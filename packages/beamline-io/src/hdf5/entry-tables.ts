import { isOperandoError, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { chooseScan } from '../table/scan-choice.js';
import { expectRoom } from './data-table.js';
import type { Hdf5File } from './file.js';
import { tablesAt, tablesOf } from './group-tables.js';
import type { ScanWish } from './group-tables.js';
import { findNexusData, lookForNexusData } from './nexus-data.js';
import { giveDataset, listed, severalEntries } from './nexus-find.js';
import { memberPath, word } from './nexus-members.js';
import { said } from '../text/said.js';

const nameOf = (entry: string): string => entry.slice(1);

/** A table with more to say of it. */
export function withWarnings(table: ColumnTable, warnings: readonly OperandoWarning[]): ColumnTable {
  return { ...table, warnings: [...table.warnings, ...warnings] };
}

/** A table under the name of its entry: `2.1`, of a stack `2.1/3`. */
function ofEntry(entry: string, table: ColumnTable): ColumnTable {
  return { ...table, scan: table.scan === undefined ? nameOf(entry) : `${nameOf(entry)}/${table.scan}` };
}

/** An entry that cannot be read. */
interface Failure {
  readonly entry: string;
  readonly error: OperandoError;
}

/** What an entry gives; one that cannot be read, for its data are images or links that lead nowhere, is kept for the message. */
function attempt<T>(entry: string, work: () => T, failures: Failure[]): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!isOperandoError(error) || !['unsupported', 'file-access', 'column-missing'].includes(error.code)) throw error;
    failures.push({ entry, error });
    return undefined;
  }
}

function leftOut({ entry, error }: Failure): OperandoWarning {
  return { code: 'entry-left-out', message: said`${entry} was left out: ${error.problem}` };
}

function nothingIn(file: Hdf5File): OperandoError {
  return new OperandoError(
    'column-missing',
    'no entry of the file has plottable data (NXdata with a signal) or counters (measurement).',
    { cure: giveDataset(file) },
  );
}

/** A table of every entry that has one, and of every spectrum of those that hold stacks. */
function tablesOfAll(file: Hdf5File, entries: readonly string[]): readonly ColumnTable[] {
  let values = 0;
  const tables: ColumnTable[] = [];
  const failures: Failure[] = [];
  for (const entry of entries) {
    const found = attempt(entry, () => tablesAt(file, entry, 'all'), failures) ?? [];
    for (const { columns, rows } of found) values += columns.length * rows;
    expectRoom('the file', 1, values);
    tables.push(...found.map((table) => ofEntry(entry, table)));
  }
  const [first, ...others] = tables;
  if (first === undefined) throw failures[0]?.error ?? nothingIn(file);
  return [withWarnings(first, failures.map(leftOut)), ...others];
}

/** The entry that is meant, with the row of its stack; undefined where `scan` rather counts spectra of the default data. */
function entryMeant(
  entries: readonly string[],
  scan: string | number,
): { readonly entry: string; readonly row?: string } | undefined {
  const [, name = '', row = ''] = /^(.*)\/(\d+)$/.exec(String(scan)) ?? [];
  if (entries.includes(`/${name}`)) return { entry: `/${name}`, row };
  try {
    return {
      entry:
        entries[
          chooseScan(
            entries.map((entry) => ({ id: nameOf(entry), title: '', rows: 1, notes: [] })),
            scan,
          ).index
        ]!,
    };
  } catch (error) {
    if (isOperandoError(error) && Number.isInteger(Number(scan))) return undefined;
    throw error;
  }
}

function defaultFirst(file: Hdf5File, entries: readonly string[]): readonly string[] {
  const first = memberPath('/', word(file.attributes('/')['default']) ?? '');
  return entries.includes(first) ? [first, ...entries.filter((entry) => entry !== first)] : entries;
}

/** Tables of a file of several entries, such as BLISS writes: one for each scan. */
export function tablesOfEntries(file: Hdf5File, entries: readonly string[], scan: ScanWish): readonly ColumnTable[] {
  if (scan === 'all') return tablesOfAll(file, entries);
  const meant = scan === undefined ? undefined : entryMeant(entries, scan);
  if (meant !== undefined) {
    const { entry, row } = meant;
    const tables = tablesAt(file, entry, row);
    if (tables === undefined)
      throw new OperandoError('column-missing', said`${entry} has no plottable data and no counters.`, {
        where: { parameter: 'scan' },
        cure: said`Choose another: ${listed(entries.map(nameOf))}.`,
      });
    if (row !== undefined && tables[0]!.scan === undefined)
      throw new OperandoError('invalid-argument', said`${entry} is no stack of spectra.`, {
        where: { parameter: 'scan' },
        cure: said`Give ${nameOf(entry)}.`,
      });
    return tables.map((table) => ofEntry(entry, table));
  }
  if (scan !== undefined) {
    const data = findNexusData(file);
    if (data.signal.shape.length === 2) return tablesOf(file, data, scan);
    throw new OperandoError('invalid-argument', said`there is no scan ${scan}.`, {
      where: { parameter: 'scan' },
      cure: said`Choose among ${listed(entries.map(nameOf))}.`,
    });
  }
  if (file.attributes('/')['default'] !== undefined) {
    const data = lookForNexusData(file);
    if (data !== undefined) return tablesOf(file, data, undefined);
  }
  const failures: Failure[] = [];
  // Not all entries are looked through for data to plot where the first has counters.
  for (const entry of defaultFirst(file, entries)) {
    const tables = attempt(entry, () => tablesAt(file, entry, undefined), failures);
    if (tables !== undefined)
      return tables.map((table) =>
        ofEntry(entry, withWarnings(table, [severalEntries(entries, entry), ...failures.map(leftOut)])),
      );
  }
  throw failures[0]?.error ?? nothingIn(file);
}
