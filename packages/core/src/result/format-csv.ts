import { csvPieces, csvText } from '../text/csv-text.js';
import type { PlainColumn } from '../text/csv-text.js';
import { plainColumns } from './column-header.js';
import type { ResultTable } from './result-table.js';

/** The columns of a table as files write them: those of its index first. */
export function plainTable(table: ResultTable): PlainColumn[] {
  return [...table.index.columns, ...table.columns].flatMap(plainColumns);
}

/**
 * A table as CSV: heads `name_unit`, `name_unit_stderr`, `name_status`; numbers with all their digits, missing ones as `nan`,
 * words that spreadsheet programs would take as a formula after an apostrophe.
 */
export function formatResultCsv(table: ResultTable): string {
  return csvText(plainTable(table));
}

/** {@link formatResultCsv} in pieces. @throws as {@link formatResultCsv}. */
export function resultCsvPieces(table: ResultTable): Generator<string, void> {
  return csvPieces(plainTable(table));
}
