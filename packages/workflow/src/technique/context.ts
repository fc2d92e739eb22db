import { runSteps } from '@operando/core';
import type { OperandoWarning, ResultTable, Steps } from '@operando/core';
import type { TaskPart, Threads } from '@operando/threads';
import type { RunMemory } from './run-memory.js';

/** How far a stage of the work is. */
export interface ProgressEvent {
  /** `reading`, then what the technique does: `normalizing`, `tracking`, `fitting`, `inverting`, `sampling`. */
  readonly stage: string;
  /** Files or frames that are done; starts, generations or steps of searches and samples. */
  readonly done: number;
  /** 0 while it is not known. */
  readonly total: number;
}

/** What a run is given from outside, beside data and options. */
export interface RunContext {
  /**
   * Gives the run up between two files, frames or iterations; it rejects with the signal's reason. Timers and input have their
   * turn meanwhile, at least every 50 ms where single steps of the work are no longer.
   */
  readonly signal?: AbortSignal | undefined;
  /** Told what is being done, and how much of it is done. @default nobody */
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  /**
   * Called after each frame of techniques that say so (`partial`), with what makes the tables of the frames done so far: whoever wants
   * to keep them whatever happens later calls it at once, as often as it is worth it.
   */
  readonly onPartial?: ((tables: () => readonly ResultTable[]) => void) | undefined;
  /**
   * How many threads work on frames, slices or ways through a series, or threads that are open already (`openThreads` of
   * `@operando/threads`). Results do not depend on it.
   * @default 1, and no thread is started
   */
  readonly threads?: number | Threads | undefined;
  /** More frames will come: what options say of some that are not there yet is left for later. @default false: it is an error */
  readonly isGrowing?: boolean | undefined;
  /** Whether figures are drawn: of those that nobody will look at, half of the time of a short run is saved. @default true */
  readonly figures?: boolean | undefined;
  /**
   * What earlier runs on fewer of the same files kept, and this one keeps for later ones (`createRunMemory`): what is the same is not
   * done again. Results do not depend on it.
   * @default none
   */
  readonly memory?: RunMemory | undefined;
  /**
   * What an earlier run of the same on the same files came to before it was interrupted, and this one keeps for a later one. Results do
   * not depend on it.
   * @default none
   */
  readonly stages?: KeptStages | undefined;
}

/** What a run came to on its way, by names that say which part of it: plain data. */
export interface KeptStages {
  /** What was kept under a name; undefined where nothing was. */
  readonly get: (name: string) => unknown;
  /** Keeps something under a name. */
  readonly put: (name: string, value: object) => void;
  /** What is done of those that do not depend on each other, where other programs do the rest; it ends with `PartDone`. @default all */
  readonly part?: TaskPart | undefined;
}

/** Do something with threads that are open, and closed afterwards if they were opened for it. */
export async function withThreads<Result>(
  context: RunContext,
  run: (context: RunContext) => Promise<Result>,
): Promise<{ readonly result: Result; readonly warnings: readonly OperandoWarning[] }> {
  const { threads = 1 } = context;
  // Whoever needs none does not wait for what starts them.
  if (threads === 1) return { result: await run({ ...context, threads: undefined }), warnings: [] };
  if (typeof threads !== 'number') return { result: await run(context), warnings: threads.warnings };
  const { openThreads } = await import('@operando/threads');
  const opened = openThreads(threads);
  try {
    return { result: await run({ ...context, threads: opened }), warnings: opened.warnings };
  } finally {
    await opened.close();
  }
}

/** What a stage of the work gives, told of as it goes on, and given up with the run. */
export async function runStage<Result>(steps: Steps<Result>, stage: string, context: RunContext): Promise<Result> {
  return runSteps(steps, { signal: context.signal, onProgress: progressOf(context, stage) });
}

/** A callback of readers and fitters that tells progress and stops when the run was given up. */
export function progressOf(context: RunContext, stage: string): (done: number, total?: number) => void {
  return (done, total = 0) => {
    context.signal?.throwIfAborted();
    context.onProgress?.({ stage, done, total });
  };
}
