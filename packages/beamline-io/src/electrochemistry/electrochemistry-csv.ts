import type { Electrochemistry, OperandoWarning } from '@operando/core';
import { batteryDataLabel } from '@operando/core';
import { buildElectrochemistry } from './build.js';
import { electrochemistryOfWords } from './delimited-log.js';
import type { DelimitedLog } from './delimited-log.js';
import { said, shown } from '../text/said.js';
import { dateLabel } from './times-of-words.js';
import { labelParts } from './label-parts.js';
import { mapColumns, originalColumns, unitWarnings } from './map-columns.js';
import type { LabelledColumns } from './map-columns.js';
import { hasSplitCurrent, joinedCurrent } from './split-current.js';
import { voltageWord } from './voltage-word.js';
import { usualAccumulators, usualMappings, usualState, usualStepType } from './usual-labels.js';
import { findLabels } from './find-labels.js';
import type { FoundLabels } from './find-labels.js';
import { headerFields } from './header-fields.js';
import type { ColumnTable } from '../table/column-table.js';
import { readDelimited } from '../text/delimited.js';
import type { DelimitedTable } from '../text/delimited.js';
import { splitLines } from '../text/decode.js';
import { headerSeparator } from '../table/csv.js';
import type { ParseOptions, TextFormat } from '../format.js';

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
  return timed && found.has('voltage_volt') && (found.has('current_ampere') || hasSplitCurrent(labels));
}

/** Labels of moments that may be numbers. */
const stampLabel = /^(unix|epoch|posix|time[ _]?stamp|date[ _]?time)/i;

/** Stamps that are numbers of this century's UNIX seconds or milliseconds, where no other column has the clock. */
const stampsOfUnix: NonNullable<DelimitedLog['adjust']> = (columns, sorted, warnings) => {
  if (columns['unix_time_second'] !== undefined || sorted.clock !== undefined) return;
  const at = sorted.labels.findIndex((label) => stampLabel.test(label));
  const [label, values] = [sorted.labels[at], sorted.columns[at]];
  const scale = [1, 1e-3].find(
    (each) =>
      values !== undefined && values.length > 0 && values.every((value) => value * each > 1e9 && value * each < 4e9),
  );
  if (label === undefined || values === undefined || scale === undefined) return;
  columns['unix_time_second'] = values.map((value) => value * scale);
  warnings.push({
    code: 'unit-inferred',
    message: said`${label} was read as ${scale === 1 ? 'seconds' : 'milliseconds'} since 1970, UTC.`,
    where: { column: shown(label) },
  });
};

/** The current of a log that has it in two columns. */
function addJoinedCurrent(
  columns: Record<string, Float64Array>,
  table: LabelledColumns,
  warnings: OperandoWarning[],
): void {
  if (columns['current_ampere'] !== undefined) return;
  const current = joinedCurrent(table, warnings);
  if (current !== undefined) columns['current_ampere'] = current;
}

/** Voltage or current that no label is known for, beside the columns that were not used: one of these may be it. */
function tellMissing(
  columns: Readonly<Record<string, Float64Array>>,
  labels: readonly string[],
  warnings: OperandoWarning[],
): void {
  const [missing, other] = ['voltage_volt', 'current_ampere'].filter((name) => columns[name] === undefined);
  if (missing === undefined || other !== undefined || columns['frequency_hertz'] !== undefined) return;
  if (warnings.some(({ code, message }) => code === 'unknown-unit' && message.includes(missing))) return;
  const unused = labels.filter(
    (label) =>
      Object.keys(mapColumns({ labels: [label], columns: [new Float64Array(0)] }, usualMappings).columns).length === 0,
  );
  if (unused.length > 0)
    warnings.push({
      code: 'quantity-missing',
      message: said`No label is known for ${missing}; not used were ${unused.slice(0, 10).join(', ')}.`,
      where: { column: missing },
    });
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
      // The names of the Battery Data Format say themselves after what they begin again.
      accumulators: format === 'battery-data-format' ? [] : usualAccumulators,
      signCheck: 'refuse',
      tellUnits: true,
      stepType: usualStepType,
      state: usualState,
      adjust: (columns, sorted, warnings) => {
        stampsOfUnix(columns, sorted, warnings);
        addJoinedCurrent(columns, sorted, warnings);
        const others = sorted.labels.filter((label) => !sorted.timed.has(label));
        tellMissing(columns, others, warnings);
      },
    },
    options,
  );
}

/** The line of labels of a log, below whatever stands above it. */
function logLabels(lines: readonly string[]): FoundLabels | undefined {
  return findLabels(lines, voltageWord, isLogHeader);
}

/**
 * CSV with columns for time, voltage and current under any of their usual names, the Battery Data Format's among them;
 * units from the labels, words and dates kept; what stands above the labels is metadata.
 *
 * @throws OperandoError `column-missing`; otherwise as `readDelimited` and `buildElectrochemistry`.
 */
export function parseElectrochemistryCsv(text: string, options: ParseOptions = {}): Electrochemistry {
  const lines = splitLines(text.replace(/^\uFEFF/, ''));
  const { lastRow } = options;
  const found = logLabels(lines);
  const table =
    found === undefined
      ? readDelimited(lines, { lastRow, separator: headerSeparator(lines[0] ?? '') ?? ',' })
      : readDelimited(lines, { lastRow, ...found });
  const format = isBatteryData(table.labels) ? 'battery-data-format' : 'electrochemistry-csv';
  const above = found === undefined ? {} : headerFields(lines.slice(0, found.headerLine), found.separator);
  return logTable(format, table, above, options);
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
  addJoinedCurrent(columns, labelled, warnings);
  tellMissing(columns, labelled.labels, warnings);
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

/** Heads of tables of results with a log joined: what a cycler writes has neither standard errors nor statuses of its voltage. */
const resultLabel = /_stderr$|^(?:voltage|current)_status$/i;

/** CSV of a cycler. */
export const electrochemistryCsv: TextFormat = {
  id: 'electrochemistry-csv',
  title: 'cycler CSV',
  kind: 'text',
  sniff: ({ lines }) => {
    const labels = labelsOf(lines[0]);
    if (labels.some((label) => resultLabel.test(label))) return 0;
    if (isLogHeader(labels)) return 0.7;
    return logLabels(lines) === undefined ? 0 : 0.65;
  },
  parse,
};
