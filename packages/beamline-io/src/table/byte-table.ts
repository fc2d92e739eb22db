import { isOperandoError } from '@operando/core';
import { numberStream } from './number-stream.js';
import { lf, cr } from './plain-row.js';
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
  const rowBytes = Math.max(1, afterLine(bytes, 0));
  const numbers = numberStream({
    ...options,
    expectedBytes: bytes.length,
    // Room for rows that are about as long as the first.
    blockRows: Math.min(4096, Math.ceil((1.1 * bytes.length) / rowBytes) + 16),
  });
  try {
    numbers.push(bytes);
    const table = numbers.finish();
    return numbers.isAscii() ? { table, openLine: numbers.isOpen() ? numbers.lastLine() : undefined } : undefined;
  } catch (error) {
    if (isOperandoError(error)) return undefined;
    throw error;
  }
}
