import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { headerValue } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { splitLines } from '../text/decode.js';
import { parseNumberTable } from '../text/number-table.js';
import type { NumberTable } from '../text/number-table.js';
import { rowSyntaxes } from '../text/row-parser.js';
import type { TextFormat } from '../format.js';
import { powderTable } from './powder-table.js';
import { said } from '../text/said.js';

const kept = /^\*(HW_XG_WAVE_LENGTH_\w+|HW_XG_TARGET_NAME|FILE_SAMPLE|MEAS_SCAN_\w+)\s+"(.*)"\s*$/;

/** Rows of a Rigaku scan: angle, intensity and the factor of the attenuator. */
export function rigakuRows(lines: readonly string[], from: number, to: number): NumberTable {
  return parseNumberTable(lines, { syntax: rowSyntaxes[0]!, columns: 3, from, to, skip: (line) => line.trim() === '' });
}

/** The table of a Rigaku scan; intensities are multiplied by the factors. */
export function rigakuTable(
  format: string,
  { columns, lines }: NumberTable,
  metadata: Record<string, JsonValue>,
): ColumnTable {
  const [angle, raw, factor] = columns as [Float64Array, Float64Array, Float64Array];
  return {
    ...powderTable(
      format,
      angle,
      raw.map((value, i) => value * factor[i]!),
      { metadata },
    ),
    lines,
  };
}

/** First and one past the last line of each scan's header and rows, from 0. */
interface Scan {
  readonly header: number;
  readonly from: number;
  readonly to: number;
}

function scansAt(lines: readonly string[]): Scan[] {
  const scans: Scan[] = [];
  let header = 0;
  for (let i = 0; i < lines.length; i++) {
    if (!lines[i]!.startsWith('*RAS_INT_START')) continue;
    const from = i + 1;
    while (i < lines.length && !lines[i]!.startsWith('*RAS_INT_END')) i++;
    if (i >= lines.length)
      throw new OperandoError('truncated-file', 'the intensities have no end.', {
        where: { line: lines.length },
        cure: 'The file seems cut short: copy it again.',
      });
    scans.push({ header, from, to: i });
    header = i + 1;
  }
  if (scans.length === 0)
    throw new OperandoError('truncated-file', 'there are no intensities.', {
      where: { line: lines.length },
      cure: 'The file seems cut short: copy it again.',
    });
  return scans;
}

function tableOf(lines: readonly string[], { header, from, to }: Scan): ColumnTable {
  const metadata: Record<string, JsonValue> = {};
  for (const line of lines.slice(header, from)) {
    const [, key, value] = kept.exec(line) ?? [];
    if (key !== undefined && value !== undefined) metadata[key] = headerValue(value);
  }
  const table = rigakuTable('rigaku-ras', rigakuRows(lines, from, to), metadata);
  const axis = metadata['MEAS_SCAN_AXIS_X'];
  // Rocking curves, phi and chi scans have another angle here.
  if (typeof axis !== 'string' || axis === '' || /two-?theta|2-?theta/i.test(axis)) return table;
  const [angle, ...others] = table.columns;
  return {
    ...table,
    columns: [{ label: 'angle', unit: 'deg', values: angle!.values }, ...others],
    warnings: [
      ...table.warnings,
      {
        code: 'axis-unknown',
        message: said`The scan is over ${JSON.stringify(axis.slice(0, 40))}: its angle is not two-theta.`,
      },
    ],
  };
}

function scansOf(text: string): ScansOfFile {
  const lines = splitLines(text);
  const scans = scansAt(lines);
  return { scans: numberedScans(scans.map(({ from, to }) => to - from)), table: (i) => tableOf(lines, scans[i]!) };
}

/**
 * Rigaku `.ras`: angle, intensity and attenuator factor, by which intensities are multiplied.
 *
 * @param scan Which scan, from 1. @default the first, with a warning
 * @throws OperandoError `truncated-file` when the end of a scan is missing, `bad-number` with the line.
 */
export function parseRigakuRas(text: string, scan?: string | number): ColumnTable {
  return chosenTable(scansOf(text), scan);
}

/** Rigaku `.ras`. */
export const rigakuRas: TextFormat = {
  id: 'rigaku-ras',
  title: 'Rigaku .ras',
  kind: 'text',
  end: /\*RAS_(?:INT|DATA)_END\s*$/,
  usualEncoding: 'windows-1252',
  sniff: ({ lines }) => (lines[0]?.startsWith('*RAS_') === true ? 0.98 : 0),
  parse: (text, { scan }) => ({ kind: 'spectrum', table: parseRigakuRas(text, scan) }),
  scans: (text) => everyTable(scansOf(text)),
};
