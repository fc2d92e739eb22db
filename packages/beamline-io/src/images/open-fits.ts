import { isOperandoError, OperandoError } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { placed } from '../bytes/file-error.js';
import { parseDateTime } from '../text/date-time.js';
import type { ImageFile } from './image-file.js';
import { asSamples, emptySamples, littleEndianMachine, sampleBytes, swapBytes } from './samples.js';
import type { Samples, SampleType } from './samples.js';

const block = 2880;
const card = 80;
/** Blocks of a header, and parts of a file, that are looked through. */
const mostBlocks = 200;
const mostParts = 100;

/** Words of a header by their keys. */
type Header = ReadonlyMap<string, string>;

function bad(problem: string): OperandoError {
  return new OperandoError('malformed-file', `the FITS file is damaged: ${problem}.`, { cure: 'Copy or export it again.' });
}

/** Whether a file begins as FITS files do. */
export function isFits(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 10)) === 'SIMPLE  = ';
}

/** The header that begins at a place, and where its data begin. */
async function headerAt({ bytes }: NamedSource, at: number): Promise<{ readonly header: Header; readonly data: number }> {
  const header = new Map<string, string>();
  for (let b = 0; b < mostBlocks; b++) {
    const from = at + b * block;
    const text = new TextDecoder('latin1').decode(await bytes.slice(from, from + block));
    if (text.length < block) throw new OperandoError('truncated-file', 'the header of the FITS file has no end.', { cure: 'Copy it again.' });
    for (let c = 0; c < block; c += card) {
      const line = text.slice(c, c + card);
      const key = line.slice(0, 8).trimEnd();
      if (key === 'END') return { header, data: from + block };
      if (line.slice(8, 10) !== '= ' || header.has(key)) continue;
      const value = line.slice(10);
      const quoted = /^ *'((?:[^']|'')*)'/.exec(value);
      header.set(key, quoted === null ? value.split('/')[0]!.trim() : quoted[1]!.replaceAll("''", "'").trimEnd());
    }
  }
  throw bad('its header has no end');
}

const numberOf = (header: Header, key: string, usual: number): number => {
  const text = header.get(key);
  // Fortran writes exponents with D.
  return text === undefined ? usual : Number(text.replace(/d/i, 'e'));
};

const storedTypes: Readonly<Record<string, SampleType>> = { 8: 'uint8', 16: 'int16', 32: 'int32', '-32': 'float32', '-64': 'float64' };

/** What is stored, what it becomes, and how: integers whose zero is moved by half their range are unsigned ones (or signed bytes). */
interface Coding {
  readonly stored: SampleType;
  readonly type: SampleType;
  readonly zero: number;
  readonly scale: number;
}

function codingOf(header: Header): Coding {
  const stored = storedTypes[header.get('BITPIX') ?? ''];
  if (stored === undefined)
    throw new OperandoError('unsupported', `its samples have BITPIX ${header.get('BITPIX') ?? 'missing'}.`, {
      cure: 'Save it with 8, 16 or 32 bits, or floating point.',
    });
  const [zero, scale] = [numberOf(header, 'BZERO', 0), numberOf(header, 'BSCALE', 1)];
  if (!Number.isFinite(zero) || !Number.isFinite(scale)) throw bad('its scale is no number');
  if (zero === 0 && scale === 1) return { stored, type: stored, zero, scale };
  const moved: Readonly<Record<string, SampleType>> = { 'uint8 -128': 'int8', 'int16 32768': 'uint16', 'int32 2147483648': 'uint32' };
  const type = scale === 1 ? moved[`${stored} ${zero}`] : undefined;
  return { stored, type: type ?? (stored === 'int32' || stored === 'float64' ? 'float64' : 'float32'), zero, scale };
}

/** Sizes of its axes. */
function axesOf(header: Header): readonly number[] {
  const count = numberOf(header, 'NAXIS', 0);
  const sizes = Array.from({ length: Math.min(Math.max(0, count), 999) }, (_, k) => numberOf(header, `NAXIS${k + 1}`, Number.NaN));
  if (!(count >= 0) || sizes.some((size) => !(Number.isInteger(size) && size >= 0 && size < 2 ** 31))) throw bad('its axes have no sizes');
  return sizes;
}

