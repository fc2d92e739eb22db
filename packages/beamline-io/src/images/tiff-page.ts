import { OperandoError } from '@operando/core';
import type { SampleType } from './samples.js';
import { checkCompression } from './tiff-codecs.js';
import { badTiff, fieldNumbers } from './tiff-fields.js';
import type { TiffDirectory, TiffField, TiffOrder, Window } from './tiff-fields.js';

/** Numbers of the entries that are read. */
export const tags = {
  subfile: 254,
  oldSubfile: 255,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  description: 270,
  offsets: 273,
  orientation: 274,
  samples: 277,
  rowsPerStrip: 278,
  byteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  resolutionUnit: 296,
  dateTime: 306,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  sampleFormat: 339,
} as const;

/** One picture of a TIFF file: what it is, and where its strips or tiles are. */
export interface TiffPage {
  readonly width: number;
  readonly height: number;
  /** What its samples become. */
  readonly type: SampleType;
  /** Bits of a sample in the file: 1, 2, 4, 8, 12, 16 (`isHalf` for floating point), 32 or 64. */
  readonly bits: number;
  readonly isHalf: boolean;
  readonly compression: number;
  readonly predictor: number;
  /** Of a strip or tile. */
  readonly segmentWidth: number;
  readonly segmentHeight: number;
  readonly isTiled: boolean;
  readonly offsets: TiffField;
  /** Missing in some files whose pictures are one strip without compression. */
  readonly byteCounts: TiffField | undefined;
  /** Bytes between the beginning of what `offsets` says and this picture (stacks behind one directory). */
  readonly skip: number;
  /** Smaller copy or mask of another. */
  readonly isReduced: boolean;
  /** 0 white is lowest, 1 black is, 3 colours of a table. */
  readonly photometric: number;
  readonly orientation: number;
  readonly fields: ReadonlyMap<number, TiffField>;
}

function unsupported(problem: string, cure: string): OperandoError {
  return new OperandoError('unsupported', problem, { cure });
}

const greyCure = 'Save it as a grey picture of one sample per pixel.';

/** What samples of so many bits and this format become. @throws OperandoError `unsupported`. */
function typeOf(bits: number, format: number): { readonly type: SampleType; readonly isHalf: boolean } {
  const isUnsigned = format === 1 || format === 4;
  if (isUnsigned && [1, 2, 4, 8].includes(bits)) return { type: 'uint8', isHalf: false };
  if (isUnsigned && (bits === 12 || bits === 16)) return { type: 'uint16', isHalf: false };
  if (isUnsigned && bits === 32) return { type: 'uint32', isHalf: false };
  if (format === 2 && bits === 8) return { type: 'int8', isHalf: false };
  if (format === 2 && bits === 16) return { type: 'int16', isHalf: false };
  if (format === 2 && bits === 32) return { type: 'int32', isHalf: false };
  if (format === 3 && bits === 16) return { type: 'float32', isHalf: true };
  if (format === 3 && bits === 32) return { type: 'float32', isHalf: false };
  if (format === 3 && bits === 64) return { type: 'float64', isHalf: false };
  const kind = isUnsigned
    ? 'unsigned integers'
    : (['', '', 'integers', 'floating-point numbers'][format] ?? `kind ${format}`);
  throw unsupported(
    `its samples are ${kind} of ${bits} bits, which are not read here.`,
    'Save it with 8, 16 or 32 bits.',
  );
}

/** That predictor and samples fit each other. @throws OperandoError `malformed-file`, `unsupported`. */
function checkPredictor(predictor: number, bits: number, format: number): void {
  if (predictor === 1) return;
  if (predictor === 2 && ![8, 16, 32, 64].includes(bits)) throw badTiff(`predictor 2 with samples of ${bits} bits`);
  if (predictor === 3 && format !== 3) throw badTiff('predictor 3 with samples that are not floating-point numbers');
  if (predictor > 3 || predictor < 1)
    throw unsupported(
      `the picture has predictor ${predictor}, which is not read here.`,
      'Save it without a predictor.',
    );
}

