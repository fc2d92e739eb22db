import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import { emptyColumnWarnings, headerValue, labelledColumns } from '../column-table.js';
import type { ColumnTable } from '../column-table.js';
import { splitLines } from '../text/decode.js';
import { parseNumber } from '../text/number.js';
import { parseNumberTable } from '../text/number-table.js';
import type { NumberTable } from '../text/number-table.js';
import { parseRow, rowSyntaxes, splitFields } from '../text/row-parser.js';
import type { RowSyntax } from '../text/row-parser.js';
import type { Format } from './format.js';

/** Blank lines, comments, and lines of control characters (an old end-of-file mark). */
export const passedOver: (line: string) => boolean = (line) => /^[\s\p{Cc}]*([#%;!'].*|\/\/.*)?$/u.test(line);

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
  return best;
}

/** A word that is not a number. */
const isLabel = (word: string): boolean => (parseNumber(word) ?? parseNumber(word, true)) === undefined;

/**
 * Labels from the header line nearest above the table that has as many words as the table has columns.
 * @throws OperandoError `malformed-file` for a header of another number of fields.
 */
export function findLabels(lines: readonly string[], { syntax, columns, from }: ColumnLayout): string[] {
  for (let i = from - 1; i >= Math.max(0, from - 6); i--) {
    const text = lines[i]!.replace(/^[\s#%;!]+/, '').trimEnd();
    if (text === '' || /^[-=*]{3,}/.test(text)) continue;
    const quoted = [...text.matchAll(/"([^"]*)"/g)].map((match) => match[1]!);
    const raw = syntax.separator === 'space' ? [] : splitFields(lines[i]!, syntax).map((word) => word.replace(/^#\s*(?=\S)/, ''));
    const candidates = [
      quoted,
      raw,
      text.split('\t').map((word) => word.trim()),
      splitFields(text, syntax),
      text.trim().split(/\s{2,}/),
      text.trim().split(/\s+/),
    ];
    const fitting = candidates.find(
      (words) => words.length === columns && words.every((word) => word !== '') && 2 * words.filter(isLabel).length > columns,
    );
    if (fitting !== undefined) return fitting;
    // A separator-made header of another length contradicts the rows below it.
    const separated = splitFields(text, syntax);
    if (syntax.separator !== 'space' && separated.length > 1 && !/^\s*[#%;!]/.test(lines[i]!)) {
      throw new OperandoError('malformed-file', `the header has ${separated.length} fields, the rows have ${columns}.`, {
        where: { line: from + 1 },
        cure: 'If the comma is both separator and decimal mark, export again with semicolons or decimal points.',
      });
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
  return columnTable(parseNumberTable(lines, { ...layout, skip: passedOver }), lines.slice(0, layout.from), labels);
}

/**
 * {@link findLayout}, which must succeed.
 * @throws OperandoError `unknown-format`.
 */
export function layoutOf(lines: readonly string[]): ColumnLayout {
  const layout = findLayout(lines);
  if (layout !== undefined) return layout;
  throw new OperandoError('unknown-format', 'there is no table of numbers in this text.', { cure: 'Two or more columns of numbers are needed.' });
}

/** Numbers under their labels, and the fields of the lines above them. */
export function columnTable(table: NumberTable, header: readonly string[], labels: readonly string[]): ColumnTable {
  const columns = labelledColumns(table, labels);
  return {
    format: 'column-text',
    columns,
    rows: table.rows,
    lines: table.lines,
    metadata: headerFields(header),
    scalars: {},
    warnings: emptyColumnWarnings(columns),
  };
}

/** Generic column text: claims whatever has a table of numbers, weakly. */
export const columnText: Format = {
  id: 'column-text',
  title: 'columns of numbers',
  sniff: ({ lines }) => (findLayout(lines) === undefined ? 0 : 0.3),
  parse: (text) => ({ kind: 'spectrum', table: parseColumnText(text) }),
};
