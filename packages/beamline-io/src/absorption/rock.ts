import { isOperandoError, OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { afterLine, parseByteTable } from '../table/byte-table.js';
import { emptyColumnWarnings, headerValue, labelledColumns } from '../table/column-table.js';
import type { ColumnTable, TableTime } from '../table/column-table.js';
import { decodeText, splitLines } from '../text/decode.js';
import { statedMoment } from '../text/stated-moment.js';
import { parseNumber } from '../text/number.js';
import { parseNumberTable } from '../text/number-table.js';
import type { NumberTable } from '../text/number-table.js';
import { rowSyntaxes } from '../text/row-parser.js';
import { openEndWarning, openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';

const producer = /^#\s*This file has been produced by extranormal/i;

/** Header lines are `#key=value` or `# key: value`. */
function headerOf(lines: readonly string[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const text = line.replace(/^#\s*/, '');
    for (const part of text.split(/\s{2,}/)) {
      const [, key, value] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(part) ?? [];
      if (key !== undefined && value !== undefined) fields.set(key.trim(), value.trim());
    }
  }
  return fields;
}

/**
 * The start is written plainly. "Time from start" is about 65 s in every file
 * of a series of 130 s averages, so it is read as the middle of the averaging window.
 */
function timeOf(fields: ReadonlyMap<string, string>): {
  readonly time?: TableTime;
  readonly warnings: readonly OperandoWarning[];
} {
  const { moment: start, warnings } = statedMoment(fields.get('Time at start'), { label: 'Time at start' });
  if (start === undefined) return { warnings };
  const middle = parseNumber(fields.get('Time from start (seconds)') ?? '');
  const duration =
    middle !== undefined && middle > 0
      ? { duration: 2 * middle, note: 'duration inferred as twice "Time from start", read as mid-exposure' }
      : {};
  return { time: { epoch: start.epoch, zone: start.zone, ...duration }, warnings };
}

/** Line of column labels, the last of the comments above the rows. @throws OperandoError `malformed-file`. */
function labelsOf(lines: readonly string[], from: number): string[] {
  const labels = (lines[from - 1] ?? '')
    .replace(/^#\s*/, '')
    .split('\t')
    .map((label) => label.trim());
  if (from >= 2 && labels.length >= 2) return labels;
  throw new OperandoError('malformed-file', 'there is no line of column labels above the data.', {
    where: { line: from },
  });
}

const isComment = (line: string): boolean => /^\s*(#.*)?$/.test(line);

/** The table of a header, its labels and its rows. */
function rockTable(
  header: readonly string[],
  labels: readonly string[],
  rows: NumberTable,
  warnings: readonly OperandoWarning[],
): ColumnTable {
  const fields = headerOf(header);
  const columns = labelledColumns(rows, labels);
  const metadata: Record<string, JsonValue> = {};
  for (const [key, value] of fields) metadata[key] = headerValue(value);
  const scalars: Record<string, { value: number; unit: string }> = {};
  const keep = (name: string, key: string, unit: string): void => {
    const value = parseNumber(fields.get(key) ?? '');
    if (value !== undefined && Number.isFinite(value)) scalars[name] = { value, unit };
  };
  keep('beamline_edge_jump', 'I jump at E0_pivot', '1');
  keep('beamline_e0', 'E0', 'eV');
  keep('beamline_energy_shift', 'Eshift', 'eV');
  keep('sample_temperature', 'Sample temperature (C)', 'degC');
  const { time, warnings: timeWarnings } = timeOf(fields);
  return {
    format: 'rock',
    columns,
    rows: rows.rows,
    lines: rows.lines,
    metadata,
    scalars,
    warnings: [...warnings, ...emptyColumnWarnings(columns), ...timeWarnings],
    ...(time === undefined ? {} : { time }),
  };
}

/**
 * Text that extranormal (O. Roudenko, SOLEIL) writes for the quick-XAS beamline
 * ROCK: normalized average of many sweeps, reference foil and I0.
 *
 * @throws OperandoError `malformed-file` without a label line; otherwise as every table of numbers.
 */
export function parseRock(text: string): ColumnTable {
  const lines = splitLines(text);
  let from = 0;
  while (from < lines.length && lines[from]!.startsWith('#')) from++;
  const labels = labelsOf(lines, from >= lines.length ? 0 : from);
  const rows = parseNumberTable(lines, {
    syntax: rowSyntaxes[0]!,
    columns: labels.length,
    from,
    skip: isComment,
  });
  return rockTable(lines.slice(0, from - 1), labels, rows, openEndWarnings(text, lines.length));
}

/**
 * `parseRock` with the rows read from bytes.
 * @returns Undefined where something is wrong, or depends on the encoding: that is for those who read the text.
 */
function parseRockBytes(bytes: Uint8Array): ColumnTable | undefined {
  let at = 0;
  while (bytes[at] === 35) at = afterLine(bytes, at);
  const head = decodeText(bytes.subarray(0, at));
  const lines = splitLines(head.text);
  if (lines.length < 2 || at >= bytes.length || head.warnings.length > 0 || !producer.test(lines[0]!)) return undefined;
  try {
    const labels = labelsOf(lines, lines.length);
    const found = parseByteTable(bytes.subarray(at), {
      syntax: rowSyntaxes[0]!,
      columns: labels.length,
      firstLine: lines.length + 1,
      skip: isComment,
    });
    if (found === undefined) return undefined;
    const { table, openLine } = found;
    return rockTable(lines.slice(0, -1), labels, table, openLine === undefined ? [] : [openEndWarning(openLine)]);
  } catch (error) {
    if (isOperandoError(error)) return undefined;
    throw error;
  }
}

const mark = Array.from('# This file has been produced by extranormal', (letter) => letter.charCodeAt(0));

/** SOLEIL ROCK quick-XAS exports. */
export const rock: TextFormat = {
  id: 'rock',
  title: 'SOLEIL ROCK quick-XAS (extranormal)',
  kind: 'text',
  sniff: ({ lines }) => (producer.test(lines[0] ?? '') ? 1 : 0),
  isMarked: (beginning) => mark.every((byte, i) => byte === beginning[i]),
  parse: (text) => ({ kind: 'spectrum', table: parseRock(text) }),
  parseBytes: (bytes) => {
    const table = parseRockBytes(bytes);
    return table && { kind: 'spectrum', table };
  },
};
