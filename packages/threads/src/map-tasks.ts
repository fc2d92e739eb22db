import { createPacer } from '@operando/core';
import type { Job } from './job.js';
import type { Errand, Threads } from './open-threads.js';
import { isOfPart, PartDone } from './task-part.js';

/** Options of {@link mapTasks}. */
export interface MapTasksOptions {
  /** Threads that do the tasks. */
  readonly threads: Threads;
  /** Gives all up at once; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** What tasks report meanwhile: how much of which is done. */
  readonly onReport?: ((task: number, done: number) => void) | undefined;
  /** Called for each task in order, of threads that do a part of them alone: nothing comes of it. */
  readonly onDropped?: (() => void) | undefined;
}

/** A task that is of another part. */
const leftOut: Errand<never> = { result: Promise.resolve(undefined as never), giveUp: () => undefined };

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

/** Results of tasks in their order, each begun by `begin`. */
async function* inOrder<Task, Result>(
  tasks: Iterable<Task> | AsyncIterable<Task>,
  begin: (task: Task, number: number) => Errand<Result>,
  { ahead, signal }: { readonly ahead: number; readonly signal: AbortSignal | undefined },
): AsyncGenerator<Result, void, void> {
  const pace = createPacer(signal);
  const { aborted, end } = abortOf(signal);
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
      const errand = begin(task, taken++);
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

/**
 * Results of tasks, in the order of the tasks however many threads work. Of tasks that come one after another only as many are
 * taken as keep all threads busy, so that memory does not grow with their number. Threads that do a part of the tasks give none.
 *
 * @throws What a task throws, of the first that does in the order of the tasks; the reason of the signal, at once: what is being
 * worked on is given up; {@link PartDone} once a part of the tasks is done.
 */
export async function* mapTasks<Setup extends object, Task, Result>(
  tasks: Iterable<Task> | AsyncIterable<Task>,
  job: Job<Setup, Task, Result> | (() => Job<Setup, Task, Result>),
  { threads, signal, onReport, onDropped }: MapTasksOptions,
): AsyncGenerator<Result, void, void> {
  signal?.throwIfAborted();
  const { part, count } = threads;
  const begin = (task: Task, number: number): Errand<Result> =>
    isOfPart(number, part)
      ? threads.run(typeof job === 'function' ? job() : job, task, (done) => onReport?.(number, done))
      : leftOut;
  const ahead = (count === 1 ? 1 : count + 1) * (part?.of ?? 1);
  let done = 0;
  for await (const result of inOrder(tasks, begin, { ahead, signal })) {
    done++;
    if (part === undefined) yield result;
    else onDropped?.();
  }
  if (part !== undefined && done > 0) throw new PartDone();
}
