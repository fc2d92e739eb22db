import type { Electrochemistry } from '@operando/core';
import { batteryDataLabel, batteryDataNames } from '@operando/core';
import { buildElectrochemistry } from '../electrochemistry/build.js';
import { sortColumns } from '../electrochemistry/from-words.js';
import { mapColumns, originalColumns } from '../electrochemistry/map-columns.js';
import type { ColumnMapping } from '../electrochemistry/map-columns.js';
import type { ColumnTable } from '../column-table.js';
import { readDelimited } from '../text/delimited.js';
import { splitLines } from '../text/decode.js';
import { headerSeparator } from './csv.js';
import type { Format, ParseOptions } from './format.js';

/** Names of the Battery Data Format itself, as labels and as machine names. */
export const batteryDataMappings: readonly ColumnMapping[] = batteryDataNames
  .filter((name) => name !== 'step_type')
  .map((name) => ({ name, pattern: new RegExp(`^(${name}|${batteryDataLabel(name).split(' / ')[0]!.replaceAll(' ', '[ _]?')})$`, 'i') }));

/** Usual names of the quantities in exports of no particular program. */
const usualMappings: readonly ColumnMapping[] = [
  ...batteryDataMappings,
  { name: 'test_time_second', pattern: /^(test_?time|time|zeit|total[ _]?time|elapsed[ _]?time|t)$/i },
  { name: 'voltage_volt', pattern: /^(voltage|potential|spannung|ewe|ecell|volts?|u|v|e)$/i },
  { name: 'current_ampere', pattern: /^(current|strom|amps?|i|<i>)$/i },
  { name: 'cycle_count', pattern: /^(cycle([ _]?(count|index|number|no\.?))?)$/i },
  { name: 'step_id', pattern: /^(step([ _]?(index|number|id|no\.?))?)$/i },
  { name: 'step_time_second', pattern: /^step[ _]?time$/i },
  { name: 'ambient_temperature_celsius', pattern: /^(temperature|temp\.?|ambient[ _]?temp(erature)?)$/i },
  { name: 'power_watt', pattern: /^(power|leistung)$/i },
];

/** What the header alone tells. */
function recognised(labels: readonly string[]): ReadonlySet<string> {
  return new Set(Object.keys(mapColumns({ labels, columns: labels.map(() => new Float64Array(0)) }, usualMappings).columns));
}

/**
 * CSV with columns for time, voltage and current under any of their usual names, the Battery Data Format's among them;
 * units from the labels, words and dates kept.
 *
 * @throws OperandoError `column-missing`; otherwise as `readDelimited` and `buildElectrochemistry`.
 */
export function parseElectrochemistryCsv(text: string, options: ParseOptions = {}): Electrochemistry {
  const lines = splitLines(text.replace(/^\uFEFF/, ''));
  const table = readDelimited(lines, { separator: headerSeparator(lines[0] ?? '') ?? ',' });
  const sorted = sortColumns(table, options.dateOrder);
  const { columns, warnings } = mapColumns(sorted, usualMappings);
  const stepType = Object.entries(sorted.text).find(([label]) => /^step[ _]?type$/i.test(label))?.[1];
  const isBatteryData = ['test_time_second', 'voltage_volt', 'current_ampere'].every((name) => table.labels.some((label) => label === name || label === batteryDataLabel(name)));
  return buildElectrochemistry(
    {
      format: isBatteryData ? 'battery-data-format' : 'electrochemistry-csv',
      columns,
      original: originalColumns(sorted),
      text: { ...sorted.text, ...(stepType === undefined ? {} : { step_type: stepType }) },
      lines: table.lines,
      metadata: {},
      clock: sorted.clock,
      ...startOf(sorted, columns['test_time_second']),
      warnings: [...sorted.warnings, ...warnings],
    },
    options,
  );
}

/** UNIX seconds at which the test's time reads zero, from a column of dates. */
export function startOf({ clock, clockZone }: { readonly clock?: Float64Array; readonly clockZone?: string }, time: Float64Array | undefined): { readonly epoch?: number; readonly zone?: string } {
  const first = clock?.[0];
  if (first === undefined || Number.isNaN(first)) return {};
  return { epoch: first - (time?.[0] ?? 0), zone: clockZone ?? 'unstated' };
}

/**
 * A table of columns as an electrochemical table, if it has time and voltage or current.
 * @throws OperandoError as `buildElectrochemistry`.
 */
export function electrochemistryOf(table: ColumnTable, options: ParseOptions = {}): Electrochemistry {
  const labelled = { labels: table.columns.map(({ label }) => label), columns: table.columns.map(({ values }) => values) };
  const { columns, warnings } = mapColumns(labelled, usualMappings);
  return buildElectrochemistry({ format: table.format, columns, original: originalColumns(labelled), lines: table.lines, metadata: table.metadata, warnings: [...table.warnings, ...warnings] }, options);
}

/** CSV of a cycler. */
export const electrochemistryCsv: Format = {
  id: 'electrochemistry-csv',
  title: 'cycler CSV',
  sniff: ({ lines }) => {
    const separator = headerSeparator(lines[0] ?? '');
    if (separator === undefined) return 0;
    const found = recognised(lines[0]!.replace(/^\uFEFF/, '').split(separator).map((label) => label.trim().replaceAll('"', '')));
    return found.has('test_time_second') && found.has('voltage_volt') && found.has('current_ampere') ? 0.7 : 0;
  },
  parse: (text, options) => ({ kind: 'electrochemistry', table: parseElectrochemistryCsv(text, options) }),
};
