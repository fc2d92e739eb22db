import { randomBytes } from 'node:crypto';
import { access, link, lstat, open, readlink, rename, rm, stat, writeFile as writeBytes } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isOperandoError, OperandoError } from '@operando/core';
import { placed } from '../bytes/file-error.js';

/** Options of the writers. */
export interface WriteOptions {
  /** Overwrite a file that is there. @default false */
  readonly force?: boolean | undefined;
}

/** Symbolic links that are followed one after another, as many as Linux follows. */
const mostLinks = 40;
/** Answers of file systems that know no second name for a file (FAT, some over a network). */
const noLinks: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EINVAL',
  'EMLINK',
  'EACCES',
]);
const problems: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder.',
  ENOTDIR: 'what should be its folder is none.',
  EACCES: 'it may not be written.',
  EPERM: 'it may not be written.',
  EROFS: 'it may not be written.',
  EISDIR: 'it is a folder.',
  ENAMETOOLONG: 'its name is too long.',
  ELOOP: 'its symbolic links lead round in circles.',
  ENOSPC: 'the disk is full.',
  EDQUOT: 'no more disk space is allowed.',
  EFBIG: 'it would be larger than a file may be.',
};

/** What the system calls an error; undefined for errors that are not the system's. */
function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && 'errno' in error ? String(error.code) : undefined;
}

/** The system's errors as ours; ours with the file; all others (defects of programs) as they are. */
function writeError(path: string, error: unknown): unknown {
  if (isOperandoError(error)) return placed(error, path);
  const code = systemCode(error);
  if (code === undefined) return error;
  return new OperandoError('file-access', `the file cannot be written: ${problems[code] ?? `${code}.`}`, {
    where: { file: path },
    cause: error,
  });
}

function occupied(path: string): OperandoError {
  return new OperandoError('file-exists', 'the file is there already.', {
    where: { file: path },
    cure: 'Choose another place, or force overwriting (command: --force).',
  });
}

/** Where a path leads through symbolic links, whether or not there is anything. */
async function linkTarget(path: string): Promise<string> {
  let at = path;
  for (let links = 0; links <= mostLinks; links++) {
    const found = await lstat(at).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (found?.isSymbolicLink() !== true) return at;
    at = resolve(dirname(at), await readlink(at));
  }
  throw new OperandoError('file-access', 'the file cannot be written: its symbolic links lead round in circles.');
}

/** Permissions of the file that is there, which its successor keeps. @throws OperandoError `file-access` for what is no plain file. */
async function modeOf(target: string): Promise<number | undefined> {
  const found = await stat(target).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined || found.isFile()) return found === undefined ? undefined : found.mode & 0o7777;
  throw new OperandoError(
    'file-access',
    `the file cannot be written: it is ${found.isDirectory() ? 'a folder' : 'a device or pipe, no file'}.`,
  );
}

/** Gives a finished file its name only if that is free, even if another writer is at it. */
async function claim(temporary: string, target: string, path: string): Promise<void> {
  const taken = (error: unknown): never => {
    throw systemCode(error) === 'EEXIST' ? occupied(path) : error;
  };
  try {
    await link(temporary, target);
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined || !noLinks.has(code)) return taken(error);
    // The name is taken with an empty file of our own, which is then replaced.
    await (await open(target, 'wx').catch(taken)).close();
    await rename(temporary, target).catch(async (cause: unknown) => {
      await rm(target, { force: true });
      throw cause;
    });
    return;
  }
  await rm(temporary);
}

/**
 * Have a file written whole or not at all: under a temporary name in the same folder, flushed, then given its name. Symbolic
 * links stay and what they lead to is written; a file that is written over keeps its permissions. Without `force` a
 * file that another writer puts there meanwhile stays.
 *
 * @param write Writes everything to the path it is given, at which there is an empty file.
 * @throws OperandoError `file-exists` unless forced; `file-access` for what the system refuses; what `write` throws beside that, as it is.
 */
export async function replaceFile(
  path: string,
  options: WriteOptions,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const force = options.force === true;
  if (!force && (await exists(path))) throw occupied(path);
  let temporary: string | undefined;
  try {
    const target = await linkTarget(path);
    const mode = await modeOf(target);
    // Not made from the file's own name, which may be as long as names can be.
    const name = join(dirname(target), `.operando-${randomBytes(12).toString('hex')}.tmp`);
    // One that is only to be read is written once more.
    await (await open(name, 'wx', (mode ?? 0o666) | 0o600)).close();
    temporary = name;
    await write(name);
    const handle = await open(name, 'r+');
    try {
      // As it was, with what the umask took.
      if (mode !== undefined) await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (force) await rename(name, target);
    else await claim(name, target, path);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => undefined);
    throw writeError(path, error);
  }
}

/**
 * Write a file whole or not at all, as {@link replaceFile}.
 *
 * @throws OperandoError `file-exists` unless forced, `file-access`.
 */
export async function writeFileAtomic(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  await replaceFile(path, options, (temporary) => writeBytes(temporary, data));
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