/** Whether a number can be one of pixels. */
const isSize = (value: number): boolean => Number.isInteger(value) && value > 0 && value < 2 ** 31;

/** The strips or tiles. */
function segmentsOf(
  directory: TiffDirectory,
  { width, height }: { readonly width: number; readonly height: number },
  one: (tag: number, usual: number) => number,
): Pick<TiffPage, 'segmentWidth' | 'segmentHeight' | 'isTiled' | 'offsets' | 'byteCounts'> {
  const { fields } = directory;
  const tileOffsets = fields.get(tags.tileOffsets);
  const isTiled = fields.has(tags.tileWidth);
  const offsets = (isTiled ? tileOffsets : undefined) ?? fields.get(tags.offsets);
  if (offsets === undefined) throw badTiff('it does not say where its strips or tiles are');
  const byteCounts = fields.get(isTiled ? tags.tileByteCounts : tags.byteCounts) ?? fields.get(tags.byteCounts);
  const segmentWidth = isTiled ? one(tags.tileWidth, 0) : width;
  const segmentHeight = isTiled ? one(tags.tileHeight, 0) : Math.min(height, one(tags.rowsPerStrip, height));
  if (!isSize(segmentWidth) || !isSize(segmentHeight)) throw badTiff('its strips or tiles have no size');
  return { segmentWidth, segmentHeight, isTiled, offsets, byteCounts };
}

/**
 * What a directory says of its picture.
 * @throws OperandoError `malformed-file`, `truncated-file`; `unsupported` for colours, packings and samples that are not read here.
 */
export async function tiffPage(window: Window, order: TiffOrder, directory: TiffDirectory): Promise<TiffPage> {
  const { fields } = directory;
  const known = new Map<number, number>();
  for (const tag of Object.values(tags)) {
    const field = fields.get(tag);
    if (field === undefined || field.type === 2 || field.count === 0) continue;
    if (field.count === 1 || tag === tags.bits || tag === tags.sampleFormat) {
      const [first] = await fieldNumbers(window, order, { ...field, count: 1 });
      if (first !== undefined) known.set(tag, first);
    }
  }
  const one = (tag: number, usual: number): number => known.get(tag) ?? usual;
  const [width, height] = [one(tags.width, 0), one(tags.height, 0)];
  if (!isSize(width) || !isSize(height)) throw badTiff(`it is ${width} x ${height} pixels`);
  const photometric = one(tags.photometric, 1);
  const samples = one(tags.samples, 1);
  if (samples !== 1 || ![0, 1, 3, 32_803, 34_892].includes(photometric))
    throw unsupported(
      `the picture has ${samples} sample${samples === 1 ? '' : 's'} per pixel (photometric ${photometric}): colours are not read here.`,
      greyCure,
    );
  const bits = one(tags.bits, 1);
  const format = one(tags.sampleFormat, 1);
  const { type, isHalf } = typeOf(bits, format);
  const compression = one(tags.compression, 1);
  checkCompression(compression);
  const predictor = compression === 1 || compression === 32_773 ? 1 : one(tags.predictor, 1);
  checkPredictor(predictor, bits, format);
  if (one(tags.fillOrder, 1) !== 1 && (bits < 8 || bits === 12 || compression !== 1))
    throw unsupported('the bits of its bytes are in reverse order (fill order 2).', 'Save it in the usual order.');
  const subfile = one(tags.subfile, 0);
  return {
    width,
    height,
    type,
    bits,
    isHalf,
    compression,
    predictor,
    ...segmentsOf(directory, { width, height }, one),
    skip: 0,
    // 1 smaller copy, 4 mask.
    isReduced: (subfile & 5) !== 0 || known.get(tags.oldSubfile) === 2,
    photometric,
    orientation: one(tags.orientation, 1),
    fields,
  };
}
