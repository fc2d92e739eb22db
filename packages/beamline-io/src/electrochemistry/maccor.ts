import { OperandoError } from '@operando/core';
import type { Electrochemistry, JsonValue, OperandoWarning } from '@operando/core';
import { headerValue } from '../table/column-table.js';
import { compareClocks } from './compare-clocks.js';
import { electrochemistryOfWords } from './delimited-log.js';
import { findLabels } from './find-labels.js';
import type { FoundLabels } from './find-labels.js';
import type { SortedColumns } from './from-words.js';
import { headerFields } from './header-fields.js';
import { namesOf } from './labelled-log.js';
import { labelParts } from './label-parts.js';
import type { ColumnMapping } from './map-columns.js';
import { yearOf } from '../text/date-time.js';
import { statedMoment } from '../text/stated-moment.js';
import { readDelimited } from '../text/delimited.js';
import { splitLines } from '../text/decode.js';
import type { ParseOptions, TextFormat } from '../format.js';
import { said } from '../text/said.js';

/** `Test (Sec)`: one word for a number and its time, told apart by the unit. */
function inUnits(name: string, word: string): readonly ColumnMapping[] {
  const units = { s: 's|secs?|seconds?', min: 'mins?|minutes?', h: 'h|hrs?|hours?' };
  return Object.entries(units).map(([unit, spelled]) => ({
    name,
    unit,
    pattern: new RegExp(`^${word} ?[([](${spelled})[)\\]]$`, 'i'),
  }));
}

