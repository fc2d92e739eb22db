import { isOperandoError } from '@operando/core';
import { joined } from '../bytes/pieces.js';
import { lastLineEnd, LineReader } from './line-reader.js';
import { cr, endOfFile, lf } from './plain-row.js';
import type { NumberTable, NumberTableOptions } from '../text/number-table.js';

/** Place after a line that begins at `at`. */
export function afterLine(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && bytes[end] !== lf && bytes[end] !== cr) end++;
  return end < bytes.length ? end + (bytes[end] === cr && bytes[end + 1] === lf ? 2 : 1) : end;
}

/** What {@link parseByteTable} needs to know. */
export interface ByteTableOptions extends Pick<NumberTableOptions, 'syntax' | 'columns' | 'skip'> {
  /** Line of the first row, from 1. */
  readonly firstLine: number;
}

/** Rows of a block at most. */
const mostRows = 4096;

/** Room for the rows of a file that are about as long as the first and one in its middle. */
function rowsExpected(bytes: Uint8Array, columns: number): number {
  const middle = afterLine(bytes, bytes.length >> 1);
  const shorter = Math.min(afterLine(bytes, 0), afterLine(bytes, middle) - middle);
  // A number and what parts it from the next take two bytes: no row is shorter.
  const rows = bytes.length / Math.max(shorter, 2 * columns);
  return Math.min(mostRows, Math.ceil(1.02 * rows) + 2);
}

/**
 * Rows of numbers out of bytes in memory, as `parseNumberTable` reads them from lines, without making strings of plain ones.
 * @param bytes From the first row on.
 * @returns With the last line, where it has no end; undefined where something is wrong, or depends on the encoding: that is for those
 * who read the whole text.
 */
export function parseByteTable(
  bytes: Uint8Array,
  options: ByteTableOptions,
): { readonly table: NumberTable; readonly openLine: number | undefined } | undefined {
  const reader = new LineReader({
    ...options,
    expectedBytes: bytes.length,
    blockRows: rowsExpected(bytes, options.columns),
  });
  try {
    const end = lastLineEnd(bytes);
    reader.take(bytes, end);
    // An old end-of-file mark behind the last number.
    const open = bytes.subarray(end, bytes.at(-1) === endOfFile ? -1 : undefined);
    reader.expectLength(open.length);
    if (open.length > 0) reader.take(joined(open, Uint8Array.of(lf)), open.length + 1);
    const table = reader.finish();
    return reader.isAscii ? { table, openLine: open.length > 0 ? reader.lastLine() : undefined } : undefined;
  } catch (error) {
    if (isOperandoError(error)) return undefined;
    throw error;
  }
}
