import { isOperandoError, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { CommaWatch } from '../text/comma-watch.js';
import { PointWatch } from '../text/point-watch.js';
import { kindOfColumn, numbersOf } from '../text/delimited.js';
import type { DelimitedTable } from '../text/delimited.js';
import { parseDateTime } from '../text/date-time.js';
import type { DateOrder } from '../text/date-time.js';
import { isGroupedNumber, parseNumber } from '../text/number.js';
import { labelParts, uniqueLabels } from './label-parts.js';
import { dateLabel, datesOfDays, durationsOf, momentsOf, parseDuration, parseHalfDay } from './times-of-words.js';
import { voltageWord } from './voltage-word.js';
import { said } from '../text/said.js';

/** A cycler's table with its columns told apart. */
export interface SortedColumns {
  /** Labels and values of the columns of numbers (and of durations, in seconds). */
  readonly labels: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly text: Readonly<Record<string, readonly string[]>>;
  /** UNIX seconds of a column of dates, read as if UTC where no zone is written. */
  readonly clock?: Float64Array;
  readonly clockZone?: string;
  /** Labels of the columns of durations and dates. */
  readonly timed: ReadonlySet<string>;
  /** Of them those that are surely times of the day: with AM and PM. */
  readonly ofDay: ReadonlySet<string>;
  readonly warnings: readonly OperandoWarning[];
}

/** What one column holds. */
type SortedColumn =
  | { readonly kind: 'numbers' | 'durations' | 'times-of-day' | 'days'; readonly values: Float64Array }
  | {
      readonly kind: 'moments';
      readonly values: Float64Array;
      readonly zone: string;
      readonly warnings: readonly OperandoWarning[];
    }
  | { readonly kind: 'words' | 'empty'; readonly values?: undefined };

/** One column, by its first cell that is not blank. @throws OperandoError as {@link sortColumns}. */
function sortColumn(
  cells: readonly string[],
  label: string,
  table: Pick<DelimitedTable, 'lines' | 'decimalComma'>,
  dateOrder: DateOrder | undefined,
): SortedColumn {
  const first = cells.find((cell) => cell !== '') ?? '';
  if (parseDuration(first) !== undefined) return { kind: 'durations', values: durationsOf(cells, label, table.lines) };
  if (parseHalfDay(first) !== undefined)
    return { kind: 'times-of-day', values: durationsOf(cells, label, table.lines, parseHalfDay) };
  if (parseDateTime(first) !== undefined) {
    const { clock, zone, warnings } = momentsOf(cells, label, table.lines, dateOrder);
    return { kind: 'moments', values: clock, zone, warnings };
  }
  const kind = kindOfColumn(cells, table.decimalComma);
  if (kind !== 'numbers') return { kind };
  const values = numbersOf(cells, label, table);
  const days = datesOfDays(label, values);
  return days === undefined ? { kind, values } : { kind: 'days', values: days };
}

/** As {@link sortColumn}; a column that need not be of numbers is words where it cannot be read as anything else, with a warning. */
function sortTolerantly(
  cells: readonly string[],
  label: string,
  table: Pick<DelimitedTable, 'lines' | 'decimalComma'>,
  dateOrder: DateOrder | undefined,
  warnings: OperandoWarning[],
): SortedColumn {
  try {
    return sortColumn(cells, label, table, dateOrder);
  } catch (error) {
    if (!isOperandoError(error)) throw error;
    const { where } = error;
    warnings.push({
      code: 'column-kept-as-text',
      message: said`${error.problem} ${label} was kept as text, since it is neither time, voltage nor current.`,
      ...(where === undefined ? {} : { where }),
    });
    return { kind: 'words' };
  }
}

/** Words where something else may be meant. @throws OperandoError `bad-number` for digits in groups of three. */
function wordWarnings(
  first: string,
  label: string,
  where: { readonly line: number; readonly column: string },
  isNeeded: boolean,
): OperandoWarning[] {
  if (isGroupedNumber(first))
    throw new OperandoError('bad-number', said`${JSON.stringify(first.slice(0, 40))} is no number.`, {
      where,
      cure: 'Export the data again without separators of thousands.',
    });
  // Numbers with the other decimal mark than the rest of the table.
  const isNumber = (parseNumber(first) ?? parseNumber(first, true)) !== undefined;
  const asDate = !isNumber && (dateLabel.test(label) || /\btime\b/i.test(label)) && /\d/.test(first);
  if (isNumber)
    return [
      {
        code: 'column-kept-as-text',
        message: said`${JSON.stringify(first.slice(0, 40))} has another decimal mark than the other columns: ${label} was kept as text and not used.`,
        where,
      },
    ];
  if (!asDate && !isNeeded) return [];
  if (!asDate)
    return [
      {
        code: 'column-kept-as-text',
        message: said`${JSON.stringify(first.slice(0, 40))} is no number, nor is any other cell of ${label}: it was kept as text and not used.`,
        where,
      },
    ];
  return [
    {
      code: 'date-unreadable',
      message: said`${JSON.stringify(first.slice(0, 40))} is no date or time that is understood; ${label} was kept as text.`,
      where,
    },
  ];
}

/** Doubt whether commas mark fractions or part thousands. */
function commaWarnings({ cells, lines, decimalComma }: DelimitedTable, labels: readonly string[]): OperandoWarning[] {
  const watch = new CommaWatch();
  if (decimalComma)
    for (const [i, column] of cells.entries()) {
      for (let row = 0; row < column.length && !watch.settled; row++)
        watch.note(column[row]!, { line: lines[row]!, column: labels[i]!, isAxis: false });
    }
  return watch.warnings();
}

/** Voltages of cells in mV, as numbers: none is below this throughout. */
const leastMillivolts = 10;

/** Doubt whether points mark fractions or part thousands. */
function pointWarnings({ cells, lines, decimalComma }: DelimitedTable, labels: readonly string[]): OperandoWarning[] {
  if (decimalComma) return [];
  return cells.flatMap((column, i) => {
    const watch = new PointWatch();
    for (let row = 0; row < column.length && !watch.settled; row++) watch.note(column[row]!, lines[row]!);
    const isMillivolts = /^mV$/.test(labelParts(labels[i]!).unit ?? '') && voltageWord.test(labels[i]!);
    return watch.warnings(labels[i]!, isMillivolts ? leastMillivolts : 0);
  });
}

/**
 * Tell the columns of a cycler's table apart: numbers, durations (`hh:mm:ss`, with days), dates, words. What a column is
 * is decided by its first cell that is not blank, and then asked of all. Dates that are not understood are a warning.
 *
 * @param needed Labels of columns that must be readable; others are kept as text, with a warning, where a cell is not. @default all
 * @throws OperandoError `bad-number` with line and label, also for digits in groups of three.
 */
export function sortColumns(
  table: DelimitedTable,
  dateOrder?: DateOrder,
  needed: (label: string) => boolean = () => true,
): SortedColumns {
  const labels: string[] = [];
  const columns: Float64Array[] = [];
  const text: [string, readonly string[]][] = [];
  const timed = new Set<string>();
  const ofDay = new Set<string>();
  const warnings: OperandoWarning[] = [];
  let clock: Float64Array | undefined;
  let clockZone: string | undefined;
  const unique = uniqueLabels(table.labels.map((label, i) => (label === '' ? `column ${i + 1}` : label)));
  warnings.push(...commaWarnings(table, unique), ...pointWarnings(table, unique));
  table.cells.forEach((cells, i) => {
    const label = unique[i]!;
    const firstRow = cells.findIndex((cell) => cell !== '');
    const where = { line: table.lines[firstRow] ?? 0, column: label };
    const column =
      needed(label) || dateLabel.test(label)
        ? sortColumn(cells, label, table, dateOrder)
        : sortTolerantly(cells, label, table, dateOrder, warnings);
    if (column.kind === 'words') {
      if (!warnings.some(({ where: told }) => told?.column === label))
        warnings.push(...wordWarnings(cells[firstRow] ?? '', label, where, needed(label)));
      text.push([label, cells]);
      return;
    }
    if (column.values === undefined) return;
    labels.push(label);
    columns.push(column.values);
    if (column.kind !== 'numbers') timed.add(label);
    if (column.kind === 'times-of-day') ofDay.add(label);
    if (column.kind === 'days')
      warnings.push({
        code: 'date-of-days',
        message: said`${label} counts days: they were read as a spreadsheet's, from 30 December 1899.`,
        where,
      });
    if (column.kind === 'moments') {
      warnings.push(...column.warnings);
      clockZone ??= column.zone;
    }
    if (column.kind === 'days' || column.kind === 'moments') clock ??= column.values;
  });
  return {
    labels,
    columns,
    text: Object.fromEntries(text),
    timed,
    ofDay,
    warnings,
    ...(clock === undefined ? {} : { clock }),
    ...(clockZone === undefined ? {} : { clockZone }),
  };
}
