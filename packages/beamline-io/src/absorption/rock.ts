import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { emptyColumnWarnings, headerValue, labelledColumns } from '../table/column-table.js';
import type { ColumnTable, TableTime } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { statedMoment } from '../text/stated-moment.js';
import { parseNumber } from '../text/number.js';
import { parseNumberTable } from '../text/number-table.js';
import { rowSyntaxes } from '../text/row-parser.js';
import { openEndWarnings } from '../text/open-end.js';
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
  const labels = (lines[from - 1] ?? '')
    .replace(/^#\s*/, '')
    .split('\t')
    .map((label) => label.trim());
  if (from < 2 || labels.length < 2 || from >= lines.length) {
    throw new OperandoError('malformed-file', 'there is no line of column labels above the data.', {
      where: { line: from },
    });
  }
  const table = parseNumberTable(lines, {
    syntax: rowSyntaxes[0]!,
    columns: labels.length,
    from,
    skip: (line) => /^\s*(#.*)?$/.test(line),
  });
  const fields = headerOf(lines.slice(0, from - 1));
  const columns = labelledColumns(table, labels);
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
    rows: table.rows,
    lines: table.lines,
    metadata,
    scalars,
    warnings: [...openEndWarnings(text, lines.length), ...emptyColumnWarnings(columns), ...timeWarnings],
    ...(time === undefined ? {} : { time }),
  };
}

/** SOLEIL ROCK quick-XAS exports. */
export const rock: TextFormat = {
  id: 'rock',
  title: 'SOLEIL ROCK quick-XAS (extranormal)',
  kind: 'text',
  sniff: ({ lines }) => (producer.test(lines[0] ?? '') ? 1 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parseRock(text) }),
};
