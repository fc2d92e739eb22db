import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import { binaryFile } from '../bytes/binary.js';
import type { BinaryFile } from '../bytes/binary.js';
import type { ColumnTable } from '../table/column-table.js';
import { countsTable, mostChannels } from './counts-table.js';
import type { BytesFormat } from '../format.js';
import { epochOfDays } from '../text/date-time.js';
import { said } from '../text/said.js';

const recordBytes = 128;
/** 1 January 1979, from which DEC and ORTEC count days, in days from 1970. */
const epochDays = 3287;

const kinds: ReadonlyMap<number, 'integer' | 'real'> = new Map([
  [1, 'integer'],
  [5, 'real'],
]);

/** A record by its number, from 1; undefined for pointers to nothing. */
function record(file: BinaryFile, pointerAt: number): BinaryFile | undefined {
  const pointer = file.int16(pointerAt);
  return pointer < 1 || pointer * recordBytes > file.length
    ? undefined
    : file.part((pointer - 1) * recordBytes, recordBytes);
}

/**
 * ORTEC spectrum files (.Spc), integer or real counts, after ORTEC's Software File Structure Manual: 128-byte records, the first of
 * which points to the others. Live and real time, start, description and energy calibration are kept as from `.spe`.
 *
 * @throws OperandoError `malformed-file` for another kind of file, `truncated-file` for fewer channels than declared, `too-large`.
 */
export function parseOrtecSpc(bytes: Uint8Array): ColumnTable {
  const file = binaryFile(bytes);
  const kind = kinds.get(file.int16(2));
  if (file.int16(0) !== 1 || kind === undefined)
    throw new OperandoError('malformed-file', 'the file does not begin as ORTEC .Spc files do.');
  const [first, records, channels, firstChannel] = [file.int16(60), file.int16(62), file.uint16(64), file.int16(66)];
  if (channels > mostChannels) throw new OperandoError('too-large', `the file declares ${channels} channels.`);
  const start = (first - 1) * recordBytes;
  if (first < 2 || channels < 1 || records * recordBytes < 4 * channels)
    throw new OperandoError(
      'malformed-file',
      said`${channels} channels in ${records} records at record ${first} do not fit together.`,
      { cure: 'The file is not as its program writes it: export it again.' },
    );
  if (start + 4 * channels > bytes.length)
    throw new OperandoError(
      'truncated-file',
      `${channels} channels are declared, the file ends after ${Math.max(0, Math.floor((bytes.length - start) / 4))}.`,
      { cure: 'Copy the file again.' },
    );
  const counts = Float64Array.from({ length: channels }, (_, i) =>
    kind === 'integer' ? file.uint32(start + 4 * i) : file.float32(start + 4 * i),
  );
  const days = file.float64(72);
  const metadata: Record<string, JsonValue> = { counts: kind };
  const description = record(file, 10)?.text(0, recordBytes);
  const detector = record(file, 12)?.text(0, recordBytes);
  if (description !== undefined && description !== '') metadata['sample'] = description;
  if (detector !== undefined && detector !== '') metadata['detector'] = detector;
  const calibration = record(file, 34);
  if (calibration !== undefined && calibration.float32(24) > 0)
    metadata['calibration'] = [20, 24, 28].map((at) => calibration.float32(at));
  return countsTable('ortec-spc', counts, {
    firstChannel,
    liveTime: file.float32(94),
    realTime: file.float32(90),
    metadata,
    ...(days > 0 && days < 60_000 ? { time: { epoch: epochOfDays(days, epochDays), zone: 'unstated' } } : {}),
  });
}

/** ORTEC binary. */
export const ortecSpc: BytesFormat = {
  id: 'ortec-spc',
  title: 'ORTEC spectrum (.Spc)',
  kind: 'bytes',
  sniff: ({ bytes }) => {
    if (bytes.length < recordBytes) return 0;
    const file = binaryFile(bytes);
    const right =
      file.int16(0) === 1 &&
      kinds.has(file.int16(2)) &&
      file.int16(60) >= 2 &&
      file.int16(62) > 0 &&
      file.int16(62) * recordBytes >= 4 * file.uint16(64) &&
      file.uint16(64) >= 128;
    return right ? 0.9 : 0;
  },
  parse: (bytes) => ({ kind: 'spectrum', table: parseOrtecSpc(bytes) }),
};
