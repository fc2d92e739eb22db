import type { ReadResult } from './formats/format.js';
import { readBytesOf } from './node-files.js';
import { defaultMaxBytes, read } from './read.js';
import type { ReadOptions } from './read.js';

/**
 * Read one file of any format known here.
 * @throws OperandoError as {@link read}, and `file-access`; always with the file's path.
 */
export async function readFile(path: string, options: ReadOptions = {}): Promise<ReadResult> {
  const bytes = await readBytesOf(path, options.maxBytes ?? defaultMaxBytes);
  return read(bytes, { ...options, name: options.name ?? path });
}
