import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { CommaWatch } from '../text/comma-watch.js';
import { PointWatch } from '../text/point-watch.js';
import { beginsAsNumber, countNumbers } from '../text/count-numbers.js';
import { isNoValue, parseNumber } from '../text/number.js';
import { rowSyntaxes, splitFields } from '../text/row-parser.js';
import type { RowSyntax } from '../text/row-parser.js';
import { said } from '../text/said.js';
import { expectNoRowsAbove } from './rows-above.js';
import { expectNoSplitNumbers } from './split-numbers.js';

/** Blank lines, comments, and lines of control characters (an old end-of-file mark). */
export const passedOver: (line: string) => boolean = (line) =>
  !beginsAsNumber(line) && /^[\s\p{Cc}]*([#%;!'].*|\/\/.*)?$/u.test(line);

/** {@link passedOver} for rows of a syntax: where semicolons keep cells apart, one at the beginning is a blank cell and no comment. */
export function passedOverIn({ separator }: RowSyntax): (line: string) => boolean {
  return separator === 'semicolon' ? (line) => !/^\s*;/.test(line) && passedOver(line) : passedOver;
}

/** Where a table begins and how its rows are written. */
export interface ColumnLayout {
  readonly syntax: RowSyntax;
  readonly columns: number;
  /** First row of the table, from 0. */
  readonly from: number;
}

/** Lines looked at to find the table. */
const searchedLines = 5000;
/** Rows by which the marks of numbers are judged. */
const doubtfulLines = 300;

/** Whether tabs keep the cells of a line apart, so that its commas are decimal marks: none of them stands beside a comma. */
const isTabbed = (line: string): boolean => line.includes('\t') && !/,\s*\t|\t\s*,/.test(line);

/** Numbers of a line, where it is all numbers and may be a row of a table; 0 of others. */
function numbersOf(line: string, syntax: RowSyntax): number {
  // One column of "10,5" is as well two columns of whole numbers: not decided here.
  return syntax.separator === 'comma' && isTabbed(line) ? 0 : countNumbers(line, syntax);
}

/** Whether there is a table of numbers: whether {@link findLayout} finds one. */
export function hasTable(lines: readonly string[]): boolean {
  return lines
    .slice(0, searchedLines)
    .some((line) => !passedOver(line) && rowSyntaxes.some((syntax) => numbersOf(line, syntax) > 0));
}

/**
 * How most rows are under one way of writing: their columns, how many have these, and the first that does.
 * @param least It is given up as soon as there cannot be more rows than that.
 */
function rowsUnder(
  syntax: RowSyntax,
  lines: readonly string[],
  isPassed: readonly boolean[],
  least: number,
): (ColumnLayout & { readonly count: number }) | undefined {
  const found = new Map<number, { count: number; readonly from: number }>();
  let most = 0;
  for (let i = 0; i < lines.length; i++) {
    if (most + lines.length - i <= least) return undefined;
    const columns = isPassed[i]! ? 0 : numbersOf(lines[i]!, syntax);
    if (columns === 0) continue;
    const rows = found.get(columns) ?? { count: 0, from: i };
    rows.count++;
    found.set(columns, rows);
    most = Math.max(most, rows.count);
  }
  if (most <= least) return undefined;
  const [columns, rows] = [...found].find(([, { count }]) => count === most)!;
  return { syntax, columns, ...rows };
}

/**
 * Where the table is and how its rows are written: the way of writing under
 * which most lines are all numbers, and the number of columns most of these have.
 */
export function findLayout(lines: readonly string[]): ColumnLayout | undefined {
  const searched = lines.slice(0, searchedLines);
  const isPassed = searched.map(passedOver);
  let best: (ColumnLayout & { readonly count: number }) | undefined;
  for (const syntax of rowSyntaxes) best = rowsUnder(syntax, searched, isPassed, best?.count ?? 0) ?? best;
  return best && { syntax: best.syntax, columns: best.columns, from: firstRow(searched, best) };
}

/**
 * Rows with blank cells directly above the first full row are rows too: as many cells, of them at least one number and no words. With
 * either decimal mark, for full rows of whole numbers do not show it: such a row is refused later, and not left out here.
 */
function firstRow(lines: readonly string[], { syntax, columns, from: firstFull }: ColumnLayout): number {
  let from = firstFull;
  while (from > 0 && isRowWithMarks(splitFields(lines[from - 1]!, syntax), columns, syntax)) from--;
  const mark = { space: '\t', tab: '\t', comma: ',', semicolon: ';' }[syntax.separator];
  const cells = lines[from]!.split(mark).length;
  if (cells < 2) return from;
  let first = from;
  while (first > 0 && isRowWithBlanks(lines[first - 1]!.split(mark), cells)) first--;
  return first;
}

/** Whether words are a row that has no values but its first: `16.00 ---`. */
function isRowWithMarks([first = '', ...others]: readonly string[], columns: number, syntax: RowSyntax): boolean {
  const isNumber = (word: string): boolean => parseNumber(word, syntax.decimalComma) !== undefined;
  return others.length === columns - 1 && isNumber(first) && others.every((word) => isNumber(word) || isNoValue(word));
}

function isRowWithBlanks(words: readonly string[], cells: number): boolean {
  const filled = words.map((word) => word.trim()).filter((word) => word !== '');
  return (
    words.length === cells &&
    filled.length > 0 &&
    [false, true].some((comma) => filled.every((word) => parseNumber(word, comma) !== undefined))
  );
}

/**
 * {@link findLayout}, which must succeed and leave nothing open; what is in doubt is told.
 * @throws OperandoError `unknown-format`; `malformed-file` for blank cells between tabs, `bad-number` for commas that may mark thousands and
 * numbers that the separator cuts in two, with the line.
 */
export function layoutOf(lines: readonly string[]): ColumnLayout & { readonly warnings: readonly OperandoWarning[] } {
  const layout = findLayout(lines);
  if (layout === undefined)
    throw new OperandoError('unknown-format', 'there is no table of numbers in this text.', {
      cure: 'Two or more columns of numbers are needed.',
    });
  const { syntax, columns, from } = layout;
  const isPassed = passedOverIn(syntax);
  expectNoRowsAbove(lines, layout, isPassed);
  const rows = lines
    .slice(from, syntax.separator === 'space' ? searchedLines : from + doubtfulLines)
    .map((line, i) => ({ line, number: from + i + 1 }))
    .filter(({ line }) => !isPassed(line));
  expectNoSplitNumbers(rows.slice(0, doubtfulLines), syntax, columns);
  if (syntax.separator === 'space') expectSameCells(rows);
  if (!syntax.decimalComma)
    return { ...layout, warnings: pointWarnings(rows.slice(0, doubtfulLines), syntax, columns) };
  if (syntax.separator === 'space') expectDecimalCommas(rows, columns);
  return { ...layout, warnings: commaWarnings(rows, syntax) };
}

/** Doubt whether commas mark fractions or part thousands. */
function commaWarnings(rows: readonly FileLine[], syntax: RowSyntax): OperandoWarning[] {
  const watch = new CommaWatch();
  for (const { line, number } of rows) {
    if (watch.settled) break;
    splitFields(line, syntax).forEach((cell, i) => watch.note(cell, { line: number, column: i + 1, isAxis: i === 0 }));
  }
  return watch.warnings();
}

/** Doubt whether points mark fractions or part thousands, but for the abscissa, whose steps have three decimals as a rule. */
function pointWarnings(rows: readonly FileLine[], syntax: RowSyntax, columns: number): OperandoWarning[] {
  const watches = Array.from({ length: Math.max(0, columns - 1) }, () => new PointWatch());
  for (const { line, number } of rows) {
    if (watches.every(({ settled }) => settled)) return [];
    const cells = splitFields(line, syntax);
    watches.forEach((watch, i) => watch.note((cells[i + 1] ?? '').trim(), number));
  }
  return watches.flatMap((watch, i) => watch.warnings(i + 2));
}

interface FileLine {
  readonly line: string;
  readonly number: number;
}

/** Where rows of as many tabs are blank in different places, their numbers would slip into the columns beside them. */
function expectSameCells(rows: readonly FileLine[]): void {
  const filled = new Map<number, string>();
  for (const { line, number } of rows) {
    if (!line.includes('\t')) continue;
    const cells = line
      .split('\t')
      .map((cell) => (cell.trim() === '' ? ' ' : 'x'))
      .join('');
    const before = filled.get(cells.length);
    if (before === undefined) filled.set(cells.length, cells);
    else if (before !== cells) {
      throw new OperandoError('malformed-file', 'cells are blank here in other columns than above.', {
        where: { line: number },
        cure: 'Put nan into blank cells, or give the columns a line of names as the first line (CSV).',
      });
    }
  }
}

/** Commas before three digits each, in a column that has whole numbers without any: 1,234 beside 456 counts thousands. */
function expectDecimalCommas(rows: readonly FileLine[], columns: number): void {
  for (let column = 0; column < columns; column++) {
    let first: (FileLine & { readonly word: string }) | undefined;
    let plain = false;
    let decimal = false;
    for (const { line, number } of rows) {
      const word = line.trim().split(/\s+/)[column] ?? '';
      if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(word)) first ??= { line, number, word };
      else if (word.includes(',')) decimal = true;
      else plain = true;
    }
    if (first !== undefined && plain && !decimal) {
      throw new OperandoError('bad-number', said`${JSON.stringify(first.word)} may be a fraction or thousands.`, {
        where: { line: first.number, column: column + 1 },
        cure: 'Write the numbers without separators of thousands.',
      });
    }
  }
}
