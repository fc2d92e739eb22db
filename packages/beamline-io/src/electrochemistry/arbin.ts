import { OperandoError } from '@operando/core';
import type { Electrochemistry, OperandoWarning } from '@operando/core';
import { electrochemistryOfWords } from './delimited-log.js';
import { findLabels } from './find-labels.js';
import type { FoundLabels } from './find-labels.js';
import { headerFields } from './header-fields.js';
import type { ColumnMapping } from './map-columns.js';
import { labelParts } from './label-parts.js';
import { readDelimited } from '../text/delimited.js';
import type { DelimitedTable } from '../text/delimited.js';
import { splitLines } from '../text/decode.js';
import { parseNumber } from '../text/number.js';
import type { ParseOptions, TextFormat } from '../format.js';
import { said, shown } from '../text/said.js';

/** Arbin's labels, with blanks or underscores; capacities begin again when the schedule says so. */
const mappings: readonly ColumnMapping[] = [
  { name: 'test_time_second', pattern: /^test[ _]time$/i },
  { name: 'voltage_volt', pattern: /^voltage$/i },
  { name: 'current_ampere', pattern: /^current$/i },
  { name: 'cycle_count', pattern: /^cycle[ _]index$/i },
  { name: 'step_id', pattern: /^step[ _]index$/i },
  { name: 'step_time_second', pattern: /^step[ _]time$/i },
  { name: 'record_index', pattern: /^data[ _]point$/i },
  { name: 'schedule_charging_capacity_ah', pattern: /^charge[ _]capacity$/i },
  { name: 'schedule_discharging_capacity_ah', pattern: /^discharge[ _]capacity$/i },
  { name: 'schedule_charging_energy_wh', pattern: /^charge[ _]energy$/i },
  { name: 'schedule_discharging_energy_wh', pattern: /^discharge[ _]energy$/i },
  { name: 'power_watt', pattern: /^power$/i },
  { name: 'internal_resistance_ohm', pattern: /^internal[ _]resistance$/i },
  { name: 'ac_internal_resistance_ohm', pattern: /^(acr|ac[ _]impedance)$/i },
  { name: 'temperature_t1_celsius', pattern: /^(aux[ _]temperature[ _]1|temperature)$/i },
  { name: 'temperature_t2_celsius', pattern: /^aux[ _]temperature[ _]2$/i },
  { name: 'temperature_t3_celsius', pattern: /^aux[ _]temperature[ _]3$/i },
  { name: 'temperature_t4_celsius', pattern: /^aux[ _]temperature[ _]4$/i },
  { name: 'temperature_t5_celsius', pattern: /^aux[ _]temperature[ _]5$/i },
];

const isDataPoint = (label: string): boolean => /^data[ _]?point/i.test(label.trim());

/** Whether labels are Arbin's: test time, step index or cycle index, and data points or the capacities of the schedule among them. */
export function isArbinHeader(labels: readonly string[]): boolean {
  const names = new Set(labels.map((label) => labelParts(label).name.replaceAll('_', ' ').toLowerCase()));
  return (
    (names.has('data point') ||
      (names.has('step time') && names.has('charge capacity') && names.has('discharge capacity'))) &&
    names.has('test time') &&
    (names.has('step index') || names.has('cycle index')) &&
    names.has('voltage') &&
    names.has('current')
  );
}

/** Rows in the order of their data points: files out of `.res` databases stand in the order of its pages. */
function inOrder(table: DelimitedTable, warnings: OperandoWarning[]): DelimitedTable {
  const column = table.labels.findIndex(isDataPoint);
  if (column < 0) return table;
  const points = (table.cells[column] ?? []).map((cell, row) => {
    const value = parseNumber(cell);
    if (value === undefined || !Number.isInteger(value))
      throw new OperandoError('bad-number', said`${JSON.stringify(cell.slice(0, 40))} is no number of a data point.`, {
        where: { line: table.lines[row]!, column: shown(table.labels[column] ?? '') },
      });
    return value;
  });
  if (points.every((value, row) => row === 0 || value > points[row - 1]!)) return table;
  const order = points.map((_, row) => row).toSorted((a, b) => points[a]! - points[b]!);
  const repeated = order.findIndex((row, i) => i > 0 && points[row] === points[order[i - 1]!]);
  if (repeated > 0)
    throw new OperandoError('malformed-file', `data point ${points[order[repeated]!]} occurs twice.`, {
      where: { line: table.lines[order[repeated]!]! },
      cure: 'Export the data again.',
    });
  warnings.push({
    code: 'rows-sorted',
    message: 'The rows are not in the order of their data points; they were sorted by them.',
  });
  return {
    ...table,
    cells: table.cells.map((cells) => order.map((row) => cells[row]!)),
    lines: Int32Array.from(order, (row) => table.lines[row]!),
  };
}

/**
 * An Arbin table of words, whatever it stood in (CSV, Excel, Access).
 * @throws OperandoError `malformed-file` for a data point that occurs twice; as `electrochemistryOfWords`.
 */
export function arbinTable(
  format: string,
  table: DelimitedTable,
  metadata: Electrochemistry['metadata'],
  options: ParseOptions,
  start: { readonly epoch?: number; readonly zone?: string } = {},
): Electrochemistry {
  const warnings: OperandoWarning[] = [];
  const ordered = inOrder(table, warnings);
  return electrochemistryOfWords(
    {
      format,
      table: ordered,
      mappings,
      metadata,
      // Positive on charge, in all of Arbin's programs; but exports pass through many hands.
      signCheck: 'refuse',
      ...start,
      warnings,
      adjust: (columns, sorted) => {
        // "DateTime" may be UNIX seconds already.
        const unix = sorted.labels.findIndex((label) => /^date[ _]?time$/i.test(label));
        const values = sorted.columns[unix];
        if (
          unix >= 0 &&
          sorted.clock === undefined &&
          values !== undefined &&
          values.length > 0 &&
          values.every((value) => value > 1e9 && value < 1e10)
        )
          columns['unix_time_second'] = values;
      },
    },
    options,
  );
}

const arbinLabels = (lines: readonly string[]): FoundLabels | undefined =>
  findLabels(lines, /test[ _]?time/i, isArbinHeader);

/**
 * Arbin CSV exports (MITS Pro, and tables out of their databases): labels with or without units, a byte order mark, a tab inside
 * the dates, other separators, lines above the labels.
 * @throws OperandoError as `readDelimited`; `malformed-file` for a data point that occurs twice.
 */
export function parseArbinCsv(text: string, options: ParseOptions = {}): Electrochemistry {
  const lines = splitLines(text.replace(/^\uFEFF/, ''));
  const found = arbinLabels(lines);
  const table = readDelimited(lines, { lastRow: options.lastRow, separator: ',', ...found });
  const above = found === undefined ? {} : headerFields(lines.slice(0, found.headerLine), found.separator);
  return arbinTable('arbin-csv', table, above, options);
}

/** Arbin CSV. */
export const arbinCsv: TextFormat = {
  id: 'arbin-csv',
  title: 'Arbin CSV',
  kind: 'text',
  sniff: ({ lines }) => (arbinLabels(lines) === undefined ? 0 : 0.95),
  parse: (text, options) => ({ kind: 'electrochemistry', table: parseArbinCsv(text, options) }),
};
