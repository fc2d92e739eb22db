import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { expandPatterns, listFolder } from '@operando/beamline-io/node';

/** All files of a folder that is a zarr array or group, in whatever folders; undefined for other paths. */
async function zarrFiles(path: string): Promise<string[] | undefined> {
  const at = async (...names: string[]): Promise<Stats | undefined> =>
    stat(join(path, ...names)).catch(() => undefined);
  // Of a hundred thousand files, each need not be asked for what only folders hold.
  if ((await at())?.isDirectory() !== true) return undefined;
  const marks = await Promise.all(['.zarray', '.zgroup', 'zarr.json'].map((name) => at(name)));
  if (marks.every((found) => found === undefined)) return undefined;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).toSorted();
}

/**
 * Files as given, folders as what they hold, patterns (in quotes, or of shells that expand none) as what fits them.
 *
 * @param except Files that are no data although they lie in one of the folders: that of the model, logs of the cycler.
 * @param tell Takes what is said of entries of folders that were left out.
 * @throws OperandoError `invalid-argument` where that is nothing.
 */
export async function expandFolders(
  paths: readonly string[],
  except: readonly string[] = [],
  tell: (warnings: readonly OperandoWarning[]) => void = () => {},
): Promise<string[]> {
  const files: string[] = [];
  const left = new Set(except.map((file) => resolve(file)));
  for (const path of await expandPatterns(paths)) {
    const ofZarr = await zarrFiles(path);
    if (ofZarr !== undefined) {
      files.push(...ofZarr);
      continue;
    }
    const { files: found, warnings } = await listFolder(path);
    tell(warnings);
    // A file that was named itself is meant.
    files.push(...(found.length === 1 && found[0] === path ? found : found.filter((file) => !left.has(resolve(file)))));
  }
  if (files.length === 0) throw new OperandoError('invalid-argument', 'there are no files to read.');
  return files;
}
