import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { accessError } from '../bytes/access-error.js';
import { sortNaturally } from '../bytes/natural-order.js';

/**
 * The files of a folder in natural order (2 before 10; hidden files left out),
 * or the file itself.
 *
 * @throws OperandoError `file-access`.
 */
export async function listSeries(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const entries = await readdir(path, { withFileTypes: true });
    return sortNaturally(
      entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name),
    ).map((name) => join(path, name));
  } catch (error) {
    throw accessError(path, error);
  }
}