/** Labels of MIMS and MacTest32, several versions: `TestTime`, `Test (Sec)`, `Test Time (s)`, `Prog Time`. */
const mappings: readonly ColumnMapping[] = [
  { name: 'test_time_second', pattern: /^(test|prog) ?time$/i },
  ...inUnits('test_time_second', 'test'),
  { name: 'step_time_second', pattern: /^step ?time$/i },
  ...inUnits('step_time_second', 'step'),
  { name: 'record_index', pattern: /^(rec(ord)?#?|record number)$/i },
  { name: 'cycle_count', pattern: /^(cyc#|cycle#?|cycle p)$/i },
  { name: 'step_id', pattern: /^step#?$/i },
  { name: 'current_ampere', pattern: /^(amps|current)$/i },
  { name: 'current_ampere', pattern: /^mamps$/i, unit: 'mA' },
  { name: 'voltage_volt', pattern: /^(volts|voltage)$/i },
  { name: 'voltage_volt', pattern: /^mvolts$/i, unit: 'mV' },
  { name: 'cumulative_capacity_ah', pattern: /^(amp-?hr|cap\.|capacity)$/i },
  { name: 'cumulative_capacity_ah', pattern: /^mamp-?hr$/i, unit: 'mAh' },
  { name: 'cumulative_energy_wh', pattern: /^(watt-?hr|ener\.|energy)$/i },
  { name: 'cumulative_energy_wh', pattern: /^mwatt-?hr$/i, unit: 'mWh' },
  { name: 'dc_internal_resistance_ohm', pattern: /^dcir(\/ohms)?$/i },
  { name: 'ac_internal_resistance_ohm', pattern: /^(acimp|acr)(\/ohms)?$/i },
  { name: 'temperature_t1_celsius', pattern: /^temp 1$/i },
  { name: 'temperature_t2_celsius', pattern: /^temp 2$/i },
];

const stateLabel = /^(state|md|mode)$/i;
const clockLabel = /^(dpt ?time|dpt)$/i;

/** Whether labels are Maccor's: records or cycles with their `#`, the time of the test, volts and amperes. */
export function isMaccorHeader(labels: readonly string[]): boolean {
  const names = namesOf(labels);
  const has = (...choices: readonly string[]): boolean => choices.some((name) => names.has(name));
  return (
    has('rec#', 'rec', 'cyc#', 'cycle p') &&
    (has('testtime', 'test time', 'progtime', 'prog time') ||
      labels.some((label) => /^test ?[([]/i.test(label.trim()))) &&
    has('amps', 'mamps', 'current') &&
    has('volts', 'mvolts', 'voltage')
  );
}

/** The line of labels, whatever keeps its fields apart. */
const labelsOf = (lines: readonly string[]): FoundLabels | undefined =>
  findLabels(lines, /test|prog ?time/i, isMaccorHeader);

/** Fields of the lines above the table: `key<TAB>value`, several in one line perhaps. */
function headerOf(lines: readonly string[]): Record<string, JsonValue> {
  const fields: [string, JsonValue][] = [];
  for (const line of lines) {
    const words = line.split('\t').map((word) => word.trim());
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      if (word === '') continue;
      const inside = /^([^:]{1,40}?):\s+(.+)$/.exec(word) ?? /^(Today'+s Date)\s+(\S+.*)$/.exec(word);
      if (inside !== null) fields.push([inside[1]!, headerValue(inside[2]!)]);
      else if (i + 1 < words.length && words[i + 1] !== '')
        fields.push([word.replace(/:$/, ''), headerValue(words[++i]!)]);
    }
  }
  return Object.fromEntries(fields.slice(0, 200));
}

/** `23-Nov-23 3:56:24 PM` with the century: the month's name tells which number the day is. */
function withWholeYear(date: string): string {
  return date.replace(/^(\d{1,2}-[A-Za-z]{3}-)(\d{2})(?=\s|$)/, (_, day: string, year: string) => day + yearOf(year));
}

/** Decimal times carry no unit: the clock of the rows tells it. */
function scaleTimes(
  columns: Record<string, Float64Array>,
  { clock }: SortedColumns,
  warnings: OperandoWarning[],
): void {
  const time = columns['test_time_second'];
  const scale = time === undefined || clock === undefined ? undefined : compareClocks(time, clock);
  if (time === undefined || scale?.unit === undefined) return;
  const factor = { min: 60, h: 3600, ms: 1e-3, d: 86_400 }[scale.unit] ?? 1;
  for (const name of ['test_time_second', 'step_time_second'])
    if (columns[name] !== undefined) columns[name] = columns[name].map((value) => value * factor);
  warnings.push({
    code: 'unit-inferred',
    message: said`The times have no unit; the clock of the rows shows that they are in ${scale.unit}.`,
    where: { column: 'test_time_second' },
  });
}

/**
 * "Volts" that are millivolts: energy over capacity is a voltage between the lowest and the highest there were, which tells
 * them apart.
 */
function scaleVoltage(columns: Record<string, Float64Array>, warnings: OperandoWarning[]): void {
  const { voltage_volt: voltage, cumulative_capacity_ah: capacity, cumulative_energy_wh: energy } = columns;
  const highest = voltage?.reduce((most, value) => Math.max(most, Math.abs(value)), 0) ?? 0;
  if (voltage === undefined || highest < 100) return;
  const at = capacity?.reduce((best, value, row) => (value > capacity[best]! ? row : best), 0) ?? 0;
  const mean = capacity === undefined || energy === undefined ? Number.NaN : energy[at]! / capacity[at]!;
  if (!(mean > 0) || mean > highest / 100) {
    throw new OperandoError('unit-mismatch', said`the column of volts reaches ${highest}.`, {
      where: { column: 'voltage_volt' },
      cure: 'Export the voltage again, in volts.',
    });
  }
  columns['voltage_volt'] = voltage.map((value) => value / 1000);
  warnings.push({
    code: 'unit-inferred',
    message: said`The column of volts reaches ${highest}, while energy over capacity is ${mean.toFixed(2)} V: it is in millivolts.`,
    where: { column: 'voltage_volt' },
  });
}

/**
 * Maccor exports (MIMS, MacTest32) as text or CSV: either kind of header or none, times as days and clock, in the unit of their
 * label, or as decimals of a unit that the clock tells; unsigned currents signed by the state (C charge, D discharge; R rest, P
 * pause, S suspended, O open and others carry none), point or comma.
 *
 * @throws OperandoError `malformed-file` without labels; `unit-mismatch` for voltages of unknown unit; as `readDelimited` and `electrochemistryOfWords`.
 */
export function parseMaccor(text: string, options: ParseOptions = {}): Electrochemistry {
  const lines = splitLines(text);
  const found = labelsOf(lines);
  if (found === undefined)
    throw new OperandoError('malformed-file', 'there is no line of column labels (Rec#, Step, TestTime, …).', {
      where: { line: 1 },
      cure: 'Export the data again as text, with its columns.',
    });
  const { headerLine, separator, labels } = found;
  const above = lines.slice(0, headerLine);
  const metadata = separator === '\t' ? headerOf(above) : { ...headerFields(above, separator), ...headerOf(above) };
  const read = readDelimited(lines, {
    lastRow: options.lastRow,
    separator,
    headerLine,
    labels,
    quotes: separator !== '\t' || lines[headerLine]!.includes('"'),
  });
  const clockAt = read.labels.findIndex((label) => clockLabel.test(label));
  const dates = (read.cells[clockAt] ?? []).map(withWholeYear);
  const table = { ...read, cells: read.cells.map((cells, i) => (i === clockAt ? dates : cells)) };
  const began = metadata['Date of Test'] ?? metadata['Started'];
  const { moment, warnings } = statedMoment(began, { label: 'Date of Test', order: options.dateOrder, dates });
  const stated = table.labels.some(
    (label) => /^(test|prog)( ?time)?$/i.test(labelParts(label).name) && labelParts(label).unit !== undefined,
  );
  const [firstRow] = dates;
  return electrochemistryOfWords(
    {
      format: 'maccor-text',
      table,
      mappings,
      accumulators: ['cumulative_capacity_ah', 'cumulative_energy_wh'],
      metadata,
      signCheck: table.labels.some((label) => stateLabel.test(label)) ? 'warn' : 'refuse',
      stepType: stateLabel,
      state: stateLabel,
      ...(firstRow === undefined && moment !== undefined ? { epoch: moment.epoch, zone: moment.zone } : {}),
      // The clock of the rows tells the start better.
      warnings: firstRow === undefined ? warnings : [],
      adjust: (columns, sorted, warned) => {
        if (!stated) scaleTimes(columns, sorted, warned);
        scaleVoltage(columns, warned);
      },
    },
    options,
  );
}

/** Maccor text. */
export const maccor: TextFormat = {
  id: 'maccor-text',
  title: 'Maccor text',
  kind: 'text',
  usualEncoding: 'windows-1252',
  sniff: ({ lines }) => (labelsOf(lines) === undefined ? 0 : 0.95),
  parse: (text, options) => ({ kind: 'electrochemistry', table: parseMaccor(text, options) }),
};
