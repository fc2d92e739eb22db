import { runSteps } from '@operando/core';
import type { ResultTable, Steps } from '@operando/core';

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
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  /**
   * Called after each frame of techniques that say so (`partial`), with what makes the tables of the frames done so far: whoever wants
   * to keep them whatever happens later calls it at once, as often as it is worth it.
   */
  readonly onPartial?: ((tables: () => readonly ResultTable[]) => void) | undefined;
  /** Most threads to use. Nothing is shared out among threads yet, so that it has no effect; results will not depend on it. */
  readonly threads?: number | undefined;
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
