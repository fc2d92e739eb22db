import type { ColumnTable } from './column-table.js';
import type { ReadResult } from './formats/format.js';
import { readBytesOf } from './node-files.js';
import { defaultMaxBytes, read, readScans } from './read.js';
import type { ReadOptions } from './read.js';

/**
 * Read one file of any format known here.
 * @throws OperandoError as {@link read}, and `file-access`; always with the file's path.
 */
export async function readFile(path: string, options: ReadOptions = {}): Promise<ReadResult> {
  const bytes = await readBytesOf(path, options.maxBytes ?? defaultMaxBytes);
  return read(bytes, { ...options, name: options.name ?? path });
}

/**
 * Every scan, group or spectrum of a file (SPEC, Athena projects, dispersive CSV); of other files the one table there is.
 * @throws OperandoError as {@link readScans}, and `file-access`; always with the file's path.
 */
export async function readFileScans(path: string, options: Omit<ReadOptions, 'scan'> = {}): Promise<readonly ColumnTable[]> {
  const bytes = await readBytesOf(path, options.maxBytes ?? defaultMaxBytes);
  return readScans(bytes, { ...options, name: options.name ?? path });
}
