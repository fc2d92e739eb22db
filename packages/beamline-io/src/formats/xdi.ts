import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { emptyColumnWarnings, headerValue, repeatedLabelWarnings, roleOf } from '../column-table.js';
import type { ColumnTable, TableColumn, TableTime } from '../column-table.js';
import { splitLines } from '../text/decode.js';
import { parseDateTime } from '../text/date-time.js';
import { parseNumberTable } from '../text/number-table.js';
import { rowSyntaxes, splitFields } from '../text/row-parser.js';
import { openEndWarnings } from './absorption-table.js';
import type { Format } from './format.js';

const version = /^[#;%]\s*XDI\/(\d+)(?:\.(\d+))?(?:\s+(.*))?$/;
const field = /^([A-Za-z][\w ]*?)\.([^:\s]+(?: [^:\s]+)*)\s*:\s*(.*)$/;
const spaces = rowSyntaxes[0]!;

interface Header {
  readonly fields: Map<string, string>;
  readonly labels: Map<number, { readonly label: string; readonly unit?: string }>;
  readonly comments: string[];
  readonly labelLine: readonly string[];
  readonly dataFrom: number;
  readonly warnings: readonly OperandoWarning[];
}

function readHeader(lines: readonly string[]): Header {
  const fields = new Map<string, string>();
  const labels = new Map<number, { label: string; unit?: string }>();
  const comments: string[] = [];
  const warnings: OperandoWarning[] = [];
  let labelLine: string[] = [];
  let stage: 'fields' | 'comments' | 'labels' = 'fields';
  let i = 1;
  for (; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.trim() === '') continue;
    if (!/^\s*[#;%]/.test(line)) break;
    const text = line.replace(/^\s*[#;%]\s?/, '').trimEnd();
    if (stage === 'labels') {
      labelLine = splitFields(text, spaces);
    } else if (/^-{3,}$/.test(text.trim())) {
      stage = 'labels';
    } else if (/^\/{3,}/.test(text.trim())) {
      stage = 'comments';
    } else if (stage === 'comments') {
      comments.push(text);
    } else if (text.trim() !== '') {
      readField(text.trim(), i, fields, labels, warnings);
    }
  }
  return { fields, labels, comments, labelLine, dataFrom: i, warnings };
}

function readField(
  text: string,
  index: number,
  fields: Map<string, string>,
  labels: Map<number, { label: string; unit?: string }>,
  warnings: OperandoWarning[],
): void {
  const match = field.exec(text);
  if (match === null) {
    throw new OperandoError('malformed-file', `${JSON.stringify(text.slice(0, 60))} is not a header field.`, {
      where: { line: index + 1 },
      cure: 'XDI header lines are "# Family.key: value"; free text belongs below "# ///".',
    });
  }
  const [, family, key, value] = match as unknown as [string, string, string, string];
  const name = `${family.toLowerCase()}.${key.toLowerCase()}`;
  const before = fields.get(name);
  if (before !== undefined && before !== value.trim()) {
    warnings.push({ code: 'header-repeated', message: `${family}.${key} is given again: ${JSON.stringify(value.trim().slice(0, 40))} instead of ${JSON.stringify(before.slice(0, 40))}; the last was taken.`, where: { line: index + 1 } });
  }
  fields.set(name, value.trim());
  const column = family.toLowerCase() === 'column' ? Number(key) : Number.NaN;
  if (Number.isInteger(column) && column > 0) {
    const [label = '', unit] = (value.split('||')[0] ?? '').trim().split(/\s+/);
    labels.set(column, unit === undefined ? { label } : { label, unit: unit.replace(/^[([](.+)[)\]]$/, '$1') });
  }
}

function timeOf(fields: ReadonlyMap<string, string>): TableTime | undefined {
  const start = parseDateTime(fields.get('scan.start_time') ?? '');
  if (start === undefined) return undefined;
  const end = parseDateTime(fields.get('scan.end_time') ?? '');
  const duration = end === undefined ? undefined : end.epoch - start.epoch;
  return { epoch: start.epoch, zone: start.zone, ...(duration !== undefined && duration > 0 ? { duration } : {}) };
}

function headerWarnings(fields: ReadonlyMap<string, string>, columns: readonly TableColumn[]): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const miss = (name: string): void => {
    if (!fields.has(name)) warnings.push({ code: 'header-incomplete', message: `The header does not say ${name}.` });
  };
  if (columns.some(({ role }) => role === 'energy' || role === 'angle')) {
    miss('element.symbol');
    miss('element.edge');
  }
  const spacing = fields.get('mono.d_spacing');
  if (spacing !== undefined && !(Number.parseFloat(spacing) > 0)) {
    warnings.push({ code: 'header-invalid', message: `Mono.d_spacing is ${JSON.stringify(spacing)}, no length.` });
  } else if (spacing === undefined && columns.some(({ role }) => role === 'angle')) {
    warnings.push({ code: 'header-incomplete', message: 'The abscissa is an angle, but the header gives no Mono.d_spacing.' });
  }
  return warnings;
}

/**
 * XAS Data Interchange, version 1 (XAS-Data-Interchange specification): header of
 * `# Family.key: value`, comments below `# ///`, labels below `#---`, one table.
 *
 * @throws OperandoError `malformed-file` with the line for a header line that is no field or a row of
 * another length, `truncated-file` when the last row is cut, `bad-number`, `unsupported` for an outer
 * array (several scans in one table).
 */
export function parseXdi(text: string): ColumnTable {
  const lines = splitLines(text);
  const first = version.exec(lines[0]?.trim() ?? '');
  if (first === null) {
    throw new OperandoError('malformed-file', 'the first line is not "# XDI/1.0".', { where: { line: 1 } });
  }
  const { fields, labels, comments, labelLine, dataFrom, warnings: repeated } = readHeader(lines);
  if (fields.has('outer.name')) {
    throw new OperandoError('unsupported', `the table holds several scans (Outer.name ${fields.get('outer.name')}).`, {
      cure: 'Split it into one file per scan.',
    });
  }
  if (dataFrom >= lines.length) throw new OperandoError('truncated-file', 'there are no data below the header.', { where: { line: lines.length } });
  const declared = Math.max(0, ...labels.keys());
  const columnsInFirstRow = splitFields(lines[dataFrom]!, spaces).length;
  const table = parseNumberTable(lines, {
    syntax: spaces,
    columns: columnsInFirstRow,
    from: dataFrom,
    skip: (line) => /^\s*([#;%].*)?$/.test(line),
  });
  const columns = table.columns.map((values, i): TableColumn => {
    const label = labels.get(i + 1)?.label || labelLine[i] || `column ${i + 1}`;
    const unit = labels.get(i + 1)?.unit;
    const role = roleOf(label);
    return { label, values, ...(unit === undefined ? {} : { unit }), ...(role === undefined ? {} : { role }) };
  });
  const warnings = [...openEndWarnings(text, lines.length), ...repeated, ...headerWarnings(fields, columns), ...repeatedLabelWarnings(columns.map(({ label }) => label)), ...emptyColumnWarnings(columns)];
  const other = labelLine.length === columns.length ? columns.findIndex(({ label }, i) => label.toLowerCase() !== labelLine[i]!.toLowerCase()) : -1;
  // Two columns exchanged in one of the two lists would go unseen.
  if (other >= 0 && columns.some(({ label }, i) => i !== other && label.toLowerCase() === labelLine[other]!.toLowerCase())) {
    warnings.push({ code: 'labels-mismatch', message: `Column.${other + 1} is ${columns[other]!.label}, the line of labels calls it ${labelLine[other]}; Column.${other + 1} was believed.`, where: { line: dataFrom, column: other + 1 } });
  }
  if (declared > table.columns.length) {
    warnings.push({
      code: 'columns-declared',
      message: `The header names ${declared} columns, the table has ${table.columns.length}.`,
    });
  }
  const metadata: Record<string, JsonValue> = { version: `${first[1]}.${first[2] ?? '0'}` };
  if (first[3] !== undefined) metadata['application'] = first[3].trim();
  for (const [key, value] of fields) metadata[key] = headerValue(value);
  if (comments.length > 0) metadata['comments'] = comments.join('\n');
  const time = timeOf(fields);
  return {
    format: 'xdi',
    columns,
    rows: table.rows,
    lines: table.lines,
    metadata,
    scalars: {},
    warnings,
    ...(time === undefined ? {} : { time }),
  };
}

/** XDI files. */
export const xdi: Format = {
  id: 'xdi',
  title: 'XDI (XAS Data Interchange)',
  sniff: ({ lines }) => (version.test(lines[0]?.trim() ?? '') ? 0.99 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parseXdi(text) }),
};
