import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { readdir, readFile as readBytes, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OperandoError } from '@operando/core';
import type { Electrochemistry } from '@operando/core';
import type { ReflectivityCurve } from './reflectivity/read-reflectivity.js';
import { writeFileAtomic } from './write/replace-file.js';
import type { WriteOptions } from './write/replace-file.js';
import { formatBatteryData } from './write/write-battery-data.js';
import { formatOrt } from './write/write-ort.js';
import type { OrtHeader } from './write/write-ort.js';
import { formatCsv } from './write/write-csv.js';
import type { CsvColumn } from './write/write-csv.js';
import { formatXdi } from './write/write-xdi.js';
import type { XdiContent } from './write/write-xdi.js';

/** What the system says about a path, in words. */
export function accessError(path: string, cause: unknown): OperandoError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const problem =
    {
      ENOENT: 'there is no such file.',
      EACCES: 'it may not be read.',
      EISDIR: 'it is a folder.',
      ENOTDIR: 'it is no folder.',
    }[code] ?? `it cannot be read (${code}).`;
  return new OperandoError('file-access', problem, { where: { file: path }, cause });
}

/** Files up to this size are taken at once. */
const smallBytes = 1024 * 1024;

/**
 * Bytes of a small file, opened once and read in one go. At once, since of a hundred thousand files waiting for each would take
 * as long as taking them apart.
 * @returns undefined for larger ones, and for pipes and other files that do not tell their size.
 * @throws OperandoError `file-access`.
 */
export function readSmallFile(path: string): Uint8Array | undefined {
  try {
    const found = statSync(path);
    if (!found.isFile() || found.size > smallBytes) return undefined;
    const file = openSync(path, 'r');
    try {
      // One byte more shows whether it grew meanwhile.
      const bytes = new Uint8Array(found.size + 1);
      const bytesRead = readSync(file, bytes, 0, bytes.length, 0);
      return bytesRead === found.size ? bytes.subarray(0, bytesRead) : undefined;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw accessError(path, error);
  }
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

/** {@link formatCsv} into a file, as {@link writeFileAtomic}. */
export async function writeCsv(path: string, columns: readonly CsvColumn[], options: WriteOptions = {}): Promise<void> {
  await writeFileAtomic(path, formatCsv(columns), options);
}

/** {@link formatXdi} into a file, as {@link writeFileAtomic}. */
export async function writeXdi(path: string, content: XdiContent, options: WriteOptions = {}): Promise<void> {
  await writeFileAtomic(path, formatXdi(content), options);
}

/** {@link formatBatteryData} into a file, as {@link writeFileAtomic}. */
export async function writeBatteryData(
  path: string,
  table: Electrochemistry,
  options: WriteOptions = {},
): Promise<void> {
  await writeFileAtomic(path, formatBatteryData(table), options);
}

/** {@link formatOrt} into a file, as {@link writeFileAtomic}. */
export async function writeOrt(
  path: string,
  curves: readonly ReflectivityCurve[],
  options: WriteOptions & OrtHeader = {},
): Promise<void> {
  await writeFileAtomic(path, formatOrt(curves, options), options);
}
