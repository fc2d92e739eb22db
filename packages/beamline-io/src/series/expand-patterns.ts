import { lstat, readdir, realpath, realpathSync, stat } from 'node:fs';
import type { PathLike } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { OperandoError } from '@operando/core';
import { glob } from 'tinyglobby';
import type { FileSystemAdapter } from 'tinyglobby';
import { sortNaturally } from '../bytes/natural-order.js';
import { exists } from '../write/replace-file.js';
import { said } from '../text/said.js';

/** Files and folders that are looked at for one pattern, and how deep. */
const mostEntries = 1_000_000;
const deepest = 32;

/** What makes a part of a path a pattern. */
const marks = /[*?]|\[[^\]]+\]|\{[^}]*(?:,|\.\.)[^}]*\}/;

/** Letters that mean something to the library and nothing in a pattern here. */
const others = /[()|+^$!@]/g;

/** A part of a pattern for the library: only `*`, `?`, `[…]`, `{…}` mean something. */
function escaped(part: string): string {
  return part
    .split(/(\[[^\]]+\])/)
    .map((piece, i) => (i % 2 === 1 ? piece : piece.replace(others, '\\$&')))
    .join('');
}

/** The folder that a pattern begins in, as it was given, and the rest of it. */
function parted(pattern: string): { readonly folder: string; readonly rest: string } {
  // Where Windows writes paths with backslashes, none of them is an escape.
  const parts = (sep === '\\' ? pattern.replaceAll('\\', '/') : pattern).split('/');
  const first = parts.findIndex((part) => marks.test(part));
  const folder = parts.slice(0, first).join('/');
  return {
    folder: folder === '' && first > 0 ? '/' : folder,
    rest: parts.slice(first).map(escaped).join('/'),
  };
}

/** Whether something lies in a folder, both by their real paths. */
function isWithin(folder: string, real: string): boolean {
  const way = relative(folder, real);
  return !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

/** Calls what waits for an answer: the last argument of the file system's functions. */
function answer(rest: readonly unknown[], error: Error | null, found?: unknown): void {
  const done = rest.at(-1);
  if (typeof done === 'function') done(error, found);
}

/**
 * The file system as the library is to see it: links to folders out of the top one lead nowhere, other links are files even where
 * what they lead to is missing (reading them says so), and entries are counted.
 */
function fileSystem(top: string, tooMany: AbortController): FileSystemAdapter {
  let entries = 0;
  const inside = (path: PathLike, ...rest: unknown[]): void =>
    realpath(path, (error, real) => {
      if (error === null && isWithin(top, real)) return answer(rest, null, real);
      stat(path, (failed, found) =>
        failed === null && found.isDirectory() ? answer(rest, new Error('outside')) : answer(rest, null, path),
      );
    });
  const described = (path: PathLike, ...rest: unknown[]): void =>
    stat(path, (error, found) =>
      error === null ? answer(rest, null, found) : lstat(path, (failed, link) => answer(rest, failed, link)),
    );
  const counted = (path: PathLike, ...rest: unknown[]): void =>
    readdir(path, { withFileTypes: true }, (error, found) => {
      entries += found?.length ?? 0;
      if (entries > mostEntries) tooMany.abort();
      answer(rest, error, found);
    });
  const { __promisify__: promisifiedPath, native } = realpath;
  return {
    realpath: Object.assign(inside, { __promisify__: promisifiedPath, native }),
    readdir: Object.assign(counted, { __promisify__: readdir.__promisify__ }),
    stat: Object.assign(described, { __promisify__: stat.__promisify__ }),
  };
}

/** What fits in a folder: files, and folders where there are none. Links to folders are followed only where they stay in it. */
async function fitting(pattern: string): Promise<readonly string[]> {
  const { folder, rest } = parted(pattern);
  const cwd = resolve(folder);
  let top: string;
  try {
    top = realpathSync(cwd);
  } catch {
    return [];
  }
  const tooMany = new AbortController();
  const look = (onlyDirectories: boolean): Promise<readonly string[]> =>
    glob(rest, {
      cwd,
      onlyDirectories,
      onlyFiles: !onlyDirectories,
      expandDirectories: false,
      extglob: false,
      deep: deepest,
      caseSensitiveMatch: process.platform !== 'win32',
      signal: tooMany.signal,
      fs: fileSystem(top, tooMany),
    });
  const files = await look(false);
  const found = files.length > 0 ? files : await look(true);
  if (tooMany.signal.aborted)
    throw new OperandoError('too-large', `more than ${mostEntries} files and folders are there.`, {
      where: { file: folder },
      cure: 'Give a folder further down.',
    });
  return found.map((name) => join(folder, name.replace(/\/$/, '')));
}

/**
 * Files that patterns stand for, each pattern's in natural order (2 before 10): `*` any letters, `?` one, `[0-9]` one of these,
 * `{a,b}` either, `**` folders of any depth; hidden files only where the pattern begins with a point. For programs whose shell does
 * not do it, as on Windows, and patterns in quotes. A path that is there is taken as it is, whatever its letters; so is one without
 * such marks. Folders are given where no file fits. Links to folders are followed only where they stay in the folder that the pattern begins in.
 *
 * @throws OperandoError `invalid-argument` for a pattern that nothing fits; `too-large` beyond a million entries.
 */
export async function expandPatterns(patterns: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const pattern of patterns) {
    const isPlain = !marks.test(pattern) || (await exists(pattern));
    const found = isPlain ? [pattern] : sortNaturally(await fitting(pattern));
    if (found.length === 0)
      throw new OperandoError('invalid-argument', said`no file fits ${JSON.stringify(pattern)}.`, {
        cure: 'Look after the folder and the pattern: * stands for any letters, ? for one, [0-9] for one of a range, {a,b} for either, ** for folders.',
      });
    for (const each of found) files.add(each);
  }
  return [...files];
}
