import { OperandoError } from '@operando/core';
import { joined } from '../bytes/pieces.js';
import { longestCompared } from '../text/cut-number.js';
import { mendWindows1252 } from '../text/windows-1252.js';
import { splitLines } from '../text/decode.js';
import type { TextEncoding } from '../text/decode.js';
import { carefulRow } from '../text/number-table.js';
import type { NumberTable } from '../text/number-table.js';
import { parsePlainRow } from '../text/row-parser.js';
import type { RowSyntax } from '../text/row-parser.js';
import { passedOverIn } from './column-layout.js';
import { cr, lf, plainRow } from './plain-row.js';
import type { ByteSyntax } from './plain-row.js';
import { RowStore } from './row-store.js';
import type { RowStoreOptions } from './row-store.js';
import { said } from '../text/said.js';

/** Limits of a stream. */
export interface StreamLimits {
  /** Bytes of a line. @default 1 MiB */
  readonly longestLine?: number | undefined;
  /** Values kept. @default 512 Mi */
  readonly mostValues?: number | undefined;
}

/** How the rows of a stream are written, as found in its beginning. */
export interface NumberStreamOptions extends StreamLimits, Omit<RowStoreOptions, 'mostValues'> {
  readonly syntax: RowSyntax;
  /** File line of the first line given, from 1. */
  readonly firstLine: number;
  /** Of lines that are not plain numbers. @default 'utf-8' */
  readonly encoding?: TextEncoding | undefined;
  /** Lines that are passed over. */
  readonly skip: (line: string, lineNumber: number) => boolean;
}

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
const separatorBytes = { space: 32, tab: 9, comma: 44, semicolon: 59 };

/** Last place after a whole line; a CR at the very end may be the first half of CRLF. */
function lastLineEnd(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] !== lf && bytes[end - 1] !== cr) end--;
  return end;
}

/** Place after the first line; 0 where none ends. */
function firstLineEnd(bytes: Uint8Array): number {
  let end = 0;
  while (end < bytes.length && bytes[end] !== lf && bytes[end] !== cr) end++;
  if (end === bytes.length) return 0;
  return bytes[end] === cr && bytes[end + 1] === lf ? end + 2 : end + 1;
}

/** Rows out of whole lines, whatever stands in them. */
class LineReader {
  readonly #options: NumberStreamOptions;
  readonly #syntax: ByteSyntax;
  readonly #longestLine: number;
  readonly #store: RowStore;
  #decoder: TextDecoder | undefined;
  #filled = 0;
  #lineNumber: number;
  isAscii = true;
  /** Bytes whose rows are counted already. */
  #bytesRead = 0;
  #shortRow: { readonly line: number; readonly found: number } | undefined;

  constructor(options: NumberStreamOptions) {
    const { syntax, columns, longestLine = 1024 * 1024, mostValues = 512 * 1024 * 1024 } = options;
    const separator = separatorBytes[syntax.separator];
    this.#options = options;
    this.#longestLine = longestLine;
    this.#syntax = {
      columns,
      separator,
      mark: syntax.decimalComma ? 44 : 46,
      blanks: separator === 32 || separator === 9,
    };
    this.#store = new RowStore({ ...options, mostValues });
    this.#lineNumber = options.firstLine;
  }

  decode(bytes: Uint8Array): string {
    const { encoding = 'utf-8' } = this.#options;
    // A byte order mark inside a text is no mark. Other decoders of Node lose a first letter 0xFF when they are told so.
    this.#decoder ??= new TextDecoder(encoding, { ignoreBOM: encoding === 'utf-8' });
    const text = this.#decoder.decode(bytes);
    return encoding === 'windows-1252' ? mendWindows1252(text) : text;
  }

  lastLine(): number {
    return this.#lineNumber - 1;
  }

  /** @throws OperandoError `too-large` for a line of so many bytes. */
  expectLength(bytes: number): void {
    if (bytes > this.#longestLine)
      throw new OperandoError('too-large', said`a line of more than ${this.#longestLine} bytes.`, {
        where: { line: this.#lineNumber },
      });
  }

  /** A short row that others follow, or nothing, is an error now. */
  #tellShortRow(isLast: boolean): void {
    if (this.#shortRow === undefined) return;
    const { line, found } = this.#shortRow;
    carefulRow('', line, this.#store.flat, 0, this.#options, isLast, found);
  }

  /** A row that is not plain: read with care, from its text. @returns Whether it is one. */
  #slowRow(bytes: Uint8Array, from: number, to: number): boolean {
    const { syntax, columns, skip } = this.#options;
    const line = bytes.subarray(from, to);
    const text = this.decode(line);
    this.isAscii &&= line.every((byte) => byte < 0x80);
    const at = this.#filled * columns;
    if (parsePlainRow(text, syntax, columns, this.#store.flat, at)) {
      this.#tellShortRow(false);
      return true;
    }
    if (skip(text, this.#lineNumber)) return false;
    this.#tellShortRow(false);
    const found = carefulRow(text, this.#lineNumber, this.#store.flat, at, this.#options);
    if (found === columns) return true;
    // Whether it is the last row, and the file is cut short, the next ones will tell.
    this.#shortRow = { line: this.#lineNumber, found };
    return false;
  }

  /** All whole lines of `bytes` up to `end`, which stands after the end of a line. */
  take(bytes: Uint8Array, end: number): void {
    const { columns } = this.#options;
    const { flat, lines } = this.#store;
    let p = 0;
    while (p < end) {
      const start = p;
      p = plainRow(bytes, start, flat, this.#filled * columns, this.#syntax);
      let isRow = true;
      if (p < 0 || this.#shortRow !== undefined) {
        p = start;
        while (bytes[p] !== lf && bytes[p] !== cr) p++;
        this.expectLength(p - start);
        isRow = this.#slowRow(bytes, start, p);
      }
      if (isRow) lines[this.#filled++] = this.#lineNumber;
      this.#lineNumber++;
      p += bytes[p] === cr && bytes[p + 1] === lf && p + 1 < end ? 2 : 1;
      if (isRow && this.#store.isFull(this.#filled)) this.#keep(this.#bytesRead + p);
    }
    this.#bytesRead += end;
  }

  #keep(bytesRead: number): void {
    this.#store.store(this.#filled, this.#lineNumber, bytesRead);
    this.#filled = 0;
  }

  finish(): NumberTable {
    this.#tellShortRow(true);
    this.#keep(this.#bytesRead);
    return this.#store.table();
  }
}

/**
 * Read rows of numbers straight from bytes, in pieces cut anywhere: plain ones without making strings of them, any other row (more
 * digits, `nan`, Fortran exponents, comments) as `parseNumberTable` reads it.
 */
export function numberStream(options: NumberStreamOptions): NumberStream {
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
      // An old end-of-file mark behind the last number.
      if (rest.at(-1) === 26) rest = rest.subarray(0, -1);
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
