import { isOperandoError } from '@operando/core';
import { afterLine, parseByteTable } from '../table/byte-table.js';
import { lf } from '../table/plain-row.js';
import type { ColumnTable } from '../table/column-table.js';
import { chosenTable, numberedScans } from '../table/scan-choice.js';
import { decodeText, splitLines } from '../text/decode.js';
import { decodeWindows1252 } from '../text/windows-1252.js';
import { openEndWarning } from '../text/open-end.js';
import { readXdiHeader } from './xdi-header.js';
import { isComment, metadataOf, spaces, tableOf, version, widthOf } from './xdi-table.js';
import type { ParseXdiOptions } from './xdi-table.js';

const bytesOf = (letters: string): number[] => Array.from(letters, (letter) => letter.charCodeAt(0));
const mark = bytesOf('# XDI/');
const signs: ReadonlySet<number> = new Set(bytesOf('+-.'));
/** What a line above the rows begins with, or is when it is blank. */
const beforeData: ReadonlySet<number> = new Set(bytesOf('#;%\r\n'));

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;

/** Place of the first row, below a header of comments and blank lines; undefined where something else stands there. */
function dataPlace(bytes: Uint8Array): number | undefined {
  for (let at = 0; at < bytes.length; at = afterLine(bytes, at)) {
    let first = at;
    while (bytes[first] === 32 || bytes[first] === 9) first++;
    const byte = bytes[first] ?? lf;
    if (isDigit(byte) || signs.has(byte)) return at;
    if (!beforeData.has(byte)) return undefined;
  }
  return undefined;
}

const begins = (bytes: Uint8Array): boolean => mark.every((byte, i) => byte === bytes[i]);

/** Athena writes its exports of many groups below an XDI header too. */
const isOfAthena = (header: string): boolean => /^[#;%]\s*Demeter\./im.test(header);

/** Whether a file begins as XDI and is none of Athena's exports of many groups. */
export function isMarked(beginning: Uint8Array): boolean {
  if (!begins(beginning)) return false;
  const at = dataPlace(beginning);
  return at !== undefined && !isOfAthena(decodeWindows1252(beginning.subarray(0, at)));
}

/** @throws OperandoError as `parseXdi`. */
function tableOfBytes(bytes: Uint8Array, at: number, options: ParseXdiOptions): ColumnTable | undefined {
  const head = decodeText(bytes.subarray(0, at));
  if (isOfAthena(head.text)) return undefined;
  const lines = splitLines(head.text);
  const header = readXdiHeader(lines);
  const isOther = header.fields.has('outer.name') || header.dataFrom !== lines.length || head.warnings.length > 0;
  if (isOther || !version.test(lines[0]!.trim())) return undefined;
  const found = parseByteTable(bytes.subarray(at), {
    syntax: spaces,
    columns: widthOf(decodeWindows1252(bytes.subarray(at, afterLine(bytes, at)))),
    firstLine: lines.length + 1,
    skip: isComment,
  });
  if (found === undefined) return undefined;
  const { table, openLine } = found;
  const scans = numberedScans([table.rows], () => '');
  const read = (): ColumnTable => tableOf(table, header, metadataOf(lines[0]!, header), options);
  const chosen = chosenTable({ scans, table: read }, options.scan);
  return openLine === undefined ? chosen : { ...chosen, warnings: [openEndWarning(openLine), ...chosen.warnings] };
}

/**
 * `parseXdi` of a file of one scan, its rows read from bytes.
 * @returns Undefined for any other, and where something is wrong: that is for those who read the text.
 */
export function parseXdiBytes(bytes: Uint8Array, options: ParseXdiOptions): ColumnTable | undefined {
  const at = dataPlace(bytes);
  if (at === undefined || !begins(bytes)) return undefined;
  try {
    return tableOfBytes(bytes, at, options);
  } catch (error) {
    if (isOperandoError(error)) return undefined;
    throw error;
  }
}
