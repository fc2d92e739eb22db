import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { cutNumberWarnings } from '../text/cut-number.js';
import { splitLines } from '../text/decode.js';
import { parseNumberTable } from '../text/number-table.js';
import type { NumberTable } from '../text/number-table.js';
import { parseRow } from '../text/row-parser.js';
import { openEndWarnings } from '../text/open-end.js';
import type { RowSyntax } from '../text/row-parser.js';
import { chiHeader, findLabels, labelWarnings, rigakuField } from './column-labels.js';
import { layoutOf, passedOver, passedOverIn } from './column-layout.js';
import { emptyColumnWarnings, headerValue, labelledColumns, repeatedLabelWarnings } from './column-table.js';
import type { ColumnTable } from './column-table.js';
import { abscissaIndex } from './abscissa.js';
import { axisWarnings } from './axis-restarts.js';
import { firstRowWarnings } from './first-row.js';
import { PassedLines } from './passed-lines.js';
import { pointsSaid } from '../powder/start-step-end.js';
import { chosenTable, numberedScans } from './scan-choice.js';
import type { ScansOfFile } from './scan-choice.js';
import { toldTable } from './told-table.js';
import { unquotedRows } from './unquoted-rows.js';
import { blockTitles, rowsOf, tableBlocks } from './table-blocks.js';

/** Without the quotation marks round all of it: `"1.540593"`. */
const unquoted = (text: string): string => text.replace(/^"([^"]*)"$/, '$1');

