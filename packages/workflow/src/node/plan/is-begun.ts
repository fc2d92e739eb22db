import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HashContext } from '../hash-inputs.js';
import { prepareFiles } from '../run-files.js';
import type { PlanPlace } from './places.js';
import type { ResolvedRun } from './resolve-run.js';
import { blocksFolder } from './run-kept.js';
import { preparedKey } from './run-key.js';

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/**
 * Whether blocks of frames of a run are kept, of the same options, inputs and version: parts of it, or a run that was interrupted, have
 * read its files then.
 */
export async function isBegun(
  { technique, files, options }: ResolvedRun,
  plan: PlanPlace,
  context: HashContext = {},
): Promise<boolean> {
  const begun = await namesIn(blocksFolder(plan));
  // Inputs are hashed only where that can tell.
  if (begun.length === 0) return false;
  const key = preparedKey(await prepareFiles(technique, { files, options, folder: plan.folder }, context));
  return begun.includes(key) && (await namesIn(join(blocksFolder(plan), key))).length > 0;
}
