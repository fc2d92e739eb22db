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
  /** The block at hand, and the lines of its rows. The value of a row and a column is at row * `rowStep` + column * `columnStep`. */
  readonly flat: Float64Array;
  readonly lines: Int32Array;
  readonly rowStep: number;
  readonly columnStep: number;
  readonly #options: RowStoreOptions;
  readonly #blockRows: number;
  /** Columns and lines of blocks before; of a table of one block there are none. */
  #table: readonly Float64Array[] | undefined = undefined;
  #lineOf: Int32Array | undefined = undefined;
  #rows = 0;

  constructor(options: RowStoreOptions) {
    const { columns, onBlock, blockRows = usualBlockRows } = options;
    this.#options = options;
    this.#blockRows = blockRows;
    // One piece of memory: each takes about as long as reading a tenth of a small file.
    const values = blockRows * columns;
    const room = new ArrayBuffer(8 * values + 4 * blockRows);
    this.flat = new Float64Array(room, 0, values);
    this.lines = new Int32Array(room, 8 * values);
    this.rowStep = onBlock === undefined ? 1 : columns;
    this.columnStep = onBlock === undefined ? blockRows : 1;
  }

  /** Whether a block of so many rows is full. */
  isFull(filled: number): boolean {
    return filled === this.#blockRows;
  }

  /** @throws OperandoError `too-large` for so many rows more. */
  #expectRoom(count: number, lineNumber: number): void {
    const { columns, mostValues } = this.#options;
    if ((this.#rows + count) * columns > mostValues)
      throw new OperandoError('too-large', `the table has more than ${mostValues} values.`, {
        where: { line: lineNumber },
        cure: 'Read it in batches, or raise the limit.',
      });
  }

  /** One column of the block at hand. */
  #column(column: number, count: number): Float64Array {
    const from = column * this.#blockRows;
    return this.flat.subarray(from, from + count);
  }

  /** Room for rows: what the file's size and the rows so far let expect, or twice as many. */
  #grow(needed: number, bytesRead: number): void {
    const { columns, mostValues, expectedBytes } = this.#options;
    const before = this.#lineOf?.length ?? 0;
    const expected =
      expectedBytes === undefined || bytesRead === 0 || bytesRead >= expectedBytes
        ? 0
        : Math.ceil((1.02 * needed * expectedBytes) / bytesRead) + this.#blockRows;
    const capacity = Math.max(needed, Math.min(expected, Math.floor(mostValues / columns)), 2 * before);
    const lines = new Int32Array(capacity);
    if (this.#lineOf !== undefined) lines.set(this.#lineOf);
    this.#lineOf = lines;
    this.#table = Array.from({ length: columns }, (_, column) => {
      const values = new Float64Array(capacity);
      if (this.#table !== undefined) values.set(this.#table[column]!);
      return values;
    });
  }

  /**
   * Keeps the first rows of the block at hand, which others may overwrite then.
   * @param lineNumber Line that is read now, for messages.
   * @param bytesRead Bytes whose rows are counted already.
   * @throws OperandoError `too-large`.
   */
  store(count: number, lineNumber: number, bytesRead: number): void {
    const { columns, onBlock } = this.#options;
    if (count === 0) return;
    this.#expectRoom(count, lineNumber);
    const { flat, lines } = this;
    const rows = this.#rows;
    if (onBlock !== undefined) onBlock(flat.slice(0, count * columns), lines.slice(0, count));
    else {
      if (rows + count > (this.#lineOf?.length ?? 0)) this.#grow(rows + count, bytesRead);
      this.#table?.forEach((values, column) => values.set(this.#column(column, count), rows));
      this.#lineOf?.set(lines.subarray(0, count), rows);
    }
    this.#rows += count;
  }

  /**
   * All rows that were kept, with the first ones of the block at hand; after this no row may be put anywhere.
   * @throws OperandoError `too-large`.
   */
  table(count: number, lineNumber: number, bytesRead: number): NumberTable {
    const { columns, onBlock } = this.#options;
    const isKept = onBlock === undefined;
    if (isKept && this.#rows === 0 && count > 0 && this.#blockRows <= 1.1 * count) {
      // The block is nearly full, as of a small file whose length was known: it becomes the table.
      this.#expectRoom(count, lineNumber);
      const own = Array.from({ length: columns }, (_, column) => this.#column(column, count));
      return { rows: count, columns: own, lines: this.lines.subarray(0, count) };
    }
    this.store(count, lineNumber, bytesRead);
    const rows = this.#rows;
    const none = Array.from({ length: isKept ? columns : 0 }, () => new Float64Array(0));
    return {
      rows,
      columns: (this.#table ?? none).map((values) => fittingDoubles(values, rows)),
      lines: fittingLines(this.#lineOf ?? new Int32Array(0), rows),
    };
  }
}
