import type { ColumnRole, ColumnTable, TableColumn } from '../table/column-table.js';
import { chooseScan } from '../table/scan-choice.js';
import type { ScanSummary } from '../table/scan-summary.js';

/** A table whose first column is the abscissa and every other a spectrum of its own. */
export interface SpectrumColumns {
  readonly table: ColumnTable;
  /** What the values are, if the format says; given to a column only when it stands alone. */
  readonly role?: Extract<ColumnRole, 'norm' | 'mutrans'> | undefined;
  /** One title for each spectrum. */
  readonly titles: readonly string[];
}

function summaries({ table, titles }: SpectrumColumns): ScanSummary[] {
  return titles.map((title, i): ScanSummary => ({ id: String(i + 1), title, rows: table.rows, notes: [] }));
}

function single({ table, role }: SpectrumColumns, index: number, scans: readonly ScanSummary[]): ColumnTable {
  const [abscissa, ...spectra] = table.columns;
  const { label, values } = spectra[index]!;
  const { id, title } = scans[index]!;
  // Standing alone it is called by what it is, so that a series of such tables has one name for its signal.
  const column: TableColumn =
    role === undefined ? { label, values } : { label: role === 'norm' ? 'norm' : 'mu', values, role };
  return { ...table, columns: [abscissa!, column], metadata: { ...table.metadata, spectrum: title }, scans, scan: id };
}

/**
 * The whole table, or of several spectra the one that is wanted. In the whole table of several no column
 * is taken for the absorption: which one is meant must be said.
 *
 * @throws OperandoError `invalid-argument` for a spectrum there is not.
 */
export function chosenSpectrum(all: SpectrumColumns, wanted: string | number | undefined): ColumnTable {
  const scans = summaries(all);
  if (scans.length === 1 || wanted !== undefined) return single(all, chooseScan(scans, wanted).index, scans);
  return { ...all.table, scans };
}

/** Each spectrum as a table of its own. */
export function everySpectrum(all: SpectrumColumns): ColumnTable[] {
  const scans = summaries(all);
  return scans.map((_, i) => single(all, i, scans));
}
