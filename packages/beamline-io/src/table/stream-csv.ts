import { OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import Papa from 'papaparse';
import { placed } from '../bytes/file-error.js';
import { piecesOf } from '../bytes/pieces.js';
import type { ColumnTable } from './column-table.js';
import { csvRows } from './csv-rows.js';
import type { CsvRows } from './csv-rows.js';
import { headerSeparator, isBlank, unclosedQuote } from './csv.js';

const longestHeader = 1024 * 1024;

/** Pieces of a UTF-8 text whose lines all end with LF. */
async function* unixTexts(source: NamedSource): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let carried = '';
  for await (const piece of piecesOf(source)) {
    const text = carried + decoder.decode(piece, { stream: true });
    // The CR at an end may be the first half of CRLF.
    carried = text.endsWith('\r') ? '\r' : '';
    yield text.slice(0, text.length - carried.length).replace(/\r\n?/g, '\n');
  }
  const text = carried + decoder.decode();
  if (text !== '') yield text.replace(/\r\n?/g, '\n');
}

/** Whole rows out of texts that are cut anywhere: line ends inside of quotes end none. */
function wholeRows(): { add(text: string): string | undefined; rest(): string; size(): number } {
  let held = '';
  let isQuoted = false;
  return {
    add(text) {
      let end = -1;
      for (let at = 0; at < text.length; at++) {
        const letter = text.charCodeAt(at);
        if (letter === 34) isQuoted = !isQuoted;
        else if (letter === 10 && !isQuoted) end = at;
      }
      const before = held;
      held = end < 0 ? held + text : text.slice(end + 1);
      return end < 0 ? undefined : before + text.slice(0, end);
    },
    rest: () => held,
    size: () => held.length,
  };
}

/** Rows of a CSV out of whole lines, as they come. */
function csvLines(): { take(text: string): void; finish(): ColumnTable } {
  let separator: string | undefined;
  let rows: CsvRows | undefined;
  let line = 0;
  return {
    take(text) {
      separator ??= headerSeparator(/^[^\n]*/.exec(text)?.[0] ?? '') ?? ',';
      const { data, errors } = Papa.parse<string[]>(text, { delimiter: separator, newline: '\n' });
      const quote = errors.find(({ type }) => type === 'Quotes');
      if (quote !== undefined) throw unclosedQuote(quote.message, line + (quote.row ?? 0) + 1);
      for (const row of data) {
        line++;
        if (isBlank(row)) continue;
        if (rows === undefined) rows = csvRows(row, separator);
        else rows.add(row, line);
      }
    },
    finish: () => (rows ?? csvRows([], separator ?? ',')).finish(),
  };
}

/**
 * Read a CSV file of any size piece by piece (papaparse), quotes allowed: what `parseCsv` gives, without the text in memory.
 * @throws OperandoError as `parseCsv`, with the file; `too-large` for a header beyond 1 MiB.
 */
export async function readCsvFrom(source: NamedSource): Promise<ColumnTable> {
  try {
    const lines = csvLines();
    const rows = wholeRows();
    let begun = false;
    for await (const text of unixTexts(source)) {
      const whole = rows.add(text);
      if (whole !== undefined) {
        begun = true;
        lines.take(whole);
      } else if (!begun && rows.size() > longestHeader)
        throw new OperandoError('too-large', `a header line of more than ${longestHeader} bytes.`, {
          where: { line: 1 },
        });
    }
    if (rows.size() > 0) lines.take(rows.rest());
    return lines.finish();
  } catch (error) {
    throw placed(error, source.name);
  }
}
