import { OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { parseDateTime } from '../text/date-time.js';
import { firstNumber, squarePixel, statedDetector } from './stated-detector.js';
import type { StatedDetector } from './stated-detector.js';

const latin = new TextDecoder('latin1');
/** Bytes of a header that are read at first and at most. */
const firstLook = 4096;
const lastLook = 1024 * 1024;

/** Fields of a block by their names in lower case, and where its counts begin. */
export interface EdfHeader {
  readonly fields: ReadonlyMap<string, string>;
  readonly data: number;
}

/** The header that begins at a place of an EDF file. @throws OperandoError `malformed-file`, `truncated-file`. */
export async function edfHeaderAt({ bytes }: NamedSource, at: number): Promise<EdfHeader> {
  for (let look = firstLook; ; look *= 4) {
    const text = latin.decode(await bytes.slice(at, Math.min(at + look, bytes.byteLength)));
    if (!/^\s*\{/.test(text.slice(0, 16)))
      throw new OperandoError('malformed-file', 'the EDF file is damaged: no header begins behind the counts.', {
        cure: 'Copy it again.',
      });
    const end = /\}\r?\n/.exec(text);
    if (end !== null) {
      const fields = new Map<string, string>();
      for (const [, key, value] of text.slice(0, end.index).matchAll(/^\s*(?:\{\s*)?([\w.-]+)\s*=\s*([^;]*?)\s*;/gm))
        fields.set(key!.toLowerCase(), value!);
      return { fields, data: at + end.index + end[0].length };
    }
    if (at + look >= bytes.byteLength || look >= lastLook)
      throw new OperandoError('truncated-file', 'the header of the EDF file has no end.', { cure: 'Copy it again.' });
  }
}

const metres: Readonly<Record<string, number>> = { '': 1, m: 1, cm: 1e-2, mm: 1e-3, um: 1e-6, nm: 1e-9, a: 1e-10 };

/** A length in metres, which is the unit where none is written. */
function lengthOf(text: string | undefined): number | undefined {
  const [, value, unit] = /^([-+]?[\d.]+(?:e[-+]?\d+)?)\s*([a-z]*)$/i.exec(text ?? '') ?? [];
  const scale = unit === undefined ? undefined : metres[unit.toLowerCase()];
  return value === undefined || scale === undefined ? undefined : Number(value) * scale;
}

function scaled(value: number | undefined, by: number): number | undefined {
  return value === undefined ? undefined : value * by;
}

/**
 * Detector and beam by the words that small-angle stations of the ESRF write, in SI units. Their beam is counted from the edge of
 * the first pixel that was read out, column first.
 */
export function edfDetector({ fields }: EdfHeader): StatedDetector {
  const of = (key: string): string | undefined => fields.get(key.toLowerCase());
  const centre = (axis: number): number =>
    (firstNumber(of(`Center_${axis}`)) ?? Number.NaN) - (firstNumber(of(`Offset_${axis}`)) ?? 0) - 0.5;
  return statedDetector({
    distance: scaled(lengthOf(of('SampleDistance')), 1000),
    pixel: scaled(squarePixel(lengthOf(of('PSize_1')), lengthOf(of('PSize_2'))), 1000),
    centre: [centre(2), centre(1)],
    wavelength: scaled(lengthOf(of('WaveLength')), 1e10),
    exposure: firstNumber(of('ExposureTime') ?? of('acq_expo_time') ?? of('count_time')),
    cutoff: undefined,
  });
}

/** Bytes that a block states for its counts; NaN where it states none. */
export function statedBytes({ fields }: EdfHeader): number {
  return Number(fields.get('edf_binarysize') ?? fields.get('size') ?? Number.NaN);
}

/** UNIX seconds at which a picture was taken. */
export function edfTime({ fields }: EdfHeader): number | undefined {
  const seconds = Number(fields.get('time_of_day') ?? fields.get('hmstartepoch') ?? Number.NaN);
  if (seconds > 0) return seconds;
  return parseDateTime(fields.get('hmstarttime') ?? fields.get('date') ?? fields.get('time') ?? '')?.epoch;
}
