import { OperandoError } from '@operando/core';
import { joined } from '../bytes/pieces.js';
import type { NumberTable } from '../text/number-table.js';
import { carefulRow } from '../text/number-table.js';
import type { RowSyntax } from '../text/row-parser.js';
import { longestCompared } from '../text/cut-number.js';
import { splitLines } from '../text/decode.js';
import type { TextEncoding } from '../text/decode.js';
import { parsePlainRow } from '../text/row-parser.js';

/** Limits of a stream. */
export interface StreamLimits {
  /** Bytes of a line. @default 1 MiB */
  readonly longestLine?: number | undefined;
  /** Values kept. @default 512 Mi */
  readonly mostValues?: number | undefined;
}

/** How the rows of a stream are written, as found in its beginning. */
export interface NumberStreamOptions extends StreamLimits {
  readonly syntax: RowSyntax;
  readonly columns: number;
  /** File line of the first line given, from 1. */
  readonly firstLine: number;
  /** Of lines that are not plain numbers. @default 'utf-8' */
  readonly encoding?: TextEncoding | undefined;
  /** Lines that are passed over. */
  readonly skip: (line: string) => boolean;
  /** Bytes that will be given in all, where that is known: columns are then made at their length at once. */
  readonly expectedBytes?: number | undefined;
  /** Takes full blocks of rows instead of keeping them: [row x column], row after row, and the line of each row. */
  readonly onBlock?: ((values: Float64Array, lines: Int32Array) => void) | undefined;
}

/** Numbers out of bytes that come in pieces. */
export interface NumberStream {
  /** The next bytes of the file; they are not kept. @throws OperandoError as `parseNumberTable`. */
  push(bytes: Uint8Array): void;
  /** All rows; after this nothing may be pushed. */
  finish(): NumberTable;
  /** After the end: the last three rows, where the last line has no end. */
  ending(): readonly string[];
}

const powers = Float64Array.from({ length: 23 }, (_, i) => 10 ** i);
const blockRows = 4096;
/** Enough for the last rows, if they are not longer than is compared. */
const keptBytes = 16 * longestCompared;
const lf = 10;
const cr = 13;
const separatorBytes = { space: 32, tab: 9, comma: 44, semicolon: 59 };

/**
 * Read rows of numbers straight from bytes, in pieces cut anywhere, without making strings of them: a mantissa of up to 15
 * digits and a power of ten of up to 22 are exact doubles, and one multiplication or division rounds once, so that the values
 * are those of `Number`. Any other row (more digits, `nan`, Fortran exponents, comments) is read as `parseNumberTable` does.
 */
