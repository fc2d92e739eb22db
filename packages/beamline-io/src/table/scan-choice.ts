import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ColumnTable } from './column-table.js';
import type { ScanSummary } from './scan-summary.js';
import { said } from '../text/said.js';

/** Names shown in a message before it is cut. */
const mostNamed = 12;

/** `1.1, 2.1, …`. */
function listed(scans: readonly ScanSummary[]): string {
  const names = scans.slice(0, mostNamed).map(({ id, title }) => (title === '' ? id : `${id} (${title.slice(0, 40)})`));
  return `${names.join(', ')}${scans.length > mostNamed ? ', …' : ''}`;
}

/**
 * The scan that is wanted: by its id, its title, or its number where that occurs once. Without a
 * wish the first that has data, with a warning where others have data too.
 *
 * @returns Position in the list, from 0.
 * @throws OperandoError `invalid-argument` listing what there is, when nothing or more than one fits;
 * `malformed-file` when there is no scan at all.
 */
export function chooseScan(
  scans: readonly ScanSummary[],
  wanted: string | number | undefined,
): { readonly index: number; readonly warnings: readonly OperandoWarning[] } {
  if (scans.length === 0)
    throw new OperandoError('malformed-file', 'there is no scan in this file.', { cure: 'Give a file with data.' });
  if (wanted === undefined) {
    const filled = scans.filter(({ rows }) => rows > 0);
    const index = Math.max(
      0,
      scans.findIndex(({ rows }) => rows > 0),
    );
    const { id } = scans[index]!;
    if (filled.length < 2) return { index, warnings: [] };
    return {
      index,
      warnings: [
        {
          code: 'several-scans',
          message: said`The file holds ${scans.length} scans; ${id} was read. Others: ${listed(scans.filter((scan) => scan.id !== id))}. Choose with scan.`,
        },
      ],
    };
  }
  const name = String(wanted).trim();
  const exact = scans.findIndex(({ id }) => id === name);
  if (exact >= 0) return { index: exact, warnings: [] };
  const fitting = scans.filter(({ id, title }) => title.trim() === name || id.startsWith(`${name}.`));
  if (fitting.length === 1) return { index: scans.indexOf(fitting[0]!), warnings: [] };
  throw new OperandoError(
    'invalid-argument',
    fitting.length === 0
      ? said`there is no scan ${JSON.stringify(name.slice(0, 40))}.`
      : said`${fitting.length} scans are called ${JSON.stringify(name.slice(0, 40))}.`,
    {
      where: { parameter: 'scan' },
      cure: said`Choose among ${listed(fitting.length === 0 ? scans : fitting)}.`,
    },
  );
}

/** The scans of an opened file, each of which is read when it is asked for. */
export interface ScansOfFile {
  readonly scans: readonly ScanSummary[];
  /** @param index Position in the list, from 0. */
  readonly table: (index: number) => ColumnTable;
}

/** A list of scans without titles of their own, numbered from 1. */
export function numberedScans(rows: readonly number[], title: (index: number) => string = () => ''): ScanSummary[] {
  return rows.map((count, i): ScanSummary => ({ id: String(i + 1), title: title(i), rows: count, notes: [] }));
}

/**
 * The scan that is wanted, see {@link chooseScan}; of several with the list of all.
 * @throws OperandoError as {@link chooseScan}.
 */
export function chosenTable({ scans, table }: ScansOfFile, wanted: string | number | undefined): ColumnTable {
  const { index, warnings } = chooseScan(scans, wanted);
  const chosen = table(index);
  return scans.length === 1
    ? chosen
    : { ...chosen, scans, scan: scans[index]!.id, warnings: [...chosen.warnings, ...warnings] };
}

/** Every scan that has data, in the order of the file. */
export function everyTable({ scans, table }: ScansOfFile): ColumnTable[] {
  return scans.flatMap(({ id, rows }, i) => (rows > 0 ? [{ ...table(i), scan: id }] : []));
}

/** The one table of a file, or every scan that has data. */
export function tablesOf(file: ScansOfFile): ColumnTable[] {
  return file.scans.length === 1 ? [file.table(0)] : everyTable(file);
}
