import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OperandoError } from '@operando/core';
import { exists, listSeries, writeFileAtomic } from '@operando/beamline-io/node';

/** Find out before the work, not after it, that results are there already. */
export async function expectFreePlaces(folder: string, names: readonly string[], force: boolean): Promise<void> {
  if (force) return;
  for (const name of names) {
    if (await exists(join(folder, name))) {
      throw new OperandoError('file-exists', 'results are there already.', {
        where: { file: join(folder, name) },
        cure: 'Choose another folder, or add --force to overwrite.',
      });
    }
  }
}

/** Make the folder; gives a function that writes into it, each file whole or not at all. */
export async function openOutput(
  folder: string,
  force: boolean,
): Promise<(name: string, data: string | Uint8Array) => Promise<void>> {
  await mkdir(folder, { recursive: true });
  return async (name, data) => {
    await writeFileAtomic(join(folder, name), data, { force });
  };
}

/** Files as given, folders as what they hold. */
export async function expandFolders(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) files.push(...(await listSeries(path)));
  if (files.length === 0) throw new OperandoError('invalid-argument', 'there are no files to read.');
  return files;
}
