import { batteryDataLabel, batteryDataNames, OperandoError } from '@operando/core';
import type { Electrochemistry } from '@operando/core';

const required: readonly string[] = ['test_time_second', 'voltage_volt', 'current_ampere'];

function cell(value: number | string): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** UNIX seconds, which must be of UTC: a local time of unknown zone cannot be written. */
function unixTimes({ columns, epoch, zone }: Electrochemistry): Float64Array | undefined {
  if (columns['unix_time_second'] !== undefined) return columns['unix_time_second'];
  const time = columns['test_time_second'];
  if (epoch === undefined || zone === undefined || zone === 'unstated' || time === undefined) return undefined;
  return time.map((value) => epoch + value);
}

/**
 * An electrochemical table as CSV of the Battery Data Format 1.3: preferred labels, commas, a point, LF; numbers to the last bit,
 * missing ones blank. Columns of the format only (originals stay behind), required ones first; UNIX times where the zone is known.
 *
 * @throws OperandoError `column-missing` without time, voltage and current; `unit-mismatch` never: the table is in the format's units.
 */
export function formatBatteryData(table: Electrochemistry): string {
  const unix = unixTimes(table);
  const columns: Readonly<Record<string, Float64Array>> = { ...table.columns, ...(unix === undefined ? {} : { unix_time_second: unix }) };
  for (const name of required) {
    if (columns[name] === undefined) throw new OperandoError('column-missing', `the Battery Data Format needs ${name}.`, { where: { column: name }, cure: `The table has ${Object.keys(table.columns).join(', ')}.` });
  }
  const stepType = table.text?.['step_type'];
  const names = batteryDataNames.filter((name) => columns[name] !== undefined || (name === 'step_type' && stepType !== undefined));
  const values = names.map((name): readonly string[] | Float64Array => (name === 'step_type' ? stepType! : columns[name]!));
  const rows = columns['test_time_second']!.length;
  const lines = [names.map(batteryDataLabel).join(',')];
  for (let row = 0; row < rows; row++) lines.push(values.map((column) => cell(column[row]!)).join(','));
  return `${lines.join('\n')}\n`;
}
