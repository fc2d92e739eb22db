/**
 * The program of a thread: takes tasks of jobs, and gives their results or errors as data.
 * @module
 */
import workerpool from 'workerpool';
import { carryError } from './carried-error.js';
import type { Work } from './job.js';
import { loadWork } from './load-work.js';
import { parcelOf } from './parcel.js';
import type { Reply, Request } from './request.js';

/** Jobs that are kept ready; of more, the one that was not asked for longest is made anew. */
const mostKept = 8;

const kept = new Map<string, Promise<Work<unknown, unknown>>>();

function workOf({ id, job }: Request): Promise<Work<unknown, unknown>> | undefined {
  const known = kept.get(id) ?? (job === undefined ? undefined : loadWork(job));
  if (known === undefined) return undefined;
  kept.delete(id);
  kept.set(id, known);
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
  return known;
}

async function answer(request: Request): Promise<Reply> {
  try {
    const work = workOf(request);
    if (work === undefined) return { missing: true };
    const doTask = await work;
    return { value: await doTask(request.task, (done) => workerpool.workerEmit(done)) };
  } catch (error) {
    return { error: carryError(error) };
  }
}

/** Does a task of a job, and makes what comes of it ready to leave its thread. */
export async function doRequest(request: Request): Promise<InstanceType<typeof workerpool.Transfer>> {
  const { value, transfer } = parcelOf(await answer(request));
  return new workerpool.Transfer(Object(value), transfer);
}

// Whoever only looks at this module starts nothing.
if (!workerpool.isMainThread) workerpool.worker({ work: doRequest });
