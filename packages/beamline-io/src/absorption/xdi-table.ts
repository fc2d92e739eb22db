import type { JsonValue, OperandoWarning } from '@operando/core';
import { emptyColumnWarnings, headerValue, repeatedLabelWarnings, roleOf, splitLabel } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { exchangedLabel } from '../table/exchanged-label.js';
import type { DateOrder } from '../text/date-time.js';
import type { NumberTable } from '../text/number-table.js';
import { rowSyntaxes, splitFields } from '../text/row-parser.js';
import type { RowSyntax } from '../text/row-parser.js';
import { said } from '../text/said.js';
import { statedTimes } from '../text/stated-moment.js';
import { xdiHeaderWarnings } from './xdi-header.js';
import type { XdiHeader } from './xdi-header.js';

/** The first line of a file. */
export const version: RegExp = /^[#;%]\s*XDI\/(\d+)(?:\.(\d+))?(?:\s+(.*))?$/;
/** How rows are written. */
export const spaces: RowSyntax = rowSyntaxes[0]!;
/** A line that holds no row. */
export const isComment: (line: string) => boolean = (line) => /^\s*([#;%].*)?$/.test(line);

/** Options of {@link parseXdi}. */
export interface ParseXdiOptions {
  /** Of a file with an outer array: which scan, by position from 1 or by title (`x2d 1.10`). @default the first, with a warning */
  readonly scan?: string | number | undefined;
  /** Order of day and month in times that are not as XDI prescribes. @default month first, with a warning */
  readonly dateOrder?: DateOrder | undefined;
}

function columnsOf({ columns }: NumberTable, { labels, labelLine }: XdiHeader): TableColumn[] {
  return columns.map((values, i): TableColumn => {
    const label = labels.get(i + 1)?.label || labelLine[i] || `column ${i + 1}`;
    const parts = splitLabel(label);
    const unit = labels.get(i + 1)?.unit ?? parts.unit;
    const role = roleOf(parts.name);
    return { label, values, ...(unit === undefined ? {} : { unit }), ...(role === undefined ? {} : { role }) };
  });
}

function labelWarnings(columns: readonly TableColumn[], { labels, labelLine, dataFrom }: XdiHeader): OperandoWarning[] {
  const warnings = repeatedLabelWarnings(columns.map(({ label }) => label));
  const other = exchangedLabel(
    columns.map(({ label }) => label),
    labelLine,
  );
  if (other !== undefined) {
    warnings.push({
      code: 'labels-mismatch',
      message: said`Column.${other + 1} is ${columns[other]!.label}, the line of labels calls it ${labelLine[other]}; Column.${other + 1} was believed.`,
      where: { line: dataFrom, column: other + 1 },
    });
  }
  const declared = Math.max(0, ...labels.keys());
  if (declared > columns.length)
    warnings.push({
      code: 'columns-declared',
      message: `The header names ${declared} columns, the table has ${columns.length}.`,
    });
  return warnings;
}

/** Columns in the first row. */
export const widthOf: (row: string) => number = (row) => splitFields(row, spaces).length;

/** When a scan ended, as XDI and others call it. */
const endOf = ({ fields }: XdiHeader): string | undefined =>
  fields.get('scan.end_time') ?? fields.get('scan.stop_time') ?? fields.get('scan.finish_time');

/** A table under a header. */
export function tableOf(
  table: NumberTable,
  header: XdiHeader,
  metadata: Record<string, JsonValue>,
  { dateOrder }: ParseXdiOptions,
): ColumnTable {
  const columns = columnsOf(table, header);
  const { time, warnings } = statedTimes(header.fields.get('scan.start_time'), endOf(header), {
    label: 'Scan.start_time',
    order: dateOrder,
  });
  return {
    format: 'xdi',
    columns,
    rows: table.rows,
    lines: table.lines,
    metadata,
    scalars: {},
    warnings: [
      ...header.warnings,
      ...xdiHeaderWarnings(header.fields, columns),
      ...labelWarnings(columns, header),
      ...emptyColumnWarnings(columns),
      ...warnings,
    ],
    ...(time === undefined ? {} : { time }),
  };
}

/** What the header says, as data. */
export function metadataOf(firstLine: string, { fields, comments }: XdiHeader): Record<string, JsonValue> {
  const [, major = '', minor = '0', application] = version.exec(firstLine.trim()) ?? [];
  const metadata: Record<string, JsonValue> = { version: `${major}.${minor}` };
  if (application !== undefined) metadata['application'] = application.trim();
  for (const [key, value] of fields) metadata[key] = headerValue(value);
  if (comments.length > 0) metadata['comments'] = comments.join('\n');
  return metadata;
}
