import {
  allBytes,
  isTextColumn,
  OperandoError,
  isOperandoError,
  parseResultDocument,
  statusOf,
  tableOfDocument,
} from '@operando/core';
import type { Electrochemistry, NamedSource, OperandoWarning, ResultColumn } from '@operando/core';
import { decodeText, parseDateTime, readSource } from '@operando/beamline-io';
import type { ReadSourceOptions } from '@operando/beamline-io';
import type { SignalColumn, SignalTable } from './signal-table.js';
import { tableParts, valueColumns } from './table-columns.js';
import type { TableParts } from './table-columns.js';

/** How logs are read that stand among the tables. */
type LogReading = Pick<ReadSourceOptions, 'currentSign' | 'timeUnit' | 'lastRow' | 'dateOrder'>;

/** Name of a table by its file; tables of results are called as their folders. */
function tableName(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '');
  const base = (parts.at(-1) ?? path).replace(/\.[^.]+$/, '');
  return base === 'results' ? (parts.at(-2) ?? base) : base;
}

/** Times of rows by their stamps, where all can be read; else as they stand, which are middles beside exposures in results. */
function clockOf({
  time,
  duration,
  starts,
  epoch,
  zone: stated,
}: TableParts): Pick<SignalTable, 'start' | 'duration' | 'epoch' | 'zone'> {
  const begin = time.map((middle, row) => middle - 0.5 * duration[row]!);
  if (epoch !== undefined) return { start: begin, duration, epoch, ...(stated === undefined ? {} : { zone: stated }) };
  if (starts === undefined) return { start: begin, duration };
  const moments = starts.map((word) => parseDateTime(word));
  const first = moments[0];
  if (first === undefined || moments.some((moment) => moment === undefined)) return { start: begin, duration };
  const { zone } = first;
  return {
    start: Float64Array.from(moments, (moment) => moment!.epoch - first.epoch),
    duration,
    epoch: first.epoch,
    ...(zone === undefined ? {} : { zone }),
  };
}

/** Statuses whose values are none, as bytes. */
const without: ReadonlySet<number> = new Set([
  statusOf.failed,
  statusOf.outside,
  statusOf.gap,
  statusOf.masked,
  statusOf['not-visible'],
  statusOf.singular,
]);

function signalColumn(column: ResultColumn): SignalColumn[] {
  if (isTextColumn(column)) return [];
  const { name, unit, values, stderr, status } = column;
  const sound =
    status === undefined ? values : values.map((value, row) => (without.has(status[row]!) ? Number.NaN : value));
  return [{ name, unit, values: sound, ...(stderr === undefined ? {} : { stderr }) }];
}

/** The first table of results.json. */
function documentTable(text: string): TableParts {
  const [first] = parseResultDocument(text).tables;
  if (first === undefined) throw new OperandoError('column-missing', 'the result has no table.');
  const { columns } = tableOfDocument(first);
  const numbers = columns.flatMap(signalColumn);
  const find = (name: string): Float64Array | undefined => numbers.find((column) => column.name === name)?.values;
  const time = find('time');
  if (time === undefined)
    throw new OperandoError('column-missing', 'its first table has no times.', {
      cure: 'Give results of a technique whose rows are frames.',
    });
  const start = columns.find((column) => column.name === 'start');
  const words = start !== undefined && isTextColumn(start) ? start.words : undefined;
  return {
    time,
    duration: find('duration') ?? new Float64Array(time.length),
    columns: numbers.filter(({ name }) => name !== 'time' && name !== 'duration'),
    ...(words === undefined || words.some((word) => word === '') ? {} : { starts: words }),
  };
}

/** Tables of no program in particular: with time, voltage and current they are logs, whatever else they hold. */
const plainLogs: ReadonlySet<unknown> = new Set(['electrochemistry-csv', 'excel-log']);
/** What columns are called that they have as logs. */
const ofLog =
  /time|date|volt|spannung|potential|current|strom|capaci|charge|energy|power|cycle|cyc|step|index|point|record|status|mode|resist|freq|imag|real|phase|^[itquv]\b|ewe|soc|\ba?hr?\b/i;

/** Columns that a plain table has beside those of a cycler. */
function furtherColumns({ original, metadata }: Electrochemistry): SignalColumn[] {
  if (!plainLogs.has(metadata['format'])) return [];
  const columns = Object.entries(original).map(([label, values]) => ({ label, values }));
  return valueColumns(columns, {}, ({ label, values }) => ofLog.test(label) || !values.some(Number.isFinite));
}

/** Voltage and current of a log, as signals, and what else it holds. */
function logTable(log: Electrochemistry): Omit<SignalTable, 'name' | 'warnings'> {
  const { columns, epoch, zone } = log;
  const time = columns['test_time_second']!;
  const named = [
    ['voltage', 'V', columns['voltage_volt']],
    ['current', 'A', columns['current_ampere']],
  ] as const;
  return {
    start: time,
    duration: new Float64Array(time.length),
    columns: [
      ...named.flatMap(([name, unit, values]) => (values === undefined ? [] : [{ name, unit, values }])),
      ...furtherColumns(log),
    ],
    ...(epoch === undefined ? {} : { epoch }),
    ...(zone === undefined ? {} : { zone }),
  };
}

function assumedSeconds({ unitless = [], starts }: TableParts, file: string): OperandoWarning[] {
  const told = unitless.map((column): OperandoWarning => ({
    code: 'unit-assumed',
    message: `${column} states no unit: seconds were assumed. Name the unit in the head, as ${column}_min.`,
    where: { file, column },
  }));
  // Dates say when rows were begun, whatever the unit of the times beside them.
  return starts === undefined ? told : [];
}

async function readTable(source: NamedSource, options: LogReading): Promise<SignalTable> {
  const name = tableName(source.name);
  if (/\.json$/i.test(source.name)) {
    const { columns, ...parts } = documentTable(decodeText(await allBytes(source.bytes)).text);
    return { name, columns, ...clockOf({ columns, ...parts }), warnings: [] };
  }
  const result = await readSource(source, options);
  const inFile = (warning: OperandoWarning): OperandoWarning => ({
    ...warning,
    where: { file: source.name, ...warning.where },
  });
  const warnings = result.table.warnings.map(inFile);
  if (result.kind === 'electrochemistry') return { name, ...logTable(result.table), warnings };
  const parts = tableParts(result.table, options.dateOrder);
  return {
    name,
    columns: parts.columns,
    ...clockOf(parts),
    warnings: [...warnings, ...(parts.warnings ?? []).map(inFile), ...assumedSeconds(parts, source.name)],
  };
}

/**
 * Tables of values through time: results of other techniques (results.csv, results.json), any table with a column of times and
 * units in its head, logs of cyclers.
 *
 * @throws OperandoError as their readers; `column-missing` for tables without times or values.
 */
export async function readSignalTables(
  sources: readonly NamedSource[],
  options: LogReading = {},
): Promise<SignalTable[]> {
  const tables: SignalTable[] = [];
  for (const source of sources) {
    try {
      tables.push(await readTable(source, options));
    } catch (error) {
      throw isOperandoError(error) ? error.at({ file: source.name }) : error;
    }
  }
  const taken = new Map<string, number>();
  return Array.from(tables, (table) => {
    const number = (taken.get(table.name) ?? 0) + 1;
    taken.set(table.name, number);
    return number === 1 ? table : { ...table, name: `${table.name}_${number}` };
  });
}
