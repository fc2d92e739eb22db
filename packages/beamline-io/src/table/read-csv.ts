import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { OperandoError } from '@operando/core';
import Papa from 'papaparse';
import type { ColumnTable } from './column-table.js';
import { csvRows, headerSeparator, isBlank, unclosedQuote } from './csv.js';
import type { CsvRows } from './csv.js';
import { placed } from '../bytes/file-error.js';
import { headOf } from './read-table.js';

const longestHeader = 1024 * 1024;

/** Pieces of a text without byte order mark, whose lines all end with LF. */
async function* unixLines(pieces: AsyncIterable<unknown>): AsyncGenerator<string> {
  let first = true;
  let carried = '';
  for await (const piece of pieces) {
    let text = carried + String(piece);
    if (first && text.startsWith('\uFEFF')) text = text.slice(1);
    first = false;
    // The CR at an end may be the first half of CRLF.
    carried = text.endsWith('\r') ? '\r' : '';
    yield text.slice(0, text.length - carried.length).replace(/\r\n?/g, '\n');
  }
  if (carried !== '') yield '\n';
}

/**
 * Read a CSV file of any size piece by piece (papaparse), quotes allowed: what `parseCsv` gives, without the text in memory.
 * @throws OperandoError as `parseCsv`, with the file; `too-large` for a header beyond 1 MiB.
 */
export async function readCsvStream(path: string): Promise<ColumnTable> {
  const head = await headOf(path, longestHeader);
  const end = head.findIndex((byte) => byte === 10 || byte === 13);
  if (end < 0 && head.length === longestHeader)
    throw new OperandoError('too-large', `a header line of more than ${longestHeader} bytes.`, {
      where: { file: path, line: 1 },
    });
  const separator = headerSeparator(new TextDecoder().decode(end < 0 ? head : head.subarray(0, end))) ?? ',';
  let rows: CsvRows | undefined;
  let line = 0;
  return new Promise((resolve, reject) => {
    const source = Readable.from(unixLines(createReadStream(path, { encoding: 'utf8', highWaterMark: 1024 * 1024 })));
    const fail = (error: unknown): void => {
      source.destroy();
      reject(placed(error, path));
    };
    Papa.parse<string[]>(source, {
      delimiter: separator,
      newline: '\n',
      chunk: ({ data, errors }) => {
        try {
          const quote = errors.find(({ type }) => type === 'Quotes');
          if (quote !== undefined) throw unclosedQuote(quote.message, line + (quote.row ?? 0) + 1);
          for (const row of data) {
            line++;
            if (isBlank(row)) continue;
            if (rows === undefined) rows = csvRows(row, separator);
            else rows.add(row, line);
          }
        } catch (error) {
          fail(error);
        }
      },
      error: (cause) =>
        fail(new OperandoError('file-access', 'the file cannot be read.', { where: { file: path }, cause })),
      complete: () => {
        try {
          resolve((rows ?? csvRows([], separator)).finish());
        } catch (error) {
          fail(error);
        }
      },
    });
  });
}
