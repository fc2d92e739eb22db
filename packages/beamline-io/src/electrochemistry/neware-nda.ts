import { OperandoError } from '@operando/core';
import type { Electrochemistry, JsonValue, OperandoWarning } from '@operando/core';
import { beginsWith, binaryFile } from '../bytes/binary.js';
import type { BinaryFile } from '../bytes/binary.js';
import type { BytesFormat, ParseOptions } from '../format.js';
import { calendarSeconds, currentCount, newareRecordsTable } from './neware-records.js';
import type { NewareAuxiliary, NewareRecord } from './neware-record.js';
import { said } from '../text/said.js';

const magic = 'NEWARE';
const twoTo32 = 2 ** 32;

/** Integers of 64 bits as doubles: beyond 2^53 no file has them. */
export function int64(file: BinaryFile, at: number): number {
  return file.int32(at + 4) * twoTo32 + file.uint32(at);
}

interface Found {
  readonly records: NewareRecord[];
  readonly auxiliaries: NewareAuxiliary[];
  readonly unknown: number;
}

const dataMark = 0x55;
const auxiliaryMark = 0x65;

/** A record of BTS 7 and 8, from its mark on; the same fields stand in .ndc pages. */
function classicRecord(
  file: BinaryFile,
  at: number,
  places: {
    readonly index: number;
    readonly time: number;
    readonly capacities: number;
    readonly date: number;
    readonly range: number;
    readonly step: number;
    readonly status: number;
  },
): NewareRecord {
  const index = file.uint32(at + places.index);
  const count = currentCount(file.int32(at + places.range), index);
  const capacity = (k: number): number => (int64(file, at + places.capacities + 8 * k) * count) / 3.6e6;
  const date = at + places.date;
  return {
    index,
    cycle: file.uint32(at + places.index + 4) + 1,
    stepId: file.uint8(at + places.step),
    status: file.uint8(at + places.status),
    stepTime: int64(file, at + places.time) / 1000,
    voltage: file.int32(at + places.time + 8) / 10_000,
    current: (file.int32(at + places.time + 12) * count) / 1000,
    charge: capacity(0),
    discharge: capacity(1),
    chargeEnergy: capacity(2),
    dischargeEnergy: capacity(3),
    clock: calendarSeconds(
      file.uint16(date),
      file.uint8(date + 2),
      file.uint8(date + 3),
      file.uint8(date + 4),
      file.uint8(date + 5),
      file.uint8(date + 6),
    ),
  };
}

/** A record of an .ndc page of versions 2 and 5. */
export function pageRecord(file: BinaryFile, at: number): NewareRecord {
  return classicRecord(file, at, { index: 8, step: 16, status: 17, time: 23, capacities: 43, date: 75, range: 82 });
}

const recordBytes29 = 86;

/** Version 29: records of 86 bytes, after the first of them that looks like one. */
function records29(bytes: Uint8Array, file: BinaryFile): Found {
  const looksRight = (at: number): boolean =>
    at + recordBytes29 <= bytes.length && bytes[at] === dataMark && bytes[at + 1] === 0 && bytes[at + 12] !== 0;
  let start = -1;
  for (let at = 4; at + recordBytes29 <= bytes.length; at++) {
    if (
      bytes[at] !== dataMark ||
      bytes[at - 1] !== 0 ||
      bytes[at - 2] !== 0 ||
      bytes[at - 3] !== 0 ||
      bytes[at - 4] !== 0
    )
      continue;
    // The one after it, if there is one, must be a record too.
    const next = at + recordBytes29;
    if (looksRight(at) && (next >= bytes.length || looksRight(next) || bytes[next] === auxiliaryMark)) {
      start = at;
      break;
    }
  }
  const records: NewareRecord[] = [];
  const auxiliaries: NewareAuxiliary[] = [];
  let unknown = 0;
  for (let at = start < 0 ? bytes.length : start; at + recordBytes29 <= bytes.length; at += recordBytes29) {
    const closed = file.uint32(at + 82) === 0;
    if (closed && bytes[at] === dataMark && bytes[at + 1] === 0) {
      if (file.uint32(at + 2) !== 0 && bytes[at + 12] !== 0)
        records.push(
          classicRecord(file, at, { index: 2, step: 10, status: 12, time: 14, capacities: 38, date: 70, range: 78 }),
        );
    } else if (closed && bytes[at] === auxiliaryMark)
      auxiliaries.push({
        channel: bytes[at + 1]!,
        index: file.uint32(at + 2),
        voltage: file.int32(at + 22) / 10_000,
        temperature: file.int16(at + 34) / 10,
      });
    else if (bytes.subarray(at, at + recordBytes29).some((byte) => byte !== 0)) unknown++;
  }
  return { records, auxiliaries, unknown };
}

/** Seconds out of microseconds. */
const fromMicroseconds = (file: BinaryFile, at: number): number => int64(file, at) / 1e6;

