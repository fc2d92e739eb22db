import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { ColumnTable } from '../column-table.js';
import { headerValue } from '../column-table.js';
import { splitLines } from '../text/decode.js';
import type { Format } from './format.js';
import { numbersOf, powderTable, severalScans } from './powder-table.js';

const data = /^_(2THETA)?(COUNTS|CPS)\s*$/;

/**
 * Bruker UXD, the text form of `.raw`: angles and counts, or counts alone with
 * `_START` and `_STEPSIZE`. Of several ranges the first is read.
 *
 * @throws OperandoError `malformed-file`, `bad-number` with the line.
 */
export function parseBrukerUxd(text: string): ColumnTable {
  const lines = splitLines(text);
  const marker = lines.findIndex((line) => data.test(line));
  if (marker < 0) throw new OperandoError('malformed-file', 'there is no block of counts.', { cure: 'Convert the file to UXD with its data.' });
  const metadata: Record<string, JsonValue> = {};
  for (const line of lines.slice(0, marker)) {
    const [, key, value] = /^_(\w+)\s*=\s*'?(.*?)'?\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) metadata[key] = headerValue(value);
  }
  const paired = data.exec(lines[marker]!)![1] !== undefined;
  const x: number[] = [];
  const y: number[] = [];
  for (let i = marker + 1; i < lines.length && !/^[_;]/.test(lines[i]!); i++) {
    if (lines[i]!.trim() === '') continue;
    const values = numbersOf(lines[i]!, i + 1);
    if (!paired) y.push(...values);
    else if (values.length === 2) {
      x.push(values[0]!);
      y.push(values[1]!);
    } else throw new OperandoError('malformed-file', `a row has ${values.length} values, not two.`, { where: { line: i + 1 } });
  }
  const start = Number(metadata['START']);
  const step = Number(metadata['STEPSIZE']);
  if (!paired && !(step > 0 && Number.isFinite(start))) throw new OperandoError('malformed-file', 'neither angles nor start and step are given.', { where: { line: marker + 1 } });
  const ranges = lines.filter((line) => data.test(line)).length;
  return powderTable('bruker-uxd', paired ? Float64Array.from(x) : Float64Array.from(y, (_, i) => start + i * step), Float64Array.from(y), {
    metadata,
    firstLine: marker + 2,
    warnings: severalScans(ranges, 'ranges'),
  });
}

/** Bruker UXD. */
export const brukerUxd: Format = {
  id: 'bruker-uxd',
  title: 'Bruker UXD',
  sniff: ({ lines }) => (lines.slice(0, 20).some((line) => line.startsWith('_FILEVERSION')) && lines.some((line) => data.test(line)) ? 0.98 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parseBrukerUxd(text) }),
};
