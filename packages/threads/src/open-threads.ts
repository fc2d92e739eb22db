import workerpool from 'workerpool';
import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { errorOf } from './carried-error.js';
import type { Job, Report, Work } from './job.js';
import { loadWork } from './load-work.js';
import { taskParcelOf } from './parcel.js';
import { inSharedMemory } from './shelves.js';
import type { Reply, Request } from './request.js';
import { scriptOf } from './script-of.js';
import type { TaskPart } from './task-part.js';
import { workerPlace } from './worker-place.js';

/** A task under way. */
export interface Errand<Result> {
  /** What comes of it; rejects with what the task threw. */
  readonly result: Promise<Result>;
  /** Ends it wherever it is worked on; nothing comes of it then. */
  readonly giveUp: () => void;
}

/** Threads that are kept for one job after another, so that starting them is paid once. */
export interface Threads {
  /** How many there are. With 1 everything is done where it is asked for, and no thread is started. */
  readonly count: number;
  /** `one-thread` where several were asked for and there can be none. */
  readonly warnings: readonly OperandoWarning[];
  /** What is done of each stage's tasks, where other programs do the rest: `mapTasks` then ends with `PartDone`. @default all */
  readonly part?: TaskPart | undefined;
  /** Do a task as soon as a thread is free. Its errors are what they would be without threads. */
  run<Setup extends object, Task, Result>(
    this: void,
    job: Job<Setup, Task, Result>,
    task: Task,
    report?: Report,
  ): Errand<Result>;
  /** End all threads, whatever they do. */
  close(this: void): Promise<void>;
}

/** Options of {@link openThreads}. */
export interface ThreadsOptions {
  /**
   * Where the program of a thread lies: `@operando/threads/worker` as the bundler of a page places it.
   * @default beside this package's code
   */
  readonly worker?: URL | undefined;
}

/** Threads that may be wanted at most: more than any machine has cores. */
const most = 1024;
/** Milliseconds that a thread which was given up gets to end by itself. */
const patience = 1;

const alone: OperandoWarning = {
  code: 'one-thread',
  message:
    'Several threads were asked for, and memory cannot be shared between them here (in a page: it is not cross-origin isolated): one thread did everything.',
};

/** Whether threads can share memory: in Node always, in pages that are cross-origin isolated. */
function canShare(): boolean {
  return typeof SharedArrayBuffer !== 'undefined';
}

/**
 * Open so many threads: workers of Node, or of a page that is cross-origin isolated. They start when they are first needed, and
 * must be closed, or the process does not end.
 *
 * @param count 1: none is started.
 * @throws OperandoError `invalid-argument` for what is no number of threads.
 */
export function openThreads(count: number, { worker = workerPlace }: ThreadsOptions = {}): Threads {
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw new OperandoError('invalid-argument', `${count} is no number of threads.`, {
      where: { parameter: 'threads' },
      cure: `Give a whole number from 1 to ${most}.`,
    });
  if (count === 1) return oneThread([]);
  return canShare() ? severalThreads(count, worker) : oneThread([alone]);
}

function oneThread(warnings: readonly OperandoWarning[]): Threads {
  const made = new WeakMap<object, Map<string, Promise<Work<unknown, unknown>>>>();
  return {
    count: 1,
    warnings,
    run<Setup extends object, Task, Result>(
      job: Job<Setup, Task, Result>,
      task: Task,
      report: Report = () => undefined,
    ) {
      const { module, name, setup } = job;
      const works = made.get(setup) ?? new Map<string, Promise<Work<unknown, unknown>>>();
      made.set(setup, works);
      const key = `${module} ${name}`;
      const work = works.get(key) ?? loadWork<object, unknown, unknown>({ module, name, setup });
      works.set(key, work);
      return { result: work.then((doTask) => doTask(task, report)) as Promise<Result>, giveUp: () => undefined };
    },
    close: async () => undefined,
  };
}

function severalThreads(count: number, place: URL): Threads {
  const pool = workerpool.pool(scriptOf(place), {
    maxWorkers: count,
    workerType: 'auto',
    workerOpts: { type: 'module' },
    // Flags such as --eval are for the program that this is a thread of.
    workerThreadOpts: { execArgv: [] },
    workerTerminateTimeout: patience,
  });
  const known = new WeakMap<object, { readonly id: number; readonly setup: object; sent: number }>();
  let setups = 0;
  return {
    count,
    warnings: [],
    run<Setup extends object, Task, Result>(
      job: Job<Setup, Task, Result>,
      task: Task,
      report: Report = () => undefined,
    ) {
      const { module, name, setup } = job;
      const own = known.get(setup) ?? { id: setups++, setup: inSharedMemory(setup), sent: 0 };
      known.set(setup, own);
      const id = `${own.id} ${module} ${name}`;
      let under = { cancel: (): unknown => undefined };
      const send = (withJob: boolean, resolve: (value: Result) => void, reject: (error: unknown) => void): void => {
        // Packed as it goes, since the pieces are gone then; should it have to go again, it is packed again.
        const { value, transfer } = taskParcelOf(task);
        const request: Request = { id, task: value, job: withJob ? { module, name, setup: own.setup } : undefined };
        const answer = pool.exec('work', [request], { on: (done: unknown) => report(Number(done)), transfer });
        under = answer;
        answer.then((reply) => {
          const got = reply as Reply;
          if ('missing' in got) send(true, resolve, reject);
          else if ('error' in got) reject(errorOf(got.error));
          else resolve(got.value as Result);
        }, reject);
      };
      // Each thread is likely to have had it once they all could have.
      const result = new Promise<Result>((resolve, reject) => send(own.sent++ < count, resolve, reject));
      return { result, giveUp: () => void under.cancel() };
    },
    close: async () => {
      await pool.terminate(true);
    },
  };
}
