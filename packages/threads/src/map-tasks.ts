import { createPacer } from '@operando/core';
import type { Job } from './job.js';
import type { Errand, Threads } from './open-threads.js';

/** Options of {@link mapTasks}. */
export interface MapTasksOptions {
  readonly threads: Threads;
  readonly signal?: AbortSignal | undefined;
  /** What tasks report meanwhile: how much of which is done. */
  readonly onReport?: ((task: number, done: number) => void) | undefined;
}

/** Rejects with the reason of a signal; its listener is gone once `end` was called. */
function abortOf(signal: AbortSignal | undefined): { readonly aborted: Promise<never>; readonly end: () => void } {
  let end = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    if (signal === undefined) return;
    const tell = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) tell();
    signal.addEventListener('abort', tell, { once: true });
    end = () => signal.removeEventListener('abort', tell);
  });
  // Nobody may be waiting when it comes.
  aborted.catch(() => undefined);
  return { aborted, end };
}

/**
 * Results of tasks, in the order of the tasks however many threads work. Of tasks that come one after another only as many are
 * taken as keep all threads busy, so that memory does not grow with their number.
 *
 * @throws What a task throws, of the first that does in the order of the tasks; the reason of the signal, at once: what is being
 * worked on is given up.
 */
export async function* mapTasks<Setup extends object, Task, Result>(
  tasks: Iterable<Task> | AsyncIterable<Task>,
  job: Job<Setup, Task, Result> | (() => Job<Setup, Task, Result>),
  { threads, signal, onReport }: MapTasksOptions,
): AsyncGenerator<Result, void, void> {
  signal?.throwIfAborted();
  const pace = createPacer(signal);
  const { aborted, end } = abortOf(signal);
  const ahead = threads.count === 1 ? 1 : threads.count + 1;
  const underWay: Errand<Result>[] = [];
  let taken = 0;
  const next = async (): Promise<Result> => {
    const [first] = underWay;
    const result = await Promise.race([first!.result, aborted]);
    underWay.shift();
    await pace();
    return result;
  };
  try {
    for await (const task of tasks) {
      const number = taken++;
      const errand = threads.run(typeof job === 'function' ? job() : job, task, (done) => onReport?.(number, done));
      // It is waited for in its turn; an error before that is no rejection that nobody handles.
      errand.result.catch(() => undefined);
      underWay.push(errand);
      if (underWay.length >= ahead) yield await next();
    }
    while (underWay.length > 0) yield await next();
  } finally {
    end();
    for (const { giveUp } of underWay) giveUp();
  }
}
