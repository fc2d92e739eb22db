import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { JsonValue, OperandoErrorCode } from '@operando/core';
import { writeFileAtomic } from '@operando/beamline-io/node';
import type { Writer } from '@operando/beamline-io/node';
import type { PlannedRun } from '../../plan/planned-run.js';

/** Name of the file that says what became of a run: beside its results, written when they are whole. */
export const recordName = 'run.json';

/** What became of a run. */
export interface RunRecord {
  /** Tells the file from other JSON. */
  readonly format: 'operando-run';
  /** Version of the form. */
  readonly formatVersion: 1;
  /** Name of the run: `edges/cell-01`. */
  readonly run: string;
  /** Name of its step. */
  readonly step: string;
  /** Name of its data set. */
  readonly set: string;
  /** Id of its technique. */
  readonly technique: string;
  /** What the matrix gave it, by option. */
  readonly choice: PlannedRun['choice'];
  /** Whether its results are there. */
  readonly status: 'done' | 'failed';
  /** What its results depend on. Empty where that was not found out. */
  readonly key: string;
  /** When it began, ISO 8601. */
  readonly started: string;
  /** How long it took, s. */
  readonly seconds: number;
  /** Its result in a few numbers and words; empty of one that failed. */
  readonly headline: { readonly [name: string]: JsonValue };
  /** Blocks of frames that were there of a run that was interrupted. @default none */
  readonly blocks?: number;
  /** How many warnings its result has. */
  readonly warnings: number;
  /** Files of the result, with their sizes in bytes. */
  readonly files: readonly { readonly name: string; readonly size: number }[];
  /** What went wrong, of one that failed. */
  readonly error?: { readonly code?: OperandoErrorCode; readonly message: string };
}

/** The record of a folder; undefined where there is none that can be understood. */
export async function readRecord(folder: string): Promise<RunRecord | undefined> {
  const text = await readFile(join(folder, recordName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const found: unknown = JSON.parse(text);
    return isRecord(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(found: unknown): found is RunRecord {
  if (typeof found !== 'object' || found === null) return false;
  const { format, formatVersion, status, key, files } = Object.assign<object, { [Name in keyof RunRecord]?: unknown }>(
    {},
    found,
  );
  return (
    format === 'operando-run' &&
    formatVersion === 1 &&
    (status === 'done' || status === 'failed') &&
    typeof key === 'string' &&
    Array.isArray(files)
  );
}

/** Whether a name of a record is that of a file in the folder of its run. */
export const isPlainName = (name: unknown): name is string =>
  typeof name === 'string' && name !== '' && name !== '.' && name !== '..' && basename(name) === name;

/** Writes the record of a folder, whole or not at all. */
export async function writeRecord(folder: string, record: RunRecord, writer?: Writer): Promise<void> {
  await writeFileAtomic(join(folder, recordName), `${JSON.stringify(record, undefined, 1)}\n`, { force: true, writer });
}

/** Sizes of those of these files that are there. */
export async function sizesOf(folder: string, names: readonly string[]): Promise<{ name: string; size: number }[]> {
  const found: { name: string; size: number }[] = [];
  for (const name of names) {
    const status = await stat(join(folder, name)).catch(() => undefined);
    if (status?.isFile() === true) found.push({ name, size: status.size });
  }
  return found;
}

/** Whether the results that a record speaks of are those wanted, and are there, whole. */
export async function isReusable(
  folder: string,
  record: RunRecord | undefined,
  key: string,
  isWithParquet: boolean,
): Promise<boolean> {
  if (record?.status !== 'done' || record.key !== key || record.files.length === 0) return false;
  if (isWithParquet && !record.files.some(({ name }) => name.endsWith('.parquet'))) return false;
  const found = await sizesOf(
    folder,
    record.files.map(({ name }) => name),
  );
  return record.files.every(({ name, size }) => found.some((each) => each.name === name && each.size === size));
}
