import type { HashContext } from '../hash-inputs.js';
import { prepareFiles } from '../run-files.js';
import type { ResolvedRun } from './resolve-run.js';
import { preparedKey } from './run-key.js';
import { isReusable, readRecord } from './run-record.js';

/**
 * Whether the results of a run are there, of the same options, inputs and version.
 *
 * @param folder Of the plan.
 */
export async function isDone(
  { technique, files, options, output }: ResolvedRun,
  folder: string,
  context: HashContext = {},
): Promise<boolean> {
  const record = await readRecord(output);
  // Inputs are hashed only where that can tell.
  if (record?.status !== 'done') return false;
  return isReusable(output, record, preparedKey(await prepareFiles(technique, { files, options, folder }, context)));
}
