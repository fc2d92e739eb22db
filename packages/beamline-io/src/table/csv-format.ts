import type { Sample, TextFormat } from '../format.js';
import { isUtf8 } from '../text/decode.js';
import { parseNumber } from '../text/number.js';
import { csvScans, headerSeparator, parseCsv } from './csv.js';
import { tablesOf } from './scan-choice.js';
import { readCsvFrom } from './stream-csv.js';

/** Rows by which a text of numbers alone is told from one with words and blank cells. */
const sniffedRows = 500;

function sniffCsv({ lines }: Sample): number {
  const separator = headerSeparator(lines[0] ?? '');
  if (separator === undefined) return 0;
  const below = lines.slice(1, sniffedRows).filter((line) => line.trim() !== '');
  const second = below[0] ?? '';
  if (!second.includes(separator)) return 0;
  const cells = second.split(separator).map(unquoted);
  const names = (lines[0] ?? '').split(separator).map(unquoted);
  // Where no column of numbers has a name, the first line is a row.
  if (cells.every((cell, i) => !isNumber(cell) || isNumber(names[i] ?? ''))) return 0;
  const enough = (decimalComma: boolean): boolean => {
    const numeric = cells.filter((cell) => parseNumber(cell, decimalComma) !== undefined).length;
    return numeric > 0 && numeric >= cells.length / 4;
  };
  if (enough(separator !== ',')) return 0.5;
  // Numbers alone with decimal points are columns of numbers, which are read faster.
  return separator !== ',' &&
    enough(false) &&
    below.some((line) => line.split(separator).some((cell) => parseNumber(unquoted(cell)) === undefined))
    ? 0.5
    : 0;
}

const isNumber = (cell: string): boolean => (parseNumber(cell) ?? parseNumber(cell, true)) !== undefined;
const unquoted = (cell: string): string => cell.trim().replace(/^"(.*)"$/, '$1');

/** CSV with a header line. */
export const csv: TextFormat = {
  id: 'csv',
  title: 'comma-separated values',
  kind: 'text',
  sniff: sniffCsv,
  parse: (text, options) => ({ kind: 'spectrum', table: parseCsv(text, options) }),
  scans: (text) => tablesOf(csvScans(text)),
  stream: async (source, head, options) => (isUtf8(head) ? readCsvFrom(source, options) : undefined),
};
