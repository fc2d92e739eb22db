import { OperandoError } from '@operando/core';
import type { Electrochemistry } from '@operando/core';
import { electrochemistryOfWords } from './delimited-log.js';
import type { ColumnMapping } from './map-columns.js';
import { labelParts } from './map-columns.js';
import { sumOfSteps } from './step-time.js';
import { readDelimited } from '../text/delimited.js';
import type { DelimitedTable } from '../text/delimited.js';
import { splitLines } from '../text/decode.js';
import type { ParseOptions, TextFormat } from '../format.js';

/** Labels of BTSDA exports, several versions. */
const mappings: readonly ColumnMapping[] = [
  { name: 'test_time_second', pattern: /^(cumulative time|total time|test time)$/i },
  { name: 'step_time_second', pattern: /^(time|step time|relative time)$/i },
  { name: 'voltage_volt', pattern: /^(voltage|vol)$/i },
  { name: 'current_ampere', pattern: /^(current|cur)$/i },
  { name: 'cycle_count', pattern: /^(cycle index|cycle id|cycle)$/i },
  { name: 'step_id', pattern: /^(step index|step id|step)$/i },
  { name: 'record_index', pattern: /^(data ?point|record number|record id|record index)$/i },
  { name: 'charging_capacity_ah', pattern: /^(chg\. cap\.|charge capacity)$/i },
  { name: 'discharging_capacity_ah', pattern: /^(dchg\. cap\.|discharge capacity)$/i },
  { name: 'charging_energy_wh', pattern: /^(chg\. energy|charge energy)$/i },
  { name: 'discharging_energy_wh', pattern: /^(dchg\. energy|discharge energy)$/i },
  { name: 'power_watt', pattern: /^power$/i },
  { name: 'temperature_t1_celsius', pattern: /^(t1|temperature|t1\(.*)$/i },
  { name: 'internal_resistance_ohm', pattern: /^(contact resistance|dcir)$/i },
];
const accumulators: readonly string[] = [
  'charging_capacity_ah',
  'discharging_capacity_ah',
  'charging_energy_wh',
  'discharging_energy_wh',
];

const names = (labels: readonly string[]): Set<string> =>
  new Set(labels.map((label) => labelParts(label).name.toLowerCase()));

/** Whether labels are those of a flat Neware table. */
export function isNewareHeader(labels: readonly string[]): boolean {
  const found = names(labels);
  const has = (...choices: readonly string[]): boolean => choices.some((name) => found.has(name));
  return (
    has('datapoint', 'data point', 'record number', 'record id', 'record index') &&
    has('step type') &&
    has('voltage', 'vol') &&
    has('current', 'cur') &&
    has('time', 'step time', 'relative time')
  );
}

/**
 * A flat Neware table of words, whatever it stood in (CSV, Excel).
 * @throws OperandoError as `electrochemistryOfWords`.
 */
export function newareTable(format: string, table: DelimitedTable, options: ParseOptions): Electrochemistry {
  return electrochemistryOfWords(
    {
      format,
      table,
      mappings,
      accumulators,
      metadata: {},
      // BTSDA writes discharge negative.
      signCheck: 'refuse',
      stepType: /^step type$/i,
      adjust: (columns, _sorted, warnings) => {
        const { step_time_second: stepTime } = columns;
        if (columns['test_time_second'] !== undefined || stepTime === undefined) return;
        columns['test_time_second'] = sumOfSteps(stepTime, columns['step_id']);
        warnings.push({
          code: 'time-derived',
          message: 'The table has no elapsed time; the times of its steps were added up, without pauses between them.',
          where: { column: 'test_time_second' },
        });
      },
    },
    options,
  );
}

const level = (line: string): number => (line.startsWith(',,') ? 2 : line.startsWith(',') ? 1 : 0);

/**
 * Records of a three-level export: lines of cycles, steps (one empty field before them) and records (two), each level with a
 * header of its own at the top. Cycle, step and its type are written beside every record.
 */
function flatten(lines: readonly string[]): DelimitedTable {
  const headers: (readonly string[] | undefined)[] = [undefined, undefined, undefined];
  const cells: string[][] = [];
  const rowLines: number[] = [];
  let cycle = '';
  let step: readonly string[] = [];
  let labels: string[] = [];
  lines.forEach((line, i) => {
    if (line.trim() === '') return;
    const at = level(line);
    const fields = line
      .slice(at)
      .split(',')
      .map((field) => field.trim());
    while (fields.length > 1 && fields.at(-1) === '') fields.pop();
    if (headers[at] === undefined) {
      headers[at] = fields;
      if (at === 2) {
        labels = ['Cycle ID', 'Step ID', 'Step Type', ...fields];
        labels.forEach(() => cells.push([]));
      }
      return;
    }
    if (fields.length > headers[at].length)
      throw new OperandoError(
        'malformed-file',
        `the header of this level has ${headers[at].length} fields, this row has ${fields.length}.`,
        { where: { line: i + 1 } },
      );
    if (at === 0) cycle = fields[0] ?? '';
    else if (at === 1) step = fields;
    else {
      const typeAt = headers[1]?.findIndex((label) => /type|name|status/i.test(label)) ?? -1;
      const row = [cycle, step[0] ?? '', typeAt < 0 ? '' : (step[typeAt] ?? ''), ...fields];
      labels.forEach((_, column) => cells[column]!.push(row[column] ?? ''));
      rowLines.push(i + 1);
    }
  });
  if (rowLines.length === 0)
    throw new OperandoError('truncated-file', 'there are no records below cycles and steps.', {
      where: { line: Math.max(1, lines.length) },
      cure: 'Export all three levels.',
    });
  return { labels, rows: rowLines.length, cells, lines: Int32Array.from(rowLines), decimalComma: false };
}

/**
 * Neware (BTSDA) CSV exports: one flat table, or three levels of cycles, steps and records.
 * @throws OperandoError as `readDelimited` and {@link newareTable}; `truncated-file` without records.
 */
export function parseNewareCsv(text: string, options: ParseOptions = {}): Electrochemistry {
  const lines = splitLines(text.replace(/^\uFEFF/, ''));
  const flat = isNewareHeader((lines[0] ?? '').split(','));
  return newareTable(
    'neware-csv',
    flat ? readDelimited(lines, { lastRow: options.lastRow, separator: ',' }) : flatten(lines),
    options,
  );
}

/** The first three lines are the headers of cycles, steps and records, each one field further in. */
function isNested(lines: readonly string[]): boolean {
  const [first = '', second = '', third = ''] = lines;
  return (
    /^cycle/i.test(first) &&
    level(first) === 0 &&
    level(second) === 1 &&
    /step/i.test(second) &&
    level(third) === 2 &&
    /^,,\s*record/i.test(third)
  );
}

/** Neware CSV. */
export const newareCsv: TextFormat = {
  id: 'neware-csv',
  title: 'Neware CSV',
  kind: 'text',
  sniff: ({ lines }) =>
    isNewareHeader((lines[0] ?? '').replace(/^\uFEFF/, '').split(',')) || isNested(lines) ? 0.95 : 0,
  parse: (text, options) => ({ kind: 'electrochemistry', table: parseNewareCsv(text, options) }),
};
