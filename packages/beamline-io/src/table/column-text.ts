import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { emptyColumnWarnings, headerValue, labelledColumns, repeatedLabelWarnings } from './column-table.js';
import type { ColumnTable } from './column-table.js';
import { splitLines } from '../text/decode.js';
import { cutNumberWarnings } from '../text/cut-number.js';
import { parseNumber } from '../text/number.js';
import { parseNumberTable } from '../text/number-table.js';
import type { NumberTable } from '../text/number-table.js';
import { parseRow, rowSyntaxes, splitFields } from '../text/row-parser.js';
import type { RowSyntax } from '../text/row-parser.js';

/** Blank lines, comments, and lines of control characters (an old end-of-file mark). */
export const passedOver: (line: string) => boolean = (line) => /^[\s\p{Cc}]*([#%;!'].*|\/\/.*)?$/u.test(line);

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

/**
 * Where the table is and how its rows are written: the way of writing under
 * which most lines are all numbers, and the number of columns most of these have.
 */
export function findLayout(lines: readonly string[]): ColumnLayout | undefined {
  const searched = lines.slice(0, searchedLines);
  let best: (ColumnLayout & { readonly count: number }) | undefined;
  for (const syntax of rowSyntaxes) {
    const counts = new Map<number, number>();
    const columnsAt = searched.map((line) => {
      if (passedOver(line)) return 0;
      const columns = parseRow(line, syntax)?.length ?? 0;
      // One column of "10,5" is as well two columns of whole numbers: not decided here.
      if (columns < 2) return 0;
      counts.set(columns, (counts.get(columns) ?? 0) + 1);
      return columns;
    });
    const [columns, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
    if (count === 0 || (best !== undefined && count <= best.count)) continue;
    best = { syntax, columns, count, from: columnsAt.indexOf(columns) };
  }
  return best && { syntax: best.syntax, columns: best.columns, from: firstRow(searched, best) };
}

/** Rows with blank cells directly above the first full row are rows too: as many cells, of them at least one number and no words. */
function firstRow(lines: readonly string[], { syntax, from }: ColumnLayout): number {
  const mark = { space: '\t', tab: '\t', comma: ',', semicolon: ';' }[syntax.separator];
  const cells = lines[from]!.split(mark).length;
  if (cells < 2) return from;
  let first = from;
  while (first > 0 && isRowWithBlanks(lines[first - 1]!.split(mark), cells, syntax)) first--;
  return first;
}

function isRowWithBlanks(words: readonly string[], cells: number, { decimalComma }: RowSyntax): boolean {
  const filled = words.map((word) => word.trim()).filter((word) => word !== '');
  return (
    words.length === cells && filled.length > 0 && filled.every((word) => parseNumber(word, decimalComma) !== undefined)
  );
}

/** A word that is not a number. */
const isLabel = (word: string): boolean => (parseNumber(word) ?? parseNumber(word, true)) === undefined;

const headerText = (line: string): string => line.replace(/^[\s#%;!]+/, '').trimEnd();

/** The words of a header line in the ways they may be kept apart, single blanks last. */
function wordsOf(line: string, syntax: RowSyntax): string[][] {
  const text = headerText(line);
  return [
    [...text.matchAll(/"([^"]*)"/g)].map((match) => match[1]!),
    syntax.separator === 'space' ? [] : splitFields(line, syntax).map((word) => word.replace(/^#\s*(?=\S)/, '')),
    text.split('\t').map((word) => word.trim()),
    syntax.separator === 'space' ? [] : splitFields(text, syntax),
    text.trim().split(/\s{2,}/),
    // Commas between labels that stand above columns of blanks.
    text
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/(?<=.)[,;]$/, '')),
  ];
}

function labelsOf(line: string, syntax: RowSyntax, columns: number): string[] | undefined {
  return wordsOf(line, syntax).find(
    (words) =>
      words.length === columns && words.every((word) => word !== '') && 2 * words.filter(isLabel).length > columns,
  );
}

const unitWord =
  /^[([]?(?:k?eV|deg(?:rees?)?|°|°?C|K|m?rad|counts?|cts|cps|a\.? ?u\.?|arb\.? ?u(?:nits?|\.)?|[mµun]?s|sec|min|h|[mµu]?V|[mµu]?A|m?Ah|(?:1\/)?(?:Å|A|nm|angstrom)(?:\^?-1)?|[mµuc]?m|%|-+|–|—)[)\]]?$/i;

/** Units that stand in a line below the names, put behind these: `Energy (eV)`. */
function underNames(above: string, units: string[], syntax: RowSyntax): string[] {
  const names = units.every((word) => unitWord.test(word)) ? labelsOf(above, syntax, units.length) : undefined;
  if (names === undefined || names.every((word) => unitWord.test(word))) return units;
  return names.map((name, i) => {
    const unit = units[i]!.replace(/^[([](.*)[)\]]$/, '$1');
    return /^(-+|–|—)$/.test(unit) ? name : `${name} (${unit})`;
  });
}

/** Header of FIT2D's `.chi`: title, label of the abscissa, label of the intensities, number of points. */
function chiHeader(
  header: readonly string[],
): { readonly labels: readonly string[]; readonly points: number } | undefined {
  const [, x = '', y = '', points = ''] = header;
  if (
    header.length !== 4 ||
    !/^\s*\d+\s*$/.test(points) ||
    ![x, y].every((line) => /^\s*\p{L}|^\s*2-?theta/iu.test(line))
  )
    return undefined;
  return { labels: [x.trim(), y.trim()], points: Number(points) };
}

/**
 * Labels from the header line nearest above the table that has as many words as the table has columns.
 * @throws OperandoError `malformed-file` for a header of another number of fields.
 */
export function findLabels(lines: readonly string[], { syntax, columns, from }: ColumnLayout): string[] {
  const chi = chiHeader(lines.slice(0, from));
  if (chi !== undefined) return [...chi.labels];
  for (let i = from - 1; i >= Math.max(0, from - 6); i--) {
    const text = headerText(lines[i]!);
    if (text === '' || /^[-=*]{3,}/.test(text)) continue;
    const fitting = labelsOf(lines[i]!, syntax, columns);
    if (fitting !== undefined) return i > 0 ? underNames(lines[i - 1]!, fitting, syntax) : fitting;
    // A separator-made header of another length contradicts the rows below it.
    const separated = splitFields(text, syntax);
    if (
      syntax.separator !== 'space' &&
      separated.length > 1 &&
      separated.length !== columns &&
      !/^\s*[#%;!]/.test(lines[i]!)
    ) {
      throw new OperandoError(
        'malformed-file',
        `the header has ${separated.length} fields, the rows have ${columns}.`,
        {
          where: { line: from + 1 },
          cure: 'If the comma is both separator and decimal mark, export again with semicolons or decimal points.',
        },
      );
    }
  }
  return [];
}

/** `# Key: value` and `# Key = value` lines above the table. */
function headerFields(lines: readonly string[]): Record<string, JsonValue> {
  const fields: Record<string, JsonValue> = {};
  const free: string[] = [];
  for (const line of lines) {
    const text = line.replace(/^[\s#%;!']+/, '').trimEnd();
    const [, key, value] = /^([\p{L}][\p{L}\p{N} _.()/-]{0,60}?)\s*[:=]\s*(\S.*)$/u.exec(text) ?? [];
    if (key !== undefined && value !== undefined && Object.keys(fields).length < 500) fields[key] = headerValue(value);
    else if (text !== '' && free.length < 200) free.push(text);
  }
  if (free.length > 0) fields['header'] = free.join('\n');
  return fields;
}

/**
 * Any text whose data are rows of numbers: comments or titles above, columns
 * apart by blanks, tabs, semicolons or commas, decimal point or comma (one for
 * the whole file). Every row of the table must have the same number of columns.
 *
 * @throws OperandoError `unknown-format` without a table; `bad-number`, `malformed-file`,
 * `truncated-file` with the line.
 */
export function parseColumnText(text: string): ColumnTable {
  const lines = splitLines(text);
  const layout = layoutOf(lines);
  const labels = findLabels(lines, layout);
  const table = parseNumberTable(lines, { ...layout, skip: passedOverIn(layout.syntax) });
  const open = !/[\r\n]$/.test(text) && table.lines.at(-1) === lines.length;
  const ending = open ? Array.from(table.lines.subarray(-3), (line) => lines[line - 1]!) : [];
  return columnTable(table, { header: lines.slice(0, layout.from), labels, syntax: layout.syntax, ending });
}

/**
 * {@link findLayout}, which must succeed and leave nothing open.
 * @throws OperandoError `unknown-format`; `malformed-file` for blank cells between tabs, `bad-number` for commas that may mark thousands, with the line.
 */
export function layoutOf(lines: readonly string[]): ColumnLayout {
  const layout = findLayout(lines);
  if (layout === undefined)
    throw new OperandoError('unknown-format', 'there is no table of numbers in this text.', {
      cure: 'Two or more columns of numbers are needed.',
    });
  const { syntax, columns, from } = layout;
  if (syntax.separator !== 'space') return layout;
  const rows = lines
    .slice(from, searchedLines)
    .map((line, i) => ({ line, number: from + i + 1 }))
    .filter(({ line }) => !passedOver(line));
  expectSameCells(rows);
  if (syntax.decimalComma) expectDecimalCommas(rows, columns);
  return layout;
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
      throw new OperandoError('bad-number', `${JSON.stringify(first.word)} may be a fraction or thousands.`, {
        where: { line: first.number, column: column + 1 },
        cure: 'Write the numbers without separators of thousands.',
      });
    }
  }
}

/** Warning where the line above a table without labels looks like some, of another number. */
function labelWarnings(lines: readonly string[], labels: readonly string[], columns: number): OperandoWarning[] {
  const at = lines.findLastIndex((line) => headerText(line) !== '');
  if (labels.length > 0 || at < 0) return [];
  const [, , tabbed, , spaced, single] = wordsOf(lines[at]!, { separator: 'space', decimalComma: false }) as [
    string[],
    string[],
    string[],
    string[],
    string[],
    string[],
  ];
  const told =
    [tabbed, spaced].find((words) => words.length > 1 && words.length !== columns) ??
    (single.length === columns - 1 && columns > 2 ? single : undefined);
  if (told === undefined || !told.every((word) => word === '' || (isLabel(word) && !/[:=]/.test(word)))) return [];
  return [
    {
      code: 'labels-mismatch',
      message: `The line above the table has ${told.length} words, the table ${columns} columns: ${JSON.stringify(headerText(lines[at]!).slice(0, 120))}. The columns are numbered instead.`,
      where: { line: at + 1 },
    },
  ];
}

/** What stands around the numbers of a table. */
export interface TableSurroundings {
  /** Lines above it. */
  readonly header: readonly string[];
  readonly labels: readonly string[];
  readonly syntax: RowSyntax;
  /** The last rows, where the last line of the text has no end. */
  readonly ending: readonly string[];
}

/** Whether there are as many points as a header declares. @throws OperandoError `truncated-file` for fewer. */
function pointWarnings({ rows, lines }: NumberTable, header: readonly string[]): OperandoWarning[] {
  const points = chiHeader(header)?.points ?? rows;
  if (rows < points)
    throw new OperandoError('truncated-file', `${rows} of ${points} points are there.`, {
      where: { line: lines.at(-1) ?? header.length },
      cure: 'The file seems cut short: copy it again.',
    });
  return rows > points
    ? [
        {
          code: 'points-declared',
          message: `The header says ${points} points, ${rows} are there.`,
          where: { line: header.length },
        },
      ]
    : [];
}

/** Warning about rows of numbers above the table, which are not as long as those of the table. */
function rowWarnings(header: readonly string[], syntax: RowSyntax): OperandoWarning[] {
  const rows = header.flatMap((line, i) =>
    !passedOver(line) && (parseRow(line, syntax)?.length ?? 0) > 1 ? [i + 1] : [],
  );
  if (rows.length === 0) return [];
  return [
    {
      code: 'rows-passed-over',
      message: `${rows.length} rows of numbers above the table have other columns and were left out, first line ${rows[0]}.`,
      where: { line: rows[0]! },
    },
  ];
}

/**
 * Numbers under their labels, and the fields of the lines above them.
 * @throws OperandoError `truncated-file` for fewer points than a header of FIT2D declares.
 */
export function columnTable(table: NumberTable, { header, labels, syntax, ending }: TableSurroundings): ColumnTable {
  const columns = labelledColumns(table, labels);
  return {
    format: 'column-text',
    columns,
    rows: table.rows,
    lines: table.lines,
    metadata: headerFields(header),
    scalars: {},
    warnings: [
      ...pointWarnings(table, header),
      ...cutNumberWarnings(ending, syntax, table.lines.at(-1) ?? 0),
      ...rowWarnings(header, syntax),
      ...labelWarnings(header, labels, columns.length),
      ...repeatedLabelWarnings(labels),
      ...emptyColumnWarnings(columns),
    ],
  };
}
