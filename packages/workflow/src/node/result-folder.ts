import { mkdtemp, readFile, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isOperandoError, OperandoError } from '@operando/core';
import { exists, isAlive, makeFolder, removeAbandoned, removeFile, writeFileAtomic } from '@operando/beamline-io/node';
import type { FileContent, WriteOptions } from '@operando/beamline-io/node';
import { parquetName } from './table-parquet.js';
import type { TechniqueWords } from '../technique/technique.js';

/** Stands in a folder while results are written: what it lists is not complete. */
const marker = 'results-incomplete.json';

/** The page beside results whose option `report` was set; whoever writes them adds it to their files. */
export const reportName = 'report.html';

/** Every file that a technique may write. */
export function outputNames({ tables, figures, files = {} }: TechniqueWords): string[] {
  return [
    ...Object.keys(tables).flatMap((name) => [`${name}.csv`, parquetName(name)]),
    ...Object.keys(figures).flatMap((name) => [`${name}.svg`, `${name}.png`]),
    ...Object.keys(files),
    reportName,
    'results.json',
  ];
}

/** Files of a technique's tables as far as they are, while it runs. */
export function partialNames({ partial = [] }: TechniqueWords): string[] {
  return partial.map(partialName);
}

/** The file of a table as far as it is. */
export function partialName(table: string): string {
  return `${table}-so-far.csv`;
}

/** What stands in {@link marker}. */
interface Unfinished {
  /** Files that may be overwritten once their writer is no more. */
  readonly files: readonly string[];
  readonly process: number;
  readonly host: string;
}

/** What a run wrote that is not at its end; undefined where there is none. */
async function unfinished(folder: string): Promise<Unfinished | undefined> {
  const text = await readFile(join(folder, marker), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  let found: Readonly<Partial<Record<keyof Unfinished, unknown>>> = {};
  try {
    found = Object.assign({}, JSON.parse(text));
  } catch {
    // Cut short: whoever wrote it is no more.
  }
  const { files, process: pid, host } = found;
  return { files: Array.isArray(files) ? files.map(String) : [], process: Number(pid), host: String(host) };
}

/** Whether a run goes on. Of one on another machine it cannot be known: its files are taken for left behind. */
function isRunning({ process: pid, host }: Unfinished): boolean {
  return host === hostname() && isAlive(pid);
}

function busyError(folder: string): OperandoError {
  return new OperandoError('file-exists', 'another run is writing its results there.', {
    where: { file: join(folder, marker) },
    cure: 'Choose another folder, or wait until it is done. If there is none, remove this file.',
  });
}

/** What an interrupted run left: files that may be overwritten. @throws OperandoError `file-exists` while another run writes there. */
async function leftBehind(folder: string): Promise<ReadonlySet<string>> {
  const found = await unfinished(folder);
  if (found === undefined) return new Set();
  if (!isRunning(found)) return new Set(found.files);
  throw busyError(folder);
}

/** @throws OperandoError `file-exists` for the first that is there, and may not be overwritten. */
async function expectNone(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (await exists(join(folder, name))) {
      throw new OperandoError('file-exists', 'results are there already.', {
        where: { file: join(folder, name) },
        cure: 'Choose another folder, or add --force to overwrite.',
      });
    }
  }
}

/** That files of these names can be replaced. @throws OperandoError `file-access` for folders. */
async function expectNoFolders(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.isDirectory() === true) {
      throw new OperandoError('file-access', 'it is a folder, and results need its name.', {
        where: { file: join(folder, name) },
        cure: 'Choose another folder for them, or give this one another name.',
      });
    }
  }
}

/**
 * Find out before the work, not after it, that results are there already. What an interrupted run left does not count.
 *
 * @throws OperandoError `file-exists` unless forced; `file-access` for a folder that is none, or may not be written.
 */
export async function expectFreePlaces(folder: string, names: readonly string[], force: boolean): Promise<void> {
  await expectWritable(folder);
  await expectNoFolders(folder, names);
  const left = await leftBehind(folder);
  if (!force)
    await expectNone(
      folder,
      names.filter((name) => !left.has(name)),
    );
}

/**
 * Find out that something can be written into a folder, or into the one it would be made in: by doing so, since what the
 * permissions of system folders say is not what happens.
 *
 * @throws OperandoError `file-access`.
 */
async function expectWritable(folder: string): Promise<void> {
  const refused = (problem: string, cause?: unknown): OperandoError =>
    new OperandoError('file-access', problem, {
      where: { file: folder, parameter: 'output' },
      cure: 'Choose another folder.',
      cause,
    });
  const whole = resolve(folder);
  for (let at = whole; ; at = dirname(at)) {
    const found = await stat(at).catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw refused(code === 'ENAMETOOLONG' ? 'its name is too long.' : 'it cannot be looked at.', error);
    });
    if (found === undefined && at !== dirname(at)) continue;
    if (found?.isDirectory() !== true)
      throw refused(at === whole ? 'this is a file, no folder.' : `${at} is a file, no folder.`);
    try {
      await rmdir(await mkdtemp(join(at, '.operando-')));
    } catch (cause) {
      throw refused('nothing may be written there.', cause);
    }
    return;
  }
}

/** Something to write: a name, and what stands in it, or what writes it to a path. */
export type OutputFile =
  | { readonly name: string; readonly data: FileContent }
  | { readonly name: string; readonly write: (path: string, options: WriteOptions) => Promise<void> };

/**
 * Write a set of results: while it is written a file `results-incomplete.json` says so, the last file given is written last
 * (results.json: where it is, the set is complete), and what an earlier set had more is taken away.
 *
 * @param names Every file that such a set may have.
 * @throws OperandoError `file-exists`, `file-access`.
 */
export async function writeOutputs(
  folder: string,
  files: readonly OutputFile[],
  names: readonly string[],
  options: WriteOptions,
): Promise<void> {
  const force = options.force === true;
  const left = await leftBehind(folder);
  const replaceable = force ? names : names.filter((name) => left.has(name));
  await makeFolder(folder);
  const own: Unfinished = { files: files.map(({ name }) => name), process: process.pid, host: hostname() };
  const mark = (what: Unfinished, how: WriteOptions): Promise<void> =>
    writeFileAtomic(join(folder, marker), `${JSON.stringify(what)}\n`, how);
  if ((await unfinished(folder)) !== undefined) await removeFile(join(folder, marker));
  // Only one run can begin in a folder at a time.
  await mark(own, { ...options, force: false }).catch((error: unknown) => {
    throw isOperandoError(error, 'file-exists') ? busyError(folder) : error;
  });
  try {
    const kept = names.filter((name) => !replaceable.includes(name));
    await expectNone(folder, kept).catch(async (error: unknown) => {
      // Nothing was begun.
      await removeFile(join(folder, marker));
      throw error;
    });
    await removeAbandoned(folder);
    // From the last, which says that the set is complete.
    for (const name of replaceable.toReversed()) await removeFile(join(folder, name));
    for (const file of files) {
      const path = join(folder, file.name);
      if ('write' in file) await file.write(path, options);
      else await writeFileAtomic(path, file.data, options);
    }
    await removeFile(join(folder, marker));
  } catch (error) {
    // This process may go on, and try again.
    if ((await unfinished(folder)) !== undefined)
      await mark({ ...own, process: 0 }, { force: true }).catch(() => undefined);
    throw error;
  }
}
