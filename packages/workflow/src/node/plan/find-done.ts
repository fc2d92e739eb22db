import type { Technique } from '../../technique/technique.js';
import { isOperandoError } from '@operando/core';
import type { HashContext } from '../hash-inputs.js';
import type { PlannedRun } from '../../plan/planned-run.js';
import { memoryNeeded, sizesOfData } from './data-sizes.js';
import { isDone } from './is-done.js';
import type { PlanFile } from './read-plan.js';
import { resolveRun } from './resolve-run.js';

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
  context: HashContext = {},
): Promise<DoneRuns> {
  const done = new Set<string>();
  let memory = 0;
  const look = async (run: PlannedRun): Promise<void> => {
    const resolved = await resolveRun(plan, run, techniques);
    const needed = memoryNeeded(await sizesOfData(resolved), resolved.technique);
    if (run.after.every((name) => done.has(name)) && (await isDone(resolved, plan, context)))
      return void done.add(run.name);
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
