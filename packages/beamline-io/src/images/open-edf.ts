import { OperandoError } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { inFile, placed } from '../bytes/file-error.js';
import { edfDetector, edfHeaderAt, edfTime, statedBytes } from './edf-header.js';
import type { EdfHeader } from './edf-header.js';
import type { ImageFile } from './image-file.js';
import { asSamples, littleEndianMachine, sampleBytes, swapBytes } from './samples.js';
import type { Samples, SampleType } from './samples.js';

/** Pictures that are read of one file. */
const mostPictures = 1_000_000;

/** Kinds of samples by their words in lower case; a long has four bytes. */
const types: Readonly<Record<string, SampleType>> = {
  signedbyte: 'int8',
  unsignedbyte: 'uint8',
  signedshort: 'int16',
  unsignedshort: 'uint16',
  signedinteger: 'int32',
  unsignedinteger: 'uint32',
  signedlong: 'int32',
  unsignedlong: 'uint32',
  float: 'float32',
  floatvalue: 'float32',
  double: 'float64',
  doublevalue: 'float64',
};

/** One picture of a file. */
interface EdfPicture {
  readonly header: EdfHeader;
  readonly width: number;
  readonly height: number;
  readonly type: SampleType;
  readonly isSwapped: boolean;
}

function malformed(problem: string): OperandoError {
  return new OperandoError('malformed-file', `the EDF file is damaged: ${problem}.`, { cure: 'Copy it again.' });
}

function unsupported(problem: string): OperandoError {
  return new OperandoError('unsupported', `${problem}.`, {
    cure: 'Write it unpacked, with samples of at most 32 bits or floating point.',
  });
}

/** What a block is; undefined for one without a picture. @throws OperandoError `malformed-file`, `unsupported`. */
function pictureOf(header: EdfHeader): EdfPicture | undefined {
  const { fields } = header;
  if (fields.get('dim_1') === undefined && Number(fields.get('edf_binarysize') ?? fields.get('size') ?? 0) === 0)
    return undefined;
  const size = (key: string): number => {
    const value = Number(fields.get(key));
    if (!(Number.isInteger(value) && value > 0 && value < 2 ** 31))
      throw malformed(`${key} is ${fields.get(key) ?? 'missing'}`);
    return value;
  };
  const packing = fields.get('compression') ?? 'none';
  if (!/^(none|no|uncompressedmap|raw)?$/i.test(packing)) throw unsupported(`its samples are packed (${packing})`);
  if (Number(fields.get('dim_3') ?? 1) > 1) throw unsupported('it holds blocks of three dimensions');
  const word = fields.get('datatype') ?? '';
  const type = types[word.toLowerCase()];
  if (type === undefined) throw unsupported(`its samples are of the kind ${word === '' ? 'that is not stated' : word}`);
  const [width, height] = [size('dim_1'), size('dim_2')];
  const stated = statedBytes(header);
  if (stated < width * height * sampleBytes[type])
    throw malformed(`${width} x ${height} samples of ${word} are more than its ${stated} bytes`);
  const isBigEndian = /^high/i.test(fields.get('byteorder') ?? 'LowByteFirst');
  return { header, width, height, type, isSwapped: isBigEndian === littleEndianMachine };
}

/** Where a block ends: its stated bytes, which may be more than its samples. */
function endOf(header: EdfHeader, picture: EdfPicture | undefined): number {
  const stated = statedBytes(header);
  const own = picture === undefined ? 0 : picture.width * picture.height * sampleBytes[picture.type];
  return header.data + (stated >= own && Number.isInteger(stated) ? stated : own);
}

/** Whether a block holds errors of pixels, not counts. */
function isOfErrors({ fields }: EdfHeader): boolean {
  return /\.error\b/i.test(fields.get('edf_datablockid') ?? '');
}

/** All pictures of a file. @throws OperandoError as above; `truncated-file`, `shape-mismatch`. */
async function picturesOf(
  source: NamedSource,
): Promise<{ readonly pictures: readonly EdfPicture[]; readonly errors: number }> {
  const length = source.bytes.byteLength;
  const pictures: EdfPicture[] = [];
  let errors = 0;
  // Some writers fill the last block with spaces or zeros.
  for (let at = 0; at < length - 64 && pictures.length < mostPictures;) {
    const header = await edfHeaderAt(source, at);
    const picture = pictureOf(header);
    const end = endOf(header, picture);
    if (end > length)
      throw new OperandoError('truncated-file', `${end} bytes are expected, the file has ${length}.`, {
        cure: 'The file seems cut short: copy it again.',
      });
    if (picture !== undefined && isOfErrors(header)) errors++;
    else if (picture !== undefined) {
      const first = pictures[0] ?? picture;
      if (picture.width !== first.width || picture.height !== first.height || picture.type !== first.type)
        throw new OperandoError(
          'shape-mismatch',
          `picture ${pictures.length} has ${picture.width} x ${picture.height} samples of ${picture.type}, the first ${first.width} x ${first.height} of ${first.type}.`,
          { cure: 'Write pictures of one kind into a file.' },
        );
      pictures.push(picture);
    }
    at = end;
  }
  return { pictures, errors };
}

/** Whether a file begins as EDF files do: a brace, and a field. */
export function isEdf(bytes: Uint8Array): boolean {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1024));
  return (
    /^\s{0,4}\{\s*\r?\n?\s*[\w.-]+\s*=/.test(start) && /(HeaderID|EDF_\w+|ByteOrder|DataType|Dim_1)\s*=/i.test(start)
  );
}

/**
 * The pictures of an EDF file of the ESRF (also of its parents): blocks of samples, each with a header of text. What the first header
 * states of the detector and the beam stands beside them; blocks that hold errors of pixels are left out, and told.
 *
 * @returns undefined for other files.
 * @throws OperandoError `malformed-file`, `truncated-file`, `shape-mismatch`; `unsupported` for packed samples and 64-bit integers;
 * `too-few-points` without a picture; with the file.
 */
export async function openEdf(source: NamedSource): Promise<ImageFile | undefined> {
  const { name, bytes } = source;
  if (!isEdf(await bytes.slice(0, Math.min(1024, bytes.byteLength)))) return undefined;
  try {
    const { pictures, errors } = await picturesOf(source);
    const [first] = pictures;
    if (first === undefined)
      throw new OperandoError('too-few-points', 'the EDF file holds no picture.', { cure: 'Give one that does.' });
    const { width, height, type, header } = first;
    const pictureAt = (k: number): EdfPicture => {
      const picture = pictures[k];
      if (picture === undefined)
        throw inFile(name, 'outside-range', `the file has ${pictures.length} pictures, none with number ${k}.`);
      return picture;
    };
    const warnings: OperandoWarning[] =
      errors === 0
        ? []
        : [
            {
              code: 'image-as-stored',
              message: `${errors} blocks hold errors of pixels, and were left out: counts are taken as such.`,
            },
          ];
    return {
      name,
      count: pictures.length,
      width,
      height,
      type,
      warnings,
      detector: edfDetector(header),
      read: async (k): Promise<Samples> => {
        const picture = pictureAt(k);
        const size = width * height * sampleBytes[type];
        const own = new Uint8Array(await bytes.slice(picture.header.data, picture.header.data + size));
        if (own.length < size) throw inFile(name, 'truncated-file', 'the file became shorter while it was read.');
        if (picture.isSwapped) swapBytes(own, sampleBytes[type]);
        return asSamples(type, own);
      },
      time: async (k) => edfTime(pictureAt(k).header),
    };
  } catch (error) {
    throw placed(error, name);
  }
}
