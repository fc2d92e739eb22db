import { mkdtemp, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { OperandoError } from '@operando/core';
import { exists, makeFolder, writeFileAtomic } from '@operando/beamline-io/node';
import type { WriteOptions } from '@operando/beamline-io/node';
import type { TechniqueWords } from '../technique/technique.js';

/** Stands in a folder while results are written: what it lists is not complete. */
const marker = 'results-incomplete.json';

/** Every file that a technique may write. */
export function outputNames({ tables, figures }: TechniqueWords): string[] {
  return [
    ...Object.keys(tables).map((name) => `${name}.csv`),
    ...Object.keys(figures).flatMap((name) => [`${name}.svg`, `${name}.png`]),
    'results.json',
  ];
}

/** What an interrupted run left: files that may be overwritten. */
async function leftBehind(folder: string): Promise<ReadonlySet<string>> {
  try {
    const names: unknown = JSON.parse(await readFile(join(folder, marker), 'utf8'));
    return new Set(Array.isArray(names) ? names.map(String) : []);
  } catch {
    return new Set();
  }
}

/**
 * Find out before the work, not after it, that results are there already. What an interrupted run left does not count.
 *
 * @throws OperandoError `file-exists` unless forced; `file-access` for a folder that is none, or may not be written.
 */
export async function expectFreePlaces(folder: string, names: readonly string[], force: boolean): Promise<void> {
  await expectWritable(folder);
  if (force) return;
  const left = await leftBehind(folder);
  for (const name of names) {
    if (!left.has(name) && (await exists(join(folder, name)))) {
      throw new OperandoError('file-exists', 'results are there already.', {
        where: { file: join(folder, name) },
        cure: 'Choose another folder, or add --force to overwrite.',
      });
    }
  }
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

/** Something to write: a name, and what stands in it. */
export interface OutputFile {
  readonly name: string;
  readonly data: string | Uint8Array;
}

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
  await writeFileAtomic(join(folder, marker), `${JSON.stringify(files.map(({ name }) => name))}\n`, {
    ...options,
    force: true,
  });
  // From the last, which says that the set is complete.
  for (const name of replaceable.toReversed()) await rm(join(folder, name), { force: true });
  for (const { name, data } of files) await writeFileAtomic(join(folder, name), data, options);
  await rm(join(folder, marker), { force: true });
}
