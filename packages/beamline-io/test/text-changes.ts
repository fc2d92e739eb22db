import type { Draw } from './draw.js';
import { exchangedColumns } from './exchanged-columns.js';
import { randomOf } from './mutate.js';

/**
 * What must come of a change: the same values; other values or another header; the same with numbers of one row only; other numbers or
 * units of a quantity; the same columns in another order; an error or a warning,
 * or another text in a column of texts.
 */
export type Wanted = 'same' | 'other' | 'one row' | 'other quantities' | 'same by label' | 'told' | 'told or text';

/** A change of a text, and what must come of it unless it is told or refused. */
export interface Change {
  readonly name: string;
  readonly text: string;
  /** The same values, or others. */
  readonly wanted: Wanted;
}

const unitPairs: readonly (readonly [string, string])[] = [
  ['eV', 'keV'],
  ['V', 'mV'],
  ['A', 'mA'],
  ['Ah', 'mAh'],
  ['s', 'min'],
  ['min', 'h'],
  ['sec', 'min'],
  ['deg', 'rad'],
  ['degrees', 'rad'],
  ['nm', 'angstrom'],
  ['Ohm', 'kOhm'],
];
/** Units by which others are replaced, and back: as words of their own. */
const units: readonly (readonly [RegExp, string])[] = unitPairs
  .flatMap(([unit, other]) => [
    [unit, other],
    [other, unit],
  ])
  .map(([unit, other]) => [new RegExp(`(?<![A-Za-z_])${unit!}(?![A-Za-z_])`), other!]);

/** Lines above a table in which its units stand. */
const labelLines = 3;

/** Whether two numbers around a place are one: doubles have no more than 17 digits. */
function isSameNumber(row: string, changed: string, place: number): boolean {
  const start = place - /[\d.]*$/.exec(row.slice(0, place))![0].length;
  const end = place + /^[\d.]*(?:[eE][+-]?\d+)?/.exec(row.slice(place))![0].length;
  return Number(row.slice(start, end)) === Number(changed.slice(start, end));
}

/** Digits, but for the exponent of a zero, which changes nothing. */
const countedDigits = /(?<!(?<![\d.])0?\.?0+[eE][+-]?\d*)\d+/g;

/** Changes of a row of a table. */
function rowChanges(lines: readonly string[], at: number, draw: Draw): Change[] {
  const row = lines[at]!;
  const withLine = (...put: readonly string[]): string => lines.toSpliced(at, 1, ...put).join('\n');
  const numbers = [...row.matchAll(countedDigits)];
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
        wanted: 'one row',
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
    changes.push({ name: `overflow in line ${at + 1}`, text: put('1e400'), wanted: 'told or text' });
    if (/[,;\t]/.test(row))
      changes.push({ name: `blank cell in line ${at + 1}`, text: put(''), wanted: 'told or text' });
  }
  return changes;
}

/** Of what stands around a place in a text, a few letters. */
const around = (text: string, place: number): string =>
  JSON.stringify(text.slice(Math.max(0, place - 24), place + 24).replaceAll('\n', ' / '));

/** A change of a unit in the lines that label a table. */
function unitChanges(lines: readonly string[], rows: readonly number[], draw: Draw): Change[] {
  const first = rows[0]! - 1;
  const above = Math.max(0, first - labelLines);
  const header = lines.slice(above, first).join('\n');
  const found = units.flatMap(([unit, other]) =>
    [...header.matchAll(new RegExp(unit, 'g'))].map(({ index, 0: word }) => ({ index, word, other })),
  );
  if (found.length === 0) return [];
  const { index, word, other } = draw(found);
  const changed = header.slice(0, index) + other + header.slice(index + word.length);
  return [
    {
      name: `unit ${word} to ${other} in ${around(header, index)}`,
      text: [...lines.slice(0, above), changed, ...lines.slice(first)].join('\n'),
      wanted: 'other quantities',
    },
  ];
}

/** A change of a digit in a number above a table. */
function headerDigit(lines: readonly string[], rows: readonly number[], draw: Draw): Change[] {
  const header = lines.slice(0, rows[0]! - 1).join('\n');
  const numbers = [...header.matchAll(countedDigits)];
  if (numbers.length === 0) return [];
  const number = draw(numbers);
  const index = number.index + draw(Array.from(number[0], (_, i) => i));
  const digit = String((Number(header[index]) + 1 + draw([0, 1, 2, 3, 4, 5, 6, 7])) % 10);
  const changed = header.slice(0, index) + digit + header.slice(index + 1);
  if (isSameNumber(header, changed, index)) return [];
  return [
    {
      name: `digit of the header in ${around(header, index)}`,
      text: [changed, ...lines.slice(rows[0]! - 1)].join('\n'),
      wanted: 'other',
    },
  ];
}

/** The whole file once more. */
export const twiceOver = (text: string): Change => ({ name: 'twice', text: text + text, wanted: 'told' });

/** Changes of a whole text, and of one row of it. */
export function changesOf(text: string, rows: readonly number[], seed: number): Change[] {
  const random = randomOf(seed);
  const draw: Draw = (values) => values[Math.floor(random() * values.length)]!;
  if (rows.length < 3) return [twiceOver(text)];
  const lines = text.split('\n');
  const at = draw(rows.slice(1)) - 1;
  const changes = [twiceOver(text), ...rowChanges(lines, at, draw)];
  const end = lines.slice(0, at).join('\n').length + draw(Array.from(lines[at]!, (_, i) => i).slice(1)) + 1;
  changes.push({ name: `cut at ${end}`, text: text.slice(0, end), wanted: 'told' });
  changes.push(...unitChanges(lines, rows, draw), ...headerDigit(lines, rows, draw));
  const exchanged = exchangedColumns(lines, rows, draw);
  if (exchanged !== undefined)
    changes.push({
      name: `columns ${exchanged.columns.join(' and ')} exchanged`,
      text: exchanged.text,
      wanted: exchanged.hasLabels ? 'same by label' : 'other',
    });
  return changes;
}
