import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import { labelledColumns, repeatedLabelWarnings } from '../table/column-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { parseNumber } from '../text/number.js';
import { parseNumberTable } from '../text/number-table.js';
import { rowSyntaxes } from '../text/row-parser.js';
import { statedTimes } from '../text/stated-moment.js';
import type { TextFormat } from '../format.js';
import { absorptionTable } from './absorption-table.js';
import { openEndWarnings } from '../text/open-end.js';
import { said } from '../text/said.js';

const section = /^\s*%([a-z])\s*$/i;
const columnLine = /^\s*Col\s+(\d+)\s+(\S.*?)\s+(DOUBLE|FLOAT|REAL|INTEGER|INT|LONG|SHORT|BYTE|STRING|BOOLEAN)\s*$/i;
/** Comments; a line of `!` alone or of stars parts the sections. */
const isRemark = (line: string): boolean => /^\s*(?:[!*]|$)/.test(line);
const mostParameters = 2000;

function valueOf(text: string): JsonValue {
  const value = parseNumber(text.trim());
  return value === undefined || !Number.isFinite(value) ? text.trim().slice(0, 500) : value;
}

/** Where each section begins: the line behind its mark. */
function sectionsOf(lines: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [i, line] of lines.entries()) {
    const name = section.exec(line)?.[1]?.toLowerCase();
    if (name !== undefined && !found.has(name)) found.set(name, i + 1);
    if (name === 'd') break;
  }
  return found;
}

/** Lines of a section, without remarks. */
function linesOf(lines: readonly string[], from: number | undefined): string[] {
  if (from === undefined) return [];
  const end = lines.findIndex((line, i) => i >= from && section.test(line));
  return lines.slice(from, end < 0 ? undefined : end).filter((line) => !isRemark(line));
}

/**
 * `.fio` of DESY (DORIS, PETRA III; online, Spock, Sardana): comments (`%c`), parameters (`%p`, name = value) and data (`%d`), whose
 * columns are named one a line (`Col 1 ENERGY DOUBLE`). Parameters and comments are kept in the metadata; units the file has none.
 *
 * @throws OperandoError with the line: `malformed-file` without data or with columns that are not counted from 1, `unsupported` for
 * columns of words, `truncated-file` without rows, `bad-number`.
 */
export function parseDesyFio(text: string): ColumnTable {
  const lines = splitLines(text);
  const sections = sectionsOf(lines);
  const data = sections.get('d');
  if (data === undefined)
    throw new OperandoError('malformed-file', 'there is no %d section with data.', {
      where: { line: Math.max(1, lines.length) },
      cure: 'The file seems cut short: copy it again.',
    });
  const labels: string[] = [];
  let from = data;
  for (; from < lines.length; from++) {
    const line = lines[from]!;
    if (isRemark(line)) continue;
    const [, number, label, type = ''] = columnLine.exec(line) ?? [];
    if (number === undefined || label === undefined) break;
    if (Number(number) !== labels.length + 1)
      throw new OperandoError(
        'malformed-file',
        said`column ${number} is listed where ${labels.length + 1} is expected.`,
        {
          where: { line: from + 1 },
          cure: 'Copy the file again.',
        },
      );
    if (/string/i.test(type))
      throw new OperandoError('unsupported', said`the column ${label} holds words.`, { where: { line: from + 1 } });
    labels.push(label);
  }
  if (labels.length === 0)
    throw new OperandoError('malformed-file', 'the %d section names no columns.', {
      where: { line: data },
      cure: 'Its lines are "Col 1 NAME DOUBLE".',
    });
  const table = parseNumberTable(lines, {
    syntax: rowSyntaxes[0]!,
    columns: labels.length,
    from,
    skip: isRemark,
  });
  if (table.rows === 0)
    throw new OperandoError('truncated-file', 'there are no rows of data.', {
      where: { line: lines.length },
      cure: 'The file seems cut short: copy it again.',
    });
  const comments = linesOf(lines, sections.get('c')).map((line) => line.trim());
  const parameters = linesOf(lines, sections.get('p'))
    .slice(0, mostParameters)
    .flatMap((line): [string, JsonValue][] => {
      const [, name, value] = /^\s*([^=]+?)\s*=\s*(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, valueOf(value)]];
    });
  const [, began, ended] =
    /(?:started|acquisition) at\s+(.+?)(?:,?\s+(?:ended|finished)(?: at)?\s+(.+))?$/i.exec(
      comments.find((line) => /(?:started|acquisition) at\s/i.test(line)) ?? '',
    ) ?? [];
  const last = lines.flatMap((line) => /^\s*!\s*Acquisition ended at\s+(\S.*)$/i.exec(line)?.[1] ?? []).at(-1);
  const { time, warnings } = statedTimes(began?.trim(), (ended ?? last)?.trim(), { label: 'started at' });
  const columns = labelledColumns(table, labels);
  return absorptionTable('desy-fio', table, columns, {
    metadata: { comments: comments.join('\n'), parameters: Object.fromEntries(parameters) },
    time,
    warnings: [...warnings, ...repeatedLabelWarnings(labels), ...openEndWarnings(text, lines.length)],
  });
}

/** DESY's `.fio`. */
export const desyFio: TextFormat = {
  id: 'desy-fio',
  title: 'DESY .fio scan',
  kind: 'text',
  usualEncoding: 'windows-1252',
  sniff: ({ lines }) => {
    const data = lines.findIndex((line) => /^\s*%d\s*$/i.test(line));
    if (data < 0) return 0;
    const first = lines.slice(data + 1).find((line) => !isRemark(line));
    return first !== undefined && columnLine.test(first) ? 0.97 : 0;
  },
  parse: (text) => ({ kind: 'spectrum', table: parseDesyFio(text) }),
};
