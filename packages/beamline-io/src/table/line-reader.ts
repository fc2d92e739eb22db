import { OperandoError } from '@operando/core';
import { mendWindows1252 } from '../text/windows-1252.js';
import type { TextEncoding } from '../text/decode.js';
import { carefulRow } from '../text/number-table.js';
import type { NumberTable } from '../text/number-table.js';
import { parsePlainRow } from '../text/row-parser.js';
import type { RowSyntax } from '../text/row-parser.js';
import { said } from '../text/said.js';
import { cr, lf, plainRow } from './plain-row.js';
import type { ByteSyntax } from './plain-row.js';
import { RowStore } from './row-store.js';
import type { RowStoreOptions } from './row-store.js';

/** Limits of a stream. */
export interface StreamLimits {
  /** Bytes of a line. @default 1 MiB */
  readonly longestLine?: number | undefined;
  /** Values kept. @default 512 Mi */
  readonly mostValues?: number | undefined;
}

/** How rows are written, as found in the beginning of a file. */
export interface LineReaderOptions extends StreamLimits, Omit<RowStoreOptions, 'mostValues'> {
  readonly syntax: RowSyntax;
  /** File line of the first line given, from 1. */
  readonly firstLine: number;
  /** Of lines that are not plain numbers. @default 'utf-8' */
  readonly encoding?: TextEncoding | undefined;
  /** Lines that are passed over. */
  readonly skip: (line: string, lineNumber: number) => boolean;
}

const separatorBytes = { space: 32, tab: 9, comma: 44, semicolon: 59 };

/** Last place after a whole line; a CR at the very end may be the first half of CRLF. */
export function lastLineEnd(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] !== lf && bytes[end - 1] !== cr) end--;
  return end;
}

/** Rows out of whole lines, whatever stands in them. */
export class LineReader {
  readonly #options: LineReaderOptions;
  readonly #syntax: ByteSyntax;
  readonly #longestLine: number;
  readonly #store: RowStore;
  #decoder: TextDecoder | undefined;
  /** One row that was not plain. */
  #row: Float64Array | undefined;
  #filled = 0;
  #lineNumber: number;
  isAscii = true;
  /** Bytes whose rows are counted already. */
  #bytesRead = 0;
  #shortRow: { readonly line: number; readonly found: number } | undefined;

  constructor(options: LineReaderOptions) {
    const { syntax, columns, longestLine = 1024 * 1024, mostValues = 512 * 1024 * 1024 } = options;
    const separator = separatorBytes[syntax.separator];
    this.#options = options;
    this.#longestLine = longestLine;
    this.#store = new RowStore({ ...options, mostValues });
    this.#syntax = {
      columns,
      step: this.#store.columnStep,
      separator,
      mark: syntax.decimalComma ? 44 : 46,
      blanks: separator === 32 || separator === 9,
    };
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
    carefulRow('', line, new Float64Array(0), 0, this.#options, isLast, found);
  }

  /** A row that is not plain: read with care, from its text. @returns Whether it is one. */
  #slowRow(bytes: Uint8Array, from: number, to: number): boolean {
    const { syntax, columns, skip } = this.#options;
    const line = bytes.subarray(from, to);
    const text = this.decode(line);
    this.isAscii &&= line.every((byte) => byte < 0x80);
    this.#row ??= new Float64Array(columns);
    if (parsePlainRow(text, syntax, columns, this.#row, 0)) {
      this.#tellShortRow(false);
      this.#put(this.#row);
      return true;
    }
    if (skip(text, this.#lineNumber)) return false;
    this.#tellShortRow(false);
    const found = carefulRow(text, this.#lineNumber, this.#row, 0, this.#options);
    if (found === columns) {
      this.#put(this.#row);
      return true;
    }
    // Whether it is the last row, and the file is cut short, the next ones will tell.
    this.#shortRow = { line: this.#lineNumber, found };
    return false;
  }

  /** The values of the next row. */
  #put(row: Float64Array): void {
    const { flat, rowStep, columnStep } = this.#store;
    for (let column = 0, at = this.#filled * rowStep; column < row.length; column++, at += columnStep)
      flat[at] = row[column]!;
  }

  /** All whole lines of `bytes` up to `end`, which stands after the end of a line. */
  take(bytes: Uint8Array, end: number): void {
    const { flat, lines, rowStep } = this.#store;
    let p = 0;
    while (p < end) {
      const start = p;
      p = plainRow(bytes, start, flat, this.#filled * rowStep, this.#syntax);
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
    return this.#store.table(this.#filled, this.#lineNumber, this.#bytesRead);
  }
}
