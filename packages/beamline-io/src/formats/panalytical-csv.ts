import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { ColumnTable, TableTime } from '../column-table.js';
import { headerValue } from '../column-table.js';
import { splitLines } from '../text/decode.js';
import { parseDateTime } from '../text/date-time.js';
import type { Format } from './format.js';
import { numbersOf, powderTable } from './powder-table.js';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `20/May/2021 15:55`. */
function fileTime(text: JsonValue | undefined): TableTime | undefined {
  if (typeof text !== 'string') return undefined;
  const [, day, month, year, clock] = /^(\d{1,2})\/([A-Za-z]{3})[a-z]*\/(\d{4})\s+(\d{1,2}:\d{2}(?::\d{2})?)$/.exec(text.trim()) ?? [];
  const number = months.indexOf(month?.toLowerCase() ?? '') + 1;
  if (number === 0) return undefined;
  const moment = parseDateTime(`${year}-${number}-${day} ${clock}`);
  return moment === undefined ? undefined : { epoch: moment.epoch, zone: moment.zone };
}

/**
 * PANalytical CSV with the sections `[Measurement conditions]` and `[Scan points]`.
 * @throws OperandoError `truncated-file` when fewer points are there than announced.
 */
export function parsePanalyticalCsv(text: string): ColumnTable {
  const lines = splitLines(text);
  const section = lines.findIndex((line) => /^\[Scan points\]/i.test(line));
  if (section < 0) throw new OperandoError('malformed-file', 'there is no section [Scan points].', { cure: 'Export the scan with its points.' });
  const metadata: Record<string, JsonValue> = {};
  for (const line of lines.slice(1, section)) {
    const comma = line.indexOf(',');
    if (comma > 0) metadata[line.slice(0, comma).trim()] = headerValue(line.slice(comma + 1).replaceAll('"', ''));
  }
  const rows = lines.slice(section + 2).map((line, i) => ({ line, number: section + 3 + i })).filter(({ line }) => line.trim() !== '');
  const values = rows.map(({ line, number }) => {
    const row = numbersOf(line, number);
    if (row.length < 2) throw new OperandoError('malformed-file', 'a row has fewer than two values.', { where: { line: number } });
    return row;
  });
  const announced = Number(metadata['No. of points']);
  if (announced > values.length) {
    throw new OperandoError('truncated-file', `${values.length} of ${announced} points are there.`, { where: { line: lines.length }, cure: 'The file seems cut short: export it again.' });
  }
  return powderTable('panalytical-csv', Float64Array.from(values, (row) => row[0]!), Float64Array.from(values, (row) => row[1]!), {
    metadata,
    time: fileTime(metadata['File date and time']),
    firstLine: section + 3,
  });
}

/** PANalytical CSV. */
export const panalyticalCsv: Format = {
  id: 'panalytical-csv',
  title: 'PANalytical CSV',
  sniff: ({ lines }) => (/^\[Measurement conditions\]/i.test(lines[0] ?? '') ? 0.98 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parsePanalyticalCsv(text) }),
};
