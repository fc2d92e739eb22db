import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import {
  access,
  link,
  lstat,
  open,
  readlink,
  rename,
  rm,
  stat,
  unlink,
  writeFile as writeBytes,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { OperandoError } from '@operando/core';
import { expectPath, systemCode, writeError } from './system-error.js';
import { temporaryName } from './temporary.js';
import type { Writer } from './writer.js';
import { said } from '../text/said.js';

/** Options of the writers. */
export interface WriteOptions {
  /** Overwrite a file that is there. @default false */
  readonly force?: boolean | undefined;
  /** Gives up what is being written, and removes its temporary file; what is thrown then is its reason. */
  readonly abort?: AbortSignal | undefined;
  /** Knows the temporary files, and can remove them at once: see `openWriter`. @default none */
  readonly writer?: Writer | undefined;
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
const what = 'the file cannot be written';

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
  throw new OperandoError('file-access', said`${what}: its symbolic links lead round in circles.`, {
    cure: 'Mend the links, or choose another place.',
  });
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
    said`${what}: it is ${found.isDirectory() ? 'a folder' : 'a device or pipe, no file'}.`,
    { cure: 'Give the name of a file.' },
  );
}

/** Gives a finished file its name only if that is free, even if another writer is at it. */
async function claim(temporary: string, target: string, path: string): Promise<void> {
  const taken = (error: unknown): unknown => (systemCode(error) === 'EEXIST' ? occupied(path) : error);
  try {
    await link(temporary, target);
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined || !noLinks.has(code)) throw taken(error);
    // The name is taken with an empty file of our own, which is then replaced: in one go, so that none is left if we are stopped.
    try {
      closeSync(openSync(target, 'wx'));
    } catch (cause) {
      throw taken(cause);
    }
    try {
      renameSync(temporary, target);
    } catch (cause) {
      rmSync(target, { force: true });
      throw cause;
    }
    return;
  }
  await rm(temporary, { force: true });
}

/** Makes an empty file under a name of its own. At once, so that it is known before anything else can happen. */
function makeTemporary(folder: string, mode: number | undefined, writer: Writer | undefined): string {
  // Not made from the file's own name, which may be as long as names can be.
  const temporary = join(folder, temporaryName());
  writer?.begin(temporary);
  try {
    // One that is only to be read is written once more.
    closeSync(openSync(temporary, 'wx', (mode ?? 0o666) | 0o600));
    return temporary;
  } catch (error) {
    writer?.end(temporary);
    throw error;
  }
}

/** Flushes a finished file, with the permissions that it is to have. */
async function flush(temporary: string, mode: number | undefined): Promise<void> {
  const handle = await open(temporary, 'r+');
  try {
    // As it was, with what the umask took.
    if (mode !== undefined) await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Have a file written whole or not at all: under a temporary name in the same folder, flushed, then given its name. Symbolic
 * links stay and what they lead to is written; a file that is written over keeps its permissions. Without `force` a
 * file that another writer puts there meanwhile stays.
 *
 * @param write Writes everything to the path it is given, at which there is an empty file.
 * @throws OperandoError `file-exists` unless forced; `file-access` for what the system refuses; what `write` throws beside that, as it
 * is; the reason of the signal that stopped it.
 */
export async function replaceFile(
  path: string,
  options: WriteOptions,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const { writer, abort } = options;
  const force = options.force === true;
  const expectGoing = (): void => {
    abort?.throwIfAborted();
    writer?.signal.throwIfAborted();
  };
  expectPath(path);
  expectGoing();
  if (!force && (await exists(path))) throw occupied(path);
  let temporary: string | undefined;
  try {
    const target = await linkTarget(path);
    const mode = await modeOf(target);
    expectGoing();
    temporary = makeTemporary(dirname(target), mode, writer);
    await write(temporary);
    expectGoing();
    await flush(temporary, mode);
    expectGoing();
    if (force) await rename(temporary, target);
    else await claim(temporary, target, path);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => undefined);
    // What fails once its temporary file is gone fails since it was stopped.
    expectGoing();
    throw writeError(path, error, what);
  } finally {
    if (temporary !== undefined) writer?.end(temporary);
  }
}

/** What a file is to hold: all of it, or piece by piece. */
export type FileContent = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/**
 * Write a file whole or not at all, as {@link replaceFile}.
 *
 * @throws OperandoError `file-exists` unless forced, `file-access`; the reason of the signal that stopped it.
 */
export async function writeFileAtomic(path: string, data: FileContent, options: WriteOptions = {}): Promise<void> {
  // Into the file that was made for it: one that was removed when we were stopped is not made again.
  const write = { flag: 'r+', ...(options.abort === undefined ? {} : { signal: options.abort }) };
  await replaceFile(path, options, (temporary) => writeBytes(temporary, data, write));
}

/** Remove a file, if it is there. @throws OperandoError `file-access` for what the system refuses, as folders. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw writeError(path, error, 'the file cannot be removed');
  }
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
