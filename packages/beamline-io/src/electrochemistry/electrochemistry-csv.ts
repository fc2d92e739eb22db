import type { Electrochemistry } from '@operando/core';
import { batteryDataLabel, batteryDataNames } from '@operando/core';
import { buildElectrochemistry } from './build.js';
import { electrochemistryOfWords } from './delimited-log.js';
import { dateLabel } from './from-words.js';
import { labelParts, mapColumns, originalColumns, unitWarnings } from './map-columns.js';
import type { ColumnMapping, LabelledColumns } from './map-columns.js';
import type { ColumnTable } from '../table/column-table.js';
import { readDelimited } from '../text/delimited.js';
import type { DelimitedTable } from '../text/delimited.js';
import { splitLines } from '../text/decode.js';
import { headerSeparator } from '../table/csv.js';
import type { ParseOptions, TextFormat } from '../format.js';

/** Names of the Battery Data Format itself, as labels and as machine names. */
export const batteryDataMappings: readonly ColumnMapping[] = batteryDataNames
  .filter((name) => name !== 'step_type')
  .map((name) => ({
    name,
    pattern: new RegExp(`^(${name}|${batteryDataLabel(name).split(' / ')[0]!.replaceAll(' ', '[ _]?')})$`, 'i'),
  }));

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

/** Columns that every file of the Battery Data Format has. */
const required: readonly string[] = ['test_time_second', 'voltage_volt', 'current_ampere'];

/** Whether labels are those of the Battery Data Format: preferred labels or machine names. */
function isBatteryData(labels: readonly string[]): boolean {
  return required.every((name) => labels.includes(name) || labels.includes(batteryDataLabel(name)));
}

function labelsOf(line: string | undefined): string[] {
  const separator = headerSeparator(line ?? '');
  return separator === undefined
    ? []
    : line!
        .replace(/^\uFEFF/, '')
        .split(separator)
        .map((label) => label.trim().replaceAll('"', ''));
}

/** What the header alone tells. */
function recognised(labels: readonly string[]): ReadonlySet<string> {
  return new Set(
    Object.keys(mapColumns({ labels, columns: labels.map(() => new Float64Array(0)) }, usualMappings).columns),
  );
}

/** Whether labels tell time (elapsed, or of the clock), voltage and current. */
export function isLogHeader(labels: readonly string[]): boolean {
  const found = recognised(labels);
  const timed =
    found.has('test_time_second') || found.has('unix_time_second') || labels.some((label) => dateLabel.test(label));
  return timed && found.has('voltage_volt') && found.has('current_ampere');
}

/**
 * A table of words of no particular program as an electrochemical table.
 * @throws OperandoError as `electrochemistryOfWords`.
 */
export function logTable(
  format: string,
  table: DelimitedTable,
  metadata: Electrochemistry['metadata'],
  options: ParseOptions,
): Electrochemistry {
  return electrochemistryOfWords(
    {
      format,
      table,
      mappings: usualMappings,
      metadata,
      signCheck: 'refuse',
      tellUnits: true,
      stepType: /^step[ _]?type$/i,
    },
    options,
  );
}

/**
 * CSV with columns for time, voltage and current under any of their usual names, the Battery Data Format's among them;
 * units from the labels, words and dates kept.
 *
 * @throws OperandoError `column-missing`; otherwise as `readDelimited` and `buildElectrochemistry`.
 */
export function parseElectrochemistryCsv(text: string, options: ParseOptions = {}): Electrochemistry {
  const lines = splitLines(text.replace(/^\uFEFF/, ''));
  const table = readDelimited(lines, { lastRow: options.lastRow, separator: headerSeparator(lines[0] ?? '') ?? ',' });
  return logTable(isBatteryData(table.labels) ? 'battery-data-format' : 'electrochemistry-csv', table, {}, options);
}

/**
 * A table of columns as an electrochemical table, if it has time and voltage or current.
 * @throws OperandoError as `buildElectrochemistry`.
 */
export function electrochemistryOf(table: ColumnTable, options: ParseOptions = {}): Electrochemistry {
  const columnsOf = (labels: readonly string[]): LabelledColumns => ({
    labels,
    columns: table.columns.map(({ values }) => values),
  });
  const ofFile = columnsOf(table.columns.map(({ label }) => label));
  const labelled = columnsOf(
    table.columns.map(({ label, unit }) =>
      unit === undefined || labelParts(label).unit !== undefined ? label : `${label} (${unit})`,
    ),
  );
  const { columns, unstated, warnings } = mapColumns(labelled, usualMappings, {
    plainTime: options.timeUnit !== undefined,
  });
  return buildElectrochemistry(
    {
      format: table.format,
      columns,
      original: originalColumns(ofFile),
      lines: table.lines,
      metadata: table.metadata,
      warnings: [...table.warnings, ...warnings, ...unitWarnings(unstated)],
    },
    options,
  );
}

const parse: TextFormat['parse'] = (text, options) => ({
  kind: 'electrochemistry',
  table: parseElectrochemistryCsv(text, options),
});

/** CSV of the Battery Data Format. */
export const batteryDataCsv: TextFormat = {
  id: 'battery-data-format',
  title: 'Battery Data Format (CSV)',
  kind: 'text',
  sniff: ({ lines }) => (isBatteryData(labelsOf(lines[0])) ? 0.98 : 0),
  parse,
};

/** CSV of a cycler. */
export const electrochemistryCsv: TextFormat = {
  id: 'electrochemistry-csv',
  title: 'cycler CSV',
  kind: 'text',
  sniff: ({ lines }) => (isLogHeader(labelsOf(lines[0])) ? 0.7 : 0),
  parse,
};
