import { OperandoError } from '@operando/core';
import type { Electrochemistry } from '@operando/core';
import { splitLabel } from '../column-table.js';
import type { ColumnTable } from '../column-table.js';
import { checkCurrentSign, timeWarnings } from '../electrochemistry-checks.js';
import { headerSeparator, parseCsv } from './csv.js';
import type { Format } from './format.js';

interface Known {
  readonly name: string;
  readonly pattern: RegExp;
  /** Factor to the BDF unit, by the unit in the label. */
  readonly units: Readonly<Record<string, number>>;
  readonly fallback: number;
}

const known: readonly Known[] = [
  { name: 'test_time_second', pattern: /^(test_?time(_second)?|time|zeit|total ?time|elapsed ?time)$/i, units: { s: 1, sec: 1, min: 60, h: 3600, hours: 3600 }, fallback: 1 },
  { name: 'voltage_volt', pattern: /^(voltage(_volt)?|potential|spannung|ewe|ecell|volts?)$/i, units: { v: 1, mv: 1e-3 }, fallback: 1 },
  { name: 'current_ampere', pattern: /^(current(_ampere)?|strom|amps?|i)$/i, units: { a: 1, ma: 1e-3, ua: 1e-6, 'µa': 1e-6 }, fallback: 1 },
  { name: 'net_capacity_ah', pattern: /^net_capacity_ah$/i, units: {}, fallback: 1 },
  { name: 'cycle_count', pattern: /^(cycle(_?(count|index|number))?)$/i, units: {}, fallback: 1 },
];

function recognised(labels: readonly string[]): Map<string, { readonly index: number; readonly factor: number }> {
  const found = new Map<string, { index: number; factor: number }>();
  labels.forEach((label, index) => {
    const { name, unit = '' } = splitLabel(label);
    const match = known.find(({ pattern }) => pattern.test(name.trim()));
    if (match === undefined || found.has(match.name)) return;
    found.set(match.name, { index, factor: match.units[unit.toLowerCase()] ?? match.fallback });
  });
  return found;
}

/**
 * CSV with columns for time, voltage and current under any of their usual names;
 * units from the labels.
 *
 * @throws OperandoError `column-missing`, otherwise as {@link parseCsv}.
 */
export function parseElectrochemistryCsv(text: string): Electrochemistry {
  return electrochemistryOf(parseCsv(text));
}

/** A table of columns as an electrochemical table, if it has time and voltage or current. */
export function electrochemistryOf(table: ColumnTable): Electrochemistry {
  const found = recognised(table.columns.map(({ label }) => label));
  const columns: Record<string, Float64Array> = {};
  for (const [name, { index, factor }] of found) {
    const { values } = table.columns[index]!;
    columns[name] = factor === 1 ? values : values.map((value) => value * factor);
  }
  const { test_time_second: time, voltage_volt: voltage, current_ampere: current } = columns;
  if (time === undefined || (voltage === undefined && current === undefined)) {
    throw new OperandoError('column-missing', 'there are no columns for time and voltage or current.', {
      cure: `The file has ${table.columns.map(({ label }) => label).slice(0, 20).join(', ')}.`,
    });
  }
  const warnings = [...table.warnings, ...timeWarnings(time, table.lines)];
  const sign = voltage === undefined || current === undefined ? undefined : checkCurrentSign(time, voltage, current);
  if (sign !== undefined && sign.agreement < 0.5) {
    warnings.push({
      code: 'current-sign',
      message: 'The voltage falls while the current charges most of the time: is charge negative in this file?',
      where: { line: table.lines[sign.firstRow]!, column: 'current_ampere' },
    });
  }
  return {
    columns,
    original: Object.fromEntries(table.columns.map(({ label, values }) => [label, values])),
    segments: [{ row: 0 }],
    metadata: { format: 'electrochemistry-csv', ...table.metadata },
    warnings,
  };
}

/** CSV of a cycler. */
export const electrochemistryCsv: Format = {
  id: 'electrochemistry-csv',
  title: 'cycler CSV',
  sniff: ({ lines }) => {
    const separator = headerSeparator(lines[0] ?? '');
    if (separator === undefined) return 0;
    const found = recognised(lines[0]!.replace(/^\uFEFF/, '').split(separator));
    return found.has('test_time_second') && found.has('voltage_volt') && found.has('current_ampere') ? 0.7 : 0;
  },
  parse: (text) => ({ kind: 'electrochemistry', table: parseElectrochemistryCsv(text) }),
};
