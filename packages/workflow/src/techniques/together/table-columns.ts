import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { splitLabel } from '@operando/beamline-io';
import type { ColumnTable, DateOrder, TableColumn } from '@operando/beamline-io';
import { datedTimes } from './dated-times.js';
import type { SignalColumn } from './signal-table.js';

/** Units that stand behind the last underscore of a head, as results have them. */
const unitWord =
  /^(?:[munpkM]?(?:eV|V|A|Ah|ohm|m|s|g|F|Hz|Wh|W|mol|Pa|bar)|angstrom|cm|deg|degree|rad|K|C|min|h|d|percent|per[_ ]?mille|counts?|e|cm2|cm3|um2|um3|angstrom3|px|pixel|voxel)$/;
const timeUnits: Readonly<Record<string, number>> = {
  '': 1,
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  min: 60,
  h: 3600,
  hour: 3600,
  d: 86_400,
};

/** `edge_eV`, `Energy (eV)`, `flux_per_cm2_s`, `crack_volume_per_mille` as name and unit. */
export function headParts(label: string): { readonly name: string; readonly unit: string } {
  const { name, unit } = splitLabel(label);
  if (unit !== undefined) return { name, unit };
  const per = /^(.+?)_(per_.+)$/.exec(name);
  if (per !== null) {
    // `flux_counts_per_s`: what is counted stands before, where it is a unit.
    const above = /^(.+)_([^_]+)$/.exec(per[1]!);
    const isUnit = above !== null && unitWord.test(above[2]!);
    const below = per[2]!.replaceAll('_', ' ');
    return isUnit ? { name: above[1]!, unit: `${above[2]!} ${below}` } : { name: per[1]!, unit: below };
  }
  const tail = /^(.+)_([^_]+)$/.exec(name);
  return tail !== null && unitWord.test(tail[2]!) ? { name: tail[1]!, unit: tail[2]! } : { name, unit: '' };
}

/** What heads of standard errors end with. */
const errorEnd = /^(.+)_(?:stderr|std_?err|sigma|error|err|unc|uncertainty)$/i;
const errorAlone = /^(?:stderr|std_?err|sigma|error|err|unc|uncertainty)$/i;
const timeName = /^(?:time|elapsed(?:[ _]time)?|test_time|t)$/i;
const durationName = /^(?:duration|exposure)$/i;
/** Counts of rows, numbers of frames: no signals. */
const counters = /^(?:frame|index|point|row|spectrum|scan|cycle|.*_samples|.*_coverage|degrees_of_freedom)$/i;

/** A time column in seconds. @throws OperandoError `unit-mismatch` for a unit that is none of time. */
function seconds({ label, values }: TableColumn): Float64Array {
  const { unit } = headParts(label);
  const factor = timeUnits[unit];
  if (factor === undefined)
    throw new OperandoError('unit-mismatch', `times in ${unit}?`, {
      where: { column: label },
      cure: 'Give them in s, min, h or d.',
    });
  return factor === 1 ? values : values.map((value) => factor * value);
}

/**
 * The error column of a value: of its head with `_stderr` behind, or `sigma` where there is one value alone.
 * @throws OperandoError `unit-mismatch` for errors in another unit than the value.
 */
function errorOf(column: TableColumn, columns: readonly TableColumn[], isAlone: boolean): Float64Array | undefined {
  const { name, unit } = headParts(column.label);
  const own = columns.find(({ label }) => {
    const base = errorEnd.exec(label)?.[1] ?? errorEnd.exec(headParts(label).name)?.[1];
    return base !== undefined && (base === column.label || base === name || headParts(base).name === name);
  });
  const lone = isAlone ? columns.find(({ label }) => errorAlone.test(headParts(label).name)) : undefined;
  const found = own ?? lone;
  if (found === undefined) return undefined;
  const stated = headParts(errorEnd.exec(found.label)?.[1] ?? found.label).unit;
  if (stated !== '' && unit !== '' && stated !== unit)
    throw new OperandoError('unit-mismatch', `standard errors in ${stated} of values in ${unit}.`, {
      where: { column: found.label },
      cure: `Give both in one unit, as ${column.label} and ${column.label}_stderr.`,
    });
  return found.values;
}

const isError = ({ label }: TableColumn): boolean => {
  const { name } = headParts(label);
  return errorEnd.test(label) || errorEnd.test(name) || errorAlone.test(name);
};

