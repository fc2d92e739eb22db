import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunContext } from '../../technique/context.js';
import type { RunResult } from '../../technique/result-files.js';
import { runPrepared } from '../run-files.js';
import type { PreparedRun } from '../run-files.js';
import { keepTasks } from './kept-tasks.js';
import type { PlanPlace } from './places.js';
import { openTaskStore } from './task-store.js';

/** Where blocks of runs lie that have not come to their end. */
export const blocksFolder = ({ output }: Pick<PlanPlace, 'output'>): string => join(output, '.blocks');

/** A result, and what was found of it when it was begun. */
export interface KeptRun {
  readonly result: RunResult;
  /** Blocks of frames that an earlier run, which was interrupted, had done. */
  readonly blocks: number;
  /** Takes the blocks away: to be called once the result is written. */
  readonly drop: () => Promise<void>;
}

/**
 * Does a run so that what is done of it is there whenever the program ends: techniques that share their work out in blocks of frames
 * have each kept in `.blocks` of the plan's results, as soon as it is done.
 *
 * @param key Of the run.
 * @throws As `runPrepared`.
 */
export async function runKept(
  prepared: PreparedRun,
  plan: PlanPlace,
  key: string,
  context: RunContext,
): Promise<KeptRun> {
  if (prepared.technique.isThreaded !== true)
    return { result: await runPrepared(prepared, context), blocks: 0, drop: async () => undefined };
  const { openThreads } = await import('@operando/threads');
  const { threads: given = 1 } = context;
  const threads = typeof given === 'number' ? openThreads(given) : given;
  const folder = blocksFolder(plan);
  const store = openTaskStore(join(folder, key));
  try {
    const result = await runPrepared(prepared, { ...context, threads: keepTasks(threads, store) });
    const drop = async (): Promise<void> => {
      await store.drop();
      // Others may have some there.
      await rmdir(folder).catch(() => undefined);
    };
    return { result, blocks: store.found(), drop };
  } finally {
    store.close();
    if (typeof given === 'number') await threads.close();
  }
}