/** `# Key: value` and `# Key = value` lines above the table, and `*KEY "value"` of Rigaku. */
function headerFields(lines: readonly string[]): Record<string, JsonValue> {
  const fields: Record<string, JsonValue> = {};
  const free: string[] = [];
  for (const line of lines) {
    const text = line.replace(/^[\s#%;!']+/, '').trimEnd();
    const [, key, value] =
      rigakuField(text) ?? /^([\p{L}][\p{L}\p{N} _.()/-]{0,60}?)\s*[:=]\s*(\S.*)$/u.exec(text) ?? [];
    if (key !== undefined && value !== undefined && Object.keys(fields).length < 500)
      fields[key] = headerValue(unquoted(value));
    else if (text !== '' && free.length < 200) free.push(text);
  }
  if (free.length > 0) fields['header'] = free.join('\n');
  return fields;
}

/** Options of {@link parseColumnText}. */
export interface ColumnTextOptions {
  /** Of several scans in one text: which one, by position from 1 or by title. @default the first, with a warning */
  readonly scan?: string | number | undefined;
}

/** The scans of a text, see {@link parseColumnText}. */
export function columnTextScans(text: string): ScansOfFile {
  const lines = unquotedRows(splitLines(text));
  const layout = layoutOf(lines);
  const labels = findLabels(lines, layout);
  const header = lines.slice(0, layout.from);
  const passed = new PassedLines(header, passedOverIn(layout.syntax));
  const table = parseNumberTable(lines, { ...layout, skip: passed.skip });
  const open = !/[\r\n]$/.test(text) && table.lines.at(-1) === lines.length;
  const ending = open ? Array.from(table.lines.subarray(-3), (line) => lines[line - 1]!) : [];
  const { syntax, warnings } = layout;
  return columnScans(table, { header, labels, syntax, warnings, passed, ending });
}

/**
 * Any text whose data are rows of numbers: comments or titles above, columns
 * apart by blanks, tabs, semicolons or commas, decimal point or comma (one for
 * the whole file). Every row of the table must have the same number of columns.
 * Several scans below each other (parted by blank lines, by headers that are repeated, or by an axis that begins again)
 * are scans of the file.
 *
 * @throws OperandoError `unknown-format` without a table; `bad-number`, `malformed-file`,
 * `truncated-file` with the line; `invalid-argument` for a scan there is not.
 */
export function parseColumnText(text: string, { scan }: ColumnTextOptions = {}): ColumnTable {
  return toldTable(chosenTable(columnTextScans(text), scan), { before: [], atEnd: openEndWarnings(text) });
}

/** What stands around the numbers of a table. */
export interface TableSurroundings {
  /** Lines above it. */
  readonly header: readonly string[];
  readonly labels: readonly string[];
  readonly syntax: RowSyntax;
  /** What is in doubt of the way its numbers are written. */
  readonly warnings: readonly OperandoWarning[];
  readonly passed: PassedLines;
  /** The last rows, where the last line of the text has no end. */
  readonly ending: readonly string[];
}

/** Which column the others run along by their labels. */
const alongOf = (labels: readonly string[]): number => abscissaIndex(labels.map((label) => ({ label })));

/** Whether there are as many points as a header declares. @throws OperandoError `truncated-file` for fewer. */
function pointWarnings({ rows, lines }: NumberTable, header: readonly string[]): OperandoWarning[] {
  const points = chiHeader(header)?.points ?? rows;
  const above = chiHeader(header) === undefined ? /^\s*(\d+)\s*$/.exec(header.at(-1) ?? '')?.[1] : undefined;
  if (above !== undefined && Number(above) !== rows)
    return [
      {
        code: 'points-declared',
        message: `The line above the table is ${above}, and ${rows} rows follow: if it is the number of points, the file is not whole.`,
        where: { line: header.length },
      },
    ];
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

/** Doubt whether wide rows are counts in reading order: the line above them may say first angle, step and last angle. */
function scanWarnings({ columns, rows }: NumberTable, header: readonly string[]): OperandoWarning[] {
  const [x] = columns;
  if (x === undefined || columns.length < 4 || rows < 2) return [];
  const points = pointsSaid(header.findLast((line) => line.trim() !== '') ?? '');
  if (points === undefined || x.every((value, row) => row === 0 || value > x[row - 1]!)) return [];
  return [
    {
      code: 'points-declared',
      message: `The line above the table may say first angle, step and last angle of ${points} points, but ${rows * columns.length} numbers follow: they were read as rows of ${columns.length} columns.`,
      where: { line: header.length },
    },
  ];
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
function columnTable(table: NumberTable, { header, labels, syntax, warnings, ending }: TableSurroundings): ColumnTable {
  const columns = labelledColumns(table, labels);
  const doubts = scanWarnings(table, header);
  return {
    format: 'column-text',
    columns,
    rows: table.rows,
    lines: table.lines,
    metadata: headerFields(header),
    scalars: {},
    warnings: [
      ...warnings,
      ...doubts,
      ...firstRowWarnings(table),
      ...(doubts.length === 0 ? axisWarnings(table, alongOf(labels)) : []),
      ...pointWarnings(table, header),
      ...cutNumberWarnings(ending, syntax, table.lines.at(-1) ?? 0),
      ...rowWarnings(header, syntax),
      ...labelWarnings(header, labels, columns.length),
      ...repeatedLabelWarnings(labels),
      ...emptyColumnWarnings(columns),
    ],
  };
}

/**
 * The scans that stand below each other in one table, each with the labels of its own header where it has one.
 * @throws OperandoError, when one is read, as {@link parseColumnText}.
 */
export function columnScans(table: NumberTable, around: TableSurroundings): ScansOfFile {
  const { passed, header, labels, ending, syntax } = around;
  const along = alongOf(labels);
  const blocks = tableBlocks(table, along, passed);
  if (blocks.length < 2) return { scans: numberedScans([table.rows]), table: () => columnTable(table, around) };
  const headers = blocks.map(({ from }, i) =>
    i === 0 ? header : passed.lines(table.lines[from - 1]!, table.lines[from]!),
  );
  const titles = blockTitles(table.columns[along], blocks, headers);
  return {
    scans: numberedScans(
      blocks.map(({ from, to }) => to - from),
      (i) => titles[i]!,
    ),
    table: (i) => {
      const own = headers[i]!;
      const found = i === 0 ? labels : findLabels(own, { syntax, columns: table.columns.length, from: own.length });
      const isLast = i === blocks.length - 1;
      return columnTable(rowsOf(table, blocks[i]!), {
        ...around,
        header: i === 0 ? header : [...header, ...own],
        labels: found.length === 0 ? labels : found,
        ending: isLast ? ending : [],
      });
    },
  };
}
