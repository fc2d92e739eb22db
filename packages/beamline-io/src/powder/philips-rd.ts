import { OperandoError } from '@operando/core';
import { beginsWith, binaryFile } from '../bytes/binary.js';
import type { BytesFormat } from '../format.js';
import type { ColumnTable } from '../table/column-table.js';
import { powderTable } from './powder-table.js';
import { radiationScalars } from './radiation.js';
import { pointsOf, steppedGrid } from './stepped-pattern.js';

const versions = { V3RD: 250, V5RD: 810 } as const;
const mostPoints = 10_000_000;

/**
 * Philips PC-APD `.rd` and `.sd`: a header with step, first and last angle, then counts, packed into 16 bits as ten times their
 * square root.
 *
 * @throws OperandoError `malformed-file` for angles that are no scan; `truncated-file`.
 */
export function parsePhilipsRd(bytes: Uint8Array): ColumnTable {
  const file = binaryFile(bytes);
  const [step, start, end] = [file.float64(214), file.float64(222), file.float64(230)];
  // The last point may lie a little beyond what the rounding of the step leaves.
  const points = Math.floor(pointsOf({ start, step, end }) + 1e-6);
  if (!(step > 0 && points >= 1 && points <= mostPoints))
    throw new OperandoError('malformed-file', `a scan from ${start} to ${end} degrees by ${step}.`, {
      cure: 'The file seems damaged: copy it again.',
    });
  const at = beginsWith(bytes, 'V5RD') ? versions.V5RD : versions.V3RD;
  if (at + 2 * points > file.length)
    throw new OperandoError(
      'truncated-file',
      `${points} points are announced, the file ends after ${Math.max(0, Math.floor((file.length - at) / 2))}.`,
      { cure: 'Copy the file again.' },
    );
  const sample = file.text(146, 20);
  return powderTable(
    'philips-rd',
    steppedGrid(start, step, points),
    Float64Array.from({ length: points }, (_, i) => Math.floor(file.uint16(at + 2 * i) ** 2 / 100)),
    {
      metadata: { version: file.text(0, 2), ...(sample === '' ? {} : { sample }) },
      scalars: radiationScalars({ wavelength: file.float64(94) }),
    },
  );
}

/** Philips binary. */
export const philipsRd: BytesFormat = {
  id: 'philips-rd',
  title: 'Philips .rd, .sd',
  kind: 'bytes',
  sniff: ({ bytes }) => (Object.keys(versions).some((mark) => beginsWith(bytes, mark)) ? 1 : 0),
  parse: (bytes) => ({ kind: 'spectrum', table: parsePhilipsRd(bytes) }),
};
