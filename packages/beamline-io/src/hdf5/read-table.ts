import type { NamedSource } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { tablesOfEntries, withWarnings } from './entry-tables.js';
import { tablesAt, tablesOf, tablesOfDefault } from './group-tables.js';
import type { ScanWish } from './group-tables.js';
import { findNexusData } from './nexus-data.js';
import type { NexusChoice } from './nexus-data.js';
import { entriesOf } from './nexus-find.js';
import { withHdf5 } from './open-source.js';
import type { OpenHdf5Options } from './options.js';

/** Options of {@link readHdf5Tables}. */
export interface ReadHdf5Options extends NexusChoice, OpenHdf5Options {
  /**
   * Which entry of a file of several, by its name or number (`2.1`, 2; with the spectrum of its stack: `2.1/5`); else which spectrum of a stack, from 1; `all` for each of them.
   * @default the first, with a warning
   */
  readonly scan?: ScanWish | undefined;
}

/**
 * Plottable data of an HDF5 (NeXus) file as tables: one for a spectrum, one for each row of a stack. The axis is the first
 * column, the signal the second, its errors the third, other columns of the same length after them. Entries and groups that name no
 * such data but hold counters become tables of those.
 *
 * @throws OperandoError as `openHdf5` and `findNexusData`; `unsupported` for images and higher stacks, which are to be read slice by
 * slice, `invalid-argument` for a scan that is not there.
 */
export async function readHdf5Tables(
  source: NamedSource,
  options: ReadHdf5Options = {},
): Promise<readonly ColumnTable[]> {
  return withHdf5(source, options, (file) => {
    const { dataset, scan } = options;
    const entries = dataset === undefined ? entriesOf(file) : [];
    const tables =
      dataset !== undefined
        ? (tablesAt(file, dataset, scan) ?? tablesOf(file, findNexusData(file, { dataset }), scan))
        : entries.length > 1
          ? tablesOfEntries(file, entries, scan)
          : tablesOfDefault(file, entries[0], scan);
    return file.warnings.length === 0 ? tables : tables.map((table) => withWarnings(table, file.warnings));
  });
}
