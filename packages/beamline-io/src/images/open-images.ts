import { OperandoError } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { inFile } from '../bytes/file-error.js';
import { naturally } from '../bytes/natural-order.js';
import { said } from '../text/said.js';
import type { FrameRole, FrameRoleCounts } from './frame-role.js';
import type { ImageFile } from './image-file.js';
import { isCbf, openCbf } from './open-cbf.js';
import { isEdf, openEdf } from './open-edf.js';
import { isFits, openFits } from './open-fits.js';
import { openHdf5Images } from './open-hdf5-images.js';
import { isTiff, openTiff } from './open-tiff.js';
import type { TiffOptions } from './open-tiff.js';
import type { Samples } from './samples.js';
import { statedByAll } from './stated-detector.js';

/** Options of {@link openImagesFrom}. */
export interface ImageOptions extends TiffOptions {
  /** Which frames of files that say what they are of (NXtomo, Data Exchange) are wanted; others give all. @default 'sample' */
  readonly role?: FrameRole | undefined;
  /** Path of the dataset in HDF5 files; of open beam and dark frames, in those that have it. @default found */
  readonly dataset?: string | undefined;
}

/** Pictures of one size and kind, of one file or many, each read when it is asked for. */
export interface ImageStack extends Omit<ImageFile, 'name'> {
  /** The files, in the order of their pictures. */
  readonly files: readonly string[];
  /** The file of picture `k`. @throws OperandoError `outside-range`. */
  fileOf(k: number): string;
}

/** The pictures of a file of any format known here. @throws OperandoError `unsupported` for other files, with what is read. */
export async function openImageFile(source: NamedSource, options: ImageOptions): Promise<ImageFile> {
  const { role = 'sample', dataset } = options;
  const file =
    (await openTiff(source, options)) ??
    (await openCbf(source)) ??
    (await openEdf(source)) ??
    (await openFits(source)) ??
    (await openHdf5Images(source, { role, dataset }));
  if (file !== undefined) return file;
  throw inFile(
    source.name,
    'unsupported',
    'this is no picture that is read here.',
    'Give TIFF, CBF, EDF, FITS or HDF5 (NeXus) files.',
  );
}

/** Whether a file is a picture by its first bytes: TIFF, CBF, EDF or FITS. HDF5 holds anything, and is none by these. */
export async function isPicture({ bytes }: NamedSource): Promise<boolean> {
  const start = await bytes.slice(0, Math.min(1024, bytes.byteLength));
  return isTiff(start) || isCbf(start) || isEdf(start) || isFits(start);
}

/** Warnings of many files: each kind with the first file it is of. */
function told(files: readonly ImageFile[]): OperandoWarning[] {
  const kinds = new Map<string, OperandoWarning>();
  for (const { name, warnings } of files)
    for (const each of warnings) {
      const key = `${each.code} ${each.message}`;
      if (!kinds.has(key)) kinds.set(key, { ...each, where: { file: name, ...each.where } });
    }
  return [...kinds.values()];
}

/** Frames of each role in all files; undefined where one of them does not say. */
function rolesOf(files: readonly ImageFile[]): FrameRoleCounts | undefined {
  const sum = { sample: 0, open: 0, dark: 0 };
  for (const { roles } of files) {
    if (roles === undefined) return undefined;
    for (const role of ['sample', 'open', 'dark'] as const) sum[role] += roles[role];
  }
  return sum;
}

/**
 * The pictures of files, in natural order of their names (2 before 10), those of a file in its own order.
 *
 * @throws OperandoError `shape-mismatch` for pictures of another size or kind than the first; `too-few-points` without files; as
 * `openTiff`; always with the file.
 */
export async function openImagesFrom(sources: readonly NamedSource[], options: ImageOptions = {}): Promise<ImageStack> {
  const files: ImageFile[] = [];
  const begins: number[] = [];
  let count = 0;
  for (const source of naturally(sources)) {
    const file = await openImageFile(source, options);
    const first = files[0] ?? file;
    if (file.width !== first.width || file.height !== first.height || file.type !== first.type)
      throw inFile(
        source.name,
        'shape-mismatch',
        said`its pictures are ${file.width} x ${file.height} of ${file.type}, those of ${first.name} ${first.width} x ${first.height} of ${first.type}.`,
        'Give only pictures of one size and kind.',
      );
    files.push(file);
    begins.push(count);
    count += file.count;
  }
  const [first] = files;
  if (first === undefined)
    throw new OperandoError('too-few-points', 'there are no pictures.', { cure: 'Give some files.' });
  const place = (k: number): readonly [ImageFile, number] => {
    if (!(Number.isInteger(k) && k >= 0 && k < count))
      throw new OperandoError('outside-range', `there are ${count} pictures, none with number ${k}.`);
    let [low, high] = [0, files.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (begins[middle]! <= k) low = middle;
      else high = middle - 1;
    }
    return [files[low]!, k - begins[low]!];
  };
  const read = async (k: number): Promise<Samples> => {
    const [file, within] = place(k);
    return file.read(within);
  };
  const roles = rolesOf(files);
  const { detector, warnings } = statedByAll(files);
  return {
    count,
    width: first.width,
    height: first.height,
    type: first.type,
    files: files.map(({ name }) => name),
    warnings: [...told(files), ...warnings],
    ...(detector === undefined ? {} : { detector }),
    ...(roles === undefined ? {} : { roles }),
    ...(first.spacing === undefined ? {} : { spacing: first.spacing }),
    read,
    time: async (k) => {
      const [file, within] = place(k);
      return file.time(within);
    },
    fileOf: (k) => place(k)[0].name,
  };
}
