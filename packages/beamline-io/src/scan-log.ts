import Papa from 'papaparse';
import { OperandoError } from '@operando/core';
import type { TableTime } from './column-table.js';
import { parseDateTime } from './text/date-time.js';

/** When each scan of a log was taken, by its number or name. */
export type ScanLog = ReadonlyMap<string, TableTime>;

/**
 * A beamline's log of scans: CSV with a column of scan numbers or names and one
 * of start times (and one of end times), found by their heads.
 *
 * @throws OperandoError `column-missing`, `bad-number` with the line for a time that is none.
 */
export function parseScanLog(text: string): ScanLog {
  const { data, meta } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  const fields = meta.fields ?? [];
  const find = (pattern: RegExp): string | undefined => fields.find((field) => pattern.test(field.trim()));
  const scan = find(/^(scan|file|frame|run)([_ ]?(number|name|no|id))?$/i) ?? fields[0];
  const start = find(/start|begin/i) ?? find(/^(date|time|timestamp)/i);
  const end = find(/end|stop|finish/i);
  if (scan === undefined || start === undefined || start === scan) {
    throw new OperandoError('column-missing', 'the log has no columns of scans and start times.', { where: { line: 1 }, cure: `It needs heads such as scan_number and start_time; it has ${fields.join(', ') || 'none'}.` });
  }
  const log = new Map<string, TableTime>();
  data.forEach((row, i) => {
    const from = parseDateTime(row[start] ?? '');
    if (from === undefined) throw new OperandoError('bad-number', `${JSON.stringify(row[start] ?? '')} is no date with time.`, { where: { line: i + 2, column: start } });
    const to = end === undefined ? undefined : parseDateTime(row[end] ?? '');
    const duration = to === undefined ? 0 : to.epoch - from.epoch;
    log.set((row[scan] ?? '').trim(), { epoch: from.epoch, zone: from.zone, ...(duration > 0 ? { duration } : {}) });
  });
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
