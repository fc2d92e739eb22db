import type { Technique } from '../../technique/technique.js';
import type { RunContext } from '../../technique/context.js';
import { isOperandoError } from '@operando/core';
import type { PlannedRun } from '../../plan/planned-run.js';
import { prepareFiles } from '../run-files.js';
import { memoryNeeded, sizesOfData } from './data-sizes.js';
import type { PlanFile } from './read-plan.js';
import { folderOf } from './places.js';
import { resolveRun } from './resolve-run.js';
import { preparedKey } from './run-key.js';
import { isReusable, readRecord } from './run-record.js';

/** What is known of a plan before it is run elsewhere. */
export interface DoneRuns {
  /** Names of runs whose results are there. */
  readonly done: ReadonlySet<string>;
  /** Bytes of memory that the largest of the others may need, beside those of the program; of runs on files of other steps nothing is known. */
  readonly memory: number;
}

/**
 * Which runs of a plan are done: those whose results are there, of the same options, inputs and version, and which need no run
 * that is not done.
 */
export async function findDone(
  plan: PlanFile,
  techniques: readonly Technique[],
  context: RunContext = {},
): Promise<DoneRuns> {
  const done = new Set<string>();
  let memory = 0;
  const look = async (run: PlannedRun): Promise<void> => {
    const record = await readRecord(folderOf(plan, run));
    const resolved = await resolveRun(plan, run, techniques);
    const { technique, files, options, output } = resolved;
    const needed = memoryNeeded(await sizesOfData(resolved));
    if (record?.status === 'done' && run.after.every((name) => done.has(name))) {
      const prepared = await prepareFiles(technique, { files, options, folder: plan.folder }, context);
      if (await isReusable(output, record, preparedKey(prepared))) return void done.add(run.name);
    }
    memory = Math.max(memory, needed);
  };
  for (const run of plan.runs) {
    try {
      await look(run);
    } catch (error) {
      // Its files are not there yet: another step makes them.
      if (!isOperandoError(error)) throw error;
    }
  }
  return { done, memory };
}