/** BTS 9.0: records of 88 bytes that begin as the first of them does. */
function records90(bytes: Uint8Array, file: BinaryFile): Found {
  const records: NewareRecord[] = [];
  const auxiliaries: NewareAuxiliary[] = [];
  let unknown = 0;
  const isData = (at: number): boolean => [0, 1, 2, 3, 4, 5].every((i) => bytes[at + i] === bytes[1024 + i]);
  for (let at = 1024; at + 88 <= bytes.length; at += 88) {
    if (isData(at)) {
      const from = at + 4;
      const amounts = (k: number): number => file.float32(from + 48 + 4 * k) / 3.6e6;
      records.push({
        index: file.uint32(from + 12),
        cycle: 1,
        stepId: file.uint8(from + 5),
        status: file.uint8(from + 6),
        stepTime: fromMicroseconds(file, from + 24),
        voltage: file.float32(from + 32),
        current: file.float32(from + 36) / 1000,
        charge: amounts(0),
        chargeEnergy: amounts(1),
        discharge: amounts(2),
        dischargeEnergy: amounts(3),
        clock: fromMicroseconds(file, from + 64),
      });
    } else if (bytes[at + 4] === auxiliaryMark && file.uint32(at) === 0)
      auxiliaries.push({
        channel: bytes[at + 5]!,
        index: file.uint32(at + 6),
        voltage: file.int32(at + 26) / 10_000,
        temperature: file.int16(at + 38) / 10,
      });
    else if (bytes[at] === 0x81) break;
    else if (bytes.subarray(at, at + 88).some((byte) => byte !== 0)) unknown++;
  }
  return { records, auxiliaries, unknown };
}

/** BTS 9.1: records that begin with 0x55; their length is the distance of the first two. */
function records91(bytes: Uint8Array, file: BinaryFile): Found {
  let next = 1026;
  while (next + 1 < bytes.length && !(bytes[next] === bytes[1024] && bytes[next + 1] === bytes[1025])) next++;
  const length = next - 1024;
  if (length < 52 || length > 256)
    throw new OperandoError('unsupported', `records of ${length} bytes in a .nda file of BTS 9.1.`, {
      cure: 'Export the data as text in BTSDA.',
    });
  const records: NewareRecord[] = [];
  const auxiliaries: NewareAuxiliary[] = [];
  let unknown = 0;
  for (let at = 1024; at + length <= bytes.length && bytes[at] !== 0x81; at += length) {
    if (bytes[at] !== dataMark) {
      if (bytes.subarray(at, at + length).some((byte) => byte !== 0)) unknown++;
      continue;
    }
    const index = file.uint32(at + 8);
    const [capacity, energy] = [file.float32(at + 28) / 3.6e6, file.float32(at + 32) / 3.6e6];
    records.push({
      index,
      cycle: file.uint32(at + 36) + 1,
      stepId: file.uint8(at + 2),
      status: file.uint8(at + 3),
      stepTime: file.uint32(at + 12) + 1e-9 * file.uint32(at + 16),
      current: file.float32(at + 20) / 1000,
      voltage: file.float32(at + 24),
      charge: Math.max(0, capacity),
      discharge: Math.max(0, -capacity),
      chargeEnergy: Math.max(0, energy),
      dischargeEnergy: Math.max(0, -energy),
      clock: file.uint32(at + 44) + 1e-9 * file.uint32(at + 48),
    });
    if (length === 56) auxiliaries.push({ index, channel: 1, temperature: file.float32(at + 52) });
  }
  return { records, auxiliaries, unknown };
}

/**
 * Neware .nda files of versions 29 (BTS 7 and 8) and 130 (BTS 9.0 and 9.1). Elapsed time is that of the steps added up
 * (BTS 9 writes it itself), without pauses; times of the clock have no zone; cycles of BTS 9.0 are not in the file.
 *
 * The layout is not published; it is that found by NewareNDA, whose results are reproduced.
 *
 * @throws OperandoError `unsupported` for other versions and unknown ranges of current, `truncated-file` without records;
 * otherwise as `buildElectrochemistry`.
 */
export function parseNewareNda(bytes: Uint8Array, options: ParseOptions = {}): Electrochemistry {
  if (!beginsWith(bytes, magic))
    throw new OperandoError('malformed-file', 'the file does not begin as Neware .nda files do.');
  const file = binaryFile(bytes);
  const version = file.uint8(14);
  if (version !== 29 && version !== 130)
    throw new OperandoError('unsupported', `version ${version} of Neware .nda files.`, {
      cure: 'Export the data as text in BTSDA.',
    });
  if (bytes.length < 1030)
    throw new OperandoError('truncated-file', 'the file ends before its first record.', {
      cure: 'Copy the file again.',
    });
  const found =
    version === 29
      ? records29(bytes, file)
      : bytes[1024] === dataMark
        ? records91(bytes, file)
        : records90(bytes, file);
  const warnings: OperandoWarning[] =
    found.unknown === 0
      ? []
      : [{ code: 'unknown-records', message: said`${found.unknown} records of an unknown kind were left out.` }];
  const metadata: Record<string, JsonValue> = { version };
  if (version === 29) metadata['active_mass_milligram'] = file.uint32(152) / 1000;
  return newareRecordsTable('neware-nda', found.records, found.auxiliaries, { metadata, warnings }, options);
}

/** Neware binary. */
export const newareNda: BytesFormat = {
  id: 'neware-nda',
  title: 'Neware binary (.nda)',
  kind: 'bytes',
  sniff: ({ bytes }) => (beginsWith(bytes, magic) ? 1 : 0),
  parse: (bytes, options) => ({ kind: 'electrochemistry', table: parseNewareNda(bytes, options) }),
};
