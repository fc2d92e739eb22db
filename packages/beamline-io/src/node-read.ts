import { stat } from 'node:fs/promises';
import { OperandoError } from '@operando/core';
import { isAccessDatabase, parseArbinRes } from './electrochemistry/arbin-res.js';
import type { ColumnTable } from './table/column-table.js';
import type { ReadResult } from './format.js';
import { placed } from './bytes/file-error.js';
import { readHdf5Tables } from './hdf5/read-table.js';
import { hasHdf5Signature, isHdf5 } from './hdf5/signature.js';
import { isGzip } from './bytes/gzip.js';
import { accessError, readBytesOf, readSmallFile } from './node-files.js';
import { defaultMaxBytes, read, readScans } from './read.js';
import type { ReadOptions } from './read.js';
import { sniffFormat } from './sniff.js';
import { isUtf16 } from './text/decode.js';
import { readCsvStream } from './table/read-csv.js';
import { headOf, readTable } from './table/read-table.js';

/** Options of {@link readFile}. */
export interface ReadFileOptions extends ReadOptions {
  /** HDF5 files: path of a dataset, or of a group of plottable data. @default the file's own default */
  readonly dataset?: string | undefined;
  /** HDF5 files: folder that links to other files may lead into; false refuses all. @default the file's own folder */
  readonly linkFolder?: string | false | undefined;
  /** HDF5 files and Access databases: seconds after which one that has no end is given up. @default 60, 120 for databases */
  readonly seconds?: number | undefined;
}

/** Files larger than this are read as streams where their format allows it. */
const streamedFrom = 32 * 1024 * 1024;

/** Whether the beginning of a text is UTF-8 (its last letter may be cut). */
function isUtf8(head: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Large texts of numbers, and CSV, piece by piece; undefined for anything else. */
async function readLarge(path: string, options: ReadFileOptions): Promise<ReadResult | undefined> {
  const { size } = await stat(path).catch((error: unknown) => {
    throw accessError(path, error);
  });
  if (size < streamedFrom || options.encoding !== undefined) return undefined;
  const head = await headOf(path, 65_536);
  // Packed texts and those of two bytes a letter are read whole.
  if (isGzip(head) || isUtf16(head)) return undefined;
  const id = options.format ?? sniffFormat(head, path).id;
  if (id === 'column-text') return { kind: 'spectrum', table: await readTable(path) };
  return id === 'csv' && isUtf8(head) ? { kind: 'spectrum', table: await readCsvStream(path) } : undefined;
}

/** HDF5 files name no format of their own choice but these. */
function expectNexus(path: string, { format }: ReadOptions): void {
  if (format === undefined || format === 'nexus') return;
  throw new OperandoError('invalid-argument', `this is an HDF5 file, not ${format}.`, {
    where: { file: path, parameter: 'format' },
    cure: 'Leave the format out.',
  });
}

/**
 * Read one file of any format known here; of an HDF5 (NeXus) file its default plottable data, or a dataset of it.
 * @throws OperandoError as {@link read} and `readHdf5Tables`, and `file-access`; always with the file's path.
 */
export async function readFile(path: string, options: ReadFileOptions = {}): Promise<ReadResult> {
  const small = readSmallFile(path);
  if (small === undefined ? hasHdf5Signature(path) : isHdf5(small)) {
    expectNexus(path, options);
    const [table] = await readHdf5Tables(path, { ...options, scan: options.scan === 'all' ? undefined : options.scan });
    return { kind: 'spectrum', table: table! };
  }
  const large = small === undefined ? await readLarge(path, options) : undefined;
  if (large !== undefined) return large;
  const bytes = small ?? (await readBytesOf(path, options.maxBytes ?? defaultMaxBytes));
  if (isAccessDatabase(bytes)) {
    try {
      return { kind: 'electrochemistry', table: await parseArbinRes(bytes, options) };
    } catch (error) {
      throw placed(error, path);
    }
  }
  return read(bytes, { ...options, name: options.name ?? path });
}

/**
 * Every scan, group or spectrum of a file (SPEC, Athena projects, dispersive CSV, stacks in HDF5); of other files the one table there is.
 * @throws OperandoError as {@link readScans}, and `file-access`; always with the file's path.
 */
export async function readFileScans(
  path: string,
  options: Omit<ReadFileOptions, 'scan'> = {},
): Promise<readonly ColumnTable[]> {
  const small = readSmallFile(path);
  if (small === undefined ? hasHdf5Signature(path) : isHdf5(small)) {
    expectNexus(path, options);
    return readHdf5Tables(path, { ...options, scan: 'all' });
  }
  const bytes = small ?? (await readBytesOf(path, options.maxBytes ?? defaultMaxBytes));
  try {
    return readScans(bytes, { ...options, name: options.name ?? path });
  } catch (error) {
    throw placed(error, path);
  }
}
