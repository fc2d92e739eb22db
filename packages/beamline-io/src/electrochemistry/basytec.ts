import { OperandoError } from '@operando/core';
import type { Electrochemistry, JsonValue } from '@operando/core';
import { headerValue } from '../table/column-table.js';
import { electrochemistryOfWords } from './delimited-log.js';
import type { ColumnMapping } from './map-columns.js';
import { statedMoment } from '../text/stated-moment.js';
import { readDelimited } from '../text/delimited.js';
import { splitLines } from '../text/decode.js';
import type { ParseOptions, TextFormat } from '../format.js';

const banner = /^~\s*Resultfile from Basytec/i;

/** Labels of the result files; -Cyc- counts from the start of a cycle, -Step of a step. */
const mappings: readonly ColumnMapping[] = [
  { name: 'test_time_second', pattern: /^time$/i },
  { name: 'step_time_second', pattern: /^t-step$/i },
  { name: 'record_index', pattern: /^dataset$/i },
  { name: 'cycle_count', pattern: /^cyc-count$/i },
  { name: 'step_id', pattern: /^line$/i },
  { name: 'voltage_volt', pattern: /^u$/i },
  { name: 'current_ampere', pattern: /^i$/i },
  { name: 'power_watt', pattern: /^p$/i },
  { name: 'net_capacity_ah', pattern: /^ah$/i },
  { name: 'cycle_charging_capacity_ah', pattern: /^ah-cyc-charge$/i },
  { name: 'cycle_discharging_capacity_ah', pattern: /^ah-cyc-discharge$/i },
  { name: 'step_net_capacity_ah', pattern: /^ah-step$/i },
  { name: 'net_energy_wh', pattern: /^wh$/i },
  { name: 'cycle_charging_energy_wh', pattern: /^wh-cyc-charge$/i },
  { name: 'cycle_discharging_energy_wh', pattern: /^wh-cyc-discharge$/i },
  { name: 'step_net_energy_wh', pattern: /^wh-step$/i },
  { name: 'ac_internal_resistance_ohm', pattern: /^r-ac$/i },
  { name: 'dc_internal_resistance_ohm', pattern: /^r-dc$/i },
];

/** `T1[°C]`, whatever became of its degree sign. */
const temperature = /^T(\d)\[.{0,4}C\]$/;

/**
 * Basytec result files: `~` lines, then a table. Discharged amounts are written negative or positive by version; in the Battery
 * Data Format they are positive.
 *
 * @throws OperandoError `malformed-file` without a table; as `readDelimited` and `electrochemistryOfWords`.
 */
export function parseBasytec(text: string, options: ParseOptions = {}): Electrochemistry {
  const lines = splitLines(text);
  let end = 0;
  while (end < lines.length && lines[end]!.startsWith('~')) end++;
  const headerLine = end - 1;
  if (!banner.test(lines[0] ?? '') || !(lines[headerLine] ?? '').includes('\t'))
    throw new OperandoError('malformed-file', 'there is no line of column labels (~Time[s], U[V], …).', {
      where: { line: Math.max(1, end) },
      cure: 'Export the data again with a header.',
    });
  const fields: [string, JsonValue][] = [];
  for (const line of lines.slice(0, headerLine)) {
    const [, key, value] = /^~\s*([^:]{1,60}):\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) fields.push([key, headerValue(value)]);
  }
  const metadata = Object.fromEntries(fields);
  const labels = lines[headerLine]!.slice(1)
    .split('\t')
    .map((label) => label.trim().replace(temperature, 'T$1[degC]'));
  while (labels.at(-1) === '') labels.pop();
  const table = readDelimited(lines, { lastRow: options.lastRow, separator: '\t', headerLine, labels, quotes: false });
  const { moment, warnings } = statedMoment(metadata['Start of Test'], {
    label: 'Start of Test',
    order: options.dateOrder,
    usual: 'day-first',
  });
  return electrochemistryOfWords(
    {
      format: 'basytec-text',
      table,
      mappings: [
        ...mappings,
        ...[1, 2, 3, 4, 5].map((n) => ({ name: `temperature_t${n}_celsius`, pattern: new RegExp(`^t${n}$`, 'i') })),
      ],
      metadata,
      signCheck: 'warn',
      warnings,
      stepType: /^command$/i,
      epoch: moment?.epoch,
      zone: moment?.zone,
      adjust: (columns) => {
        for (const name of ['cycle_discharging_capacity_ah', 'cycle_discharging_energy_wh'])
          if (columns[name] !== undefined) columns[name] = columns[name].map(Math.abs);
      },
    },
    options,
  );
}

/** Basytec text. */
export const basytec: TextFormat = {
  id: 'basytec-text',
  title: 'Basytec text',
  kind: 'text',
  usualEncoding: 'windows-1252',
  sniff: ({ lines }) => (banner.test(lines[0] ?? '') ? 1 : 0),
  parse: (text, options) => ({ kind: 'electrochemistry', table: parseBasytec(text, options) }),
};
