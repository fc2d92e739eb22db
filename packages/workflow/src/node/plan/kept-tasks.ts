import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import type { Job, Threads } from '@operando/threads';
import { version } from '../../version.js';
import type { TaskStore } from './task-store.js';

/** Bytes that are written and read again in a millisecond, on a slow disk: what is computed faster than that is not kept. */
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
 */
export function keepTasks(threads: Threads, store: TaskStore): Threads {
  const digests = new WeakMap<object, string>();
  const digestOf = (setup: object): string => {
    const known = digests.get(setup) ?? createHash('sha256').update(serialize(setup)).digest('hex');
    digests.set(setup, known);
    return known;
  };
  const keyOf = ({ module, name, setup }: Job<object, unknown, unknown>, task: unknown): string =>
    createHash('sha256')
      .update(`${version}\n${module}\n${name}\n${digestOf(setup)}\n`)
      .update(serialize(task))
      .digest('hex');
  return {
    ...threads,
    count: Math.max(2, threads.count),
    run(job, task, report) {
      const key = keyOf({ module: job.module, name: job.name, setup: job.setup }, task);
      const found = store.get(key);
      // What was kept under the key of a task is what the job gave then.
      if (found !== undefined) return { result: Promise.resolve(found.value as never), giveUp: () => undefined };
      const began = performance.now();
      const { result, giveUp } = threads.run(job, task, report);
      const kept = result.then((value) => {
        if (performance.now() - began > sizeOf(value) / bytesPerMillisecond) store.put(key, value);
        return value;
      });
      return { result: kept, giveUp };
    },
  };
}
