import { OperandoError } from '@operando/core';
import type { Electrochemistry, JsonValue } from '@operando/core';
import { headerValue } from '../table/column-table.js';
import { electrochemistryOfWords } from './delimited-log.js';
import type { ColumnMapping } from './map-columns.js';
import { statedMoment } from '../text/stated-moment.js';
import { readDelimited } from '../text/delimited.js';
import { splitLines } from '../text/decode.js';
import type { ParseOptions, TextFormat } from '../format.js';

const mappings: readonly ColumnMapping[] = [
  { name: 'test_time_second', pattern: /^run time$/i },
  { name: 'step_time_second', pattern: /^step time$/i },
  { name: 'voltage_volt', pattern: /^potential$/i },
  { name: 'current_ampere', pattern: /^current$/i },
  { name: 'cycle_count', pattern: /^cycle number$/i },
  { name: 'step_id', pattern: /^step number$/i },
  { name: 'net_capacity_ah', pattern: /^capacity$/i },
  { name: 'net_energy_wh', pattern: /^energy$/i },
  { name: 'power_watt', pattern: /^power$/i },
  { name: 'ambient_temperature_celsius', pattern: /^temperature$/i },
];

/**
 * Novonix UHPC files: a summary, the protocol (left alone), then `[Data]`.
 * @throws OperandoError `truncated-file` without data; as `readDelimited` and `electrochemistryOfWords`.
 */
export function parseNovonix(text: string, options: ParseOptions = {}): Electrochemistry {
  const lines = splitLines(text);
  const data = lines.indexOf('[Data]');
  if (data < 0)
    throw new OperandoError('truncated-file', 'there is no section [Data].', {
      where: { line: lines.length },
      cure: 'The file seems cut short: copy it again.',
    });
  const ending = lines.indexOf('[End Data]', data);
  const fields: [string, JsonValue][] = [];
  for (const line of lines.slice(0, Math.max(0, lines.indexOf('[End Summary]')))) {
    const [, key, value] = /^([^:[\]]{1,60}):\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined && value !== '') fields.push([key, headerValue(value)]);
  }
  const metadata = Object.fromEntries(fields);
  const table = readDelimited(lines, {
    lastRow: options.lastRow,
    separator: ',',
    headerLine: data + 1,
    ...(ending < 0 ? {} : { to: ending }),
  });
  const { moment, warnings } = statedMoment(metadata['Started'], { label: 'Started', order: options.dateOrder });
  return electrochemistryOfWords(
    {
      format: 'novonix-csv',
      table,
      mappings,
      accumulators: ['net_capacity_ah', 'net_energy_wh'],
      metadata,
      signCheck: 'warn',
      warnings,
      epoch: moment?.epoch,
      zone: moment?.zone,
    },
    options,
  );
}

/** Novonix CSV. */
export const novonix: TextFormat = {
  id: 'novonix-csv',
  title: 'Novonix CSV',
  kind: 'text',
  sniff: ({ lines }) =>
    (lines[0] ?? '').trim() === '[Summary]' && lines.slice(0, 10).some((line) => /^Novonix/i.test(line)) ? 1 : 0,
  parse: (text, options) => ({ kind: 'electrochemistry', table: parseNovonix(text, options) }),
};
