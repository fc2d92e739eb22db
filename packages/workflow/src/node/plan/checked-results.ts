import { rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, removeFile } from '@operando/beamline-io/node';
import type { PlanPlace } from './places.js';
import type { ResolvedRun } from './resolve-run.js';
import { isPlainName, isReusable, readRecord, recordName, writeRecord } from './run-record.js';
import type { RunRecord } from './run-record.js';

/**
 * Where results lie that came of a check which tried all of a run, until the run is due: nothing of a plan is among its results
 * before all of it was checked.
 */
export const checkedFolder = ({ output }: Pick<PlanPlace, 'output'>, key: string): string =>
  join(output, '.checked', key);

/**
 * Puts the results of a check where those of the run belong. What is interrupted on the way is no result, and is computed anew.
 *
 * @returns The record of them; undefined where the check kept none of this key.
 */
export async function takeChecked(
  plan: PlanPlace,
  key: string,
  { output, run }: Pick<ResolvedRun, 'output' | 'run'>,
): Promise<RunRecord | undefined> {
  const from = checkedFolder(plan, key);
  const found = await readRecord(from);
  if (found === undefined || !(await isReusable(from, found, key, plan.plan.parquet))) return undefined;
  const before = await readRecord(output);
  await makeFolder(output);
  await removeFile(join(output, recordName));
  for (const { name } of before?.files ?? []) if (isPlainName(name)) await removeFile(join(output, name));
  for (const { name } of found.files) if (isPlainName(name)) await rename(join(from, name), join(output, name));
  const { name, step, set, technique, choice } = run;
  const record = { ...found, run: name, step, set, technique, choice };
  await removeFile(join(from, recordName));
  await writeRecord(output, record);
  for (const folder of [from, join(from, '..')]) await rmdir(folder).catch(() => undefined);
  return record;
}
