import { isOperandoError } from '@operando/core';
import { read } from '../src/index.js';
import type { ReadResult } from '../src/index.js';
import { randomOf } from './mutate.js';

/** What reading gave, as far as a change must show in it. */
interface Reading {
  /** Numbers of every column, and their labels and units. */
  readonly values: string;
  /** What the header says. */
  readonly said: string;
  readonly told: readonly string[];
  /** Lines of the rows, from 1. */
  readonly lines: readonly number[];
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    ArrayBuffer.isView(each) ? Array.from(each as unknown as ArrayLike<number>, String).join(' ') : each,
  );

function readingOf({ kind, table }: ReadResult): Reading {
  if (kind === 'spectrum')
    return {
      values: textOf(table.columns.map(({ label, unit, values }) => [label, unit, values])),
      said: textOf([table.metadata, table.scalars, table.time]),
      told: table.warnings.map(({ message }) => message),
      lines: Array.from(table.lines),
    };
  return {
    values: textOf([table.columns, table.original, table.text]),
    said: textOf([table.metadata, table.epoch, table.zone]),
    told: table.warnings.map(({ message }) => message),
    lines: [],
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
function readingIn(text: string, format: string): Reading | undefined {
  try {
    return readingOf(read(Uint8Array.from(Buffer.from(text, 'latin1')), { format }));
  } catch (error) {
    if (isOperandoError(error)) return undefined;
    throw error;
  }
}

const isTold = (reading: Reading, whole: Reading): boolean =>
  reading.told.some((message) => !whole.told.includes(message));

/** A change of a text, and what must come of it unless it is told or refused. */
interface Change {
  readonly name: string;
  readonly text: string;
  /** The same values, or others. */
  readonly wanted: 'same' | 'other' | 'told';
}

const units: readonly (readonly [RegExp, string])[] = [
  [/\beV\b/, 'keV'],
  [/\bV\b/, 'mV'],
  [/\bA\b/, 'mA'],
  [/\bmA\b/, 'A'],
  [/\bs\b/, 'min'],
  [/\bdeg(rees)?\b/, 'rad'],
];

/** Lines above a table in which its units stand. */
const labelLines = 3;

/** One of many, drawn. */
type Draw = <T>(values: readonly T[]) => T;

/** Whether two numbers around a place are one: doubles have no more than 17 digits. */
function isSameNumber(row: string, changed: string, place: number): boolean {
  const start = place - /[\d.]*$/.exec(row.slice(0, place))![0].length;
  const end = place + /^[\d.]*(?:[eE][+-]?\d+)?/.exec(row.slice(place))![0].length;
  return Number(row.slice(start, end)) === Number(changed.slice(start, end));
}

/** Changes of a row of a table. */
function rowChanges(lines: readonly string[], at: number, draw: Draw): Change[] {
  const row = lines[at]!;
  const withLine = (...put: readonly string[]): string => lines.toSpliced(at, 1, ...put).join('\n');
  // The exponent of a zero changes nothing.
  const numbers = [...row.matchAll(/(?<!(?<![\d.])0?\.?0+[eE][+-]?\d*)\d+/g)];
  const changes: Change[] = [
    { name: 'blank line before', text: withLine('', row), wanted: 'same' },
    { name: 'words before', text: withLine('beam lost here', row), wanted: 'told' },
  ];
  if (numbers.length > 0) {
    const { index, 0: digits } = draw(numbers);
    const place = index + draw(Array.from(digits, (_, i) => i));
    const digit = String((Number(row[place]) + 1 + draw([0, 1, 2, 3, 4, 5, 6, 7])) % 10);
    const changed = `${row.slice(0, place)}${digit}${row.slice(place + 1)}`;
    if (!isSameNumber(row, changed, place))
      changes.push({
        name: `digit ${place} of line ${at + 1}: ${row.slice(Math.max(0, place - 20), place + 20)}`,
        text: withLine(changed),
        wanted: 'other',
      });
  }
  const mark = draw([...row.matchAll(/\d\.(?=\d)/g), undefined]);
  if (mark !== undefined)
    changes.push({
      name: `decimal comma in line ${at + 1}`,
      text: withLine(`${row.slice(0, mark.index + 1)},${row.slice(mark.index + 2)}`),
      wanted: 'same',
    });
  const separator = draw([
    ...row.matchAll(row.includes(';') ? /(?<=\d);(?=[\d+-])/g : /(?<=\d)[,\t ]+(?=[\d+-])/g),
    undefined,
  ]);
  if (separator !== undefined) {
    const other = draw([',', ';', '\t', ' ', ''].filter((each) => each !== separator[0]));
    changes.push({
      name: `${JSON.stringify(separator[0])} to ${JSON.stringify(other)} in line ${at + 1}`,
      text: withLine(`${row.slice(0, separator.index)}${other}${row.slice(separator.index + separator[0].length)}`),
      wanted: 'same',
    });
  }
  const cells = row.includes(';')
    ? /(?<=^|;)[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?(?=$|;)/g
    : /(?<=^|[,\t ])[+-]?\d[\d.]*(?:[eE][+-]?\d+)?(?=$|[,\t ])/g;
  const cell = draw([...row.matchAll(cells), undefined]);
  if (cell !== undefined) {
    const put = (word: string): string =>
      withLine(`${row.slice(0, cell.index)}${word}${row.slice(cell.index + cell[0].length)}`);
    changes.push({ name: `overflow in line ${at + 1}`, text: put('1e400'), wanted: 'told' });
    if (/[,;\t]/.test(row)) changes.push({ name: `blank cell in line ${at + 1}`, text: put(''), wanted: 'told' });
  }
  return changes;
}

/** Changes of a whole text, and of one row of it. */
function changesOf(text: string, rows: readonly number[], seed: number): Change[] {
  const random = randomOf(seed);
  const draw: Draw = (values) => values[Math.floor(random() * values.length)]!;
  const lines = text.split('\n');
  const at = draw(rows.slice(1)) - 1;
  const whole: Change = { name: 'twice', text: text + text, wanted: 'told' };
  if (rows.length < 3) return [whole];
  const changes = [whole, ...rowChanges(lines, at, draw)];
  const end = lines.slice(0, at).join('\n').length + draw(Array.from(lines[at]!, (_, i) => i).slice(1)) + 1;
  changes.push({ name: `cut at ${end}`, text: text.slice(0, end), wanted: 'told' });
  const [unit, other] = draw(units);
  const above = Math.max(0, rows[0]! - 1 - labelLines);
  const header = lines.slice(above, rows[0]! - 1).join('\n');
  if (unit.test(header))
    changes.push({
      name: `unit to ${other}`,
      text: [...lines.slice(0, above), header.replace(unit, other), ...lines.slice(rows[0]! - 1)].join('\n'),
      wanted: 'other',
    });
  return changes;
}

/**
 * Change a text that is read: digits, separators, decimal marks, units, blank cells, numbers too large, lines between the rows, the
 * end, the whole of it once more.
 * @returns Changes that were neither told nor refused, and did not change the values as they must.
 */
export function silentChanges(text: string, format: string, seeds: Iterable<number>, hasRows = true): string[] {
  const original = `${text.replaceAll(/\r\n?/g, '\n').replace(/\n$/, '')}\n`;
  const whole = readingIn(original, format);
  if (whole === undefined) return [`${format} is not read`];
  const told = whole.lines.filter((line) => line > 0);
  if (!hasRows) {
    const twice = readingIn(original + original, format);
    return twice === undefined || isTold(twice, whole) ? [] : ['twice'];
  }
  const rows = told.length > 0 ? told.filter((line) => line <= original.split('\n').length) : rowsOf(original);
  const silent: string[] = [];
  for (const seed of seeds)
    for (const { name, text: changed, wanted } of changesOf(original, rows, seed)) {
      const reading = readingIn(changed, format);
      if (reading === undefined || isTold(reading, whole)) continue;
      const isSame = reading.values === whole.values && (wanted === 'same' || reading.said === whole.said);
      if (wanted === 'same' ? !isSame : wanted === 'other' ? isSame : true) silent.push(`${seed}: ${name}`);
    }
  return silent;
}
