import type { JsonValue, OperandoWarning } from '@operando/core';
import { roleOf } from '@operando/beamline-io';
import type { ColumnRole, ColumnTable, CsvColumn, TableColumn, XdiContent } from '@operando/beamline-io';
import { someOf } from './some-of.js';

/** What is written, and what it could not hold. */
export interface Converted<T> {
  readonly content: T;
  readonly warnings: readonly OperandoWarning[];
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** A label that says its unit, as most readers understand it: `energy (eV)`. */
function labelWithUnit({ label, unit }: TableColumn, k: number): string {
  const name = oneLine(label) || `column ${k + 1}`;
  const told = /[([]([^()[\]]*)[)\]]$/.exec(name)?.[1];
  return unit === undefined || unit === '' || told?.trim() === unit ? name : `${name} (${oneLine(unit)})`;
}

/** Columns of words that a table has beside its numbers. */
function wordColumns({
  metadata,
  rows,
}: ColumnTable): readonly (readonly [label: string, words: readonly string[] | undefined])[] {
  const { textColumns } = metadata;
  if (textColumns === null || typeof textColumns !== 'object') return [];
  return Object.entries(textColumns).map(([label, words]: [string, unknown]) => [
    label,
    Array.isArray(words) && words.length === rows ? words.map(String) : undefined,
  ]);
}

/** What a table says about itself beside its columns. */
function headerOf({ metadata, scalars }: ColumnTable): Readonly<Record<string, JsonValue>> {
  const { textColumns: _words, ...rest } = metadata;
  return {
    ...rest,
    ...Object.fromEntries(
      Object.entries(scalars).map(([name, { value, unit }]) => [name, unit === '1' ? value : `${value} ${unit}`]),
    ),
  };
}

/** Every column of a table, words too, for CSV: which has no place for anything else. */
export function csvColumns(table: ColumnTable): Converted<readonly CsvColumn[]> {
  const words = wordColumns(table);
  const lost = words.filter(([, values]) => values === undefined).map(([label]) => label);
  const header = [...Object.keys(headerOf(table)), ...(table.time === undefined ? [] : ['the time'])];
  return {
    content: [
      ...table.columns.map((column, k) => ({ name: labelWithUnit(column, k), values: column.values })),
      ...words.flatMap(([label, values], k) =>
        values === undefined ? [] : [{ name: oneLine(label) || `words ${k + 1}`, values }],
      ),
    ],
    warnings: [
      ...(lost.length === 0
        ? []
        : [
            {
              code: 'columns-left-out' as const,
              message: `Columns of words that are too long to be kept were left out: ${someOf(lost)}.`,
            },
          ]),
      ...(header.length === 0
        ? []
        : [{ code: 'header-left-out' as const, message: `CSV holds columns alone; left out were ${someOf(header)}.` }]),
    ],
  };
}

/** A label without the unit that it ends with. */
function labelWithoutUnit({ label, unit = '' }: TableColumn): string {
  const name = oneLine(label);
  return unit !== '' && (name.endsWith(`(${unit})`) || name.endsWith(`[${unit}]`))
    ? name.slice(0, -unit.length - 2).trimEnd()
    : name;
}

/** What XDI calls the columns that a beamline's own format tells by other means than their labels. */
const xdiNames: Readonly<Partial<Record<ColumnRole, string>>> = {
  energy: 'energy',
  angle: 'angle',
  i0: 'i0',
  itrans: 'itrans',
  ifluor: 'ifluor',
  iref: 'irefer',
  mutrans: 'mutrans',
  mufluor: 'mufluor',
};

/**
 * Labels that tell what the columns are: XDI's own for the first of each role whose label does not, and another for a column that
 * would be taken for that (the angles that were asked for, before those that were observed).
 */
function tellingLabels(columns: readonly TableColumn[]): string[] {
  const firstOf = (role: ColumnRole): number => columns.findIndex((other) => other.role === role);
  return columns.map((column, k) => {
    const label = labelWithoutUnit(column);
    const { role } = column;
    const read = roleOf(label);
    if (role !== undefined) return read !== role && firstOf(role) === k ? (xdiNames[role] ?? label) : label;
    const isTaken = read !== undefined && (firstOf(read) < 0 || firstOf(read) > k);
    return isTaken ? `column_${k + 1}_${label}` : label;
  });
}

/** A label or unit of XDI is one word. */
const oneWord = (text: string, otherwise: string): string => text.trim().replaceAll(/\s+|\|\|/g, '_') || otherwise;

const stamp = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Fields that readers of other formats name as XDI does. */
const xdiFamilies = /^(?:beamline|detector|element|facility|mono|sample|scan)\.[^:\s]+$/;

/** A line of comment; lines of dashes would end the header. */
const commented = (line: string): string => (/^\s*(?:-{3}|\/{3})/.test(line) ? `: ${line.trim()}` : line);

/**
 * A table as XDI: fields of XDI as they were (families in capitals), what else another format's header says as comments.
 * @param momentOf Writes a moment: UNIX seconds and zone.
 */
export function xdiContent(
  table: ColumnTable,
  momentOf: (epoch: number, zone: string) => string,
): Converted<XdiContent> {
  const { time } = table;
  const fields: Record<string, string | number> = {};
  const comments: string[] = [];
  const { comments: free, version: _version, application, ...header } = headerOf(table);
  if (typeof free === 'string') comments.push(...free.split('\n'));
  if (application !== undefined) comments.push(`written by: ${stamp(application)}`);
  for (const [name, value] of Object.entries(header)) {
    const isField =
      (table.format === 'xdi' ? /^[a-z]\w*\.[^:\s]+$/ : xdiFamilies).test(name) &&
      (typeof value === 'string' || typeof value === 'number');
    if (isField && name.startsWith('column.')) {
      // Labels and units are the columns' own; what is said about them behind two bars is not.
      if (String(value).includes('||')) comments.push(`Column.${name.slice(7)}: ${value}`);
    } else if (isField) fields[`${name.slice(0, 1).toUpperCase()}${name.slice(1)}`] = value;
    else comments.push(...`${name}: ${stamp(value)}`.split(/\r\n|\n|\r/));
  }
  if (time !== undefined && fields['Scan.start_time'] === undefined) {
    fields['Scan.start_time'] = momentOf(time.epoch, time.zone);
    if (time.duration !== undefined) fields['Scan.end_time'] = momentOf(time.epoch + time.duration, time.zone);
  }
  const changed: string[] = [];
  const word = (text: string, otherwise: string): string => {
    const one = oneWord(text, otherwise);
    if (one !== text) changed.push(`${JSON.stringify(text)} is ${one}`);
    return one;
  };
  const labels = tellingLabels(table.columns);
  table.columns.forEach((column, k) => {
    if (labels[k] !== labelWithoutUnit(column)) changed.push(`${JSON.stringify(column.label)} is ${labels[k]}`);
  });
  const columns = table.columns.map((column, k) => ({
    label: word(labels[k]!, `column_${k + 1}`),
    values: column.values,
    ...(column.unit === undefined || column.unit.trim() === '' ? {} : { unit: word(oneLine(column.unit), '1') }),
  }));
  const words = wordColumns(table).map(([label]) => label);
  return {
    content: { columns, fields, comments: comments.map(commented).join('\n') },
    warnings: [
      ...(changed.length === 0
        ? []
        : [
            {
              code: 'labels-changed' as const,
              message: `XDI has labels and units of one word, and names of its own: ${someOf(changed)}.`,
            },
          ]),
      ...(words.length === 0
        ? []
        : [
            {
              code: 'columns-left-out' as const,
              message: `XDI has no columns of words; left out were ${someOf(words)}.`,
            },
          ]),
    ],
  };
}
