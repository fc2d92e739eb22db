import { bytesSource, OperandoError } from '@operando/core';
import type { ImageFile } from './image-file.js';
import { openTiff } from './open-tiff.js';
import type { TiffOptions } from './open-tiff.js';
import { sampleBytes } from './samples.js';
import type { Samples } from './samples.js';

/** All pictures of a file. */
export interface Images extends Pick<ImageFile, 'width' | 'height' | 'type' | 'spacing' | 'warnings'> {
  /** [row x column] each, rows from the top. */
  readonly images: readonly Samples[];
}

/** Options of {@link readTiff}. */
export interface ReadTiffOptions extends TiffOptions {
  /** What the file is called in messages. @default nothing */
  readonly name?: string | undefined;
}

/**
 * All pictures of a TIFF file in memory.
 *
 * @throws OperandoError `malformed-file` for bytes that are no TIFF; as `openTiff`.
 */
export async function readTiff(bytes: Uint8Array, options: ReadTiffOptions = {}): Promise<Images> {
  const { name = '', mostBytes = 2 * 1024 ** 3 } = options;
  const file = await openTiff({ name, bytes: bytesSource(bytes) }, options);
  const where = name === '' ? {} : { file: name };
  if (file === undefined)
    throw new OperandoError('malformed-file', 'this is no TIFF file.', { where, cure: 'Save the picture as TIFF.' });
  const { count, width, height, type, spacing, warnings } = file;
  const size = count * width * height * sampleBytes[type];
  if (size > mostBytes)
    throw new OperandoError('too-large', `its pictures have ${size} bytes together, more than ${mostBytes}.`, {
      where,
      cure: 'Read them one by one (openImages, openVolume).',
    });
  const images: Samples[] = [];
  for (let k = 0; k < count; k++) images.push(await file.read(k));
  return { width, height, type, warnings, images, ...(spacing === undefined ? {} : { spacing }) };
}
