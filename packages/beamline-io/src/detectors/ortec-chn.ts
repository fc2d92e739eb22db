import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import { beginsWith, binaryFile } from '../bytes/binary.js';
import type { BinaryFile } from '../bytes/binary.js';
import type { ColumnTable, TableTime } from '../table/column-table.js';
import { parseDateTime } from '../text/date-time.js';
import { countsTable } from './counts-table.js';
import type { BytesFormat } from '../format.js';

const headerBytes = 32;
/** Times are counted in steps of 20 ms. */
const ticksPerSecond = 50;
/** What begins the record behind the counts: the calibration is linear, or quadratic. */
const [linear, quadratic] = [-101, -102];

/** `07NOV011` (day, month, year, a 1 from 2000 on), `1432`, seconds. */
function startOf(file: BinaryFile): TableTime | undefined {
  const [, day, month, year, century] = /^(\d\d)([A-Z]{3})(\d\d)(.?)/i.exec(file.text(16, 8)) ?? [];
  const [clock, second] = [file.text(24, 4), file.text(6, 2)];
  if (day === undefined) return undefined;
  const moment = parseDateTime(
    `${month!} ${day}, ${century === '1' ? '20' : '19'}${year!} ${clock.slice(0, 2)}:${clock.slice(2)}:${second}`,
  );
  return moment === undefined ? undefined : { epoch: moment.epoch, zone: moment.zone };
}

/** A text behind its length. */
const described = (trailer: BinaryFile, at: number): string =>
  trailer.length < at + 64 ? '' : trailer.text(at + 1, Math.min(63, trailer.uint8(at))).trim();

/**
 * ORTEC `.Chn` (MAESTRO), after ORTEC's Software File Structure Manual: a header of 32 bytes, counts of 32 bits, and a record of
 * 512 bytes with the energy calibration and descriptions, which may be missing. Live and real time, start, sample, detector and
 * calibration are kept as from `.spe`.
 *
 * @throws OperandoError `malformed-file` for another kind of file, `truncated-file` for fewer channels than declared.
 */
export function parseOrtecChn(bytes: Uint8Array): ColumnTable {
  const file = binaryFile(bytes);
  if (!isChn(bytes)) throw new OperandoError('malformed-file', 'the file does not begin as ORTEC .Chn files do.');
  const [firstChannel, channels] = [file.uint16(28), file.uint16(30)];
  const end = headerBytes + 4 * channels;
  if (end > bytes.length)
    throw new OperandoError(
      'truncated-file',
      `${channels} channels are declared, the file ends after ${Math.floor((bytes.length - headerBytes) / 4)}.`,
      { cure: 'Copy the file again.' },
    );
  const trailer = file.part(end, bytes.length - end);
  const kind = trailer.length >= 16 ? trailer.int16(0) : 0;
  const known = kind === linear || kind === quadratic;
  const calibration = known
    ? [trailer.float32(4), trailer.float32(8), kind === quadratic ? trailer.float32(12) : 0]
    : [];
  const words = known ? { detector: described(trailer, 256), sample: described(trailer, 320) } : {};
  const metadata: Record<string, JsonValue> = Object.fromEntries(
    Object.entries(words).filter(([, text]) => text !== ''),
  );
  if (calibration.every(Number.isFinite) && calibration[1]! > 0) metadata['calibration'] = calibration;
  return countsTable(
    'ortec-chn',
    Float64Array.from({ length: channels }, (_, i) => file.uint32(headerBytes + 4 * i)),
    {
      firstChannel,
      liveTime: file.int32(12) / ticksPerSecond,
      realTime: file.int32(8) / ticksPerSecond,
      time: startOf(file),
      metadata,
    },
  );
}

const isChn = (bytes: Uint8Array): boolean => {
  if (bytes.length < headerBytes || !beginsWith(bytes, '\u00FF\u00FF')) return false;
  const file = binaryFile(bytes);
  const channels = file.uint16(30);
  return channels > 0 && /^\d\d[A-Z]{3}\d\d/i.test(file.text(16, 8)) && /^\d{4}$/.test(file.text(24, 4));
};

/** ORTEC binary of MAESTRO. */
export const ortecChn: BytesFormat = {
  id: 'ortec-chn',
  title: 'ORTEC spectrum (.Chn)',
  kind: 'bytes',
  sniff: ({ bytes }) => (isChn(bytes) ? 0.95 : 0),
  parse: (bytes) => ({ kind: 'spectrum', table: parseOrtecChn(bytes) }),
};
