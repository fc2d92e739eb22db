import { OperandoError } from '@operando/core';
import type { Electrochemistry } from '@operando/core';
import { archiveMentions } from '../bytes/archive.js';
import { readWorkbook } from '../table/workbook.js';
import type { Sheet } from '../table/workbook.js';
import type { DelimitedTable } from '../text/delimited.js';
import { arbinTable, isArbinHeader } from './arbin.js';
import { isLogHeader, logTable } from './electrochemistry-csv.js';
import { digatronLog } from './digatron.js';
import type { BytesFormat, ParseOptions } from '../format.js';
import { labelledTable } from './labelled-log.js';
import type { LabelledLog } from './labelled-log.js';
import { landLog } from './land.js';
import { isNewareHeader, newareTable } from './neware-csv.js';
import { pecLog } from './pec.js';
import { squidstatLog } from './squidstat.js';
import { said } from '../text/said.js';

/** Rows looked at for the line of labels. */
const searchedRows = 60;

/** Programs whose tables their labels tell from others, in sheets as in texts. */
const labelledLogs: readonly LabelledLog[] = [landLog, pecLog, digatronLog, squidstatLog];

interface FoundTable {
  readonly sheet: Sheet;
  readonly header: number;
  readonly kind: 'arbin' | 'neware' | 'other' | LabelledLog;
}

function findTable(sheet: Sheet): FoundTable | undefined {
  for (let header = 0; header < Math.min(searchedRows, sheet.rows.length); header++) {
    const labels = sheet.rows[header]!;
    if (labels.length < 3) continue;
    if (isArbinHeader(labels)) return { sheet, header, kind: 'arbin' };
    if (isNewareHeader(labels)) return { sheet, header, kind: 'neware' };
    const kind = labelledLogs.find(({ isHeader }) => isHeader(labels));
    if (kind !== undefined) return { sheet, header, kind };
    if (isLogHeader(labels)) return { sheet, header, kind: 'other' };
  }
  return undefined;
}

/** Sheets of one header one after another: Arbin and Neware go on in a further sheet when one is full. */
function joined(tables: readonly FoundTable[]): DelimitedTable {
  const [first] = tables;
  const labels = first!.sheet.rows[first!.header]!.map((label) => label.trim());
  const cells: string[][] = labels.map(() => []);
  const lines: number[] = [];
  for (const { sheet, header } of tables) {
    sheet.rows.slice(header + 1).forEach((row, i) => {
      if (row.every((cell) => cell.trim() === '')) return;
      if (row.length > labels.length)
        throw new OperandoError(
          'malformed-file',
          said`the sheet ${sheet.name} has ${row.length} cells in a row of ${labels.length} columns.`,
          { where: { line: sheet.numbers[header + 1 + i]! } },
        );
      labels.forEach((_, column) => cells[column]!.push((row[column] ?? '').trim()));
      lines.push(sheet.numbers[header + 1 + i]!);
    });
  }
  return { labels, rows: lines.length, cells, lines: Int32Array.from(lines), decimalComma: false };
}

/**
 * Excel workbooks of cyclers (.xlsx): Arbin's channel sheets, Neware's record sheets (in English or Chinese), tables of Land, PEC,
 * Digatron and Squidstat, or any sheet with labels for time, voltage and current. Of several kinds of tables the first sheet's is read, sheets of the same labels one after another; the
 * option `scan` names a sheet.
 *
 * @throws OperandoError `column-missing` naming the sheets, when none has such labels; as `readWorkbook`, `arbinTable`, `newareTable`.
 */
export function parseExcelLog(bytes: Uint8Array, options: ParseOptions = {}): Electrochemistry {
  const sheets = readWorkbook(bytes, (name) => options.scan === undefined || name === String(options.scan));
  const tables = sheets.flatMap((sheet) => findTable(sheet) ?? []);
  const [first] = tables;
  if (first === undefined) {
    throw new OperandoError('column-missing', 'no sheet has labels for time, voltage and current.', {
      cure:
        sheets.length === 0
          ? 'The option scan names a sheet that is not there.'
          : said`The sheets are ${sheets
              .map(({ name }) => name)
              .slice(0, 20)
              .join(', ')}.`,
    });
  }
  const key = ({ sheet, header }: FoundTable): string => sheet.rows[header]!.join('\t');
  const table = joined(tables.filter((each) => key(each) === key(first)));
  const metadata = { sheets: tables.filter((each) => key(each) === key(first)).map(({ sheet }) => sheet.name) };
  const { kind } = first;
  if (kind === 'arbin') return arbinTable('arbin-xlsx', table, metadata, options);
  if (kind === 'neware') return newareTable('neware-xlsx', table, options);
  if (kind === 'other') return logTable('electrochemistry-xlsx', table, metadata, options);
  return labelledTable(kind, kind.id.replace(/-(csv|text)$/, '-xlsx'), table, metadata, options);
}

/** Cyclers' workbooks. */
export const excelLog: BytesFormat = {
  id: 'excel-log',
  title: 'Excel workbook (.xlsx)',
  kind: 'bytes',
  sniff: ({ bytes }) => (archiveMentions(bytes, 'xl/') && archiveMentions(bytes, '[Content_Types].xml') ? 0.9 : 0),
  parse: (bytes, options) => ({ kind: 'electrochemistry', table: parseExcelLog(bytes, options) }),
};
