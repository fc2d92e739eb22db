import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import { headerValue, labelledColumns } from '../table/column-table.js';
import type { ColumnTable, TableTime } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { parseDateTime, yearOf, zoneSeconds } from '../text/date-time.js';
import { parseNumberTable } from '../text/number-table.js';
import { rowSyntaxes, splitFields } from '../text/row-parser.js';
import { absorptionTable, headerScalars } from './absorption-table.js';
import { openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';

const spaces = rowSyntaxes[0]!;
const title = /^#?\s*(XDAC|MRCAT_XAFS)\s+V\S+\s+Datafile/;
/** Zones these programs write behind the year, as offsets. */
const zones: ReadonlyMap<string, string> = new Map([
  ['EST', '-05:00'],
  ['EDT', '-04:00'],
  ['CST', '-06:00'],
  ['CDT', '-05:00'],
]);

/** `created … on Tue Jul  9 15:35:15 2019 CDT`, `created on 10/3/02 at 10:20:36 PM on X-11A`. */
function timeOf(line: string): TableTime | undefined {
  const [, date, year, clock] =
    /created on (\d{1,2}\/\d{1,2}\/)(\d{2,4}) at (\d{1,2}:\d{2}:\d{2}\s*(?:[AP]M)?)/i.exec(line) ?? [];
  if (date !== undefined && year !== undefined) {
    const moment = parseDateTime(`${date}${yearOf(year)} ${clock ?? ''}`, 'month-first');
    return moment === undefined ? undefined : { epoch: moment.epoch, zone: moment.zone };
  }
  const [, stamp, zone] =
    /\bon ([A-Z][a-z]{2} [A-Z][a-z]{2}\s+\d{1,2} \d{2}:\d{2}:\d{2} \d{4})(?:\s+([A-Z]{3}))?/.exec(line) ?? [];
  const moment = parseDateTime(stamp ?? '');
  const offset = zones.get(zone ?? '');
  if (moment === undefined) return undefined;
  if (offset === undefined) return { epoch: moment.epoch, zone: moment.zone };
  return { epoch: moment.epoch - zoneSeconds(offset), zone: offset };
}

/**
 * Scans of XDAC (NSLS X-11A, X23A2 and others) and of MRCAT (APS 10-BM, 10-ID): a header of `key= value`, a line of dashes,
 * labels, rows. Energies are in eV; offsets and gains of the amplifiers are kept as written.
 *
 * @throws OperandoError with the line: `malformed-file`, `truncated-file`, `bad-number`.
 */
export function parseXdac(text: string): ColumnTable {
  const lines = splitLines(text);
  const dashes = lines.findIndex((line) => /^#?\s*-{10,}\s*$/.test(line));
  if (!title.test(lines[0] ?? '') || dashes < 0)
    throw new OperandoError(
      'malformed-file',
      'this is no XDAC or MRCAT file: its first line or its line of dashes is missing.',
      { where: { line: 1 } },
    );
  const labels = splitFields((lines[dashes + 1] ?? '').replace(/^#/, ''), spaces);
  if (labels.length < 2 || dashes + 2 >= lines.length)
    throw new OperandoError('truncated-file', 'labels or data below the dashes are missing.', {
      where: { line: dashes + 1 },
      cure: 'Copy the file again.',
    });
  const table = parseNumberTable(lines, {
    syntax: spaces,
    columns: labels.length,
    from: dashes + 2,
    skip: (line) => /^[\s\p{Cc}]*$/u.test(line),
  });
  const fields = new Map<string, string>();
  const comments: string[] = [];
  for (const line of lines.slice(1, dashes)) {
    const [, key, value] = /^#?([^=]{1,80})=(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined && /^[A-Za-z][\w ]*$/.test(key.trim()))
      fields.set(key.trim(), value.trim());
    else if (line.trim() !== '') comments.push(line.replace(/^#/, '').trim());
  }
  const metadata: Record<string, JsonValue> = {
    program: lines[0]!.replace(/^#/, '').trim(),
    comments: comments.join('\n'),
  };
  for (const [key, value] of fields) metadata[key] = headerValue(value);
  const columns = labelledColumns(table, labels).map((column) =>
    column.role === 'energy' && column.unit === undefined ? Object.assign(column, { unit: 'eV' }) : column,
  );
  return absorptionTable('xdac', table, columns, {
    metadata,
    scalars: headerScalars({ beamline_e0: [fields.get('E0'), 'eV'] }),
    time: timeOf(lines[1] ?? ''),
    warnings: openEndWarnings(text, lines.length),
  });
}

/** XDAC and MRCAT. */
export const xdac: TextFormat = {
  id: 'xdac',
  title: 'XDAC or MRCAT scan',
  kind: 'text',
  sniff: ({ lines }) => (title.test(lines[0] ?? '') ? 0.98 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parseXdac(text) }),
};
