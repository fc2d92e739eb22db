import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { OperandoError } from '@operando/core';
import { expectPath, systemCode, writeError } from './system-error.js';
import { said } from '../text/said.js';

const what = 'the folder cannot be made';

/** Whether there is a folder, something else, or nothing at a path. */
async function kindOf(path: string): Promise<'folder' | 'file' | 'nothing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    // Below a file there is nothing either.
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return 'nothing';
    throw writeError(path, error, what);
  }
}

/** Folders that are missing on the way to a path, the outermost first. @throws OperandoError `file-access` for a file on the way. */
async function missingFolders(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    const kind = await kindOf(at);
    if (kind === 'folder') return missing;
    if (kind === 'file')
      throw new OperandoError('file-access', said`${what}: it is a file.`, {
        where: { file: at },
        cure: 'Choose another folder, or move the file away.',
      });
    // The system's root is not there: nothing is.
    if (dirname(at) === at) return [path];
    missing.unshift(at);
  }
}

/**
 * Make a folder, and those above it, where they are not there yet. Step by step: the system's own way goes round without end in
 * folders that take none, such as /proc.
 *
 * @throws OperandoError `file-access`, in words, for what the system refuses and for a file that stands in the way.
 */
export async function makeFolder(path: string): Promise<void> {
  expectPath(path);
  for (const folder of await missingFolders(resolve(path))) {
    try {
      await mkdir(folder);
    } catch (error) {
      // Made by another meanwhile.
      if (systemCode(error) === 'EEXIST' && (await kindOf(folder)) === 'folder') continue;
      throw writeError(folder, error, what);
    }
  }
}
