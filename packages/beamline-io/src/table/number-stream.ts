import { joined } from '../bytes/pieces.js';
import { longestCompared } from '../text/cut-number.js';
import { splitLines } from '../text/decode.js';
import type { NumberTable } from '../text/number-table.js';
import { passedOverIn } from './column-layout.js';
import { lastLineEnd, LineReader } from './line-reader.js';
import type { LineReaderOptions } from './line-reader.js';
import { cr, endOfFile, lf } from './plain-row.js';

/** Numbers out of bytes that come in pieces. */
export interface NumberStream {
  /** The next bytes of the file; they are not kept. @throws OperandoError as `parseNumberTable`. */
  push(bytes: Uint8Array): void;
  /** All rows; after this nothing may be pushed. */
  finish(): NumberTable;
  /** After the end: the last three rows, where the last line has no end. */
  ending(): readonly string[];
  /** After the end: whether the last line has none. */
  isOpen(): boolean;
  /** Whether all lines that were no plain rows have letters of ASCII alone, so that any encoding is the same. */
  isAscii(): boolean;
  /** After the end: the last line, from 1. */
  lastLine(): number;
}

/** Enough for the last rows, if they are not longer than is compared. */
const keptBytes = 16 * longestCompared;

/** Place after the first line; 0 where none ends. */
function firstLineEnd(bytes: Uint8Array): number {
  let end = 0;
  while (end < bytes.length && bytes[end] !== lf && bytes[end] !== cr) end++;
  if (end === bytes.length) return 0;
  return bytes[end] === cr && bytes[end + 1] === lf ? end + 2 : end + 1;
}

/**
 * Read rows of numbers straight from bytes, in pieces cut anywhere: plain ones without making strings of them, any other row (more
 * digits, `nan`, Fortran exponents, comments) as `parseNumberTable` reads it.
 */
export function numberStream(options: LineReaderOptions): NumberStream {
  const { longestLine = 1024 * 1024 } = options;
  const reader = new LineReader(options);
  let rest: Uint8Array = new Uint8Array(0);
  let before: Uint8Array = new Uint8Array(0);
  let afterCr = false;
  let isOpen = false;
  let ended: readonly string[] = [];

  /** Whole lines: parsed, and the last rows kept, should they be asked for at the end. */
  const take = (bytes: Uint8Array, end: number): void => {
    if (end === 0) return;
    reader.take(bytes, end);
    // Pieces may be shorter than a row.
    before =
      end >= keptBytes ? bytes.slice(end - keptBytes, end) : joined(before, bytes.subarray(0, end)).slice(-keptBytes);
    afterCr = end === bytes.length && bytes[end - 1] === cr;
  };

  return {
    push(bytes) {
      let piece = bytes;
      if (afterCr && piece.length > 0) {
        // The LF of a CRLF that was cut in two.
        if (piece[0] === lf) piece = piece.subarray(1);
        afterCr = false;
      }
      if (rest.length > 0) {
        // Only the line that was cut is put together again, not the piece copied behind it.
        const first = firstLineEnd(piece);
        const line = joined(rest, piece.subarray(0, first));
        if (first === 0 || line.length > longestLine + 2) rest = joined(rest, piece);
        else {
          take(line, line.length);
          piece = piece.subarray(first);
          if (piece.length > 0) afterCr = false;
          rest = new Uint8Array(0);
        }
      }
      if (rest.length === 0) {
        const end = lastLineEnd(piece);
        take(piece, end);
        rest = piece.slice(end);
      }
      reader.expectLength(rest.length);
    },
    finish() {
      if (rest.at(-1) === endOfFile) rest = rest.subarray(0, -1);
      if (rest.length > 0) {
        isOpen = true;
        const isEmpty = passedOverIn(options.syntax);
        const open = [...splitLines(reader.decode(before)).filter((line) => !isEmpty(line)), reader.decode(rest)];
        if (!isEmpty(open.at(-1)!)) ended = open.slice(-3);
        const last = joined(rest, Uint8Array.of(lf));
        rest = new Uint8Array(0);
        reader.take(last, last.length);
      }
      return reader.finish();
    },
    ending: () => ended,
    isOpen: () => isOpen,
    isAscii: () => reader.isAscii,
    lastLine: () => reader.lastLine(),
  };
}
