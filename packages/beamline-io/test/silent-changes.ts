import { isOperandoError } from '@operando/core';
import type { Format, read, ReadResult } from '../src/index.js';
import { changesOf, twiceOver } from './text-changes.js';
import type { Change, Wanted } from './text-changes.js';

/** What reading gave, as far as a change must show in it. */
interface Reading {
  /** Numbers of every column, with their labels, units and roles, in the order of the file. */
  readonly values: string;
  /** The same in any order. */
  readonly byLabel: string;
  /** Numbers of every column whose quantity is known, in its unit. */
  readonly quantities: string;
  /** What the header says. */
  readonly said: string;
  readonly told: readonly string[];
  /** Lines of the rows, from 1. */
  readonly lines: readonly number[];
  /** Numbers of every column. */
  readonly numbers: readonly ArrayLike<number>[];
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    ArrayBuffer.isView(each) ? Array.from(each as unknown as ArrayLike<number>, String).join(' ') : each,
  );
const sorted = (texts: readonly string[]): string => texts.toSorted().join('\n');

function readingOf({ kind, table }: ReadResult): Reading {
  const told = table.warnings.map(({ message }) => message);
  if (kind === 'spectrum') {
    const columns = table.columns.map(({ label, unit, role, values }) => textOf([label, unit, role, values]));
    return {
      values: columns.join('\n'),
      byLabel: sorted(columns),
      quantities: textOf(table.columns.map(({ unit, values }) => [unit, values])),
      said: textOf([table.metadata, table.scalars, table.time]),
      told,
      lines: Array.from(table.lines),
      numbers: table.columns.map(({ values }) => values),
    };
  }
  const columns = [table.columns, table.original, table.text ?? {}].flatMap((each, k) =>
    Object.entries(each).map(([label, values]) => textOf([k, label, values])),
  );
  return {
    values: columns.join('\n'),
    byLabel: sorted(columns),
    quantities: textOf(table.columns),
    said: textOf([table.metadata, table.epoch, table.zone]),
    told,
    lines: [],
    numbers: Object.values(table.original),
  };
}

/** Lines of numbers (from 1) below the last line of words, for logs that do not tell theirs. */
function rowsOf(text: string): number[] {
  const isRow = (line: string): boolean => (line.match(/\d+(?:[.,]\d+)?/g)?.length ?? 0) > 1 && /\d\D*$/.test(line);
  const lines = text.split('\n');
  const last = lines.findLastIndex(isRow);
  let first = last;
  while (first > 0 && isRow(lines[first - 1]!)) first--;
  return lines.slice(0, last + 1).flatMap((_, i) => (i >= first ? [i + 1] : []));
}

/** What reading gives; undefined where it is refused. */
function readingIn(text: string, { read: reader, format }: Pick<SilentSearch, 'read' | 'format'>): Reading | undefined {
  try {
    return readingOf(reader(Uint8Array.from(Buffer.from(text, 'latin1')), { format }));
  } catch (error) {
    if (isOperandoError(error)) return undefined;
    throw error;
  }
}

const isTold = (reading: Reading, whole: Reading): boolean =>
  reading.told.some((message) => !whole.told.includes(message));

/** What is searched for changes that nobody is told of. */
export interface SilentSearch {
  readonly read: typeof read;
  /** A file that is read. */
  readonly bytes: Uint8Array;
  readonly format: string;
  readonly seeds: Iterable<number>;
  /** Whether its lines are rows: false where one line holds all values. */
  readonly hasRows: boolean;
}

/** What became of changes of a text. */
export interface SilentFindings {
  readonly changes: number;
  readonly refused: number;
  /** With a warning that the file as it was does not give. */
  readonly told: number;
  /** The values changed as they must. */
  readonly followed: number;
  /** Neither of these. */
  readonly silent: readonly string[];
}

/** In how many rows the numbers of two readings differ. */
function rowsChanged(reading: Reading, whole: Reading): number {
  const rows = new Set<number>();
  for (const [k, values] of whole.numbers.entries()) {
    const others = reading.numbers[k];
    if (others?.length !== values.length) return Infinity;
    for (let i = 0; i < values.length; i++) if (!Object.is(values[i], others[i])) rows.add(i);
  }
  return rows.size;
}

/** Whether the values are what they must be after a change. */
function hasFollowed(wanted: Wanted, reading: Reading, whole: Reading): boolean {
  const isSame = reading.values === whole.values;
  switch (wanted) {
    case 'same':
      return isSame;
    case 'other':
      return !isSame || reading.said !== whole.said;
    case 'one row':
      return (!isSame || reading.said !== whole.said) && rowsChanged(reading, whole) <= 1;
    case 'other quantities':
      return reading.quantities !== whole.quantities || reading.said !== whole.said;
    case 'same by label':
      return reading.byLabel === whole.byLabel;
    case 'told or text':
      return !isSame && rowsChanged(reading, whole) === 0;
    case 'told':
    default:
      return false;
  }
}

/**
 * Change a text that is read: digits, separators, decimal marks, units, blank cells, numbers too large, lines between the rows, the
 * order of the columns, the end, the whole of it once more.
 * @returns How many were refused, told or followed; and those that were neither.
 */
export function silentChanges({ read: reader, bytes, format, seeds, hasRows }: SilentSearch): SilentFindings {
  const text = Buffer.from(bytes).toString('latin1');
  const original = `${text.replaceAll(/\r\n?/g, '\n').replace(/\n$/, '')}\n`;
  const found = { changes: 0, refused: 0, told: 0, followed: 0 };
  const whole = readingIn(original, { read: reader, format });
  if (whole === undefined) return { ...found, silent: [`${format} is not read`] };
  const silent: string[] = [];
  const judge = ({ name, text: changed, wanted }: Change, seed: number): void => {
    const reading = readingIn(changed, { read: reader, format });
    found.changes++;
    if (reading === undefined) found.refused++;
    else if (isTold(reading, whole)) found.told++;
    else if (hasFollowed(wanted, reading, whole)) found.followed++;
    else silent.push(`${seed}: ${name}`);
  };
  const given = whole.lines.filter((line) => line > 0);
  const rows = given.length > 0 ? given.filter((line) => line <= original.split('\n').length) : rowsOf(original);
  if (!hasRows) judge(twiceOver(original), 0);
  else for (const seed of seeds) for (const change of changesOf(original, rows, seed)) judge(change, seed);
  return { ...found, silent };
}

/** Whether one line holds all values of a format: there are no rows to change. */
export const isOfOneLine = (format: Format): boolean => format.kind === 'text' && format.longLines === true;