/** Statuses whose values are none. */
const without: ReadonlySet<string> = new Set(['failed', 'outside', 'gap', 'masked', 'not-visible', 'singular']);

function sound(values: Float64Array, words: readonly string[] | undefined): Float64Array {
  return words === undefined
    ? values
    : values.map((value, row) => (without.has(words[row] ?? '') ? Number.NaN : value));
}

/** Columns of words of a table, by head. */
function wordsOf({ metadata }: ColumnTable): Readonly<Record<string, readonly string[]>> {
  const text = metadata['textColumns'];
  if (typeof text !== 'object' || text === null || Array.isArray(text)) return {};
  return Object.fromEntries(
    Object.entries(text).map(([head, words]) => [head, Array.isArray(words) ? words.map(String) : []]),
  );
}

/** Name and unit of a column; in results, a status of the name and an error of the whole head tell where the unit begins. */
function columnParts(label: string, heads: ReadonlySet<string>): { readonly name: string; readonly unit: string } {
  if (!heads.has(`${label}_stderr`)) return headParts(label);
  for (let end = label.length; end > 0; end = label.lastIndexOf('_', end - 1))
    if (heads.has(`${label.slice(0, end)}_status`))
      return { name: label.slice(0, end), unit: label.slice(end + 1).replaceAll('_', ' ') };
  return headParts(label);
}

/** What a table of columns holds: times, exposures, values with errors, dates as words. */
export interface TableParts {
  /** Of the middles, s; after `epoch` where there is one. */
  readonly time: Float64Array;
  /** UNIX seconds at which `time` is zero, and the zone that was stated, where times are dates. */
  readonly epoch?: number;
  readonly zone?: string;
  readonly duration: Float64Array;
  readonly columns: readonly SignalColumn[];
  /** Heads of times that state no unit: they were taken for seconds. */
  readonly unitless?: readonly string[];
  /** Time stamps of the begins, where there is such a column. */
  readonly starts?: readonly string[];
  /** What is to be told of how times were read. */
  readonly warnings?: readonly OperandoWarning[];
}

/** Columns of values with their errors, without counts. @param isOther Those that are something else. */
export function valueColumns(
  columns: readonly TableColumn[],
  words: Readonly<Record<string, readonly string[]>>,
  isOther: (column: TableColumn) => boolean,
): SignalColumn[] {
  const values = columns.filter(
    (column) => !isOther(column) && !isError(column) && !counters.test(headParts(column.label).name),
  );
  const heads = new Set([...columns.map(({ label }) => label), ...Object.keys(words)]);
  return Array.from(values, (column) => {
    const { name, unit } = columnParts(column.label, heads);
    const stderr = errorOf(column, columns, values.length === 1);
    const status = words[`${name}_status`];
    return { name, unit, values: sound(column.values, status), ...(stderr === undefined ? {} : { stderr }) };
  });
}

/**
 * @param dateOrder Of dates that can be read in two ways.
 * @throws OperandoError `column-missing` without a column of times, or one of values; `bad-number` for times that are no dates.
 */
export function tableParts(table: ColumnTable, dateOrder?: DateOrder): TableParts {
  const { columns } = table;
  const words = wordsOf(table);
  const time = columns.find(({ label }) => timeName.test(headParts(label).name));
  const dated = time === undefined ? datedTimes(words, dateOrder) : undefined;
  if (time === undefined && dated === undefined)
    throw new OperandoError(
      'column-missing',
      `no column of times among ${[...columns.map(({ label }) => label), ...Object.keys(words)].join(', ')}.`,
      {
        cure: 'Name it time_s in the head, or date where it holds dates.',
      },
    );
  const duration = columns.find(({ label }) => durationName.test(headParts(label).name));
  const values = valueColumns(columns, words, (column) => column === time || column === duration);
  if (values.length === 0)
    throw new OperandoError('column-missing', 'it has times and no column of values.', {
      cure: 'Give a table with values.',
    });
  const starts = words['start'];
  const times = [time, duration].flatMap((column) => (column === undefined ? [] : [column.label]));
  return {
    unitless: times.filter((label) => headParts(label).unit === ''),
    ...(time === undefined ? dated! : { time: seconds(time) }),
    duration: duration === undefined ? new Float64Array(table.rows) : seconds(duration),
    columns: values,
    ...(starts === undefined || starts.some((word) => word === '') ? {} : { starts }),
  };
}
