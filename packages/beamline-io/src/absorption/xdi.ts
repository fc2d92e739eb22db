import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { emptyColumnWarnings, headerValue, repeatedLabelWarnings, roleOf } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { chosenTable, numberedScans, tablesOf } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { splitLines } from '../text/decode.js';
import type { DateOrder } from '../text/date-time.js';
import { parseNumberTable } from '../text/number-table.js';
import type { NumberTable } from '../text/number-table.js';
import { rowSyntaxes, splitFields } from '../text/row-parser.js';
import { statedTimes } from '../text/stated-moment.js';
import { openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';
import { readXdiHeader, xdiHeaderWarnings } from './xdi-header.js';
import type { XdiHeader } from './xdi-header.js';
import { said } from '../text/said.js';

const version = /^[#;%]\s*XDI\/(\d+)(?:\.(\d+))?(?:\s+(.*))?$/;
const spaces = rowSyntaxes[0]!;
/** A comment among the data by which the outer loop of a map goes on. */
const outerValue = /^\s*[#;%]\s*Outer\.value\s*:\s*(.*)$/i;

/** Options of {@link parseXdi}. */
export interface ParseXdiOptions {
  /** Of a file with an outer array: which scan, by position from 1 or by title (`x2d 1.10`). @default the first, with a warning */
  readonly scan?: string | number | undefined;
  /** Order of day and month in times that are not as XDI prescribes. @default month first, with a warning */
  readonly dateOrder?: DateOrder | undefined;
}

/** One pass of the inner loop: its lines, from 0, and the value of the outer one. */
interface Block {
  readonly from: number;
  readonly to: number;
  readonly value: string;
}

/** The blocks of a file with an outer array; the one block of any other. */
function blocksOf(lines: readonly string[], { fields, dataFrom }: XdiHeader): Block[] {
  if (!fields.has('outer.name')) return [{ from: dataFrom, to: lines.length, value: '' }];
  const starts = [{ from: dataFrom, value: fields.get('outer.value') ?? '' }];
  for (let i = dataFrom; i < lines.length; i++) {
    const value = outerValue.exec(lines[i]!)?.[1];
    if (value !== undefined) starts.push({ from: i + 1, value: value.trim() });
  }
  return starts.map(({ from, value }, i) => ({
    from,
    value,
    to: i + 1 < starts.length ? starts[i + 1]!.from - 1 : lines.length,
  }));
}

const isComment = (line: string): boolean => /^\s*([#;%].*)?$/.test(line);

function columnsOf({ columns }: NumberTable, { labels, labelLine }: XdiHeader): TableColumn[] {
  return columns.map((values, i): TableColumn => {
    const label = labels.get(i + 1)?.label || labelLine[i] || `column ${i + 1}`;
    const unit = labels.get(i + 1)?.unit;
    const role = roleOf(label);
    return { label, values, ...(unit === undefined ? {} : { unit }), ...(role === undefined ? {} : { role }) };
  });
}

function labelWarnings(columns: readonly TableColumn[], { labels, labelLine, dataFrom }: XdiHeader): OperandoWarning[] {
  const warnings = repeatedLabelWarnings(columns.map(({ label }) => label));
  const other =
    labelLine.length === columns.length
      ? columns.findIndex(({ label }, i) => label.toLowerCase() !== labelLine[i]!.toLowerCase())
      : -1;
  // Two columns exchanged in one of the two lists would go unseen.
  if (
    other >= 0 &&
    columns.some(({ label }, i) => i !== other && label.toLowerCase() === labelLine[other]!.toLowerCase())
  ) {
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

function tableOf(
  lines: readonly string[],
  header: XdiHeader,
  { from, to, value }: Block,
  metadata: Record<string, JsonValue>,
  { dateOrder }: ParseXdiOptions,
): ColumnTable {
  const width = splitFields(lines.find((line, i) => i >= header.dataFrom && !isComment(line)) ?? '', spaces).length;
  const table = parseNumberTable(lines, { syntax: spaces, columns: width, from, to, skip: isComment });
  const columns = columnsOf(table, header);
  const { time, warnings } = statedTimes(header.fields.get('scan.start_time'), header.fields.get('scan.end_time'), {
    label: 'Scan.start_time',
    order: dateOrder,
  });
  return {
    format: 'xdi',
    columns,
    rows: table.rows,
    lines: table.lines,
    metadata:
      value === (header.fields.get('outer.value') ?? '')
        ? metadata
        : { ...metadata, 'outer.value': headerValue(value) },
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

function scansOf(text: string, options: ParseXdiOptions): ScansOfFile {
  const lines = splitLines(text);
  const first = version.exec(lines[0]?.trim() ?? '');
  if (first === null)
    throw new OperandoError('malformed-file', 'the first line is not "# XDI/1.0".', { where: { line: 1 } });
  const header = readXdiHeader(lines);
  const { fields, comments, dataFrom } = header;
  if (dataFrom >= lines.length)
    throw new OperandoError('truncated-file', 'there are no data below the header.', { where: { line: lines.length } });
  const metadata: Record<string, JsonValue> = { version: `${first[1]}.${first[2] ?? '0'}` };
  if (first[3] !== undefined) metadata['application'] = first[3].trim();
  for (const [key, value] of fields) metadata[key] = headerValue(value);
  if (comments.length > 0) metadata['comments'] = comments.join('\n');
  const blocks = blocksOf(lines, header);
  // How many rows a file of one scan has is known when it is read.
  const rows =
    blocks.length === 1
      ? [1]
      : blocks.map(({ from, to }) => lines.slice(from, to).filter((line) => !isComment(line)).length);
  const atEnd = openEndWarnings(text, lines.length);
  return {
    scans: numberedScans(rows, (i) => [fields.get('outer.name') ?? '', blocks[i]!.value].join(' ').trim()),
    table: (i) => {
      const table = tableOf(lines, header, blocks[i]!, metadata, options);
      return blocks[i]!.to === lines.length ? { ...table, warnings: [...atEnd, ...table.warnings] } : table;
    },
  };
}

/**
 * XAS Data Interchange, version 1 (XAS-Data-Interchange specification): header of
 * `# Family.key: value`, comments below `# ///`, labels below `#---`, one table. In a file with an outer array
 * (`Outer.name`) each `# Outer.value:` among the data begins another scan.
 *
 * @throws OperandoError `malformed-file` with the line for a header line that is no field or a row of
 * another length, `truncated-file` when the last row is cut, `bad-number`; `invalid-argument` for a scan there is not.
 */
export function parseXdi(text: string, options: ParseXdiOptions = {}): ColumnTable {
  return chosenTable(scansOf(text, options), options.scan);
}

/** XDI files. */
export const xdi: TextFormat = {
  id: 'xdi',
  title: 'XDI (XAS Data Interchange)',
  kind: 'text',
  sniff: ({ lines }) => (version.test(lines[0]?.trim() ?? '') ? 0.99 : 0),
  parse: (text, options) => ({ kind: 'spectrum', table: parseXdi(text, options) }),
  scans: (text, options) => tablesOf(scansOf(text, options)),
};
