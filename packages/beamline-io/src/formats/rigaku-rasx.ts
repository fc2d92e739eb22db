import { archiveMentions, unpack } from '../archive.js';
import type { ColumnTable } from '../column-table.js';
import { splitLines } from '../text/decode.js';
import { parseNumberTable } from '../text/number-table.js';
import { rowSyntaxes } from '../text/row-parser.js';
import { notText } from './format.js';
import type { Format } from './format.js';
import { powderTable, severalScans } from './powder-table.js';

/**
 * Rigaku `.rasx`: a zip archive with one text of angle, intensity and attenuator
 * factor per scan; of several the first is read.
 *
 * @throws OperandoError `malformed-file`, `too-large`, `bad-number`.
 */
export function parseRigakuRasx(bytes: Uint8Array): ColumnTable {
  const entries = unpack(bytes, /Profile\d+\.txt$/);
  const [[name, content]] = [...entries] as [[string, Uint8Array]];
  const lines = splitLines(new TextDecoder().decode(content));
  const { columns } = parseNumberTable(lines, { syntax: rowSyntaxes[0]!, columns: 3, from: 0, skip: (line) => line.trim() === '' });
  const [twoTheta, raw, factor] = columns as [Float64Array, Float64Array, Float64Array];
  return powderTable('rigaku-rasx', twoTheta, raw.map((value, i) => value * factor[i]!), {
    metadata: { entry: name },
    warnings: severalScans(entries.size, 'scans'),
  });
}

/** Rigaku `.rasx`. */
export const rigakuRasx: Format = {
  id: 'rigaku-rasx',
  title: 'Rigaku .rasx',
  sniff: ({ bytes }) => (archiveMentions(bytes, '/Profile0.txt') ? 0.98 : 0),
  parse: notText('a RASX file'),
  parseBytes: (bytes) => ({ kind: 'spectrum', table: parseRigakuRasx(bytes) }),
};
