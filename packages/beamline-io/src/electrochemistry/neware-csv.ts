import { OperandoError } from '@operando/core';
import type { Electrochemistry } from '@operando/core';
import { electrochemistryOfWords } from './delimited-log.js';
import type { ColumnMapping } from './map-columns.js';
import { findLabels } from './find-labels.js';
import type { FoundLabels } from './find-labels.js';
import { headerFields } from './header-fields.js';
import { namesOf } from './labelled-log.js';
import { sumOfSteps } from './step-time.js';
import { delimitedFields, hasDecimalComma, readDelimited } from '../text/delimited.js';
import type { DelimitedTable, Separator } from '../text/delimited.js';
import { splitLines } from '../text/decode.js';
import type { ParseOptions, TextFormat } from '../format.js';

/** Labels of BTS and BTSDA exports, several versions, in English and Chinese. */
const mappings: readonly ColumnMapping[] = [
  { name: 'test_time_second', pattern: /^(cumulative time|total time|test time|测试时间|总时间|累计时间)$/i },
  { name: 'step_time_second', pattern: /^(time|step time|relative time|时间|工步时间|步骤时间|相对时间)$/i },
  { name: 'voltage_volt', pattern: /^(voltage|vol|电压)$/i },
  { name: 'current_ampere', pattern: /^(current|cur|电流)$/i },
  { name: 'cycle_count', pattern: /^(cycle index|cycle id|cycle|循环(号|序号|次数)?)$/i },
  { name: 'step_id', pattern: /^(step index|step id|step|工步(号|序号)|步次)$/i },
  {
    name: 'record_index',
    pattern: /^(data ?point|record number|record id|record index|record|数据(序号|点)|记录(序号|号)|序号)$/i,
  },
  { name: 'charging_capacity_ah', pattern: /^(chg\. cap\.|charge capacity|capacitance_chg|cap_chg|充电容量)$/i },
  {
    name: 'discharging_capacity_ah',
    pattern: /^(dchg\. cap\.|discharge capacity|capacitance_dchg|cap_dchg|放电容量)$/i,
  },
  { name: 'charging_energy_wh', pattern: /^(chg\. energy|charge energy|engy_chg|充电能量)$/i },
  { name: 'discharging_energy_wh', pattern: /^(dchg\. energy|discharge energy|engy_dchg|放电能量)$/i },
  { name: 'power_watt', pattern: /^(power|功率)$/i },
  { name: 'temperature_t1_celsius', pattern: /^(t1|temperature|t1\(.*|(辅助)?温度)$/i },
  { name: 'internal_resistance_ohm', pattern: /^(contact resistance|dcir|接触电阻|内阻)$/i },
];
const accumulators: readonly string[] = [
  'charging_capacity_ah',
  'discharging_capacity_ah',
  'charging_energy_wh',
  'discharging_energy_wh',
];

/** The column that names the kind of each step: `CC Chg`, 恒流充电. */
const stepType = /^(step ?(type|name|status)|工步(类型|名称|状态)|状态)$/i;

/** Whether labels are those of a flat Neware table. */
export function isNewareHeader(labels: readonly string[]): boolean {
  const found = namesOf(labels);
  const has = (...choices: readonly string[]): boolean => choices.some((name) => found.has(name));
  return (
    (has('datapoint', 'data point', 'record number', 'record id', 'record index') ||
      has('数据序号', '数据点', '记录序号', '记录号', '序号', '循环号', '循环序号')) &&
    // Workbooks of some versions name no steps, but no other program has relative times.
    ([...found].some((name) => stepType.test(name)) || has('relative time', '相对时间')) &&
    has('voltage', 'vol', '电压') &&
    has('current', 'cur', '电流') &&
    [...found].some((name) => mappings.slice(0, 2).some(({ pattern }) => pattern.test(name)))
  );
}

/** What every line of labels has. */
const voltageWord = /vol|电压/i;

/**
 * A flat Neware table of words, whatever it stood in (CSV, Excel).
 * @throws OperandoError as `electrochemistryOfWords`.
 */
export function newareTable(
  format: string,
  table: DelimitedTable,
  options: ParseOptions,
  metadata: Electrochemistry['metadata'] = {},
): Electrochemistry {
  return electrochemistryOfWords(
    {
      format,
      table,
      mappings,
      accumulators,
      metadata,
      // BTSDA writes discharge negative, older versions write it without sign.
      signCheck: 'refuse',
      stepType,
      state: stepType,
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

/** Fields of a line of three levels, and its level: the empty fields before them. */
function leveled(line: string, separator: Separator): { readonly level: number; readonly fields: readonly string[] } {
  const fields = delimitedFields(line, separator).map((field) => field.trim());
  while (fields.length > 1 && fields.at(-1) === '') fields.pop();
  const first = fields.findIndex((field) => field !== '');
  const level = Math.max(0, Math.min(2, first));
  return { level, fields: fields.slice(level) };
}

/**
 * Records of a three-level export: lines of cycles, steps (one empty field before them) and records (two), each level with a
 * header of its own at the top. Cycle, step and its type are written beside every record.
 */
function flatten(lines: readonly string[], separator: Separator): DelimitedTable {
  const headers: (readonly string[] | undefined)[] = [undefined, undefined, undefined];
  const cells: string[][] = [];
  const rowLines: number[] = [];
  const head: (readonly string[])[] = [];
  let cycle = '';
  let step: readonly string[] = [];
  let labels: string[] = [];
  lines.forEach((line, i) => {
    if (line.split(separator).every((field) => field.trim() === '')) return;
    const { level, fields } = leveled(line, separator);
    const header = headers[level];
    if (header === undefined) {
      headers[level] = fields;
      if (level === 2) {
        labels = ['Cycle ID', 'Step ID', 'Step Type', ...fields];
        labels.forEach(() => cells.push([]));
      }
      return;
    }
    if (fields.length > header.length)
      throw new OperandoError(
        'malformed-file',
        `the header of this level has ${header.length} fields, this row has ${fields.length}.`,
        { where: { line: i + 1 } },
      );
    if (level === 0) cycle = fields[0] ?? '';
    else if (level === 1) step = fields;
    else {
      const typeAt = headers[1]?.findIndex((label) => /type|name|status|类型|名称|状态/i.test(label)) ?? -1;
      const row = [cycle, step[0] ?? '', typeAt < 0 ? '' : (step[typeAt] ?? ''), ...fields];
      labels.forEach((_, column) => cells[column]!.push(row[column] ?? ''));
      rowLines.push(i + 1);
      if (head.length < 200) head.push(fields);
    }
  });
  if (rowLines.length === 0)
    throw new OperandoError('truncated-file', 'there are no records below cycles and steps.', {
      where: { line: Math.max(1, lines.length) },
      cure: 'Export all three levels.',
    });
  return {
    labels,
    rows: rowLines.length,
    cells,
    lines: Int32Array.from(rowLines),
    decimalComma: hasDecimalComma(head, separator),
  };
}

/** What keeps the fields of a three-level export apart; undefined for a text whose first three lines are not the headers of its levels. */
function nestedSeparator(lines: readonly string[]): Separator | undefined {
  const levels = [/^(cycle|循环)/i, /step|工步|步次/i, /^(record|data ?point|记录|数据|序号)/i];
  return ([',', '\t', ';'] as const).find((separator) =>
    levels.every((pattern, wanted) => {
      const { level, fields } = leveled(lines[wanted] ?? '', separator);
      return level === wanted && fields.length > 1 && pattern.test(fields[0]!);
    }),
  );
}

const flatLabels = (lines: readonly string[]): FoundLabels | undefined =>
  findLabels(lines, voltageWord, isNewareHeader);

/**
 * Neware (BTS, BTSDA) CSV and text exports in English or Chinese: one flat table, or three levels of cycles, steps and records.
 * @throws OperandoError as `readDelimited`; `truncated-file` without records.
 */
export function parseNewareCsv(text: string, options: ParseOptions = {}): Electrochemistry {
  const lines = splitLines(text.replace(/^\uFEFF/, ''));
  const nested = nestedSeparator(lines);
  const found = nested === undefined ? flatLabels(lines) : undefined;
  if (found === undefined) return newareTable('neware-csv', flatten(lines, nested ?? ','), options);
  const table = readDelimited(lines, { lastRow: options.lastRow, ...found });
  return newareTable('neware-csv', table, options, headerFields(lines.slice(0, found.headerLine), found.separator));
}

/** Neware CSV. */
export const newareCsv: TextFormat = {
  id: 'neware-csv',
  title: 'Neware CSV',
  kind: 'text',
  usualEncoding: 'gb18030',
  sniff: ({ lines }) => (nestedSeparator(lines) !== undefined || flatLabels(lines) !== undefined ? 0.95 : 0),
  parse: (text, options) => ({ kind: 'electrochemistry', table: parseNewareCsv(text, options) }),
};
