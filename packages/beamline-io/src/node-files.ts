import { randomBytes } from 'node:crypto';
import { access, open, readdir, readFile as readBytes, rename, rm, stat, writeFile as writeBytes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OperandoError } from '@operando/core';
import type { Electrochemistry } from '@operando/core';
import type { ReflectivityCurve } from './reflectivity.js';
import { formatBatteryData } from './write-battery-data.js';
import { formatOrt } from './write-ort.js';
import type { OrtHeader } from './write-ort.js';
import { formatCsv } from './write-csv.js';
import type { CsvColumn } from './write-csv.js';
import { formatXdi } from './write-xdi.js';
import type { XdiContent } from './write-xdi.js';

/** What the system says about a path, in words. */
export function accessError(path: string, cause: unknown): OperandoError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const problem =
    { ENOENT: 'there is no such file.', EACCES: 'it may not be read.', EISDIR: 'it is a folder.', ENOTDIR: 'it is no folder.' }[code] ??
    `it cannot be read (${code}).`;
  return new OperandoError('file-access', problem, { where: { file: path }, cause });
}

/** Bytes of a file, refused before reading when it is larger than allowed. */
export async function readBytesOf(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) {
      throw new OperandoError('too-large', `the file has ${size} bytes, more than ${maxBytes}.`, {
        where: { file: path },
        cure: 'Raise maxBytes if that is meant.',
      });
    }
    return await readBytes(path);
  } catch (error) {
    if (error instanceof OperandoError) throw error;
    throw accessError(path, error);
  }
}

/** Names in the order people number them: 2 before 10. */
const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * The files of a folder in natural order (2 before 10; hidden files left out),
 * or the file itself.
 *
 * @throws OperandoError `file-access`.
 */
export async function listSeries(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort((a, b) => natural.compare(a, b))
      .map((name) => join(path, name));
  } catch (error) {
    throw accessError(path, error);
  }
}

/** Paths in natural order of their names. */
export function sortNaturally(paths: readonly string[]): string[] {
  return [...paths].sort((a, b) => natural.compare(a, b));
}

/** Options of the writers. */
export interface WriteOptions {
  /** Overwrite a file that is there. @default false */
  readonly force?: boolean | undefined;
}

/**
 * Have a file written whole or not at all: under a temporary name in the same folder, flushed, then renamed.
 *
 * @param write Writes everything to the path it is given.
 * @throws OperandoError `file-exists` unless forced, `file-access`.
 */
export async function replaceFile(path: string, options: WriteOptions, write: (temporary: string) => Promise<void>): Promise<void> {
  if (options.force !== true && (await exists(path))) {
    throw new OperandoError('file-exists', 'the file is there already.', {
      where: { file: path },
      cure: 'Choose another place, or force overwriting (command: --force).',
    });
  }
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await write(temporary);
    const handle = await open(temporary, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new OperandoError('file-access', 'the file cannot be written.', { where: { file: path }, cause: error });
  }
}

/**
 * Write a file whole or not at all: to a temporary name in the same folder,
 * flushed, then renamed.
 *
 * @throws OperandoError `file-exists` unless forced, `file-access`.
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array, options: WriteOptions = {}): Promise<void> {
  await replaceFile(path, options, (temporary) => writeBytes(temporary, data, { flag: 'wx' }));
}

/** Is there anything at this path? */
export async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

/** {@link formatCsv} into a file, as {@link writeFileAtomic}. */
export async function writeCsv(path: string, columns: readonly CsvColumn[], options: WriteOptions = {}): Promise<void> {
  await writeFileAtomic(path, formatCsv(columns), options);
}

/** {@link formatXdi} into a file, as {@link writeFileAtomic}. */
export async function writeXdi(path: string, content: XdiContent, options: WriteOptions = {}): Promise<void> {
  await writeFileAtomic(path, formatXdi(content), options);
}

/** {@link formatBatteryData} into a file, as {@link writeFileAtomic}. */
export async function writeBatteryData(path: string, table: Electrochemistry, options: WriteOptions = {}): Promise<void> {
  await writeFileAtomic(path, formatBatteryData(table), options);
}

/** {@link formatOrt} into a file, as {@link writeFileAtomic}. */
export async function writeOrt(path: string, curves: readonly ReflectivityCurve[], options: WriteOptions & OrtHeader = {}): Promise<void> {
  await writeFileAtomic(path, formatOrt(curves, options), options);
}
