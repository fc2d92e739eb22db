import { OperandoError } from '@operando/core';
import { binaryFile } from '../bytes/binary.js';
import type { ColumnTable } from '../table/column-table.js';
import { countsTable } from './counts-table.js';
import type { BytesFormat } from '../format.js';
import { pdpFloat32, pdpUint32 } from '../bytes/pdp-words.js';

const channels = 2048;
const headerBytes = 1024;

/** The words by which xylib knows these files: four bytes a channel, 2048 channels, one spectrum. */
function isAccuSpec(bytes: Uint8Array): boolean {
  if (bytes.length < headerBytes) return false;
  const file = binaryFile(bytes);
  return [
    [0, 0],
    [24, headerBytes],
    [34, 4],
    [36, channels],
    [38, 1],
  ].every(([at, value]) => file.uint16(at!) === value);
}

/**
 * Canberra AccuSpec `.mca`: two blocks of header, then 2048 counts, all as words of a PDP-11. The energy calibration (keV, as
 * offset, slope and quadratic term) is kept as from `.spe`; where times stand in the header is not known, so there are none.
 *
 * @throws OperandoError `malformed-file` for another kind of file, `truncated-file`.
 */
export function parseCanberraMca(bytes: Uint8Array): ColumnTable {
  if (!isAccuSpec(bytes))
    throw new OperandoError('malformed-file', 'the file does not begin as Canberra AccuSpec .mca files do.');
  const file = binaryFile(bytes);
  if (bytes.length < headerBytes + 4 * channels)
    throw new OperandoError(
      'truncated-file',
      `${channels} channels are declared, the file ends after ${Math.floor((bytes.length - headerBytes) / 4)}.`,
      { cure: 'Copy the file again.' },
    );
  const calibration = [108, 112, 116].map((at) => pdpFloat32(file, at));
  return countsTable(
    'canberra-mca',
    Float64Array.from({ length: channels }, (_, i) => pdpUint32(file, headerBytes + 4 * i)),
    { metadata: calibration[1]! > 0 ? { calibration } : {} },
  );
}

/** Canberra AccuSpec. */
export const canberraMca: BytesFormat = {
  id: 'canberra-mca',
  title: 'Canberra AccuSpec .mca',
  kind: 'bytes',
  sniff: ({ bytes }) => (isAccuSpec(bytes) ? 0.9 : 0),
  parse: (bytes) => ({ kind: 'spectrum', table: parseCanberraMca(bytes) }),
};
