import type { TextFormat } from '../format.js';
import { findLayout } from './column-layout.js';
import { columnTextScans, parseColumnText } from './column-text.js';
import { tablesOf } from './scan-choice.js';
import { readTableFrom } from './stream-table.js';

/** Generic column text: claims whatever has a table of numbers, weakly. */
export const columnText: TextFormat = {
  id: 'column-text',
  title: 'columns of numbers',
  kind: 'text',
  sniff: ({ lines }) => (findLayout(lines) === undefined ? 0 : 0.3),
  parse: (text, options) => ({ kind: 'spectrum', table: parseColumnText(text, options) }),
  scans: (text) => tablesOf(columnTextScans(text)),
  stream: (source, _head, options) => readTableFrom(source, { scan: options.scan }),
};
