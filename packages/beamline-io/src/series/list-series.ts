import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { accessError } from '../bytes/access-error.js';
import { sortNaturally } from '../bytes/natural-order.js';

/** Whether it is a link to a file. One that leads nowhere (data that were not fetched) counts: reading it says so. */
async function isLinkedFile(path: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return false;
  return stat(path).then(
    (found) => found.isFile(),
    () => true,
  );
}

/**
 * The files of a folder in natural order (2 before 10; hidden files left out, links to files followed),
 * or the file itself.
 *
 * @throws OperandoError `file-access`.
 */
export async function listSeries(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const entries = await readdir(path, { withFileTypes: true });
    const names: string[] = [];
    for (const entry of entries) {
      if (!entry.name.startsWith('.') && (entry.isFile() || (await isLinkedFile(join(path, entry.name), entry))))
        names.push(entry.name);
    }
    return sortNaturally(names).map((name) => join(path, name));
  } catch (error) {
    throw accessError(path, error);
  }
}
