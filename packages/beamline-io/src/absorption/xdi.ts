import { OperandoError } from '@operando/core';
import type { TextFormat } from '../format.js';
import { headerValue } from '../table/column-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { chosenTable, numberedScans, tablesOf } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { splitLines } from '../text/decode.js';
import { parseNumberTable } from '../text/number-table.js';
import { openEndWarnings } from '../text/open-end.js';
import { isMarked, parseXdiBytes } from './xdi-bytes.js';
import { readXdiHeader } from './xdi-header.js';
import type { XdiHeader } from './xdi-header.js';
import { isComment, metadataOf, spaces, tableOf, version, widthOf } from './xdi-table.js';
import type { ParseXdiOptions } from './xdi-table.js';

/** A comment among the data by which the outer loop of a map goes on. */
const outerValue = /^\s*[#;%]\s*Outer\.value\s*:\s*(.*)$/i;

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

function scansOf(text: string, options: ParseXdiOptions): ScansOfFile {
  const lines = splitLines(text);
  if (!version.test(lines[0]?.trim() ?? ''))
    throw new OperandoError('malformed-file', 'the first line is not "# XDI/1.0".', { where: { line: 1 } });
  const header = readXdiHeader(lines);
  const { fields, dataFrom } = header;
  if (dataFrom >= lines.length)
    throw new OperandoError('truncated-file', 'there are no data below the header.', { where: { line: lines.length } });
  const metadata = metadataOf(lines[0]!, header);
  const blocks = blocksOf(lines, header);
  const width = widthOf(lines.find((line, i) => i >= dataFrom && !isComment(line)) ?? '');
  // How many rows a file of one scan has is known when it is read.
  const rows =
    blocks.length === 1
      ? [1]
      : blocks.map(({ from, to }) => lines.slice(from, to).filter((line) => !isComment(line)).length);
  const atEnd = openEndWarnings(text, lines.length);
  return {
    scans: numberedScans(rows, (i) => [fields.get('outer.name') ?? '', blocks[i]!.value].join(' ').trim()),
    table: (i) => {
      const { from, to, value } = blocks[i]!;
      const numbers = parseNumberTable(lines, { syntax: spaces, columns: width, from, to, skip: isComment });
      const own = value === (fields.get('outer.value') ?? '') ? {} : { 'outer.value': headerValue(value) };
      const table = tableOf(numbers, header, { ...metadata, ...own }, options);
      return to === lines.length ? { ...table, warnings: [...atEnd, ...table.warnings] } : table;
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
  isMarked,
  parse: (text, options) => ({ kind: 'spectrum', table: parseXdi(text, options) }),
  parseBytes: (bytes, options) => {
    const table = parseXdiBytes(bytes, options);
    return table && { kind: 'spectrum', table };
  },
  scans: (text, options) => tablesOf(scansOf(text, options)),
};
