import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { BinaryFile } from '../bytes/binary.js';
import type { Radiation } from './radiation.js';

const mostPoints = 10_000_000;
/** Ranges of a file. */
export const mostRanges = 10_000;

/** One range of angles, before its counts are read. */
export interface RawRange {
  /** Kind of scan, where the file names it. */
  readonly title: string;
  readonly start: number;
  readonly step: number;
  readonly steps: number;
  readonly seconds: number;
  readonly radiation: Radiation;
  /** Kelvin; 0 where it was not measured. */
  readonly temperature: number;
  /** Place of its counts, and bytes from one to the next. */
  readonly at: number;
  readonly stride: number;
}

/** What the file says of all ranges. */
export interface RawFile {
  readonly version: string;
  readonly ranges: readonly RawRange[];
  readonly texts: Readonly<Record<string, JsonValue>>;
  /** Date and time, as they are written. */
  readonly moment: string;
}

/** A range that can be, and whose points are there. @throws OperandoError `malformed-file`, `truncated-file`. */
export function checkedRange(range: RawRange, file: BinaryFile): RawRange {
  const { steps, start, step, at, stride } = range;
  if (!(steps >= 1 && steps <= mostPoints && Number.isFinite(step) && Math.abs(step) < 360 && Math.abs(start) < 1e6))
    throw new OperandoError('malformed-file', `a range of ${steps} steps of ${step} degrees.`, {
      cure: 'The file seems damaged: copy it again.',
    });
  // The last record may end with its counts.
  if (at + stride * (steps - 1) + 4 > file.length)
    throw new OperandoError(
      'truncated-file',
      `${steps} points are announced, the file ends after ${Math.max(0, Math.floor((file.length - at) / stride))}.`,
      { cure: 'Copy the file again.' },
    );
  return range;
}

/** The shortest decimal that is this number of 32 bits: 0.02, where 0.0199999996 is stored. */
export function asWritten(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function rangeCount(count: number): number {
  if (count >= 1 && count <= mostRanges) return count;
  throw new OperandoError('malformed-file', `the file announces ${count} ranges.`);
}

/** Version 1 (DIFFRAC-AT): ranges one after another, each of a header of 156 bytes with or without `RAW `, and its counts. */
export function ranges1(file: BinaryFile): RawFile {
  const ranges: RawRange[] = [];
  let sample = '';
  for (let at = 0, more = true; more;) {
    if (ranges.length >= mostRanges) rangeCount(ranges.length + 1);
    if (file.uint32(at) === 0x20574152) at += 4;
    const float = (place: number): number => asWritten(file.float32(at + place));
    if (ranges.length === 0) sample = file.text(at + 36, 32);
    const range = checkedRange(
      {
        title: '',
        start: float(20),
        step: float(8),
        steps: file.uint32(at),
        seconds: float(4),
        radiation: { alpha1: float(68), alpha2: float(72) },
        temperature: 0,
        at: at + 152,
        stride: 4,
      },
      file,
    );
    more = file.uint32(at + 148) > 0;
    ranges.push(range);
    at = range.at + 4 * range.steps;
  }
  return { version: '1', ranges, texts: sample === '' ? {} : { SAMPLEID: sample }, moment: '' };
}

/** Version 2 (DIFFRAC-AT): a header of 256 bytes, then ranges that say how long their headers are. */
export function ranges2(file: BinaryFile): RawFile {
  const float = (at: number): number => asWritten(file.float32(at));
  const count = rangeCount(file.uint16(4));
  const radiation = { alpha1: float(190), alpha2: float(194), ratio: float(198) };
  const ranges: RawRange[] = [];
  for (let at = 256; ranges.length < count;) {
    const header = file.uint16(at);
    if (header < 48)
      throw new OperandoError('malformed-file', `a range with a header of ${header} bytes at byte ${at}.`, {
        cure: 'The file seems damaged: copy it again.',
      });
    const range = checkedRange(
      {
        title: '',
        start: float(at + 16),
        step: float(at + 12),
        steps: file.uint16(at + 2),
        seconds: float(at + 8),
        radiation,
        temperature: file.uint16(at + 46),
        at: at + header,
        stride: 4,
      },
      file,
    );
    ranges.push(range);
    at = range.at + 4 * range.steps;
  }
  const anode = file.text(188, 2);
  return { version: '2', ranges, texts: anode === '' ? {} : { anode }, moment: file.text(168, 20) };
}

/** Version 1.01 (DIFFRAC plus version 3): a header of 712 bytes, then ranges of 304 and more. */
export function ranges101(file: BinaryFile): RawFile {
  const count = rangeCount(file.uint32(12));
  const tube = { alpha1: file.float64(624), alpha2: file.float64(632), ratio: file.float64(648) };
  const ranges: RawRange[] = [];
  for (let at = 712; ranges.length < count;) {
    const range = checkedRange(
      {
        title: '',
        start: file.float64(at + 16),
        step: file.float64(at + 176),
        steps: file.uint32(at + 4),
        seconds: asWritten(file.float32(at + 192)),
        radiation: { ...tube, wavelength: file.float64(at + 240) },
        temperature: file.float32(at + 212),
        at: at + file.uint32(at) + file.uint32(at + 256),
        stride: 4,
      },
      file,
    );
    ranges.push(range);
    at = range.at + 4 * range.steps;
  }
  return { version: '1.01', ranges, texts: {}, moment: `${file.text(16, 10)} ${file.text(26, 10)}` };
}
