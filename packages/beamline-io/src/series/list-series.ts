import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OperandoWarning } from '@operando/core';
import { accessError } from '../bytes/access-error.js';
import { sortNaturally } from '../bytes/natural-order.js';
import { said } from '../text/said.js';

/** Entries named in a message. */
const mostNamed = 12;

/** What editors and transfers leave beside a file: an older state of it, or a part. */
const isLeftover = (name: string): boolean =>
  /~$|^#.*#$|\.(?:bak|old|orig|swp|tmp|part|partial|crdownload)$/i.test(name);

/** What lies in a folder. */
export interface FolderListing {
  /** Paths of its files, in natural order. */
  readonly files: readonly string[];
  /** What else is there and was left out, and why. */
  readonly warnings: readonly OperandoWarning[];
}

/** Why an entry is no file of a series; undefined for one that is. Links are followed; one that leads nowhere counts: reading it says so. */
async function reasonToSkip(path: string, entry: Dirent): Promise<string | undefined> {
  if (entry.name.startsWith('.')) return 'hidden';
  if (isLeftover(entry.name)) return 'a backup or a part';
  if (entry.isFile()) return undefined;
  const found = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
  if (found === undefined || found.isFile()) return undefined;
  return found.isDirectory() ? 'a folder' : 'no plain file';
}

function leftOut(folder: string, skipped: readonly (readonly [name: string, reason: string])[]): OperandoWarning[] {
  if (skipped.length === 0) return [];
  const named = skipped.slice(0, mostNamed).map(([name, reason]) => said`${name} (${reason})`);
  const more = skipped.length > mostNamed ? `, and ${skipped.length - mostNamed} more` : '';
  return [
    {
      code: 'entries-left-out',
      message: said`${skipped.length} entries of the folder were left out: ${named.join(', ')}${more}.`,
      where: { file: folder },
    },
  ];
}

/**
 * The files of a folder in natural order (2 before 10), and what was left out of it: hidden files, backups (`a.xy~`, `a.xy.bak`) and
 * parts (`a.xy.part`), folders, pipes and devices. Links
 * to files are followed. Of a file, the file itself.
 *
 * @throws OperandoError `file-access`.
 */
export async function listFolder(path: string): Promise<FolderListing> {
  try {
    if (!(await stat(path)).isDirectory()) return { files: [path], warnings: [] };
    const names: string[] = [];
    const skipped: [string, string][] = [];
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const reason = await reasonToSkip(join(path, entry.name), entry);
      if (reason === undefined) names.push(entry.name);
      else skipped.push([entry.name, reason]);
    }
    const inOrder = skipped.toSorted(([a], [b]) => (a < b ? -1 : 1));
    return { files: sortNaturally(names).map((name) => join(path, name)), warnings: leftOut(path, inOrder) };
  } catch (error) {
    throw accessError(path, error);
  }
}

/**
 * The files of a folder in natural order (2 before 10; hidden files and backups left out, links to files followed),
 * or the file itself. What is left out: {@link listFolder}.
 *
 * @throws OperandoError `file-access`.
 */
export async function listSeries(path: string): Promise<string[]> {
  return [...(await listFolder(path)).files];
}
