import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { joinedAll } from '../bytes/pieces.js';
import type { ColumnTable } from './column-table.js';
import { findLabels } from './column-labels.js';
import { layoutOf, passedOverIn } from './column-layout.js';
import { columnScans } from './column-text.js';
import { PassedLines } from './passed-lines.js';
import { chosenTable } from './scan-choice.js';
import { toldTable } from './told-table.js';
import { openEndWarning } from '../text/open-end.js';
import { decodeText, splitLines } from '../text/decode.js';
import type { DecodedText } from '../text/decode.js';
import type { RowSyntax } from '../text/row-parser.js';
import type { StreamLimits } from './line-reader.js';
import { numberStream } from './number-stream.js';
import type { NumberStream } from './number-stream.js';

/** Limits and choices of {@link tableStream}. */
export interface TableStreamOptions extends StreamLimits {
  /** Bytes of the file's beginning in which the table must begin. @default 1 MiB */
  readonly longestHeader?: number | undefined;
  /** Bytes that will be given in all, where that is known. */
  readonly expectedBytes?: number | undefined;
  /** Of several scans in one text: which one. @default the first, with a warning */
  readonly scan?: string | number | undefined;
  /** Takes blocks of rows instead of keeping them; the table that `finish` gives has no rows then. */
  readonly onBlock?: ((block: RowBlock) => void) | undefined;
}

/** Rows of a table too large to be kept. */
export interface RowBlock {
  /** Of the columns, in their order. */
  readonly labels: readonly string[];
  /** [row x column], row after row. */
  readonly values: Float64Array;
  /** How many rows there are in the block. */
  readonly rows: number;
  /** File line of each row. */
  readonly lines: Int32Array;
}

/** A text of columns of numbers that comes in pieces. */
export interface TableStream {
  /** The next bytes; they are not kept. */
  push(bytes: Uint8Array): void;
  /** @throws OperandoError as `parseColumnText`, here or from `push`. */
  finish(): ColumnTable;
}

/** Byte at which a line (from 0) begins, whatever ends the lines. */
function startOfLine(bytes: Uint8Array, line: number): number {
  let at = 0;
  for (let passed = 0; passed < line && at < bytes.length; at++) {
    if (bytes[at] === 10) passed++;
    else if (bytes[at] === 13) {
      if (bytes[at + 1] === 10) at++;
      passed++;
    }
  }
  return at;
}

interface Begun {
  readonly header: readonly string[];
  readonly labels: readonly string[];
  readonly syntax: RowSyntax;
  readonly warnings: readonly OperandoWarning[];
  readonly passed: PassedLines;
  readonly numbers: NumberStream;
  readonly decoded: DecodedText;
}

/**
 * Columns of numbers out of bytes that come in pieces cut anywhere, as `parseColumnText` reads them: where the table begins and
 * how its rows are written is found in the first MiB, and then held.
 */
export function tableStream(options: TableStreamOptions = {}): TableStream {
  const { longestHeader = 1024 * 1024, onBlock } = options;
  const held: Uint8Array[] = [];
  let length = 0;
  let begun: Begun | undefined;
  const begin = (whole: boolean): Begun => {
    const bytes = joinedAll(held);
    held.length = 0;
    // What was held may end inside a line, or inside a letter.
    const wholeLines = whole
      ? bytes
      : bytes.subarray(0, Math.max(bytes.lastIndexOf(10), bytes.lastIndexOf(13)) + 1 || bytes.length);
    if (bytes[0] === 0xff || bytes[0] === 0xfe)
      throw new OperandoError('unsupported', 'a text of two bytes a letter cannot be read as a stream.', {
        cure: 'Save it as UTF-8.',
      });
    const decoded = decodeText(wholeLines);
    const lines = splitLines(decoded.text);
    const layout = layoutOf(lines);
    const header = lines.slice(0, layout.from);
    const labels = findLabels(lines, layout);
    const named = Array.from({ length: layout.columns }, (_, i) => labels[i] ?? `column ${i + 1}`);
    const { longestLine, mostValues } = options;
    const passed = new PassedLines(header, passedOverIn(layout.syntax));
    const numbers = numberStream({
      syntax: layout.syntax,
      columns: layout.columns,
      firstLine: layout.from + 1,
      encoding: decoded.encoding,
      skip: passed.skip,
      longestLine,
      mostValues,
      expectedBytes: options.expectedBytes,
      ...(onBlock === undefined
        ? {}
        : {
            onBlock: (values: Float64Array, lineOf: Int32Array): void =>
              onBlock({ labels: named, values, rows: lineOf.length, lines: lineOf }),
          }),
    });
    const mark = layout.from === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    numbers.push(bytes.subarray(startOfLine(bytes, layout.from) + mark));
    const { syntax, warnings } = layout;
    return { header, labels, syntax, warnings, passed, numbers, decoded };
  };
  return {
    push(bytes) {
      if (begun !== undefined) {
        begun.numbers.push(bytes);
        return;
      }
      held.push(bytes.slice());
      length += bytes.length;
      if (length > longestHeader) begun = begin(false);
    },
    finish() {
      begun ??= begin(true);
      const { numbers, decoded, ...around } = begun;
      const rows = numbers.finish();
      const table = chosenTable(columnScans(rows, { ...around, ending: numbers.ending() }), options.scan);
      const atEnd = numbers.isOpen() ? [openEndWarning(numbers.lastLine())] : [];
      return toldTable(table, { before: decoded.warnings, atEnd });
    },
  };
}
