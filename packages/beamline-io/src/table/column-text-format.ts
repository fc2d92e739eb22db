import type { TextFormat } from '../format.js';
import { hasTable } from './column-layout.js';
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
  sniff: ({ lines }) => (hasTable(unquotedRows(lines)) ? 0.3 : 0),
  parse: (text, options) => ({ kind: 'spectrum', table: parseColumnText(text, options) }),
  scans: (text) => tablesOf(columnTextScans(text)),
  // Rows in quotes are read at once.
  stream: async (source, head, options) =>
    head.includes(quote) && !hasTable(splitLines(decodeText(head).text))
      ? undefined
      : readTableFrom(source, { scan: options.scan }),
};
