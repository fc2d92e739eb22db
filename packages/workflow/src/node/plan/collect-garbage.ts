import { readdir, rm, rmdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { exists, removeFile } from '@operando/beamline-io/node';
import { folderOf } from './places.js';
import type { PlanFile } from './read-plan.js';
import { blocksFolder } from './run-kept.js';
import { isPlainName, readRecord, recordName } from './run-record.js';

/** Folders of runs lie no deeper than this within that of the results: step, set, choice. */
const deepest = 3;

/** Folders with a record of a run. */
async function* recordedFolders(folder: string, depth = 0): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (depth > 0 && entries.some((entry) => entry.isFile() && entry.name === recordName)) yield folder;
  // Links are not followed: what they lead to may be of others.
  if (depth < deepest)
    for (const entry of entries) if (entry.isDirectory()) yield* recordedFolders(join(folder, entry.name), depth + 1);
}

/**
 * Take away the results of runs that a plan has no longer: files that their records name, and folders that are empty then. Files
 * that were put beside them stay. Blocks of runs that were interrupted go too.
 *
 * @param isTried Only say what would be taken away. @default false
 * @returns Folders of the runs, within that of the results.
 */
export async function collectGarbage(plan: PlanFile, isTried = false): Promise<readonly string[]> {
  const kept = new Set(plan.runs.map((run) => folderOf(plan, run)));
  const gone: string[] = [];
  const blocks = blocksFolder(plan);
  if (await exists(blocks)) {
    gone.push(relative(plan.output, blocks));
    if (!isTried) await rm(blocks, { recursive: true, force: true });
  }
  for await (const folder of recordedFolders(plan.output)) {
    const record = kept.has(folder) ? undefined : await readRecord(folder);
    if (record === undefined) continue;
    gone.push(relative(plan.output, folder));
    if (isTried) continue;
    for (const { name } of record.files) if (isPlainName(name)) await removeFile(join(folder, name));
    await removeFile(join(folder, recordName));
    for (let at = folder; at !== plan.output; at = join(at, '..')) {
      const isEmpty = await rmdir(at).then(
        () => true,
        () => false,
      );
      if (!isEmpty) break;
    }
  }
  return gone;
}
