import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ColumnRole, ColumnTable, TableColumn, TableTime } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { parseDateTime, yearOf } from '../text/date-time.js';
import { parseNumber } from '../text/number.js';
import { parseNumberTable } from '../text/number-table.js';
import { rowSyntaxes, splitFields } from '../text/row-parser.js';
import { absorptionTable, expectRows } from './absorption-table.js';
import type { TextFormat } from '../format.js';
import { said } from '../text/said.js';

const spaces = rowSyntaxes[0]!;
const title = /^\s*9809\s+\S/;

function missing(what: string, line: number): OperandoError {
  return new OperandoError('malformed-file', said`there is no ${what}.`, {
    where: { line },
    cure: 'The file is not as its program writes it: export it again.',
  });
}

/** `22.05.11 17:26`: year of two digits, month, day; no zone is stated. */
function momentOf(text: string): number | undefined {
  const [, year, month, day, clock] = /^(\d{2})\.(\d{1,2})\.(\d{1,2})\s+(\d{1,2}:\d{2})$/.exec(text.trim()) ?? [];
  if (year === undefined) return undefined;
  return parseDateTime(`${yearOf(year)}-${month}-${day} ${clock}`)?.epoch;
}

function timeOf(line: string): TableTime | undefined {
  const [, start, end] =
    /(\d{2}\.\d{1,2}\.\d{1,2}\s+\d{1,2}:\d{2})\s*-\s*(\d{2}\.\d{1,2}\.\d{1,2}\s+\d{1,2}:\d{2})/.exec(line) ?? [];
  const [from, to] = [momentOf(start ?? ''), momentOf(end ?? '')];
  if (from === undefined) return undefined;
  return { epoch: from, zone: 'unstated', ...(to !== undefined && to > from ? { duration: to - from } : {}) };
}

/** What the numbers of the `Mode` line say a detector is. */
const modes: ReadonlyMap<number, ColumnRole> = new Map([
  [1, 'i0'],
  [2, 'itrans'],
  [3, 'ifluor'],
]);

/** A row cut within its last number still has all its fields: rows are of one width. */
function expectWholeRows(text: string, lines: readonly string[], rows: Int32Array): void {
  const last = rows[rows.length - 1]!;
  if (rows.length < 2 || last !== lines.length || /[\r\n]$/.test(text)) return;
  if (lines[last - 1]!.trimEnd().length < lines[rows[rows.length - 2]! - 1]!.trimEnd().length) {
    throw new OperandoError('truncated-file', 'the last row is shorter than those above.', {
      where: { line: last },
      cure: 'The file seems cut short: copy it again.',
    });
  }
}

/**
 * Scans in the 9809 format of the Photon Factory (KEK), SPring-8, SAGA-LS and Aichi SR: commanded and observed Bragg angle in
 * degrees, time per point, counts of each channel. Energies follow from the observed angle and the spacing `D=` of the header
 * (`energiesOf`); the `Mode` line says which channel is I0 (1), transmission (2) or fluorescence (3). Counts are as
 * measured: the dark counts of the `Offset` line, in `metadata.offsets`, are not taken off.
 *
 * @throws OperandoError with the line: `malformed-file`, `truncated-file` where rows are not as many as declared, `bad-number`.
 */
export function parsePhotonFactory(text: string): ColumnTable {
  const lines = splitLines(text);
  if (!title.test(lines[0] ?? ''))
    throw new OperandoError('malformed-file', 'the first line does not begin with 9809.', { where: { line: 1 } });
  const labelAt = lines.findIndex((line) => /^\s*Angle\(c\)\s+Angle\(o\)/i.test(line));
  if (labelAt < 0) throw missing('line of labels with Angle(c) and Angle(o)', Math.min(lines.length, 18));
  const header = lines.slice(0, labelAt);
  const declaredAt = header.findIndex((line) => /\bPoints=\s*\d+/.test(line));
  const declared = Number(/\bPoints=\s*(\d+)/.exec(header[declaredAt] ?? '')?.[1] ?? Number.NaN);
  const spacing = Number(/\bD=\s*([\d.]+)\s*A\b/i.exec(header.join('\n'))?.[1] ?? Number.NaN);
  if (declaredAt < 0) throw missing('number of points (Points=) in the header', 6);
  if (!(spacing > 0)) throw missing('spacing (D= … A) in the header', 5);
  const labels = splitFields(lines[labelAt]!, spaces);
  const rowOf = (name: RegExp, at: number): number[] | undefined => {
    const words = splitFields(lines[at] ?? '', spaces);
    if (!name.test(words[0] ?? '')) return undefined;
    const numbers = words.slice(1).map((word) => parseNumber(word));
    // The first column has no mode of its own: its place holds the name of the line.
    return numbers.length === labels.length - 1 && !numbers.includes(undefined)
      ? [0, ...(numbers as number[])]
      : undefined;
  };
  const mode = rowOf(/^Mode$/i, labelAt + 1);
  const offsets = rowOf(/^Offset$/i, labelAt + 2);
  if (mode === undefined || offsets === undefined)
    throw missing('"Mode" and "Offset" line with a number for each column below the labels', labelAt + 2);
  const table = parseNumberTable(lines, {
    syntax: spaces,
    columns: labels.length,
    from: labelAt + 3,
    skip: (line) => /^[\s\p{Cc}]*$/u.test(line),
  });
  expectRows(table.rows, declared, declaredAt + 1);
  expectWholeRows(text, lines, table.lines);
  const columns = table.columns.map((values, i): TableColumn => {
    const label = labels[i]!;
    if (i < 2) return { label, unit: 'degree', values, ...(i === 1 ? { role: 'angle' as const } : {}) };
    const [, unit] = /^time\s*\/\s*(\S+)$/i.exec(label) ?? [];
    if (/^time/i.test(label)) return { label, unit: unit ?? 's', values };
    const role = modes.get(mode[i]!);
    return { label: `channel ${label}`, values, ...(role === undefined ? {} : { role }) };
  });
  const dark = offsets.some((offset) => offset !== 0);
  const warnings: OperandoWarning[] = dark
    ? [
        {
          code: 'offset-not-subtracted',
          message: 'The header gives dark counts (Offset); they were not taken off.',
          where: { line: labelAt + 3 },
        },
      ]
    : [];
  return absorptionTable('photon-factory-9809', table, columns, {
    metadata: {
      facility: lines[0]!
        .trim()
        .replace(/^9809\s+/, '')
        .replace(/\s+/g, ' '),
      sample: (header[2] ?? '').trim(),
      'mono.d_spacing': spacing,
      modes: mode,
      offsets,
      header: header
        .map((line) => line.trim())
        .filter((line) => line !== '')
        .join('\n'),
    },
    time: timeOf(header[1] ?? ''),
    warnings,
  });
}

/** Photon Factory, SPring-8, SAGA-LS and Aichi SR. */
export const photonFactory: TextFormat = {
  id: 'photon-factory-9809',
  title: 'Photon Factory 9809',
  kind: 'text',
  sniff: ({ lines }) =>
    title.test(lines[0] ?? '') && lines.slice(0, 40).some((line) => /Angle\(c\)|\bNDCH\b|\bMono\b/i.test(line))
      ? 0.98
      : 0,
  parse: (text) => ({ kind: 'spectrum', table: parsePhotonFactory(text) }),
};
