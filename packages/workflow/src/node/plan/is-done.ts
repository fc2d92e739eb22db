import type { HashContext } from '../hash-inputs.js';
import { prepareFiles } from '../run-files.js';
import type { PlanPlace } from './places.js';
import type { ResolvedRun } from './resolve-run.js';
import { preparedKey } from './run-key.js';
import { isReusable, readRecord } from './run-record.js';

/**
 * Whether the results of a run are there, of the same options, inputs and version.
 *
 * @param plan Where its files lie, and what it wants written.
 */
export async function isDone(
  { technique, files, options, output }: ResolvedRun,
  plan: PlanPlace,
  context: HashContext = {},
): Promise<boolean> {
  const record = await readRecord(output);
  // Inputs are hashed only where that can tell.
  if (record?.status !== 'done') return false;
  const key = preparedKey(await prepareFiles(technique, { files, options, folder: plan.folder }, context));
  return isReusable(output, record, key, plan.plan.parquet);
}