/** The first part of a file that holds a picture or a stack of them. */
async function firstPicture(source: NamedSource): Promise<{ readonly header: Header; readonly data: number; readonly sizes: readonly number[] }> {
  let at = 0;
  for (let part = 0; part < mostParts && at < source.bytes.byteLength; part++) {
    const { header, data } = await headerAt(source, at);
    const sizes = axesOf(header);
    const kind = header.get('XTENSION') ?? 'IMAGE';
    if (header.get('ZIMAGE') === 'T')
      throw new OperandoError('unsupported', 'the pictures of the FITS file are packed.', { cure: 'Unpack it (funpack).' });
    if (kind === 'IMAGE' && sizes.length >= 2 && !sizes.includes(0)) return { header, data, sizes };
    const values = sizes.length === 0 ? 0 : sizes.reduce((product, size) => product * size, 1) + numberOf(header, 'PCOUNT', 0);
    const bytes = (Math.abs(numberOf(header, 'BITPIX', 8)) / 8) * values;
    at = data + Math.ceil(bytes / block) * block;
    if (!(at >= data)) throw bad('a part has no size');
  }
  throw new OperandoError('unsupported', 'the FITS file holds no picture.', { cure: 'Give one with a picture or a stack of them.' });
}

/**
 * The pictures of a FITS file: the first image or stack of images in it, rows in the order in which they are stored. Unsigned integers,
 * which FITS stores with half of their range taken off (BZERO), are what they were.
 *
 * @returns undefined for other files.
 * @throws OperandoError `malformed-file`, `truncated-file`, `unsupported` for packed ones; with the file.
 */
export async function openFits(source: NamedSource): Promise<ImageFile | undefined> {
  if (!isFits(await source.bytes.slice(0, 10))) return undefined;
  try {
    const { header, data, sizes } = await firstPicture(source);
    const { stored, type, zero, scale } = codingOf(header);
    const [width, height] = [sizes[0]!, sizes[1]!];
    const count = sizes.slice(2).reduce((product, size) => product * size, 1);
    const size = width * height * sampleBytes[stored];
    if (data + count * size > source.bytes.byteLength)
      throw new OperandoError('truncated-file', `${count * size} bytes of pictures are expected, the file has ${source.bytes.byteLength}.`, {
        cure: 'The file seems cut short: copy it again.',
      });
    const isScaled = type.startsWith('float') && (zero !== 0 || scale !== 1);
    const warnings: OperandoWarning[] = isScaled
      ? [{ code: 'values-scaled', message: `stored values were multiplied by ${scale}, and ${zero} was added, as BSCALE and BZERO say.` }]
      : [];
    const moment = parseDateTime(header.get('DATE-OBS') ?? '');
    const decode = (bytes: Uint8Array): Samples => {
      const own = new Uint8Array(bytes);
      if (littleEndianMachine) swapBytes(own, sampleBytes[stored]);
      const values = asSamples(stored, own);
      if (zero === 0 && scale === 1) return values;
      const out = emptySamples(type, values.length);
      for (let i = 0; i < values.length; i++) out[i] = scale * values[i]! + zero;
      return out;
    };
    return {
      name: source.name,
      count,
      width,
      height,
      type,
      warnings,
      read: async (k) => {
        if (!(Number.isInteger(k) && k >= 0 && k < count))
          throw new OperandoError('outside-range', `the file has ${count} pictures, none with number ${k}.`, { where: { file: source.name } });
        const bytes = await source.bytes.slice(data + k * size, data + (k + 1) * size);
        if (bytes.length < size)
          throw new OperandoError('truncated-file', 'the file became shorter while it was read.', { where: { file: source.name } });
        return decode(bytes);
      },
      // A stack has one time for all of its pictures.
      time: async () => (count === 1 ? moment?.epoch : undefined),
    };
  } catch (error) {
    throw isOperandoError(error) ? placed(error, source.name) : error;
  }
}
