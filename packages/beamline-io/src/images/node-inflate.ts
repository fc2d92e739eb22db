import { inflateSync } from 'node:zlib';
import type { Inflate } from './tiff-codecs.js';

/** {@link Inflate} by Node's zlib. */
export const inflateNode: Inflate = (bytes, most) =>
  inflateSync(bytes, { maxOutputLength: Math.max(1, most), chunkSize: Math.max(64, most) });
