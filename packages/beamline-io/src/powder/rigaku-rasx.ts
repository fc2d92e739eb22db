import { archiveMentions, unpack } from '../bytes/archive.js';
import type { ColumnTable } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { decodeText, splitLines } from '../text/decode.js';
import type { BytesFormat } from '../format.js';
import { rigakuRows, rigakuTable } from './rigaku-ras.js';

function scansOf(bytes: Uint8Array): ScansOfFile {
  const entries = [...unpack(bytes, /Profile\d+\.txt$/)].map(([name, content]) => ({
    name,
    lines: splitLines(decodeText(content).text),
  }));
  return {
    scans: numberedScans(
      entries.map(({ lines }) => lines.length),
      (i) => entries[i]!.name,
    ),
    table: (i) =>
      rigakuTable('rigaku-rasx', rigakuRows(entries[i]!.lines, 0, entries[i]!.lines.length), {
        entry: entries[i]!.name,
      }),
  };
}

/**
 * Rigaku `.rasx`: a zip archive with one text of angle, intensity and attenuator factor per scan.
 *
 * @param scan Which scan, from 1 or by the name of its text. @default the first, with a warning
 * @throws OperandoError `malformed-file`, `too-large`, `bad-number`.
 */
export function parseRigakuRasx(bytes: Uint8Array, scan?: string | number): ColumnTable {
  return chosenTable(scansOf(bytes), scan);
}

/** Rigaku `.rasx`. */
export const rigakuRasx: BytesFormat = {
  id: 'rigaku-rasx',
  title: 'Rigaku .rasx',
  kind: 'bytes',
  sniff: ({ bytes }) => (archiveMentions(bytes, '/Profile0.txt') ? 0.98 : 0),
  parse: (bytes, { scan }) => ({ kind: 'spectrum', table: parseRigakuRasx(bytes, scan) }),
  scans: (bytes) => everyTable(scansOf(bytes)),
};
