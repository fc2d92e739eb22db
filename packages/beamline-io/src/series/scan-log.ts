import Papa from 'papaparse';
import { OperandoError } from '@operando/core';
import type { TableTime } from '../table/column-table.js';
import { dateOrderOf, parseDateTime } from '../text/date-time.js';
import type { DateOrder } from '../text/date-time.js';
import { said, shown } from '../text/said.js';

/** When each scan of a log was taken, by its number or name. */
export type ScanLog = ReadonlyMap<string, TableTime>;

/**
 * A beamline's log of scans: CSV with a column of scan numbers or names and one
 * of start times (and one of end times), found by their heads.
 *
 * @param options.dateOrder Of dates such as 01/02/2024. @default as other dates of the log have it
 * @throws OperandoError `column-missing`, `bad-number` with the line for a time that is none or a date that can be read in two ways,
 * `malformed-file` for a scan with two different times.
 */
export function parseScanLog(text: string, options: { readonly dateOrder?: DateOrder | undefined } = {}): ScanLog {
  const { data, meta } = Papa.parse<Record<string, string>>(text, { header: true });
  const fields = meta.fields ?? [];
  const find = (pattern: RegExp): string | undefined => fields.find((field) => pattern.test(field.trim()));
  const scan = find(/^(scan|file|frame|run)([_ ]?(number|name|no|id))?$/i) ?? fields[0];
  const start =
    find(/^(start|begin)([_ ]?(time|date|at))?$/i) ??
    find(/(start|begin).*(time|date)|(time|date).*(start|begin)/i) ??
    find(/start|begin/i) ??
    find(/^(date|time|timestamp)/i);
  const end = find(/end|stop|finish/i);
  if (scan === undefined || start === undefined || start === scan) {
    throw new OperandoError('column-missing', 'the log has no columns of scans and start times.', {
      where: { line: 1 },
      cure: said`It needs heads such as scan_number and start_time; it has ${fields.join(', ') || 'none'}.`,
    });
  }
  const rows = data
    .map((row, i) => ({ row, line: i + 2 }))
    .filter(({ row }) => fields.some((field) => (row[field] ?? '').trim() !== ''));
  const order = options.dateOrder ?? dateOrderOf(rows.map(({ row }) => row[start] ?? ''));
  const log = new Map<string, TableTime>();
  for (const { row, line } of rows) {
    const from = parseDateTime(row[start] ?? '', order);
    if (from === undefined)
      throw new OperandoError('bad-number', said`${JSON.stringify(row[start] ?? '')} is no date with time.`, {
        where: { line, column: shown(start) },
      });
    if (from.ambiguous && order === undefined) {
      throw new OperandoError(
        'bad-number',
        said`${JSON.stringify(row[start])} can be read with the month or the day first.`,
        {
          where: { line, column: shown(start) },
          cure: 'Write dates as 2024-02-01, or pass dateOrder (command: --frame-date-order).',
        },
      );
    }
    const to = end === undefined ? undefined : parseDateTime(row[end] ?? '', order);
    const duration = to === undefined ? 0 : to.epoch - from.epoch;
    const name = (row[scan] ?? '').trim();
    const known = log.get(name);
    if (known !== undefined && known.epoch !== from.epoch) {
      throw new OperandoError(
        'malformed-file',
        said`the scan ${JSON.stringify(name.slice(0, 40))} has two start times.`,
        {
          where: { line, column: shown(scan) },
          cure: 'Give every scan one line.',
        },
      );
    }
    log.set(name, { epoch: from.epoch, zone: from.zone, ...(duration > 0 ? { duration } : {}) });
  }
  return log;
}

/** Time of the scan that a file belongs to: the longest scan number or name that stands in the file's name, not as part of a longer number. */
export function scanTime(log: ScanLog, fileName: string): TableTime | undefined {
  let best: string | undefined;
  for (const scan of log.keys()) {
    const at = scan === '' ? -1 : fileName.indexOf(scan);
    if (at < 0 || scan.length <= (best?.length ?? 0)) continue;
    const digit = (character: string | undefined): boolean => character !== undefined && /\d/.test(character);
    if (digit(scan[0]) && digit(fileName[at - 1])) continue;
    if (digit(scan.at(-1)) && digit(fileName[at + scan.length])) continue;
    best = scan;
  }
  return best === undefined ? undefined : log.get(best);
}
