import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { ColumnTable, TableTime } from '../table/column-table.js';
import { headerValue } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { parseDateTime } from '../text/date-time.js';
import { countsTable } from './counts-table.js';
import type { TextFormat } from '../format.js';
import { said } from '../text/said.js';

/** Label and value of a header line: `Live Time: 3599.2`, `Detector#    4`; of times also without a mark, `Live Time  3599.2`. */
function labelled(line: string): readonly [label: string, value: string] | undefined {
  const [, time, seconds] = /^\s*((?:live|real)\s*time)\s+(\d\S*.*)$/i.exec(line) ?? [];
  if (time !== undefined && seconds !== undefined) return [time, seconds.trim()];
  const mark = line.search(/[:=#]/);
  const label = line.slice(0, Math.max(0, mark)).trim();
  return /^[A-Za-z][A-Za-z ]*$/.test(label) ? [label, line.slice(mark + 1).trim()] : undefined;
}
const row = /^\s*(\d+)[\s,;]+(\d+(?:\.\d*)?)\s*$/;
const headerLines = 8;

/** `Wed Jul 20 14:05:31 2022` and what `Date` cannot take apart otherwise. */
function momentOf(text: string): TableTime | undefined {
  const direct = parseDateTime(text);
  if (direct !== undefined) return { epoch: direct.epoch, zone: direct.zone };
  const [, month, day, clock, year] =
    /^[A-Za-z]{3},?\s+([A-Za-z]{3})\s+(\d{1,2})\s+(\d\d:\d\d:\d\d)\s+(\d{4})/.exec(text) ?? [];
  if (month === undefined) return undefined;
  const number = 'janfebmaraprmayjunjulaugsepoctnovdec'.indexOf(month.toLowerCase()) / 3 + 1;
  const moment =
    Number.isInteger(number) && number > 0
      ? parseDateTime(`${year}-${String(number).padStart(2, '0')}-${day!.padStart(2, '0')} ${clock}`)
      : undefined;
  return moment && { epoch: moment.epoch, zone: moment.zone };
}

/**
 * Text of a Lynx analyser as the NIST depth profiling station writes it: eight
 * header lines (detector, label, date, live and real time), then rows of channel and counts.
 *
 * @throws OperandoError `malformed-file` for a row that is none or channels that do not count up, with the line.
 */
export function parseLynxAscii(text: string): ColumnTable {
  const lines = splitLines(text);
  const metadata: Record<string, JsonValue> = {};
  const further: string[] = [];
  let liveTime: number | undefined;
  let realTime: number | undefined;
  let time: TableTime | undefined;
  for (const line of lines.slice(0, headerLines)) {
    const [label, value] = labelled(line) ?? [];
    if (label === undefined || value === undefined) {
      if (line.trim() !== '') further.push(line.trim());
      time ??= momentOf(line.trim());
      continue;
    }
    metadata[label] = headerValue(value);
    if (/live/i.test(label)) liveTime = Number.parseFloat(value);
    else if (/real/i.test(label)) realTime = Number.parseFloat(value);
    else if (/acq|date|start/i.test(label)) time ??= momentOf(value);
  }
  if (further.length > 0) metadata['header'] = further;
  const counts: number[] = [];
  let first: number | undefined;
  for (let i = headerLines; i < lines.length; i++) {
    if (lines[i]!.trim() === '') continue;
    const [, channel, count] = row.exec(lines[i]!) ?? [];
    if (channel === undefined)
      throw new OperandoError(
        'malformed-file',
        said`${JSON.stringify(lines[i]!.slice(0, 40))} is no row of channel and counts.`,
        { where: { line: i + 1 } },
      );
    first ??= Number(channel);
    if (Number(channel) !== first + counts.length) {
      throw new OperandoError('malformed-file', `channel ${channel} follows channel ${first + counts.length - 1}.`, {
        where: { line: i + 1 },
        cure: 'The channels must count up: export the file again.',
      });
    }
    counts.push(Number(count));
  }
  if (first === undefined)
    throw new OperandoError('truncated-file', 'there are no rows of channel and counts.', {
      where: { line: lines.length },
    });
  return countsTable('lynx-ascii', Float64Array.from(counts), {
    firstChannel: first,
    liveTime,
    realTime,
    time,
    metadata,
    firstLine: headerLines + 1,
  });
}

/** Lynx analysers at depth profiling stations. */
export const lynxAscii: TextFormat = {
  id: 'lynx-ascii',
  title: 'Lynx ASCII (.asc)',
  kind: 'text',
  sniff: ({ lines }) =>
    lines.slice(0, headerLines).some((line) => /^\s*live\s*time/i.test(line)) &&
    lines.slice(headerLines, headerLines + 3).every((line) => row.test(line)) &&
    lines.length > headerLines + 3
      ? 0.95
      : 0,
  parse: (text) => ({ kind: 'spectrum', table: parseLynxAscii(text) }),
};
