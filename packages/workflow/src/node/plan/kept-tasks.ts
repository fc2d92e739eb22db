import type { Job, TaskPart, Threads } from '@operando/threads';
import { version } from '../../version.js';
import { digestOf } from './digest.js';
import type { TaskStore } from './task-store.js';

/** Bytes that are written and read again in a millisecond, on a slow disk: what is computed faster than that is not kept, unless it is for others. */
const bytesPerMillisecond = 100_000;

/** Bytes of arrays within a result, about. */
function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 8;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  return Object.values(value).reduce<number>((sum, each) => sum + sizeOf(each), 0);
}

/**
 * Threads whose tasks are kept: one of the same job, setup and data is not done again, by this program or one after it. Results are
 * the same to the bit, since tasks of a job know nothing of each other. The key is a SHA-256 of all that a task is given, so that it
 * does not matter which frames lie around it.
 *
 * @param threads Several or one: what uses them shares its work out in either case.
 * @param part What is done of the tasks, where other programs do the rest. @default all
 */
export function keepTasks(threads: Threads, store: TaskStore, part?: TaskPart): Threads {
  const setups = new WeakMap<object, string>();
  const digestOfSetup = (setup: object): string => {
    const known = setups.get(setup) ?? digestOf(setup);
    setups.set(setup, known);
    return known;
  };
  const keyOf = ({ module, name, setup }: Job<object, unknown, unknown>, task: unknown): string =>
    digestOf([version, module, name, digestOfSetup(setup), task]);
  return {
    ...threads,
    ...(part === undefined ? {} : { part }),
    count: Math.max(2, threads.count),
    run(job, task, report) {
      const key = keyOf({ module: job.module, name: job.name, setup: job.setup }, task);
      const found = store.get(key);
      // What was kept under the key of a task is what the job gave then.
      if (found !== undefined) return { result: Promise.resolve(found.value as never), giveUp: () => undefined };
      const began = performance.now();
      const { result, giveUp } = threads.run(job, task, report);
      const kept = result.then((value) => {
        const isWorthIt = part !== undefined || performance.now() - began > sizeOf(value) / bytesPerMillisecond;
        if (isWorthIt) store.put(key, value);
        return value;
      });
      return { result: kept, giveUp };
    },
  };
}
