import type { TextFormat } from '../format.js';
import { findLayout } from './column-layout.js';
import { columnTextScans, parseColumnText } from './column-text.js';
import { tablesOf } from './scan-choice.js';
import { decodeText, splitLines } from '../text/decode.js';
import { readTableFrom } from './stream-table.js';
import { unquotedRows } from './unquoted-rows.js';

const quote = 34;

/** Generic column text: claims whatever has a table of numbers, weakly. */
export const columnText: TextFormat = {
  id: 'column-text',
  title: 'columns of numbers',
  kind: 'text',
  sniff: ({ lines }) => (findLayout(unquotedRows(lines)) === undefined ? 0 : 0.3),
  parse: (text, options) => ({ kind: 'spectrum', table: parseColumnText(text, options) }),
  scans: (text) => tablesOf(columnTextScans(text)),
  // Rows in quotes are read at once.
  stream: async (source, head, options) =>
    head.includes(quote) && findLayout(splitLines(decodeText(head).text)) === undefined
      ? undefined
      : readTableFrom(source, { scan: options.scan }),
};
