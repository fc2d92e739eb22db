import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import { headerValue, labelledColumns } from '../table/column-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { parseNumberTable } from '../text/number-table.js';
import { rowSyntaxes, splitFields } from '../text/row-parser.js';
import { absorptionTable, headerScalars } from './absorption-table.js';
import { openEndWarnings } from '../text/open-end.js';
import { statedTimes } from '../text/stated-moment.js';
import type { Sample, TextFormat } from '../format.js';

const spaces = rowSyntaxes[0]!;
const keyLine = /^# ?([A-Za-z][\w. ]*?):\s*(.*)$/;

function belongs({ lines }: Pick<Sample, 'lines'>): boolean {
  const head = lines.slice(0, 40);
  return (
    /^# Facility: *NSLS-II/.test(lines[0] ?? '') &&
    head.some((line) => /^# (Trajectory name|UID|Scan ID|Start time|Start):/i.test(line))
  );
}

/**
 * Binned quick scans of NSLS-II ISS (8-ID): `# Key: value` lines, a line of labels, rows. Energies are in eV, currents are
 * negative; start and stop, month first, have no zone.
 *
 * @throws OperandoError with the line: `malformed-file`, `truncated-file`, `bad-number`.
 */
export function parseNslsIss(text: string): ColumnTable {
  const lines = splitLines(text);
  if (!belongs({ lines }))
    throw new OperandoError('malformed-file', 'this is no scan of NSLS-II ISS.', { where: { line: 1 } });
  let from = 0;
  while (from < lines.length && (lines[from]!.startsWith('#') || lines[from]!.trim() === '')) from++;
  const labels = splitFields((lines[from - 1] ?? '').replace(/^[#\s]+/, ''), spaces);
  if (from >= lines.length)
    throw new OperandoError('truncated-file', 'there are no data below the header.', {
      where: { line: lines.length },
      cure: 'Copy the file again.',
    });
  const fields = new Map<string, string>();
  for (const line of lines.slice(0, from - 1)) {
    const [, key, value] = keyLine.exec(line) ?? [];
    if (key !== undefined && value !== undefined) fields.set(key, value.trim());
  }
  if (labels.length < 2 || !labels.some((label) => /^energy$/i.test(label)))
    throw new OperandoError('malformed-file', 'the line above the data has no label "energy".', {
      where: { line: from },
      cure: 'The file is not as its program writes it: export it again.',
    });
  const table = parseNumberTable(lines, {
    syntax: spaces,
    columns: labels.length,
    from,
    skip: (line) => line.startsWith('#') || line.trim() === '',
  });
  const columns = labelledColumns(table, labels).map((column) =>
    column.role === 'energy' ? Object.assign(column, { unit: 'eV' }) : column,
  );
  const metadata: Record<string, JsonValue> = {};
  for (const [key, value] of fields) metadata[key] = headerValue(value);
  const times = statedTimes(fields.get('Start time'), fields.get('Stop time'), {
    label: 'Start time',
    usual: 'month-first',
  });
  return absorptionTable('nsls-iss', table, columns, {
    metadata,
    scalars: headerScalars({ beamline_e0: [fields.get('E0'), 'eV'] }),
    time: times.time,
    warnings: openEndWarnings(text, lines.length),
  });
}

/** NSLS-II ISS. */
export const nslsIss: TextFormat = {
  id: 'nsls-iss',
  title: 'NSLS-II ISS quick scan',
  kind: 'text',
  sniff: (sample) => (belongs(sample) ? 0.97 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parseNslsIss(text) }),
};
