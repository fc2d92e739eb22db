import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isOperandoError, OperandoError } from '@operando/core';
import { placed } from '../bytes/file-error.js';
import { said } from '../text/said.js';

/** A problem in words, and what to do about it. */
type Words = readonly [problem: string, cure: string];

const elsewhere = 'Choose another place.';
const permission = 'Choose a place where you may write, or change its permissions.';
const words: Readonly<Record<string, Words>> = {
  ENOENT: ['there is no such folder.', 'Make the folder first, or choose another.'],
  ENOTDIR: ['what should be its folder is none.', elsewhere],
  EEXIST: ['something is there already.', elsewhere],
  EACCES: ['it may not be written.', permission],
  EPERM: ['it may not be written.', permission],
  EROFS: ['its disk is there for reading only.', elsewhere],
  EISDIR: ['it is a folder.', 'Give the name of a file.'],
  ENAMETOOLONG: ['its name is too long.', 'Choose a shorter one.'],
  ELOOP: ['its symbolic links lead round in circles.', 'Mend the links, or choose another place.'],
  ENOSPC: ['the disk is full.', 'Make room, or choose another place.'],
  EDQUOT: ['no more disk space is allowed.', 'Make room, or choose another place.'],
  EFBIG: ['it would be larger than a file may be.', 'Write less into one file, or choose another disk.'],
  EMFILE: ['too many files are open.', 'Write fewer at a time, or let the system open more (ulimit -n).'],
  ENFILE: ['too many files are open in the whole system.', 'Close other programs, and try again.'],
  EIO: ['the disk, or the network that it is on, fails.', 'Look after the disk, or choose another.'],
  ETXTBSY: ['it is a program that runs.', elsewhere],
  EBUSY: ['it is in use.', 'Close the program that uses it, or choose another place.'],
  EINVAL: ['the system takes no file of this name there.', elsewhere],
  ENXIO: ['there is nothing to write to.', elsewhere],
  ENODEV: ['there is nothing to write to.', elsewhere],
  ENOTSUP: ['its file system takes no such files.', elsewhere],
  EOPNOTSUPP: ['its file system takes no such files.', elsewhere],
  ENOSYS: ['its file system takes no such files.', elsewhere],
  ESTALE: ['the network disk that it is on was changed meanwhile.', 'Try again.'],
};
/** Where the folder is there all the same: /proc and its like hold no files of anybody's. */
const noFiles: Words = ['no file can be made in this folder.', 'Choose a folder on a disk.'];

/** What the system calls an error; undefined for errors that are not the system's. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && 'errno' in error ? String(error.code) : undefined;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function wordsOf(code: string, path: string): Words {
  if (code === 'ENOENT' && isFolder(dirname(path))) return noFiles;
  return words[code] ?? [said`the system says ${code}.`, elsewhere];
}

/**
 * The system's errors as ours, with the path, in words and with a cure; ours with the path; all others (defects of programs) as they are.
 * @param what What could not be done: `the file cannot be written`.
 */
export function writeError(path: string, error: unknown, what: string): unknown {
  if (isOperandoError(error)) return placed(error, path);
  const code = systemCode(error);
  if (code === undefined) return error;
  const [problem, cure] = wordsOf(code, path);
  return new OperandoError('file-access', said`${what}: ${problem}`, { where: { file: path }, cure, cause: error });
}

/** That a path can be one at all. @throws OperandoError `invalid-argument`. */
export function expectPath(path: string): void {
  if (path !== '' && !path.includes('\0')) return;
  throw new OperandoError('invalid-argument', path === '' ? 'the path is empty.' : 'the path has a zero in it.', {
    cure: 'Give the name of a file or folder.',
  });
}
