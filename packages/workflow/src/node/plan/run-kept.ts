import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskPart, Threads } from '@operando/threads';
import type { RunContext } from '../../technique/context.js';
import type { RunResult } from '../../technique/result-files.js';
import { runPrepared } from '../run-files.js';
import type { PreparedRun } from '../run-files.js';
import { keepStages } from './kept-stages.js';
import { keepTasks } from './kept-tasks.js';
import type { PlanPlace } from './places.js';
import { openTaskStore } from './task-store.js';
import type { TaskStore } from './task-store.js';

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

/** What a part of a run came to: the whole result, where nothing of it can be shared out. */
export interface KeptPart {
  readonly whole?: KeptRun;
}

const nothingKept = { blocks: 0, drop: async (): Promise<void> => undefined };

/**
 * Does a run so that what is done of it is there whenever the program ends: techniques that share their work out in blocks of frames
 * have each kept in `.blocks` of the plan's results, as soon as it is done; so have those that follow their frames and keep what they
 * came to.
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
  const { isThreaded = false, keepsStages = false } = prepared.technique;
  if (!isThreaded && !keepsStages) return { result: await runPrepared(prepared, context), ...nothingKept };
  return inStore(plan, key, context, async ({ threads, store, drop }) => {
    const kept = isThreaded ? { threads: keepTasks(threads, store) } : {};
    const result = await runPrepared(prepared, { ...context, ...kept, stages: keepStages(store) });
    return { result, blocks: store.found(), drop };
  });
}

/**
 * Does a part of the blocks of a run, and keeps each: a run that is begun afterwards finds them there. Blocks of the first stage of
 * its work that has any are shared out; what comes before it is done by every part.
 *
 * @param key Of the run.
 * @throws As `runPrepared`.
 */
export async function runPart(
  prepared: PreparedRun,
  plan: PlanPlace,
  { key, part }: { readonly key: string; readonly part: TaskPart },
  context: RunContext,
): Promise<KeptPart> {
  const { PartDone } = await import('@operando/threads');
  const { isThreaded = false } = prepared.technique;
  return inStore(plan, key, context, async ({ threads, store, drop }) => {
    try {
      const kept = isThreaded ? { threads: keepTasks(threads, store, part) } : {};
      const result = await runPrepared(prepared, { ...context, ...kept, stages: keepStages(store, part) });
      return { whole: { result, blocks: store.found(), drop } };
    } catch (error) {
      if (error instanceof PartDone) return {};
      throw error;
    }
  });
}

/** Opens threads and the blocks of a run, and closes both. */
async function inStore<Done>(
  plan: PlanPlace,
  key: string,
  { threads: given = 1 }: RunContext,
  work: (at: { threads: Threads; store: TaskStore; drop: KeptRun['drop'] }) => Promise<Done>,
): Promise<Done> {
  const { openThreads } = await import('@operando/threads');
  const threads = typeof given === 'number' ? openThreads(given) : given;
  const folder = blocksFolder(plan);
  const store = openTaskStore(join(folder, key));
  const drop = async (): Promise<void> => {
    await store.drop();
    // Others may have some there.
    await rmdir(folder).catch(() => undefined);
  };
  try {
    return await work({ threads, store, drop });
  } finally {
    store.close();
    if (typeof given === 'number') await threads.close();
  }
}
