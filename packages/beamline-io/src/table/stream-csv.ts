import { OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import Papa from 'papaparse';
import { placed } from '../bytes/file-error.js';
import { piecesOf } from '../bytes/pieces.js';
import type { ColumnTable } from './column-table.js';
import { chosenTable } from './scan-choice.js';
import type { ScansOfFile } from './scan-choice.js';
import { toldTable } from './told-table.js';
import { openEndWarning } from '../text/open-end.js';
import { csvRows } from './csv-rows.js';
import type { CsvRows } from './csv-rows.js';
import { headerSeparator, isBlank, unclosedQuote } from './csv.js';
import type { CsvOptions } from './csv.js';

const longestHeader = 1024 * 1024;

/** Bytes whose rows are words at one time: of more, most of the time would go into collecting them. */
const partBytes = 65_536;
const [quote, lf, cr] = [34, 10, 13];

/** Whole rows out of bytes that are cut anywhere: line ends inside of quotes end none. */
class WholeRows {
  #buffer: Uint8Array = new Uint8Array(2 * partBytes);
  #length = 0;
  #isQuoted = false;

  /** Place of the last line end that is outside of quotes; -1 for none. A CR at the very end may be the first half of CRLF. */
  #lastEnd(bytes: Uint8Array): number {
    if (!this.#isQuoted && !bytes.includes(quote))
      return Math.max(bytes.lastIndexOf(lf), bytes.subarray(0, -1).lastIndexOf(cr));
    let end = -1;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === quote) this.#isQuoted = !this.#isQuoted;
      else if (!this.#isQuoted && (byte === lf || (byte === cr && at + 1 < bytes.length))) end = at;
    }
    return end;
  }

  /**
   * The next bytes, which are not kept.
   * @param take Takes the whole rows that there are now, if any; they hold until it returns.
   */
  add(bytes: Uint8Array, take: (rows: Uint8Array) => void): void {
    const end = this.#lastEnd(bytes) + 1;
    const length = this.#length + bytes.length;
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(this.rest());
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    const whole = end === 0 ? 0 : this.#length + end;
    if (whole > 0) take(this.#buffer.subarray(0, whole));
    this.#buffer.copyWithin(0, whole, length);
    this.#length = length - whole;
  }

  /** What no line end follows. */
  rest(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }
}

/** Rows of a CSV out of whole lines, as they come. */
function csvLines(): { take(bytes: Uint8Array): void; finish(): ScansOfFile; lastLine(): number } {
  const decoder = new TextDecoder();
  let separator: string | undefined;
  let rows: CsvRows | undefined;
  let line = 0;
  const add = (row: readonly string[]): void => {
    line++;
    if (isBlank(row)) return;
    if (rows === undefined) rows = csvRows(row, separator ?? ',');
    else rows.add(row, line);
  };
  /** Rows without quotes are split one by one, so that none is kept longer than it is read. */
  const split = (text: string, mark: string): void => {
    for (let at = 0; at <= text.length;) {
      const end = text.indexOf('\n', at);
      const to = end < 0 ? text.length : end;
      add(text.slice(at, to).split(mark));
      at = to + 1;
    }
  };
  const parse = (text: string, mark: string): void => {
    const { data, errors } = Papa.parse<string[]>(text, { delimiter: mark, newline: '\n' });
    const unclosed = errors.find(({ type }) => type === 'Quotes');
    if (unclosed !== undefined) throw unclosedQuote(unclosed.message, line + (unclosed.row ?? 0) + 1);
    for (const row of data) add(row);
  };
  return {
    take(bytes) {
      // Not as a stream, which decodes slowly: whole rows hold whole letters.
      const decoded = decoder.decode(bytes);
      const unix = decoded.includes('\r') ? decoded.replace(/\r\n?/g, '\n') : decoded;
      const text = unix.endsWith('\n') ? unix.slice(0, -1) : unix;
      separator ??= headerSeparator(/^[^\n]*/.exec(text)?.[0] ?? '') ?? ',';
      if (text.includes('"')) parse(text, separator);
      else split(text, separator);
    },
    finish: () => (rows ?? csvRows([], separator ?? ',')).finish(),
    lastLine: () => line,
  };
}

/**
 * Read a CSV file of any size piece by piece (papaparse), quotes allowed: what `parseCsv` gives, without the text in memory.
 * @throws OperandoError as `parseCsv`, with the file; `too-large` for a header beyond 1 MiB.
 */
export async function readCsvFrom(source: NamedSource, { scan }: CsvOptions = {}): Promise<ColumnTable> {
  try {
    const lines = csvLines();
    const rows = new WholeRows();
    let begun = false;
    const take = (whole: Uint8Array): void => {
      begun = true;
      lines.take(whole);
    };
    for await (const piece of piecesOf(source)) {
      for (let at = 0; at < piece.length; at += partBytes) rows.add(piece.subarray(at, at + partBytes), take);
      if (!begun && rows.rest().length > longestHeader)
        throw new OperandoError('too-large', `a header line of more than ${longestHeader} bytes.`, {
          where: { line: 1 },
        });
    }
    const isOpen = rows.rest().length > 0 && rows.rest().at(-1) !== cr;
    if (rows.rest().length > 0) lines.take(rows.rest());
    const table = chosenTable(lines.finish(), scan);
    return toldTable(table, { before: [], atEnd: isOpen ? [openEndWarning(lines.lastLine())] : [] });
  } catch (error) {
    throw placed(error, source.name);
  }
}
