import { OperandoError } from '@operando/core';
import type { NumberTable } from '../text/number-table.js';

/** What {@link RowStore} goes by. */
export interface RowStoreOptions {
  readonly columns: number;
  /** Values kept. */
  readonly mostValues: number;
  /** Bytes that will be given in all, where that is known: columns are then made at their length at once. */
  readonly expectedBytes?: number | undefined;
  /** Rows of a block. @default 4096 */
  readonly blockRows?: number | undefined;
  /** Takes full blocks of rows instead of keeping them: [row x column], row after row, and the line of each row. */
  readonly onBlock?: ((values: Float64Array, lines: Int32Array) => void) | undefined;
}

const usualBlockRows = 4096;

/** A view where little was left over, a copy where much was. */
function fittingDoubles(values: Float64Array, rows: number): Float64Array {
  return values.length > 1.1 * rows ? values.slice(0, rows) : values.subarray(0, rows);
}

function fittingLines(values: Int32Array, rows: number): Int32Array {
  return values.length > 1.1 * rows ? values.slice(0, rows) : values.subarray(0, rows);
}

/** Takes rows of numbers in blocks, and keeps them column by column. */
export class RowStore {
  /** The block at hand, [row x column], and the lines of its rows. */
  flat: Float64Array;
  lines: Int32Array;
  readonly #options: RowStoreOptions;
  readonly #blockRows: number;
  readonly #table: Float64Array[];
  #lineOf = new Int32Array(0);
  #rows = 0;

  constructor(options: RowStoreOptions) {
    const { blockRows = usualBlockRows } = options;
    this.#options = options;
    this.#blockRows = blockRows;
    this.flat = new Float64Array(blockRows * options.columns);
    this.lines = new Int32Array(blockRows);
    this.#table = Array.from(
      { length: options.onBlock === undefined ? options.columns : 0 },
      () => new Float64Array(0),
    );
  }

  /** Whether a block of so many rows is full. */
  isFull(filled: number): boolean {
    return filled === this.#blockRows;
  }

  /** Room for rows: what the file's size and the rows so far let expect, or twice as many. */
  #grow(needed: number, bytesRead: number): void {
    const { columns, mostValues, expectedBytes } = this.#options;
    const expected =
      expectedBytes === undefined || bytesRead === 0 || bytesRead >= expectedBytes
        ? 0
        : Math.ceil((1.02 * needed * expectedBytes) / bytesRead) + this.#blockRows;
    const capacity = Math.max(needed, Math.min(expected, Math.floor(mostValues / columns)), 2 * this.#lineOf.length);
    const widerLines = new Int32Array(capacity);
    widerLines.set(this.#lineOf);
    this.#lineOf = widerLines;
    this.#table.forEach((values, column) => {
      const wider = new Float64Array(capacity);
      wider.set(values);
      this.#table[column] = wider;
    });
  }

  /**
   * Keeps the first rows of the block at hand.
   * @param lineNumber Line that is read now, for messages.
   * @param bytesRead Bytes whose rows are counted already.
   * @throws OperandoError `too-large`.
   */
  store(count: number, lineNumber: number, bytesRead: number): void {
    const { columns, mostValues, onBlock } = this.#options;
    if (count === 0) return;
    const rows = this.#rows;
    if ((rows + count) * columns > mostValues)
      throw new OperandoError('too-large', `the table has more than ${mostValues} values.`, {
        where: { line: lineNumber },
        cure: 'Read it in batches, or raise the limit.',
      });
    const { flat, lines } = this;
    if (onBlock !== undefined) onBlock(flat.slice(0, count * columns), lines.slice(0, count));
    else {
      if (rows + count > this.#lineOf.length) this.#grow(rows + count, bytesRead);
      for (let column = 0; column < columns; column++) {
        const values = this.#table[column]!;
        for (let row = rows, at = column; row < rows + count; row++, at += columns) values[row] = flat[at]!;
      }
      this.#lineOf.set(lines.subarray(0, count), rows);
    }
    this.#rows += count;
  }

  /** All rows that were kept; after this none may be. */
  table(): NumberTable {
    const rows = this.#rows;
    const whole = {
      rows,
      columns: this.#table.map((values) => fittingDoubles(values, rows)),
      lines: fittingLines(this.#lineOf, rows),
    };
    this.flat = new Float64Array(0);
    this.lines = new Int32Array(0);
    return whole;
  }
}
