import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { binaryFile } from '../bytes/binary.js';
import type { BinaryFile } from '../bytes/binary.js';
import type { ColumnTable, TableTime } from '../table/column-table.js';
import { epochOfDays } from '../text/date-time.js';
import { countsTable, mostChannels } from './counts-table.js';
import type { BytesFormat } from '../format.js';
import { pdpFloat32 } from '../bytes/pdp-words.js';
import { said } from '../text/said.js';

/** How files begin; the fifth and sixth byte differ with the program (4 and 4, or 4 and 12). */
const marks: readonly (readonly [at: number, value: number])[] = [
  [0, 0],
  [1, 4],
  [2, 4],
  [3, 0],
];
const usual = [4, 4, 0, 8];
const [firstHeader, headerBytes] = [0x70, 0x30];
const [parameters, sample, channels] = [0x1_2000, 0x1_2001, 0x1_2005];
/** Counts follow a header of one block. */
const blockBytes = 512;
/** 17 November 1858, from which VMS counts time, in days from 1970. */
const epochDays = -40_587;
const kiloelectronvolts: Readonly<Record<string, number>> = { ev: 1e-3, kev: 1, mev: 1e3 };

/** Where each kind of section begins; of several of a kind the first. */
function sectionsOf(file: BinaryFile): ReadonlyMap<number, number> {
  const sections = new Map<number, number>();
  for (let at = firstHeader; at + headerBytes <= file.length; at += headerBytes) {
    const kind = file.uint32(at);
    if (kind === 0) break;
    const start = file.uint32(at + 10);
    // A section repeats its header; what does not is not where the list says.
    if (!sections.has(kind) && start + headerBytes <= file.length && file.uint32(start) === kind)
      sections.set(kind, start);
  }
  return sections;
}

/** 64 bits as a number: beyond 2^53 of them the last are lost, a microsecond of a date. */
const uint64 = (file: BinaryFile, at: number): number => file.uint32(at + 4) * 2 ** 32 + file.uint32(at);

/** Seconds of a span of time, which counts down from 2^64 in steps of 100 ns. */
const seconds = (file: BinaryFile, at: number): number =>
  (0xffff_ffff - file.uint32(at + 4)) * 429.4967296 + (0xffff_ffff - file.uint32(at)) / 1e7;

function startOf(file: BinaryFile, at: number): TableTime | undefined {
  const days = uint64(file, at) / 864e9;
  return days > 0 && days < 100_000 ? { epoch: epochOfDays(days, epochDays), zone: 'unstated' } : undefined;
}

/** Offset, slope and quadratic term in keV from channel 0, where there is a slope. */
function calibrationOf(file: BinaryFile, at: number, warnings: OperandoWarning[]): number[] | undefined {
  const coefficients = [0x44, 0x48, 0x4c].map((place) => pdpFloat32(file, at + place));
  if (coefficients[1] === 0) return undefined;
  const unit = file.text(at + 0x5c, 16).trim();
  const scale = kiloelectronvolts[unit.toLowerCase()];
  if (scale === undefined) {
    warnings.push({
      code: 'unknown-unit',
      message: said`The energy calibration is in ${unit === '' ? 'no unit' : JSON.stringify(unit)} and was left out.`,
    });
    return undefined;
  }
  return coefficients.map((value) => value * scale);
}

/**
 * Canberra CNF (CAM files of Genie 2000 and Genie-PC), after the descriptions of xylib and cnfconv, since Canberra publishes none:
 * sections of parameters, sample and channels; numbers little-endian, calibrations as VAX reals, dates in 100 ns from 17 November 1858.
 * Live and real time, start, sample and energy calibration (keV, channels from 0) are kept as from `.spe`.
 *
 * @throws OperandoError `malformed-file` for another kind of file or one without parameters or counts, `truncated-file`, `too-large`.
 */
export function parseCanberraCnf(bytes: Uint8Array): ColumnTable {
  const file = binaryFile(bytes);
  if (!isCnf(bytes)) throw new OperandoError('malformed-file', 'the file does not begin as Canberra CNF files do.');
  const sections = sectionsOf(file);
  const [parametersAt, channelsAt, sampleAt] = [sections.get(parameters), sections.get(channels), sections.get(sample)];
  if (parametersAt === undefined || channelsAt === undefined)
    throw new OperandoError(
      'malformed-file',
      `the file has no section of ${parametersAt === undefined ? 'parameters' : 'channels'} where its list of sections says.`,
      { cure: 'The file is not as its program writes it: export it again.' },
    );
  const data = parametersAt + headerBytes;
  const count = file.uint16(data + 0x8a) * 256;
  if (count > mostChannels) throw new OperandoError('too-large', `the file declares ${count} channels.`);
  if (count === 0) throw new OperandoError('malformed-file', 'the file declares no channels.');
  const start = channelsAt + blockBytes;
  if (start + 4 * count > bytes.length)
    throw new OperandoError(
      'truncated-file',
      `${count} channels are declared, the file ends after ${Math.max(0, Math.floor((bytes.length - start) / 4))}.`,
      { cure: 'Copy the file again.' },
    );
  const [calibrationAt, timesAt] = [
    data + file.uint16(parametersAt + 0x22),
    data + file.uint16(parametersAt + 0x24) + 1,
  ];
  const warnings: OperandoWarning[] = [];
  const calibration = calibrationOf(file, calibrationAt, warnings);
  const words = {
    sample: sampleAt === undefined ? '' : file.text(sampleAt + headerBytes, 64).trim(),
    detector: file.text(calibrationAt + 0x108, 16).trim(),
  };
  const metadata: Record<string, JsonValue> = Object.fromEntries(
    Object.entries(words).filter(([, text]) => text !== ''),
  );
  if (calibration !== undefined) metadata['calibration'] = calibration;
  return countsTable(
    'canberra-cnf',
    Float64Array.from({ length: count }, (_, i) => file.uint32(start + 4 * i)),
    {
      liveTime: seconds(file, timesAt + 16),
      realTime: seconds(file, timesAt + 8),
      time: startOf(file, timesAt),
      metadata,
      warnings,
    },
  );
}

/** Whether the list of sections names parameters and channels. */
function listsSections(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kinds = new Set<number>();
  for (let at = firstHeader; at + headerBytes <= bytes.length && view.getUint32(at, true) !== 0; at += headerBytes)
    kinds.add(view.getUint32(at, true));
  return kinds.has(parameters) && kinds.has(channels);
}

function isCnf(bytes: Uint8Array): boolean {
  if (bytes.length <= firstHeader || !marks.every(([at, value]) => bytes[at] === value)) return false;
  return usual.every((value, i) => bytes[4 + i] === value) || listsSections(bytes);
}

/** Canberra CNF. */
export const canberraCnf: BytesFormat = {
  id: 'canberra-cnf',
  title: 'Canberra CNF spectrum',
  kind: 'bytes',
  sniff: ({ bytes }) => (isCnf(bytes) ? 0.97 : 0),
  parse: (bytes) => ({ kind: 'spectrum', table: parseCanberraCnf(bytes) }),
};
