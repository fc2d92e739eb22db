import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { labelledColumns } from '../table/column-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { parseDateTime } from '../text/date-time.js';
import { parseNumber } from '../text/number.js';
import { parseNumberTable } from '../text/number-table.js';
import { rowSyntaxes, splitFields } from '../text/row-parser.js';
import type { TextFormat } from '../format.js';

const block = /^line.{0,3}\s*\d+\s*;\s*repeat.{0,3}\s*\d+/i;
const result = /^Result vector/i;

/**
 * Laboratory diffractometer text in which the table is printed twice, first by
 * line and repeat and then as "Result vector": the first one is read.
 *
 * @throws OperandoError `malformed-file` when the second table is not as long as the first.
 */
export function parseLabXrd(text: string): ColumnTable {
  const lines = splitLines(text);
  const marker = lines.findIndex((line) => block.test(line));
  const second = lines.findIndex((line) => result.test(line));
  const header = lines.slice(0, marker).filter((line) => line.trim() !== '');
  const labels = splitFields(header[header.length - 1] ?? '', rowSyntaxes[0]!);
  const options = { syntax: rowSyntaxes[0]!, columns: 2, skip: (line: string) => line.trim() === '' };
  const table = parseNumberTable(lines, { ...options, from: marker + 1, ...(second > 0 ? { to: second } : {}) });
  if (second > 0) {
    const copy = parseNumberTable(lines, { ...options, from: second + 1 });
    if (copy.rows !== table.rows) {
      throw new OperandoError('malformed-file', `the table has ${table.rows} rows, its "Result vector" ${copy.rows}.`, {
        where: { line: second + 1 },
        cure: 'The file seems cut short: export it again.',
      });
    }
  }
  const warnings: OperandoWarning[] =
    second > 0
      ? []
      : [
          {
            code: 'copy-missing',
            message: 'The table does not come again under "Result vector": the file may be cut short.',
            where: { line: lines.length },
          },
        ];
  const metadata: Record<string, JsonValue> = {};
  for (const line of header) {
    const [, key, value] = /^([^=:]{1,40}?)\s*[=:]\s+?(.+)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) metadata[key.trim()] = parseNumber(value.trim()) ?? value.trim();
  }
  const exported = parseDateTime((header[0] ?? '').replaceAll('.', '-'));
  if (exported !== undefined) metadata['exported'] = header[0]!.trim();
  return {
    format: 'lab-xrd',
    columns: labelledColumns(table, labels),
    rows: table.rows,
    lines: table.lines,
    metadata,
    scalars: {},
    warnings,
  };
}

/** Laboratory XRD text with the table printed twice. */
export const labXrd: TextFormat = {
  id: 'lab-xrd',
  title: 'laboratory XRD text, table printed twice',
  kind: 'text',
  sniff: ({ lines }) => (lines.slice(0, 40).some((line) => block.test(line)) ? 0.95 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parseLabXrd(text) }),
};