export function numberStream(options: NumberStreamOptions): NumberStream {
  const { syntax, columns, skip, longestLine = 1024 * 1024, mostValues = 512 * 1024 * 1024, onBlock } = options;
  const separator = separatorBytes[syntax.separator];
  const mark = syntax.decimalComma ? 44 : 46;
  const blanks = separator === 32 || separator === 9;
  const table = Array.from({ length: onBlock === undefined ? columns : 0 }, () => new Float64Array(0));
  let lineOf = new Int32Array(0);
  /** Bytes whose rows are counted already: of the pieces before, and of the one at hand. */
  let bytesBefore = 0;
  let bytesHere = 0;
  let flat = new Float64Array(blockRows * columns);
  let lines = new Int32Array(blockRows);
  let filled = 0;
  let rows = 0;
  let lineNumber = options.firstLine;
  let rest: Uint8Array = new Uint8Array(0);
  let afterCr = false;
  let ended: readonly string[] = [];
  let before: Uint8Array = new Uint8Array(0);
  let shortRow: { readonly line: number; readonly found: number } | undefined;
  const decoder = new TextDecoder(options.encoding);

  /** Room for rows: what the file's size and the rows so far let expect, or twice as many. */
  const grow = (needed: number): void => {
    const counted = bytesBefore + bytesHere;
    const expected =
      options.expectedBytes === undefined || counted === 0
        ? 0
        : Math.ceil((1.02 * needed * options.expectedBytes) / counted) + blockRows;
    const capacity = Math.max(needed, Math.min(expected, Math.floor(mostValues / columns)), 2 * lineOf.length);
    const widerLines = new Int32Array(capacity);
    widerLines.set(lineOf);
    lineOf = widerLines;
    table.forEach((values, column) => {
      const wider = new Float64Array(capacity);
      wider.set(values);
      table[column] = wider;
    });
  };

  /** A full block, column by column. */
  const store = (count: number): void => {
    if (count === 0) return;
    if ((rows + count) * columns > mostValues)
      throw new OperandoError('too-large', `the table has more than ${mostValues} values.`, {
        where: { line: lineNumber },
        cure: 'Read it in batches, or raise the limit.',
      });
    if (onBlock !== undefined) onBlock(flat.slice(0, count * columns), lines.slice(0, count));
    else {
      if (rows + count > lineOf.length) grow(rows + count);
      for (let column = 0; column < columns; column++) {
        const values = table[column]!;
        for (let row = rows, at = column; row < rows + count; row++, at += columns) values[row] = flat[at]!;
      }
      lineOf.set(lines.subarray(0, count), rows);
    }
    rows += count;
    filled = 0;
  };

  /** A row that is not plain: read with care, from its text. */
  const slowRow = (bytes: Uint8Array, from: number, to: number): boolean => {
    const text = decoder.decode(bytes.subarray(from, to));
    const at = filled * columns;
    if (!parsePlainRow(text, syntax, columns, flat, at)) {
      if (skip(text)) return false;
      if (shortRow !== undefined) carefulRow('', shortRow.line, flat, at, { syntax, columns }, false, shortRow.found);
      const found = carefulRow(text, lineNumber, flat, at, { syntax, columns });
      if (found < columns) {
        // Whether it is the last row, and the file is cut short, the next ones will tell.
        shortRow = { line: lineNumber, found };
        return false;
      }
    } else if (shortRow !== undefined)
      carefulRow('', shortRow.line, flat, at, { syntax, columns }, false, shortRow.found);
    return true;
  };

  /** All whole lines of `bytes` up to `end`, which stands after the end of a line. */
  const parse = (bytes: Uint8Array, end: number): void => {
    let p = 0;
    while (p < end) {
      const start = p;
      const base = filled * columns;
      let column = 0;
      let plain = true;
      for (; column < columns; column++) {
        let byte = bytes[p]!;
        while (byte === 32 || byte === 9) byte = bytes[++p]!;
        let negative = false;
        if (byte === 45) {
          negative = true;
          byte = bytes[++p]!;
        } else if (byte === 43) byte = bytes[++p]!;
        const digitsAt = p;
        let mantissa = 0;
        let digit = byte - 48;
        while (digit >= 0 && digit < 10) {
          mantissa = (Math.imul(mantissa, 10) + digit) | 0;
          digit = bytes[++p]! - 48;
        }
        const whole = p - digitsAt;
        let decimals = 0;
        let integer = mantissa;
        if (whole > 9) {
          if (whole > 15) {
            plain = false;
            break;
          }
          // More than fits 32 bits, such as UNIX times: read again as a double, still exact.
          integer = 0;
          for (let i = digitsAt; i < p; i++) integer = integer * 10 + (bytes[i]! - 48);
        }
        let value = integer;
        if (digit === mark - 48) {
          const fractionAt = ++p;
          let fraction = 0;
          digit = bytes[p]! - 48;
          while (digit >= 0 && digit < 10) {
            fraction = (Math.imul(fraction, 10) + digit) | 0;
            digit = bytes[++p]! - 48;
          }
          decimals = p - fractionAt;
          if (decimals > 9) {
            // Two numbers of nine digits at most: the rest is read again from its tenth digit.
            if (whole + decimals > 15) {
              plain = false;
              break;
            }
            fraction = 0;
            let more = 0;
            for (let i = fractionAt; i < fractionAt + 9; i++) fraction = (Math.imul(fraction, 10) + bytes[i]! - 48) | 0;
            for (let i = fractionAt + 9; i < p; i++) more = (Math.imul(more, 10) + bytes[i]! - 48) | 0;
            value = integer * powers[decimals]! + (fraction * powers[decimals - 9]! + more);
          } else if (whole + decimals > 15) {
            plain = false;
            break;
          } else value = integer * powers[decimals]! + fraction;
          if (mark === 44 && decimals === 0) {
            plain = false;
            break;
          }
        }
        if (whole + decimals === 0) {
          plain = false;
          break;
        }
        // e or E.
        if (digit === 53 || digit === 21) {
          let exponentNegative = false;
          let next = bytes[++p]!;
          if (next === 45) {
            exponentNegative = true;
            next = bytes[++p]!;
          } else if (next === 43) next = bytes[++p]!;
          let exponent = 0;
          const exponentAt = p;
          digit = next - 48;
          while (digit >= 0 && digit < 10 && p - exponentAt < 4) {
            exponent = exponent * 10 + digit;
            digit = bytes[++p]! - 48;
          }
          const power = (exponentNegative ? -exponent : exponent) - decimals;
          if (p === exponentAt || power > 22 || power < -22) {
            plain = false;
            break;
          }
          value = power < 0 ? value / powers[-power]! : value * powers[power]!;
        } else if (decimals > 0) value /= powers[decimals]!;
        flat[base + column] = negative ? -value : value;
        byte = digit + 48;
        const gapAt = p;
        while (byte === 32 || byte === 9) byte = bytes[++p]!;
        if (column < columns - 1) {
          if (blanks) {
            if (p === gapAt) {
              plain = false;
              break;
            }
          } else if (byte === separator) p++;
          else {
            plain = false;
            break;
          }
        } else {
          if (byte === separator) {
            byte = bytes[++p]!;
            while (byte === 32 || byte === 9) byte = bytes[++p]!;
          }
          plain = byte === lf || byte === cr;
        }
      }
      if (!plain || shortRow !== undefined) {
        let lineEnd = start;
        while (bytes[lineEnd] !== lf && bytes[lineEnd] !== cr) lineEnd++;
        p = lineEnd;
        if (p - start > longestLine)
          throw new OperandoError('too-large', `a line of more than ${longestLine} bytes.`, {
            where: { line: lineNumber },
          });
        if (!slowRow(bytes, start, lineEnd)) {
          p += bytes[p] === cr && bytes[p + 1] === lf && p + 1 < end ? 2 : 1;
          lineNumber++;
          continue;
        }
      }
      lines[filled] = lineNumber++;
      p += bytes[p] === cr && bytes[p + 1] === lf && p + 1 < end ? 2 : 1;
      if (++filled === blockRows) {
        bytesHere = p;
        store(filled);
      }
    }
  };

  /** Last place after a whole line; a CR at the very end may be the first half of CRLF. */
  const lastLineEnd = (bytes: Uint8Array): number => {
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] !== lf && bytes[end - 1] !== cr) end--;
    return end;
  };

  /** Place after the first line; 0 where none ends. */
  const firstLineEnd = (bytes: Uint8Array): number => {
    let end = 0;
    while (end < bytes.length && bytes[end] !== lf && bytes[end] !== cr) end++;
    if (end === bytes.length) return 0;
    return bytes[end] === cr && bytes[end + 1] === lf ? end + 2 : end + 1;
  };

  /** Whole lines: parsed, and the last rows kept, should they be asked for at the end. */
  const take = (bytes: Uint8Array, end: number): void => {
    if (end === 0) return;
    parse(bytes, end);
    bytesBefore += end;
    bytesHere = 0;
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
      if (rest.length > longestLine)
        throw new OperandoError('too-large', `a line of more than ${longestLine} bytes.`, {
          where: { line: lineNumber },
        });
    },
    finish() {
      // An old end-of-file mark behind the last number.
      if (rest.at(-1) === 26) rest = rest.subarray(0, -1);
      if (rest.length > 0) {
        const open = [...splitLines(decoder.decode(before)).filter((line) => !skip(line)), decoder.decode(rest)];
        if (!skip(open.at(-1)!)) ended = open.slice(-3);
        const last = new Uint8Array(rest.length + 1);
        last.set(rest);
        last[rest.length] = lf;
        rest = new Uint8Array(0);
        parse(last, last.length);
      }
      if (shortRow !== undefined) carefulRow('', shortRow.line, flat, 0, { syntax, columns }, true, shortRow.found);
      store(filled);
      // A view where little was left over, a copy where much was.
      const fitting = <T extends Float64Array | Int32Array>(values: T): T =>
        (values.length > 1.1 * rows ? values.slice(0, rows) : values.subarray(0, rows)) as T;
      const whole = { rows, columns: table.map(fitting), lines: fitting(lineOf) };
      flat = new Float64Array(0);
      lines = new Int32Array(0);
      return whole;
    },
    ending: () => ended,
  };
}
