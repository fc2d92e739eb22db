import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { ColumnTable } from '../column-table.js';
import { headerValue } from '../column-table.js';
import { splitLines } from '../text/decode.js';
import { parseNumberTable } from '../text/number-table.js';
import { rowSyntaxes } from '../text/row-parser.js';
import type { Format } from './format.js';
import { powderTable, severalScans } from './powder-table.js';

/**
 * Rigaku `.ras`: angle, intensity and attenuator factor, by which intensities
 * are multiplied. Of several scans the first is read.
 *
 * @throws OperandoError `truncated-file` when the end of the scan is missing.
 */
export function parseRigakuRas(text: string): ColumnTable {
  const lines = splitLines(text);
  const from = lines.findIndex((line) => line.startsWith('*RAS_INT_START'));
  const to = lines.findIndex((line) => line.startsWith('*RAS_INT_END'));
  if (from < 0 || to < from) throw new OperandoError('truncated-file', 'the intensities have no end.', { where: { line: lines.length }, cure: 'The file seems cut short: copy it again.' });
  const { columns, lines: numbers } = parseNumberTable(lines, { syntax: rowSyntaxes[0]!, columns: 3, from: from + 1, to, skip: (line) => line.trim() === '' });
  const [twoTheta, raw, factor] = columns as [Float64Array, Float64Array, Float64Array];
  const metadata: Record<string, JsonValue> = {};
  for (const line of lines.slice(0, from)) {
    const [, key, value] = /^\*(HW_XG_WAVE_LENGTH_\w+|HW_XG_TARGET_NAME|FILE_SAMPLE|MEAS_SCAN_\w+)\s+"(.*)"\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) metadata[key] = headerValue(value);
  }
  const scans = lines.filter((line) => line.startsWith('*RAS_INT_START')).length;
  return powderTable('rigaku-ras', twoTheta, raw.map((value, i) => value * factor[i]!), {
    metadata,
    firstLine: numbers[0] ?? from + 2,
    warnings: severalScans(scans, 'scans'),
  });
}

/** Rigaku `.ras`. */
export const rigakuRas: Format = {
  id: 'rigaku-ras',
  title: 'Rigaku .ras',
  usualEncoding: 'windows-1252',
  sniff: ({ lines }) => (lines[0]?.startsWith('*RAS_') === true ? 0.98 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parseRigakuRas(text) }),
};
